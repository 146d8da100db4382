/** An announcement household by household: what became of it, and who is to be told in person. */

import { type AnnouncementView, openAnnouncement } from '../../announcement/list-announcements.ts';
import { exportRecipients, type ListedRecipient, listRecipients, type RecipientsWanted } from '../../announcement/list-recipients.ts';
import { listToTell, type ToTell, type ToTellCount } from '../../announcement/list-to-tell.ts';
import { outcomes } from '../../announcement/outcome-sql.ts';
import { tickTold } from '../../announcement/tick-told.ts';
import { isId } from '../../db/is-id.ts';
import { spacedCode } from '../../household/household-code.ts';
import { listAreas } from '../../household/list-areas.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import { depsOf } from '../../http/parts.ts';
import { Problem } from '../../problems.ts';
import { localDate } from '../../season/calendar.ts';
import { form, goTo, show, table } from '../frame.ts';
import { giveTable } from '../give-file.ts';
import { act, actLong, idIn, type Visit } from '../route.ts';
import { ANNOUNCEMENTS, areaWords, beginningOf, moment, pathOf, reasonWords } from './announcement-parts.ts';

/** What is asked for in an address: random ids and words of ours. */
function wantedIn({ request }: Visit): Omit<RecipientsWanted, 'scope' | 'announcementId'> {
  const { area, outcome, pressed, after } = request.query;
  const wanted = outcomes.find((one) => one === outcome);
  return {
    ...(isId(area) && { areaId: area }),
    ...(wanted && { outcome: wanted }),
    ...(typeof pressed === 'string' && /^\d$/.test(pressed) && { pressed: Number(pressed) }),
    ...(typeof after === 'string' && { after }),
  };
}

function addressOf(path: string, { areaId, outcome, pressed, after }: ReturnType<typeof wantedIn>): string {
  const query = new URLSearchParams({
    ...(areaId !== undefined && { area: areaId }),
    ...(outcome !== undefined && { outcome }),
    ...(pressed !== undefined && { pressed: String(pressed) }),
    ...(after !== undefined && { after }),
  }).toString();
  return query === '' ? path : `${path}?${query}`;
}

async function find({ parts, officer }: Visit, announcementId: string): Promise<AnnouncementView> {
  const found = await openAnnouncement(depsOf(parts), { scope: officer.scope, announcementId });
  if (!found) throw new Problem('notFound');
  return found;
}

export async function recipientsPage(visit: Visit): Promise<void> {
  const { say } = visit;
  const announcement = await find(visit, idIn(visit));
  const wanted = wantedIn(visit);
  const listed = await act(visit, (deps, scope) => listRecipients(deps, { scope, announcementId: announcement.id, ...wanted }));
  if (listed.outcome === 'notFound') throw new Problem('notFound');
  const { after: _, ...rest } = wanted;
  const path = `${pathOf(announcement)}/households`;
  const heads = ['household', 'area', 'code', 'outcome', 'why', 'answer'].map((key) => say(`announcements.head.${key}`));
  const rows = listed.recipients.map((one) => rowOf(visit, announcement, one));
  const content = html`<p><a href="${pathOf(announcement)}">${beginningOf(visit, announcement)}</a></p>
${await filters(visit, announcement, path, rest)}
${rows.length > 0 ? table({ caption: say('announcements.list'), heads, rows }) : html`<p role="status">${say('announcements.nobodyHere')}</p>`}
<div class="pager">${listed.next === null ? null : html`<a class="button" href="${addressOf(path, { ...rest, after: listed.next })}">${say('nextPage')}</a>`}
${wanted.after === undefined ? null : html`<a class="button" href="${addressOf(path, rest)}">${say('firstPage')}</a>`}</div>
<p><a class="button" href="${addressOf(`${pathOf(announcement)}/households-file`, rest)}">${say('announcements.takeFile')}</a></p>`;
  show(visit, { title: say('announcements.list'), content });
}

