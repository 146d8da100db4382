/** One training: who comes, the door, the list, and changing or cancelling it. */
import { spacedDigits } from '../../household/digit-code.ts';
import { spacedCode } from '../../household/household-code.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import { addressFor } from '../../http/parts.ts';
import type { ListedHousehold } from '../../identity/list-households.ts';
import { Problem } from '../../problems.ts';
import { localDate } from '../../season/calendar.ts';
import { attendanceTable, standingOf } from '../../training/attendance-table.ts';
import { cancelTraining } from '../../training/cancel-training.ts';
import { changeTraining } from '../../training/change-training.ts';
import { doorCode } from '../../training/door-code.ts';
import { doorOpens } from '../../training/door-hours.ts';
import { draftInvitation } from '../../training/draft-invitation.ts';
import { marks } from '../../training/give-feedback.ts';
import { inviteOfficers, MAX_WORDS } from '../../training/invite-officers.ts';
import { type Attendance, type AttendanceCounts, type ListedAttendance, listAttendance } from '../../training/list-attendance.ts';
import { type OfficersToInvite, officersToInvite } from '../../training/officers-to-invite.ts';
import { tickAttendance, tickedUntil } from '../../training/tick-attendance.ts';
import type { TrainingFields } from '../../training/training-fields.ts';
import type { TrainingRow } from '../../training/training-in-hand.ts';
import { untickAttendance } from '../../training/untick-attendance.ts';
import { findToTick, officersToTick } from '../../training/who-to-tick.ts';
import { alert, form, goTo, show, speaker, table } from '../frame.ts';
import { giveTable } from '../give-file.ts';
import { act, idIn, textIn, type Visit } from '../route.ts';
import { ANNOUNCEMENTS } from './announcement-parts.ts';
import { qr } from './qr.ts';
import { fieldsIn, hours, mistakesOf, moment, TRAININGS, trainingFields } from './training-parts.ts';

const MAX_TYPED = 100;

export async function trainingPage(visit: Visit): Promise<void> {
  await showTraining(visit, {});
}

interface Shown {
  problem?: Html | null;
  status?: number;
  /** What was filled in before, and could not be taken. */
  said?: TrainingFields;
  /** Households that were looked for. */
  found?: Html | null;
  query?: string;
}

async function showTraining(visit: Visit, { problem = null, status = 200, said, found = null, query = '' }: Shown): Promise<void> {
  const { say, parts } = visit;
  const seen = await act(visit, async (deps, scope) => {
    const listed = await listAttendance(deps, { scope, trainingId: idIn(visit), purpose: 'look' });
    if (listed.outcome === 'notFound') return null;
    const { training } = listed;
    return { listed, officers: await officersToTick(deps, training), toInvite: await officersToInvite(deps, training) };
  });
  if (!seen) throw new Problem('notFound');
  const { listed, officers, toInvite } = seen;
  const { training } = listed;
  const now = parts.clock.now();
  const open = training.state === 'planned' && now < training.endsAt;
  const invites = open && training.startsAt > now;
  const ticks = training.state === 'planned' && now >= doorOpens(training) && now <= tickedUntil(training);
  const content = html`${problem}
${facts(visit, training)}
${numbers(visit, listed.counts)}
<p class="acts">${open ? html`<a class="button first" href="${pathOf(training)}/door">${say('trainings.door.open')}</a> ` : null}<a class="button" href="${pathOf(training)}/file">${say('trainings.file')}</a></p>
${invites && training.audience !== 'officers' ? inviteSection(visit, training) : null}
${invites && training.audience !== 'households' ? inviteOfficersSection(visit, training, toInvite) : null}
${ticks ? tickSection(visit, training, { officers, found, query }) : null}
${people(visit, listed, ticks)}
${open ? changeSection(visit, training, said) : null}`;
  show(visit, { title: training.title, content, status });
}

function pathOf({ id }: Pick<TrainingRow, 'id'>): string {
  return `${TRAININGS}/${id}`;
}

