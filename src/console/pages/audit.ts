/** Who did or read what, for the city's Hội and the operator. */

import { isId } from '../../db/is-id.ts';
import { type Html, html } from '../../http/html.ts';
import { type AuditLine, type AuditQuestion, readAudit } from '../../officer/read-audit.ts';
import { Problem } from '../../problems.ts';
import { show, table } from '../frame.ts';
import { act, type Visit } from '../route.ts';

const PAGE = '/console/audit';

export async function auditPage(visit: Visit): Promise<void> {
  const { say, request } = visit;
  const of = askedOf(request.query.of);
  const before = typeof request.query.before === 'string' && /^\d{1,18}$/.test(request.query.before) ? BigInt(request.query.before) : null;
  const read = await act(visit, (deps, scope) => readAudit(deps, { scope, of, before }));
  if (read.outcome === 'notFound') throw new Problem('notFound');
  const { lines, next } = read;
  const same = `${PAGE}?of=${typeof of === 'string' ? of : of.officerId}`;
  const rows = lines.map((line) => [
    when(visit, line),
    who(visit, line),
    what(visit, line),
    html`<code>${line.subject}</code>`,
    detail(line),
  ]);
  const heads = ['when', 'who', 'what', 'subject', 'detail'].map((name) => say(`audit.${name}`));
  const content = html`<p class="acts">${(['officers', 'all'] as const).map((one) => html`<a class="button${of === one ? ' first' : ''}" href="${PAGE}?of=${one}">${say(`audit.${one}`)}</a>`)}</p>
${lines.length > 0 ? table({ caption: say('audit.title'), heads, rows }) : html`<p>${say('audit.none')}</p>`}
<p class="pager">${before === null ? null : html`<a class="button" href="${same}">${say('audit.newest')}</a>`}
${next === null ? null : html`<a class="button" href="${same}&before=${next.toString()}">${say('audit.older')}</a>`}</p>`;
  show(visit, { title: say('audit.title'), content });
}

function askedOf(of: unknown): AuditQuestion['of'] {
  if (isId(of)) return { officerId: of };
  return of === 'all' ? 'all' : 'officers';
}

function when({ say }: Visit, { at }: AuditLine): string {
  return say('audit.at', { at: { date: at.toISOString() } });
}

function who({ say }: Visit, { officer, actor }: AuditLine): Html | string {
  if (officer) return html`<a href="${PAGE}?of=${officer.id}">${officer.name}</a>`;
  return actor === 'system' ? say('audit.system') : html`<code>${actor}</code>`;
}

/** In words where there are some: the audit names what it knows, and pages come and go. */
function what({ parts, say }: Visit, { action }: AuditLine): Html | string {
  const key = `audit.actions.${action}`;
  return parts.locale.has(`console:${key}`) ? say(key) : html`<code>${action}</code>`;
}

function detail({ detail }: AuditLine): Html | null {
  const json = JSON.stringify(detail);
  return json === '{}' ? null : html`<code>${json}</code>`;
}