async function filters(
  visit: Visit,
  { unitCode, buttons }: AnnouncementView,
  path: string,
  wanted: ReturnType<typeof wantedIn>,
): Promise<Html> {
  const { say, parts, officer } = visit;
  const { wards, areas } = officer.scope;
  const tab = (is: boolean, address: string, words: string) =>
    html`<li><a href="${address}"${is ? html` aria-current="true"` : null}>${words}</a></li>`;
  const { outcome: _, ...place } = wanted;
  const byOutcome = [
    tab(wanted.outcome === undefined, addressOf(path, place), say('announcements.everybody')),
    ...outcomes.map((one) => tab(wanted.outcome === one, addressOf(path, { ...place, outcome: one }), say(`announcements.outcome.${one}`))),
  ];
  const listed = await listAreas(depsOf(parts), { unitCode });
  const theirs = listed.outcome === 'listed' ? listed.areas.filter(({ id }) => wards.includes(unitCode) || areas.includes(id)) : [];
  const { areaId: __, ...kind } = wanted;
  const byArea = [
    tab(wanted.areaId === undefined, addressOf(path, kind), say('announcements.everyArea')),
    ...theirs.map(({ id, name }) => tab(wanted.areaId === id, addressOf(path, { ...kind, areaId: id }), name)),
  ];
  const button = wanted.pressed === undefined ? undefined : buttons[wanted.pressed];
  return html`${button ? html`<p>${say('announcements.pressedOnly', { label: button.label })}</p>` : null}
<nav class="tabs" aria-label="${say('announcements.head.outcome')}"><ul>${byOutcome}</ul></nav>
${theirs.length > 1 ? html`<details${wanted.areaId === undefined ? null : html` open`}><summary>${say('announcements.area')}</summary><nav class="tabs" aria-label="${say('announcements.area')}"><ul>${byArea}</ul></nav></details>` : null}`;
}

function rowOf(visit: Visit, { buttons }: AnnouncementView, one: ListedRecipient): Part[] {
  const { say } = visit;
  return [
    html`<a href="/console/household/${one.householdId}">${one.headName || say('help.noHead')}</a>`,
    areaWords(say, one.area),
    spacedCode(one.code),
    outcomeWords(visit, one),
    reasonWords(visit, one.reason),
    one.pressed === null ? '' : (buttons[one.pressed]?.label ?? ''),
  ];
}

function outcomeWords({ say }: Visit, { outcome, channel, sentAt, toldAt }: ListedRecipient): string {
  const words =
    outcome === 'sent' && sentAt && channel
      ? say('announcements.sentAt', { channel: say(`channel.${channel}`), at: moment(sentAt) })
      : say(`announcements.outcome.${outcome}`);
  return toldAt === null ? words : `${words}. ${say('announcements.toldAt', { at: moment(toldAt) })}`;
}

export async function recipientsFileRoute(visit: Visit): Promise<void> {
  const { say, parts } = visit;
  const announcement = await find(visit, idIn(visit));
  const { after: _, ...wanted } = wantedIn(visit);
  const listed = await actLong(visit, (deps, scope) => exportRecipients(deps, { scope, announcementId: announcement.id, ...wanted }));
  if (listed.outcome === 'notFound') throw new Problem('notFound');
  const heads = ['household', 'area', 'code', 'outcome', 'why', 'answer'].map((key) => say(`announcements.head.${key}`));
  const rows = listed.recipients.map((one) => [
    one.headName,
    areaWords(say, one.area),
    spacedCode(one.code),
    outcomeWords(visit, one),
    plain(reasonWords(visit, one.reason)),
    one.pressed === null ? '' : (announcement.buttons[one.pressed]?.label ?? ''),
  ]);
  const at = say('countsFile.asOf', { moment: say('announcements.moment', { at: moment(parts.clock.now()) }) });
  await giveTable(visit, say('announcements.fileName'), [
    {
      name: say('announcements.fileName'),
      title: [beginningOf(visit, announcement), announcement.unit, at],
      columns: heads.map((heading, index) => ({ heading, width: [28, 24, 14, 34, 34, 20][index] ?? 20 })),
      rows,
    },
  ]);
}