function facts(visit: Visit, training: TrainingRow): Html {
  const { say } = visit;
  const { id, place, mapUrl, audience, technology, state, officer, unit } = training;
  const map = mapUrl === null ? null : html` <a href="${mapUrl}" rel="noopener noreferrer">${say('trainings.map')}</a>`;
  const what = [unit.name, say(`trainings.audience.${audience}`), ...(technology ? [say('trainings.technology')] : [])];
  return html`${state === 'cancelled' ? alert(say('trainings.cancelled')) : null}
<p><strong>${hours(say, training)}</strong><br>${place}${map}</p>
<p class="faint">${what.join(' · ')}<br>${say('trainings.organiser', { name: officer.name })} · <a href="/trainings/${id}.ics">${say('trainings.calendarLink')}</a></p>`;
}

function numbers({ say }: Visit, counts: AttendanceCounts): Html | null {
  if (counts.all === 0 && counts.officersInvited === 0) return null;
  const kinds = ['going', 'waiting', 'no', 'later', 'here'] as const;
  const words = kinds.map((kind) => `${counts[kind]} ${say(`trainings.numbers.${kind}`)}`);
  const said = marks.filter((mark) => counts[mark] > 0).map((mark) => `${say(`trainings.table.mark.${mark}`)} ${counts[mark]}`);
  return html`<p><strong>${words.join(' · ')}</strong></p>
${officersLine(say, counts)}
${said.length > 0 ? html`<p>${say('trainings.numbers.feedback')}: ${said.join(' · ')}</p>` : null}`;
}

/** Of those numbers, what is of officers: it is their share that a plan asks for. */
function officersLine(say: Visit['say'], counts: AttendanceCounts): Html | null {
  const { officersInvited, officersGoing, officersWaiting, officersNo, officersLater, officersHere } = counts;
  const kinds = { going: officersGoing, waiting: officersWaiting, no: officersNo, later: officersLater, here: officersHere };
  if (officersInvited === 0 && Object.values(kinds).every((count) => count === 0)) return null;
  const words = Object.entries(kinds).map(([kind, count]) => `${count} ${say(`trainings.numbers.${kind}`)}`);
  return html`<p>${say('trainings.numbers.officers', { invited: officersInvited })} ${words.join(' · ')}</p>`;
}

function people(visit: Visit, { training, people, counts }: ListedAttendance & { outcome: 'listed' }, ticks: boolean): Html {
  const { say } = visit;
  if (people.length === 0) return html`<h2>${say('trainings.people')}</h2><p>${say('trainings.peopleNone')}</p>`;
  const heads = ['name', 'area', 'answer', 'here'].map((key) => say(`trainings.table.${key}`));
  const rows = people.map((one) => [
    nameOf(visit, one),
    one.area === null ? say('trainings.table.officer') : one.area || say('unplaced'),
    say(`trainings.table.is.${standingOf(one)}`),
    hereCell(visit, training, one, ticks),
  ]);
  const left = counts.all - people.length;
  const more = left > 0 ? html`<p>${say('trainings.more', { count: left })}</p>` : null;
  return html`<h2>${say('trainings.people')}</h2>${table({ caption: say('trainings.people'), heads, rows })}${more}`;
}

function nameOf({ say }: Visit, { name, code }: Pick<Attendance, 'name' | 'code'>): string {
  return code === null ? name : say('trainings.household', { head: name || say('trainings.noHead'), code: spacedCode(code) });
}

function hereCell(visit: Visit, training: TrainingRow, one: Attendance, ticks: boolean): Part {
  const { say } = visit;
  if (one.checkedInAt !== null) {
    const how = one.checkedIn === null ? '' : ` (${say(`trainings.table.checkedIn.${one.checkedIn}`)})`;
    const ticked = one.checkedIn === 'tick' && ticks;
    return html`${moment(say, one.checkedInAt) + how}${ticked ? untickForm(visit, training, one.id) : null}`;
  }
  if (!ticks) return '';
  return one.householdId === null
    ? tickForm(visit, training, 'officer', one.officerId ?? '')
    : tickForm(visit, training, 'household', one.householdId);
}

