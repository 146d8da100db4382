/** Papers of the yearly recognition: of the places that an officer looks after, as files to take away. */
import { type MeetingSaid, readMeeting, recordMeeting } from '../../decision/record-meeting.ts';
import { type Html, html } from '../../http/html.ts';
import { depsOf } from '../../http/parts.ts';
import { makeAside } from '../../paper/aside.ts';
import { type PaperAsked, paperFor, type Signing } from '../../paper/paper-for.ts';
import { type PaperWard, type PlacedArea, paperPlaces } from '../../paper/places.ts';
import { Problem } from '../../problems.ts';
import { alert, choice, form, goTo, show, table } from '../frame.ts';
import { giveFile } from '../give-file.ts';
import { act, dateIn, idIn, lineIn, textIn, type Visit } from '../route.ts';

export const PAPERS = '/console/papers';
const LINE = 120;
type NotMade = 'nobody' | 'decided';
const OPINIONS = 4000;
const ofWard = ['proposalList', 'letter', 'decision', 'completeList', 'postingList'] as const;

export async function papersPage(visit: Visit): Promise<void> {
  await showPapers(visit, null);
}

async function showPapers(visit: Visit, problem: Html | null): Promise<void> {
  const { say, parts, officer } = visit;
  const wards = await paperPlaces(depsOf(parts), { scope: officer.scope });
  const content = html`${problem}
${wards.map((ward) => wardSection(visit, ward))}`;
  show(visit, { title: say('papers.title'), content, status: problem ? 422 : 200 });
}

function wardSection(visit: Visit, ward: PaperWard): Html {
  const { say } = visit;
  const { unit, year, areas, whole } = ward;
  const count = (value: number | null) => value ?? '…';
  const rows = areas.map(({ id, name, households, judged, proposed, notProposed }) => [
    html`<a href="${PAPERS}/areas/${id}">${name}</a>`,
    count(households),
    count(judged),
    count(proposed),
    count(notProposed),
  ]);
  const heads = [say('papers.area'), say('papers.households'), say('papers.judged'), say('papers.proposed'), say('papers.notProposed')];
  return html`<h2>${say('papers.ward', { unit, year: String(year) })}</h2>
${standing(visit, ward)}
${table({ caption: say('papers.areas', { unit }), heads, rows })}
${whole ? wardForm(visit, ward) : null}`;
}

/** On what the papers rest; of a trial, that they are none. */
function standing({ say }: Visit, { trial, basis }: PaperWard): Html {
  return trial ? html`<p class="note">${say('papers.trial')}</p>` : html`<p class="faint">${say('papers.basis', { basis })}</p>`;
}

function wardForm(visit: Visit, { unitCode, unit }: PaperWard): Html {
  const { say } = visit;
  const options = ofWard.map((value) => ({ value, label: say(`papers.what.${value}`) }));
  return html`<h3>${say('papers.ofWard', { unit })}</h3>
<p class="faint">${say('papers.blank')} ${say('papers.lists')}</p>
<div class="fields">${form(
    visit,
    `${PAPERS}/ward`,
    html`<input type="hidden" name="unit" value="${unitCode}">
${choice('what', say('papers.which'), options)}
${dateField(say('papers.date'))}
${line('letterNumber', say('papers.letterNumber'))}
${line('number', say('papers.number'))}
${line('signer', say('papers.signer'))}
${line('signerTitle', say('papers.signerTitle'))}
<button class="first">${say('papers.make')}</button>`,
  )}</div>
<p><a href="${PAPERS}/templates">${say('papers.toTemplates')}</a></p>`;
}

export async function wardPaperRoute(visit: Visit): Promise<void> {
  const paper = ofWard.find((one) => one === textIn(visit, 'what'));
  const unitCode = textIn(visit, 'unit');
  if (paper === undefined) throw new Problem('badRequest');
  const asked = { unitCode, ...signingIn(visit) };
  await give(visit, paper === 'completeList' || paper === 'postingList' ? { paper, unitCode } : { paper, ...asked }, (why) =>
    showPapers(visit, notMade(visit, why)),
  );
}

export async function areaPapersPage(visit: Visit): Promise<void> {
  await showArea(visit, null);
}

async function showArea(visit: Visit, problem: Html | null): Promise<void> {
  const { say, parts, officer } = visit;
  const { scope } = officer;
  const areaId = idIn(visit);
  const [ward] = await paperPlaces(depsOf(parts), { scope, areaId });
  const [area] = ward?.areas ?? [];
  if (!ward || !area) throw new Problem('notFound');
  const meeting = await act(visit, (deps, scope) => readMeeting(deps, { scope, areaId }));
  const content = html`${problem}
${standing(visit, ward)}
<p>${say('papers.counts', { proposed: area.proposed, notProposed: area.notProposed })}</p>
${areaForms(visit, area, meeting)}
<p><a class="button" href="${PAPERS}">${say('papers.back')}</a></p>`;
  show(visit, { title: say('papers.areaTitle', { area: area.name, unit: ward.unit }), content, status: problem ? 422 : 200 });
}

