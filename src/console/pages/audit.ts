/** Who did or read what, where and when, for the city's Hội and the operator: in words; what only machines read is folded. */
import { isId } from '../../db/is-id.ts';
import type { Json } from '../../flow/session.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import { depsOf } from '../../http/parts.ts';
import { leadersOf } from '../../officer/leaders-of.ts';
import { type AuditLine, type AuditQuestion, auditRooms, readAudit } from '../../officer/read-audit.ts';
import { Problem } from '../../problems.ts';
import { folded, show, table } from '../frame.ts';
import { act, dayOf, type Say, type Visit } from '../route.ts';

const PAGE = '/console/audit';
const ANY = '';

type Asked = Required<Pick<AuditQuestion, 'of' | 'room' | 'day'>>;

export async function auditPage(visit: Visit): Promise<void> {
  const { say, request } = visit;
  const asked = askedOf(request.query);
  const before = typeof request.query.before === 'string' && /^\d{1,18}$/.test(request.query.before) ? BigInt(request.query.before) : null;
  const read = await act(visit, (deps, scope) => readAudit(deps, { scope, ...asked, before }));
  if (read.outcome === 'notFound') throw new Problem('notFound');
  const { lines, next } = read;
  const rows = lines.map((line) => [
    say('audit.at', { at: { date: line.at.toISOString() } }),
    who(visit, line),
    what(visit, line),
    where(visit, line),
  ]);
  const heads = ['when', 'who', 'what', 'where'].map((name) => say(`audit.${name}`));
  const content = html`${await filters(visit, asked)}
${lines.length > 0 ? table({ caption: say('audit.title'), heads, rows }) : html`<p role="status">${say('audit.none')}</p>`}
<p class="pager">${before === null ? null : html`<a class="button" href="${addressOf(asked)}">${say('audit.newest')}</a>`}
${next === null ? null : html`<a class="button" href="${addressOf(asked, next)}">${say('audit.older')}</a>`}</p>
${lines.length > 0 ? codes(visit, lines) : null}`;
  show(visit, { title: say('audit.title'), content });
}

function askedOf({ of, room, day }: Readonly<Record<string, unknown>>): Asked {
  return {
    of: isId(of) ? { officerId: of } : of === 'all' ? 'all' : 'officers',
    room: auditRooms.find((one) => one === room) ?? null,
    day: dayOf(day),
  };
}

function nameOf(of: Asked['of']): string {
  return typeof of === 'string' ? of : of.officerId;
}

/** Random ids, a day, and words of ours: nothing in it is of a person. */
function addressOf({ of, room, day }: Asked, before?: bigint): string {
  const fields = { of: nameOf(of), ...(room && { room }), ...(day && { day }), ...(before !== undefined && { before: String(before) }) };
  return `${PAGE}?${new URLSearchParams(fields)}`;
}

async function filters({ parts, say }: Visit, { of, room, day }: Asked): Promise<Html> {
  const officers = await leadersOf(depsOf(parts), typeof of === 'string' ? null : of.officerId);
  const people = [
    ...(['officers', 'all'] as const).map((value) => ({ value: value as string, label: say(`audit.${value}`) })),
    ...officers.map(({ id, name }) => ({ value: id, label: name })),
  ];
  const rooms = [
    { value: ANY, label: say('audit.anyRoom') },
    ...auditRooms.map((value) => ({ value: value as string, label: say(`audit.rooms.${value}`) })),
  ];
  const narrowed = typeof of !== 'string' || room !== null || day !== null;
  const fields = html`<div class="fields"><form method="get" action="${PAGE}">
${select('of', say('audit.who'), people, nameOf(of))}
${select('room', say('audit.what'), rooms, room ?? ANY)}
<label>${say('audit.day')}<input type="date" name="day" value="${day ?? ''}"></label>
<button class="first">${say('audit.show')}</button></form></div>`;
  return folded(say('audit.filter'), fields, narrowed);
}

function select(name: string, label: string, options: readonly { value: string; label: string }[], chosen: string): Html {
  const items = options.map(
    ({ value, label }) => html`<option value="${value}"${value === chosen ? html` selected` : null}>${label}</option>`,
  );
  return html`<label>${label}<select name="${name}">${items}</select></label>`;
}

function who({ say }: Visit, { officer, actor }: AuditLine): Html | string {
  if (officer) return html`<a href="${PAGE}?of=${officer.id}">${officer.name}</a>`;
  if (actor === 'system') return say('audit.system');
  return say(actor.startsWith('officer:') ? 'audit.someOfficer' : 'audit.person');
}

function what(visit: Visit, { action, about, subject, detail }: AuditLine): Html {
  const { parts, say } = visit;
  const key = `audit.actions.${action}`;
  // The audit names what it knows, and pages come and go.
  const words = say(parts.locale.has(`console:${key}`) ? key : 'audit.other');
  const more = [...(about ? [about.name] : []), ...detailWords(visit, subject, detail)];
  return html`${words}${more.length > 0 ? html`<br><span class="faint">${more.join(' · ')}</span>` : null}`;
}

/** As they are stored, in the same order: for whoever compares them with what the service itself writes. */
function codes({ say }: Visit, lines: readonly AuditLine[]): Html {
  const items = lines.map(({ seq, actor, action, subject, detail }) => {
    const all = [String(seq), actor, action, subject, JSON.stringify(detail)].filter((one) => one !== '{}');
    return html`<li><code>${all.join(' ')}</code></li>`;
  });
  return folded(say('audit.codes'), html`<ul class="codes">${items}</ul>`);
}

function where({ say }: Visit, { place }: AuditLine): Part {
  if (!place) return null;
  return place.area === null ? place.unit : say('audit.place', { area: place.area || say('unplaced'), unit: place.unit });
}

/** Numbers of things, by the name under which they stand: `audit.details.<name>`, with `{{count}}`. */
const COUNTED = ['households', 'files', 'officers', 'invitations', 'calls', 'items', 'lines', 'seats', 'pairs', 'chats', 'toTell', 'moves'];
/** What is so, or is not said. */
const SO = ['searched', 'fresh', 'trial', 'slip', 'last'];
/** Names that other pages have words for. */
const WORDED: Readonly<Record<string, readonly string[]>> = {
  purpose: ['audit.purpose'],
  paper: ['papers.what'],
  kind: ['decisions.kind'],
  source: ['counts.source'],
  why: ['file.why', 'audit.why'],
  reason: ['household.eraseReason'],
  role: ['audit.role'],
  how: ['audit.how'],
  level: ['audit.level'],
};

/** What of the details says something to people. */
function detailWords({ parts, say }: { parts: Visit['parts']; say: Say }, subject: string, detail: Json): string[] {
  if (detail === null || typeof detail !== 'object' || Array.isArray(detail)) return [];
  return Object.entries(detail).flatMap(([name, value]) => {
    const count = Array.isArray(value) ? value.length : value;
    if (COUNTED.includes(name)) return typeof count === 'number' && count > 0 ? [say(`audit.details.${name}`, { count })] : [];
    if (SO.includes(name)) return value === true ? [say(`audit.details.${name}`)] : [];
    const rooms = name === 'paper' && subject.startsWith('decision:') ? ['decision.paper'] : WORDED[name];
    const key = rooms?.map((room) => `${room}.${String(value)}`).find((one) => parts.locale.has(`console:${one}`));
    return key === undefined ? [] : [say(key)];
  });
}