function tickForm(visit: Visit, training: TrainingRow, field: 'household' | 'officer', id: string): Html {
  const fields = html`<input type="hidden" name="${field}" value="${id}"><button>${visit.say('trainings.tick')}</button>`;
  return form(visit, `${pathOf(training)}/tick`, fields);
}

/** Asked once more: with it goes what it proved. */
function untickForm(visit: Visit, training: TrainingRow, seatId: string): Html {
  const { say } = visit;
  const fields = html`<input type="hidden" name="seat" value="${seatId}"><p>${say('trainings.untickWhat')}</p><button>${say('trainings.untickSure')}</button>`;
  return html`<details><summary>${say('trainings.untick')}</summary>${form(visit, `${pathOf(training)}/untick`, fields)}</details>`;
}

export async function untickAttendanceRoute(visit: Visit): Promise<void> {
  const { say } = visit;
  const trainingId = idIn(visit);
  const done = await act(visit, (deps, scope) => untickAttendance(deps, { scope, trainingId, seatId: textIn(visit, 'seat') }));
  if (done.outcome === 'notFound') throw new Problem('notFound');
  if (done.outcome === 'refused') return showTraining(visit, { problem: alert(say(`trainings.refused.${done.why}`)), status: 409 });
  goTo(visit, `${TRAININGS}/${trainingId}`, done.outcome === 'unticked' ? UNTICKED[done.evidence] : 'trainingUnticked');
}

const UNTICKED = { none: 'trainingUnticked', takenBack: 'trainingUntickedProof', judged: 'trainingUntickedJudged' } as const;

interface Ticking {
  officers: readonly { id: string; name: string }[];
  found: Html | null;
  query: string;
}

/** For those who come without a phone. What is looked for is a name: it travels in a form. */
function tickSection(visit: Visit, training: TrainingRow, { officers, found, query }: Ticking): Html {
  const { say } = visit;
  const search = html`<label>${say('trainings.query')}<input name="query" value="${query}" maxlength="${MAX_TYPED}" autocomplete="off" required></label>
<button>${say('trainings.find')}</button>`;
  const names = officers.map(({ id, name }) => html`<li><strong>${name}</strong>${tickForm(visit, training, 'officer', id)}</li>`);
  return html`<section><h2>${say('trainings.tickWho')}</h2>
${training.audience === 'officers' ? null : form(visit, `${pathOf(training)}/find`, html`<div class="finding">${search}</div>`)}
${found}
${names.length === 0 ? null : html`<details><summary>${say('trainings.tickOfficer')}</summary><ul class="cards">${names}</ul></details>`}</section>`;
}

export async function findToTickRoute(visit: Visit): Promise<void> {
  const { say } = visit;
  const query = textIn(visit, 'query').slice(0, MAX_TYPED);
  const { training, looked } = await act(visit, async (deps, scope) => {
    const trainingId = idIn(visit);
    const list = await listAttendance(deps, { scope, trainingId, purpose: 'look' });
    return { training: list.outcome === 'listed' ? list.training : null, looked: await findToTick(deps, { scope, trainingId, query }) };
  });
  if (!training || looked.outcome === 'notFound') throw new Problem('notFound');
  if (looked.outcome === 'tooShort') return showTraining(visit, { problem: alert(say('trainings.tooShort')), status: 422, query });
  await showTraining(visit, { found: foundList(visit, training, looked.households), query });
}

function foundList(visit: Visit, training: TrainingRow, households: readonly ListedHousehold[]): Html {
  const { say } = visit;
  if (households.length === 0) return html`<p role="status">${say('trainings.foundNone')}</p>`;
  const items = households.map(
    ({ id, headName, code, areaName }) =>
      html`<li><strong>${nameOf(visit, { name: headName, code })}</strong> <span class="faint">${areaName || say('unplaced')}</span>${tickForm(visit, training, 'household', id)}</li>`,
  );
  return html`<h3>${say('trainings.found')}</h3><ul class="cards">${items}</ul>`;
}

