/** One announcement: as a draft what it says, afterwards how far it is, what became of it, and what can be done about it. */
import { cancelAnnouncement } from '../../announcement/cancel-announcement.ts';
import { confirmAnnouncementAsSecond } from '../../announcement/confirm-announcement-as-second.ts';
import { followUp } from '../../announcement/follow-up.ts';
import { type OpenedAnnouncement, openAnnouncement } from '../../announcement/list-announcements.ts';
import type { Outcome } from '../../announcement/outcome-sql.ts';
import { pauseAnnouncement } from '../../announcement/pause-announcement.ts';
import { textForAll } from '../../announcement/render-announcement.ts';
import { restOf } from '../../announcement/rest-of.ts';
import { resumeAnnouncement } from '../../announcement/resume-announcement.ts';
import { textToPaste } from '../../announcement/text-to-paste.ts';
import { createTell } from '../../conversation/tell.ts';
import { listAreas } from '../../household/list-areas.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import { addressFor, depsOf } from '../../http/parts.ts';
import { Problem } from '../../problems.ts';
import { alert, choice, form, goTo, show, table } from '../frame.ts';
import { act, actLong, idIn, textIn, type Visit } from '../route.ts';
import { followed, showDraft } from './announcement-draft.ts';
import { ANNOUNCEMENTS, beginningOf, cancelForm, moment, onItsWay, pathOf } from './announcement-parts.ts';
import { liveOf, progressPart } from './announcement-progress.ts';
import { qr } from './qr.ts';
import { wantsState } from './wait-for-approval.ts';

/** For browsers without scripts. */
const RELOAD_SECONDS = 15;

export async function announcementPage(visit: Visit): Promise<void> {
  const announcement = await find(visit);
  if (announcement.state === 'draft') return showDraft(visit, announcement);
  // The script of the page asks, not the person.
  if (wantsState(visit.request)) return void visit.response.json(liveOf(visit, announcement.progress));
  await showAnnouncement(visit, announcement, null);
}

/** @throws Problem `notFound` */
async function find(visit: Visit): Promise<OpenedAnnouncement> {
  const { parts, officer } = visit;
  const found = await openAnnouncement(depsOf(parts), { scope: officer.scope, announcementId: idIn(visit) });
  if (!found) throw new Problem('notFound');
  return found;
}

async function showAnnouncement(visit: Visit, announcement: OpenedAnnouncement, problem: Html | null, status = 422): Promise<void> {
  const { say } = visit;
  const { state, startedAt, progress, unit } = announcement;
  const path = pathOf(announcement);
  const listed = (outcome: Outcome) => `${path}/households?outcome=${outcome}`;
  const isWaiting = state === 'planned' || state === 'awaitingSecond';
  const isLive = state === 'sending' || state === 'paused' || state === 'planned';
  const content = html`${problem}
${isWaiting ? onItsWay(visit, announcement) : html`<p><strong>${stateWords(visit, announcement)}</strong></p>`}
${startedAt === null ? null : progressPart(visit, progress, listed)}
${actsPart(visit, announcement)}
${startedAt === null ? null : afterwards(visit, announcement)}
${await groupPart(visit, announcement)}
<h2>${say('announcements.words')}</h2>
<p class="faint">${say('announcements.ofUnit', { unit })}</p>
${await followed(visit, announcement)}
<p class="bubble">${textForAll(visit.parts.locale, announcement)}</p>
${history(visit, announcement)}
<p><a class="button" href="${ANNOUNCEMENTS}">${say('announcements.back')}</a></p>`;
  show(visit, {
    title: beginningOf(visit, announcement),
    content,
    status: problem ? status : 200,
    ...(isLive && startedAt !== null && { script: 'progress.js', reloadSeconds: RELOAD_SECONDS }),
  });
}