function plain(part: Part): string {
  return typeof part === 'string' ? part : '';
}

/** By khu phố: whoever goes there takes the list of one along. */
export async function toTellPage(visit: Visit): Promise<void> {
  const { say, request } = visit;
  const announcement = await find(visit, idIn(visit));
  const path = `${pathOf(announcement)}/to-tell`;
  const { area } = request.query;
  const areaId = isId(area) ? area : undefined;
  const listed = await act(visit, (deps, scope) =>
    listToTell(deps, { scope, announcementId: announcement.id, ...(areaId !== undefined && { areaId }) }),
  );
  if (listed.outcome === 'notFound') throw new Problem('notFound');
  const { areas, households } = listed;
  const one = areas.length === 1 ? areas[0] : areas.find((place) => place.areaId === areaId);
  const more = (one?.households ?? 0) - households.length;
  const content = html`<p><a href="${pathOf(announcement)}">${beginningOf(visit, announcement)}</a></p>
${areas.length > 0 ? overNote(visit, announcement) : null}
${areas.length === 0 ? html`<p role="status">${say('announcements.nobodyToTell')}</p>` : placesTable(visit, path, areas)}
${one ? html`<h2>${areaWords(say, one.area)}</h2>` : null}
${households.length > 0 ? tickForm(visit, announcement, households, areaId) : null}
${one && more > 0 ? html`<p>${say('outcomes.more', { count: more })}</p>` : null}`;
  show(visit, { title: say('announcements.toTell'), content });
}

/** What it asks for may be over: whoever goes there says so, or does not go. */
function overNote({ say, parts }: Visit, { deadline }: AnnouncementView): Part {
  if (deadline === null || deadline >= localDate(parts.clock.now())) return null;
  return html`<p class="note">${say('announcements.overNow', { day: { date: deadline } })}</p>`;
}

function placesTable({ say }: Visit, path: string, areas: readonly ToTellCount[]): Html {
  const heads = ['area', 'left', 'told'].map((key) => say(`announcements.head.${key}`));
  const rows = areas.map(({ areaId, area, households, told }): Part[] => [
    html`<a href="${path}?area=${areaId}">${areaWords(say, area)}</a>`,
    households,
    told,
  ]);
  return table({ caption: say('announcements.toTell'), heads, rows });
}

function tickForm(visit: Visit, announcement: AnnouncementView, households: readonly ToTell[], areaId: string | undefined): Html {
  const { say } = visit;
  const items = households.map(({ householdId, headName, code, houseCode, why }) => {
    const who = say('queue.household', { head: headName || say('help.noHead'), code: spacedCode(code) });
    const house = houseCode === null ? null : html`${say('household.houseCode', { code: houseCode })} · `;
    return html`<li><label><input type="checkbox" name="told" value="${householdId}"> <strong>${who}</strong></label>
<p class="faint">${house}${reasonWords(visit, why)}</p></li>`;
  });
  const kept = areaId === undefined ? null : html`<input type="hidden" name="area" value="${areaId}">`;
  const fields = html`${kept}<ul class="cards">${items}</ul><div class="save"><button class="first">${say('announcements.ticked')}</button></div>`;
  return form(visit, `${pathOf(announcement)}/told`, fields);
}

export async function tickToldRoute(visit: Visit): Promise<void> {
  const announcementId = idIn(visit);
  const { told = [], area } = visit.form;
  const ids = new Set([told].flat());
  await act(visit, async (deps, scope) => {
    for (const householdId of ids) {
      const { outcome } = await tickTold(deps, { scope, announcementId, householdId });
      if (outcome === 'notFound') throw new Problem('notFound');
    }
  });
  const query = isId(area) ? `?area=${area}` : '';
  goTo(visit, `${ANNOUNCEMENTS}/${announcementId}/to-tell${query}`, ids.size > 0 ? 'announcementTold' : 'outcomesNone');
}