export async function tickAttendanceRoute(visit: Visit): Promise<void> {
  const { say } = visit;
  const trainingId = idIn(visit);
  const [householdId, officerId] = [textIn(visit, 'household'), textIn(visit, 'officer')];
  const whose = householdId === '' ? { officerId } : { householdId };
  const done = await act(visit, (deps, scope) => tickAttendance(deps, { scope, trainingId, whose }));
  if (done.outcome === 'notFound') throw new Problem('notFound');
  if (done.outcome === 'refused') return showTraining(visit, { problem: alert(say(`trainings.refused.${done.why}`)), status: 409 });
  goTo(visit, `${TRAININGS}/${trainingId}`, done.outcome === 'ticked' ? 'trainingTicked' : 'trainingTickedBefore');
}

function changeSection(visit: Visit, training: TrainingRow, said: TrainingFields | undefined): Html {
  const { say, parts } = visit;
  const fields = html`<input type="hidden" name="seq" value="${training.seq}">${trainingFields(visit, said ?? training)}
<button class="first">${say('trainings.save')}</button>`;
  const cancel = html`<p>${say('trainings.cancelWhat')}</p><button>${say('trainings.cancel')}</button>`;
  return html`<details${said ? html` open` : null}><summary>${say('trainings.change')}</summary>
<div class="fields">${form(visit, `${pathOf(training)}/change`, fields)}</div></details>
${training.startsAt > parts.clock.now() ? html`<details><summary>${say('trainings.cancel')}</summary>${form(visit, `${pathOf(training)}/cancel`, cancel)}</details>` : null}`;
}

export async function changeTrainingRoute(visit: Visit): Promise<void> {
  const { say } = visit;
  const trainingId = idIn(visit);
  const said = fieldsIn(visit);
  const seq = Number(textIn(visit, 'seq'));
  const done = await act(visit, (deps, scope) => changeTraining(deps, { scope, trainingId, seq, ...said }));
  switch (done.outcome) {
    case 'changed':
      return goTo(visit, `${TRAININGS}/${trainingId}`, 'trainingChanged');
    case 'notFound':
      throw new Problem('notFound');
    case 'mistakes':
      return showTraining(visit, { problem: mistakesOf(visit, done.mistakes), status: 422, said });
    case 'stale':
      return showTraining(visit, { problem: alert(say('trainings.refused.stale')), status: 409, said });
    case 'refused':
      return showTraining(visit, { problem: alert(say(`trainings.refused.${done.why}`)), status: 409 });
  }
}

function inviteSection(visit: Visit, training: TrainingRow): Html {
  const { say } = visit;
  return html`<section><h2>${say('trainings.invite.title')}</h2><p>${say('trainings.invite.what')}</p>
${form(visit, `${pathOf(training)}/invite`, html`<button>${say('trainings.invite.draft')}</button>`)}</section>`;
}

/** At once, each in their own chat; who has none there is named, to be told. */
function inviteOfficersSection(visit: Visit, training: TrainingRow, { open, unreached }: OfficersToInvite): Html | null {
  const { say } = visit;
  if (open.length === 0 && unreached.length === 0) return null;
  const names = unreached.map(({ name }) => html`<li>${name}</li>`);
  const fields = html`<label>${say('trainings.inviteOfficers.words')}<textarea name="words" rows="3" maxlength="${MAX_WORDS}">${training.words}</textarea></label>
<button>${say('trainings.inviteOfficers.send', { count: open.length })}</button>`;
  const invite = html`<p>${say('trainings.inviteOfficers.what', { count: open.length })}</p>
<div class="fields">${form(visit, `${pathOf(training)}/invite-officers`, fields)}</div>`;
  const tell = html`<p>${say('trainings.inviteOfficers.unreached', { count: names.length })}</p><ul>${names}</ul>`;
  return html`<section><h2>${say('trainings.inviteOfficers.title')}</h2>${open.length > 0 ? invite : null}${names.length > 0 ? tell : null}</section>`;
}