function stateWords({ say }: Visit, { state, pausedBy, cancelledBy, cancelledAt, endedAt }: OpenedAnnouncement): string {
  if (state === 'paused') return say('announcements.pausedBy', { name: pausedBy?.name ?? '' });
  if (state === 'cancelled' && cancelledAt)
    return cancelledBy === null
      ? say('announcements.cancelledByRestore', { at: moment(cancelledAt) })
      : say('announcements.cancelledBy', { name: cancelledBy.name, at: moment(cancelledAt) });
  if (state === 'done' && endedAt) return say('announcements.doneAt', { at: moment(endedAt) });
  return say(`announcements.is.${state}`);
}

function actsPart(visit: Visit, announcement: OpenedAnnouncement): Part {
  const { say } = visit;
  const { state, startedAt } = announcement;
  const path = pathOf(announcement);
  const button = (verb: string, words: string) => form(visit, `${path}/${verb}`, html`<button>${words}</button>`);
  if (state === 'sending')
    return html`<div class="acts">${button('pause', say('announcements.pause'))}</div>${cancelForm(visit, announcement)}`;
  if (state === 'paused')
    return html`<div class="acts">${button('resume', say('announcements.resume'))}</div>${cancelForm(visit, announcement)}`;
  if (startedAt === null) return null;
  return html`<div class="acts">${button('rest', say('announcements.rest'))}</div>`;
}

function afterwards(visit: Visit, announcement: OpenedAnnouncement): Html {
  const { say } = visit;
  const path = pathOf(announcement);
  const { buttons, progress } = announcement;
  const rows = buttons.flatMap((button, index): Part[][] => {
    if (button.kind !== 'open') return [];
    return [[html`<a href="${path}/households?pressed=${index}">${button.label}</a>`, progress.presses[index] ?? 0]];
  });
  const heads = [say('announcements.head.button'), say('announcements.head.pressed')];
  return html`${rows.length > 0 ? html`<h2>${say('announcements.answers')}</h2>${table({ caption: say('announcements.answers'), heads, rows })}` : null}
<h2>${say('announcements.then')}</h2>
<ul class="works"><li><a class="work" href="${path}/to-tell">${say('announcements.toTell')}</a></li>
<li><a class="work" href="${path}/households">${say('announcements.list')}</a></li></ul>
<p class="faint">${say('announcements.followUpHow')}</p>
${form(visit, `${path}/follow-up`, html`<button>${say('announcements.followUp')}</button>`)}`;
}

/** Words and a QR to be pasted into the Zalo group of a khu phố. */
async function groupPart(visit: Visit, { id, state, unitCode }: OpenedAnnouncement): Promise<Part> {
  const { say, parts, officer } = visit;
  if (state === 'cancelled') return null;
  const { wards, areas } = officer.scope;
  const listed = await listAreas(depsOf(parts), { unitCode });
  const theirs = listed.outcome === 'listed' ? listed.areas.filter((area) => wards.includes(unitCode) || areas.includes(area.id)) : [];
  if (theirs.length === 0) return null;
  const options = theirs.map(({ id: value, name }) => ({ value, label: name }));
  const fields = html`${choice('area', say('announcements.area'), options)}<button>${say('announcements.makeGroup')}</button>`;
  return html`<h2>${say('announcements.group')}</h2>
<p class="faint">${say('announcements.groupHow')}</p>
<div class="fields">${form(visit, `${ANNOUNCEMENTS}/${id}/group`, fields)}</div>`;
}

function history({ say }: Visit, announcement: OpenedAnnouncement): Html {
  const { createdBy, createdAt, confirmedBy, confirmedAt, secondBy, startedAt, expiresAt } = announcement;
  const lines = [
    say('announcements.did.write', { name: createdBy.name, at: moment(createdAt) }),
    confirmedBy && confirmedAt && say('announcements.did.confirm', { name: confirmedBy.name, at: moment(confirmedAt) }),
    secondBy && say('announcements.did.second', { name: secondBy.name }),
    startedAt && say('announcements.did.start', { at: moment(startedAt) }),
    expiresAt && say('announcements.expiresAt', { at: moment(expiresAt) }),
  ];
  return html`<p class="faint">${lines.filter((line) => line !== null).join(' ')}</p>`;
}

