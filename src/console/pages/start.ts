/** What waits for the officer today, and the way to everything else. */
import { MOST_HOUSEHOLDS, WINDOW_MINUTES } from '../../assist/bursts.ts';
import { type ListedBurst, listBursts } from '../../assist/list-bursts.ts';
import { spacedCode } from '../../household/household-code.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import { depsOf } from '../../http/parts.ts';
import type { KeptDoubles } from '../../identity/list-doubles.ts';
import { KEPT_HOURS, type KeptForm, listKeptForms } from '../../officer/kept-forms.ts';
import { whatWaits } from '../../officer/what-waits.ts';
import { type ListedLook, listLooks } from '../../review/looks-from-above.ts';
import { form, show } from '../frame.ts';
import { addressOf } from '../late-form.ts';
import { perClient } from '../per-client.ts';
import { holdsAny, type Visit } from '../route.ts';
import { waitingWork } from '../waiting.ts';
import { FILES } from './queue.ts';

const doublesOf = perClient<KeptDoubles>(() => new Map());

export async function startPage(visit: Visit): Promise<void> {
  const { say, parts, officer } = visit;
  const { scope } = officer;
  const theirs = waitingWork.filter(({ who }) => holdsAny(scope, who));
  const waits = theirs.length > 0 ? await whatWaits(depsOf(parts), scope, doublesOf(parts.prisma)) : null;
  const counted = theirs.map((work) => ({ ...work, waits: waits?.[work.key] ?? 0 }));
  const lines = counted
    .filter(({ waits }) => waits > 0)
    .map(({ path, key, waits }) => html`<li><a class="work" href="${path}">${say(`waits.${key}`, { count: waits })}</a></li>`);
  const others = visit.menu.filter(({ path }) => path !== '/console' && !counted.some((work) => work.waits > 0 && work.path === path));
  const tiles = others.map(
    ({ path, key }) => html`<li><a class="tile" href="${path}"><strong>${say(`menu.${key}`)}</strong>${hint(visit, key)}</a></li>`,
  );
  const content = html`${keptPart(visit, await listKeptForms(depsOf(parts), scope.officerId))}
${lines.length > 0 ? html`<ul class="works">${lines}</ul>` : html`<p>${say('start.nothing')}</p>`}
${looksPart(visit, await listLooks(depsOf(parts), { scope }))}
${burstsPart(visit, await listBursts(depsOf(parts), scope))}
<h2>${say('start.others')}</h2>
<ul class="tiles">${tiles}</ul>`;
  show(visit, { title: say('start.title'), content });
}

/** They were signed in no more when they sent these. */
function keptPart(visit: Visit, kept: readonly Omit<KeptForm, 'fields'>[]): Part {
  const { say } = visit;
  const items = kept.map(
    (one) => html`<li><p>${say('kept.line', { at: { date: one.keptAt.toISOString() }, hours: KEPT_HOURS })}</p>
<div class="acts"><a class="button first" href="${addressOf(one)}">${say('kept.open')}</a>
${form(visit, `/console/kept/${one.id}/put-away`, html`<button>${say('kept.putAway')}</button>`)}</div></li>`,
  );
  return kept.length > 0 ? html`<ul class="cards">${items}</ul>` : null;
}

/** The city looked into files of theirs, and why: on every page where they begin their day. */
function looksPart({ say }: Visit, looks: readonly ListedLook[]): Part {
  if (looks.length === 0) return null;
  const lines = looks.map(({ assessmentId, code, at, why }) => {
    const words = say('looks.line', { code: spacedCode(code), at: { date: at.toISOString() }, why: say(`file.why.${why}`) });
    return html`<li><a href="${FILES}/${assessmentId}">${words}</a></li>`;
  });
  return html`<h2>${say('looks.title')}</h2>
<ul class="flags">${lines}</ul>`;
}

/** "Điền giúp dồn dập": counts, and whose they are. */
function burstsPart({ say }: Visit, bursts: readonly ListedBurst[]): Part {
  if (bursts.length === 0) return null;
  const lines = bursts.map(({ officer, areas, from, to, households }) => {
    const where = areas.map(({ name, unit }) => `${name}, ${unit}`).join('; ');
    const params = { officer, where, from: { date: from.toISOString() }, to: { date: to.toISOString() }, count: households };
    return html`<li>${say('bursts.line', params)}</li>`;
  });
  return html`<h2>${say('bursts.title')}</h2>
<p class="faint">${say('bursts.what', { most: MOST_HOUSEHOLDS, minutes: WINDOW_MINUTES })}</p>
<ul class="flags">${lines}</ul>`;
}

/** What a page of the menu is for. */
function hint({ parts, say, officer }: Visit, key: string): Html | null {
  // Only a ward has a tờ trình and decisions.
  if (key === 'papers' && officer.scope.wards.length === 0) return html`<span>${say('start.papersOfArea')}</span>`;
  return parts.locale.has(`console:hint.${key}`) ? html`<span>${say(`hint.${key}`)}</span>` : null;
}