export async function inviteOfficersRoute(visit: Visit): Promise<void> {
  const trainingId = idIn(visit);
  const words = textIn(visit, 'words');
  const done = await act(visit, (deps, scope) => inviteOfficers(deps, { scope, trainingId, words }));
  if (done.outcome === 'notFound') throw new Problem('notFound');
  if (done.outcome === 'invited') return goTo(visit, `${TRAININGS}/${trainingId}`, 'trainingOfficersInvited');
  const problem = alert(visit.say(`trainings.inviteOfficers.refused.${done.why}`, { most: MAX_WORDS }));
  await showTraining(visit, { problem, status: done.why === 'tooLong' ? 422 : 409 });
}

/** To the draft of the announcement that invites: nobody gets it before it is looked at and confirmed there. */
export async function inviteToTrainingRoute(visit: Visit): Promise<void> {
  const { say } = visit;
  const trainingId = idIn(visit);
  const answers = ['yes', 'no', 'later'].map((answer) => speaker(visit)({ key: `training.${answer}` }));
  const textOf = (training: TrainingRow) => {
    const { title, place, mapUrl } = training;
    const said = say('trainings.invite.text', { title, when: hours(say, training), place });
    return mapUrl === null ? said : `${said} ${say('trainings.invite.map', { url: mapUrl })}`;
  };
  const done = await act(visit, (deps, scope) => draftInvitation(deps, { scope, trainingId, textOf, answers }));
  if (done.outcome === 'notFound') throw new Problem('notFound');
  if (done.outcome === 'drafted') return goTo(visit, `${ANNOUNCEMENTS}/${done.announcementId}`, 'announcementDrafted');
  const why = done.outcome === 'refused' ? done.why : 'unfit';
  await showTraining(visit, { problem: alert(say(`trainings.invite.refused.${why}`)), status: 409 });
}

export async function cancelTrainingRoute(visit: Visit): Promise<void> {
  const trainingId = idIn(visit);
  const done = await act(visit, (deps, scope) => cancelTraining(deps, { scope, trainingId }));
  if (done.outcome === 'notFound') throw new Problem('notFound');
  if (done.outcome === 'refused') return showTraining(visit, { problem: alert(visit.say(`trainings.refused.${done.why}`)), status: 409 });
  goTo(visit, `${TRAININGS}/${trainingId}`, 'trainingCancelled');
}

/** To be shown on a screen at the door, or printed. */
export async function trainingDoorPage(visit: Visit): Promise<void> {
  const { say, parts, request } = visit;
  const trainingId = idIn(visit);
  const door = await act(visit, (deps, scope) => doorCode(deps, { scope, trainingId, secret: parts.secret }));
  if (door.outcome === 'notFound') throw new Problem('notFound');
  if (door.outcome === 'refused') return showTraining(visit, { problem: alert(say(`trainings.refused.${door.why}`)), status: 409 });
  const { title, startsAt, place, code, digits, opens, closes } = door;
  const content = html`<p><strong>${title}</strong><br>${moment(say, startsAt)} · ${place}</p>
${qr(`${addressFor(parts, request)}/k/${code}`, say('trainings.door.label'))}
<p class="digits">${spacedDigits(digits)}</p>
<p>${say('trainings.door.how')}</p>
<p>${say('trainings.door.typed', { code: spacedCode(code) })}</p>
<p class="faint">${say('trainings.door.hours', { from: moment(say, opens), to: moment(say, closes) })} ${say('trainings.door.again')}</p>
<p><a class="button" href="${TRAININGS}/${trainingId}">${say('trainings.door.back')}</a></p>`;
  show(visit, { title: say('trainings.door.title'), content });
}

export async function attendanceFileRoute(visit: Visit): Promise<void> {
  const { say } = visit;
  const listed = await act(visit, (deps, scope) => listAttendance(deps, { scope, trainingId: idIn(visit), purpose: 'export' }));
  if (listed.outcome === 'notFound') throw new Problem('notFound');
  const { training, people } = listed;
  const about = { title: training.title, when: hours(say, training), place: training.place };
  const sheet = attendanceTable(
    about,
    people,
    (key, params) => say(`trainings.table.${key}`, params),
    (at) => moment(say, at),
  );
  await giveTable(visit, say('trainings.fileName', { date: localDate(training.startsAt) }), [sheet]);
}