/** @param meeting what was written down of it last */
function areaForms(visit: Visit, { id }: PlacedArea, meeting: MeetingSaid | null): Html {
  const { say } = visit;
  return html`<h2>${say('papers.meeting')}</h2>
<p class="faint">${say('papers.meetingHow')}</p>
<div class="fields">${form(
    visit,
    `${PAPERS}/areas/${id}/meeting`,
    html`<label>${say('papers.heldOn')}<input type="date" name="date" value="${meeting?.heldOn ?? ''}" required></label>
${line('time', say('papers.time'), meeting?.time)}
${line('place', say('papers.place'), meeting?.place)}
${line('chair', say('papers.chair'), meeting?.chair)}
${line('secretary', say('papers.secretary'), meeting?.secretary)}
<label>${say('papers.attended')}<input name="attended" value="${meeting?.attended ?? ''}" inputmode="numeric" maxlength="20" autocomplete="off"></label>
<label>${say('papers.opinions')}<textarea name="opinions" rows="5" maxlength="${OPINIONS}">${meeting?.opinions ?? ''}</textarea></label>
<button class="first">${say('papers.saveMeeting')}</button>`,
    { ownWords: true },
  )}</div>
${
  meeting === null
    ? html`<p class="faint">${say('papers.meetingFirst')}</p>`
    : form(visit, `${PAPERS}/areas/${id}/record`, html`<button>${say('papers.makeMeeting')}</button>`)
}
<h2>${say('papers.what.proposalList')}</h2>
<div class="fields">${form(visit, `${PAPERS}/areas/${id}/list`, html`${dateField(say('papers.date'))}<button>${say('papers.make')}</button>`)}</div>`;
}

/** What was said is written down as soon as it is sent, however long that took: only taking the paper away needs an approval. */
export async function meetingRoute(visit: Visit): Promise<void> {
  const date = dateIn(visit);
  if (date === null) return showArea(visit, alert(visit.say('papers.noDate')));
  const present = textIn(visit, 'attended');
  const attended = /^(\d{1,4})(?: *người)?$/i.exec(present)?.[1];
  if (present !== '' && attended === undefined) return showArea(visit, alert(visit.say('papers.attendedNumber')));
  const areaId = idIn(visit);
  const said: MeetingSaid = {
    heldOn: date,
    time: lineOrNull(visit, 'time'),
    place: lineOrNull(visit, 'place'),
    chair: lineOrNull(visit, 'chair'),
    secretary: lineOrNull(visit, 'secretary'),
    attended: attended === undefined ? null : Number(attended),
    opinions: textIn(visit, 'opinions').replaceAll('\r\n', '\n').slice(0, OPINIONS) || null,
  };
  const recorded = await act(visit, (deps, scope) => recordMeeting(deps, { scope, areaId, said }));
  if (recorded.outcome === 'notFound') throw new Problem('notFound');
  if (recorded.outcome === 'refused') return showArea(visit, alert(visit.say(`papers.meetingRefused.${recorded.why}`)));
  goTo(visit, `${PAPERS}/areas/${areaId}`, 'meeting');
}

export async function meetingRecordRoute(visit: Visit): Promise<void> {
  const areaId = idIn(visit);
  const meeting = await act(visit, (deps, scope) => readMeeting(deps, { scope, areaId }));
  if (!meeting) throw new Problem('notFound');
  const { heldOn, time, place, ...others } = meeting;
  const asked: PaperAsked = { paper: 'meetingRecord', areaId, held: { date: heldOn, time, place }, ...others };
  await give(visit, asked, (why) => showArea(visit, notMade(visit, why)));
}

export async function areaListRoute(visit: Visit): Promise<void> {
  await give(visit, { paper: 'proposalList', areaId: idIn(visit), date: dateIn(visit) }, (why) => showArea(visit, notMade(visit, why)));
}

async function give(visit: Visit, asked: PaperAsked, whenNot: (why: NotMade) => Promise<void>): Promise<void> {
  const ready = await act(visit, (deps, scope) => paperFor(deps, { scope, asked }));
  if (ready.outcome === 'notFound') throw new Problem('notFound');
  if (ready.outcome === 'nobody' || ready.outcome === 'decided') return whenNot(ready.outcome);
  giveFile(visit, await makeAside(ready.job));
}

function notMade({ say }: Visit, why: NotMade): Html {
  return alert(say(`papers.notMade.${why}`));
}

function signingIn(visit: Visit): Signing {
  return {
    date: dateIn(visit),
    letterNumber: lineOrNull(visit, 'letterNumber'),
    number: lineOrNull(visit, 'number'),
    signer: lineOrNull(visit, 'signer'),
    signerTitle: lineOrNull(visit, 'signerTitle'),
  };
}

function line(name: string, label: string, value: string | null = null): Html {
  return html`<label>${label}<input name="${name}" value="${value ?? ''}" maxlength="${LINE}" autocomplete="off"></label>`;
}

function dateField(label: string): Html {
  return html`<label>${label}<input type="date" name="date"></label>`;
}

function lineOrNull(visit: Visit, name: string): string | null {
  return lineIn(visit, name, LINE) || null;
}