export async function secondSendingRoute(visit: Visit): Promise<void> {
  const announcementId = idIn(visit);
  const typed = textIn(visit, 'typed');
  const done = await actLong(visit, (deps, scope) =>
    confirmAnnouncementAsSecond(deps, { scope, announcementId, typed, tell: createTell(visit.parts).officer }),
  );
  if (done.outcome === 'notFound') throw new Problem('notFound');
  if (done.outcome === 'confirmed') return goTo(visit, `${ANNOUNCEMENTS}/${announcementId}`, 'announcementPlanned');
  await showAnnouncement(visit, await find(visit), alert(visit.say(`announcements.refused.${done.why}`)));
}

/** Whoever cancels something in a hurry is not asked for anything more. */
export async function cancelAnnouncementRoute(visit: Visit): Promise<void> {
  const announcementId = idIn(visit);
  const { outcome } = await act(visit, (deps, scope) =>
    cancelAnnouncement(deps, { scope, announcementId, tell: createTell(visit.parts).officer }),
  );
  await after(visit, outcome, 'cancelled', 'announcementCancelled');
}

export async function pauseRoute(visit: Visit): Promise<void> {
  const announcementId = idIn(visit);
  const { outcome } = await act(visit, (deps, scope) => pauseAnnouncement(deps, { scope, announcementId }));
  await after(visit, outcome, 'paused', 'announcementPaused');
}

export async function resumeRoute(visit: Visit): Promise<void> {
  const announcementId = idIn(visit);
  const { outcome } = await act(visit, (deps, scope) => resumeAnnouncement(deps, { scope, announcementId }));
  await after(visit, outcome, 'resumed', 'announcementResumed');
}

/** Where it could not be done, because it is otherwise by now, the page says how it is. */
async function after(visit: Visit, outcome: string, wanted: string, done: string): Promise<void> {
  if (outcome === 'notFound') throw new Problem('notFound');
  if (outcome === wanted) return goTo(visit, `${ANNOUNCEMENTS}/${idIn(visit)}`, done);
  const announcement = await find(visit);
  if (announcement.state === 'draft') return goTo(visit, pathOf(announcement));
  await showAnnouncement(visit, announcement, alert(visit.say('announcements.otherwiseNow')), 409);
}

export async function restRoute(visit: Visit): Promise<void> {
  const announcementId = idIn(visit);
  const done = await act(visit, (deps, scope) => restOf(deps, { scope, announcementId }));
  await toNew(visit, done);
}

export async function followUpRoute(visit: Visit): Promise<void> {
  const announcementId = idIn(visit);
  const done = await act(visit, (deps, scope) => followUp(deps, { scope, announcementId }));
  await toNew(visit, done);
}

async function toNew(visit: Visit, done: { outcome: 'drafted'; announcementId: string } | { outcome: string }): Promise<void> {
  if ('announcementId' in done) return goTo(visit, `${ANNOUNCEMENTS}/${done.announcementId}`, 'announcementDrafted');
  await after(visit, done.outcome, 'drafted', 'announcementDrafted');
}

export async function groupRoute(visit: Visit): Promise<void> {
  const { say, parts, request } = visit;
  const announcementId = idIn(visit);
  const areaId = textIn(visit, 'area');
  const world = { locale: parts.locale, publicUrl: addressFor(parts, request) };
  const made = await act(visit, (deps, scope) => textToPaste(deps, { scope, announcementId, areaId, world }));
  if (made.outcome === 'notFound') throw new Problem('notFound');
  const { text, link } = made;
  const area = made.area ?? say('unplaced');
  const content = html`<p>${say('announcements.groupPaste')}</p>
<div class="fields"><label>${say('announcements.groupWords')}<textarea rows="12" readonly>${text}</textarea></label></div>
<p>${say('announcements.groupQr')}</p>
${qr(link, say('announcements.groupQrLabel', { area }))}
<p><a class="button" href="${ANNOUNCEMENTS}/${announcementId}">${say('announcements.toOne')}</a></p>`;
  show(visit, { title: say('announcements.groupTitle', { area }), content });
}
