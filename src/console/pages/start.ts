/** What waits for the officer today. */
import { html } from '../../http/html.ts';
import { depsOf } from '../../http/parts.ts';
import { show } from '../frame.ts';
import { holdsAny, type Visit } from '../route.ts';
import { waitingWork } from '../waiting.ts';

export async function startPage(visit: Visit): Promise<void> {
  const { say, parts, officer } = visit;
  const { scope } = officer;
  const theirs = waitingWork.filter(({ who }) => holdsAny(scope, who));
  const counted = await Promise.all(theirs.map(async (work) => ({ ...work, waits: await work.count(depsOf(parts), scope) })));
  const lines = counted
    .filter(({ waits }) => waits > 0)
    .map(({ path, key, waits }) => html`<li><a class="work" href="${path}">${say(`waits.${key}`, { count: waits })}</a></li>`);
  const content = lines.length > 0 ? html`<ul class="works">${lines}</ul>` : html`<p>${say('start.nothing')}</p>`;
  show(visit, { title: say('start.title'), content });
}
