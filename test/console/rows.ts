/**
 * A row for every route of the console: what of a place it shows or changes, and who may. `table.test.ts` goes through all of
 * them with every role and with places that are not theirs.
 */

import sharp from 'sharp';
import { v7 } from 'uuid';
import { seenOf } from '../../src/adoption/put-rubric-in-force.ts';
import { shapeOf } from '../../src/adoption/table-shape.ts';
import { reopenAssessment } from '../../src/assessment/reopen-assessment.ts';
import { TITLE } from '../../src/assessment/rubric-in-force.ts';
import { seasonOf } from '../../src/assessment/season-of.ts';
import { contentHash } from '../../src/canonical.ts';
import { candidatesOf, seenOfList } from '../../src/decision/candidates.ts';
import { groundToKeep, judgedNow } from '../../src/decision/kept-ground.ts';
import type { BlobStore } from '../../src/evidence/blob-store.ts';
import { mergeHouseholds } from '../../src/identity/merge-households.ts';
import { openHousehold } from '../../src/identity/open-household.ts';
import type { Role } from '../../src/officer/duty.ts';
import { inviteOfficer } from '../../src/officer/invite-officer.ts';
import { type Scope, scopeOf } from '../../src/officer/scope.ts';
import { objectTo } from '../../src/outcome/object-to.ts';
import { eraseSentence } from '../../src/privacy/erase-by-officer.ts';
import { rulesInForce } from '../../src/reminder/rules-in-force.ts';
import { askBack } from '../../src/review/ask-back.ts';
import { changeAnswer } from '../../src/review/change-answer.ts';
import { confirmFile } from '../../src/review/confirm-file.ts';
import { previewRoster } from '../../src/roster/preview-roster.ts';
import { readRoster } from '../../src/roster/read-roster.ts';
import { tableOf } from '../../src/rubric/table/table.ts';
import { addDays, localDate } from '../../src/season/calendar.ts';
import { type SeasonDates, seasonDates } from '../../src/season/definition.ts';
import { readTable } from '../../src/table/read-table.ts';
import { writeTable } from '../../src/table/write-table.ts';
import { planTraining } from '../../src/training/plan-training.ts';
import { ownTable } from '../adoption/rubric-work.ts';
import { type AnnouncementState, newAnnouncement, seenOfOne } from '../announcement/made.ts';
import { reachedHousehold } from '../announcement/reached.ts';
import { FACTS, type MadeVisit, makeVisit, type VisitTo } from '../assist/world.ts';
import { adoptRubric, newProposed } from '../paper/proposals.ts';
import { wordFile } from '../paper/word.ts';
import { householdIn } from '../report/ward.ts';
import { photo, type SentFamily, send, sentFamily, tell, transaction } from '../review/world.ts';
import { newAccount, SECRET_KEY, UNIT } from '../support/family.ts';
import { newOfficer, type OfficersHouse, type Place } from '../support/officers.ts';

export interface Request {
  /** Below `/console`. */
  path: string;
  /** Of a form, without what every form carries. */
  fields?: Record<string, string | Blob>;
}

/** Whether an officer of a role has to do with a place, as the house has them: said once more here, not asked of the code. */
export type Concerns = (role: Role, place: Place, house: OfficersHouse) => boolean;

export type Row =
  /** Asks nobody who they are. */
  | { kind: 'outside' }
  /** About the officer who asks, and about no place. */
  | { kind: 'own'; request?: Request }
  /** Shows what there is in several places: each puts a sentence with the place's mark there. */
  | {
      kind: 'list';
      request: Request;
      /** Where there is one thing, there is no list: it is led to. */
      leadsOn?: true;
      put(house: OfficersHouse, place: Place): Promise<void>;
      /** Takes back what other pages would show. */
      clean?(house: OfficersHouse): Promise<void>;
      concerns: Concerns;
    }
  /** Shows or changes one thing of a place, made anew for each try. */
  | {
      kind: 'thing';
      make(house: OfficersHouse, place: Place, role: Role): Promise<Request>;
      /** Takes back what other routes would meet. */
      clean?(house: OfficersHouse): Promise<void>;
      concerns: Concerns;
    };

/** Who looks after the households of a place. */
export const looksAfter: Concerns = (role, place, { home }) =>
  (role === 'ward' && place.unitCode === home.unitCode) || (role === 'hamlet' && place.areaId === home.areaId);

/** Who may give a khu phố's officer their duty, and take it away. */
const leads: Concerns = (role, place, { home }) => role === 'operator' || (role === 'ward' && place.unitCode === home.unitCode);

/** The same of helpers, whom a khu phố invites for itself. */
const leadsHelpers: Concerns = (role, place, house) =>
  leads(role, place, house) || (role === 'hamlet' && place.areaId === house.home.areaId);

const NOWHERE = { unitCode: null, areaId: null };

async function newCall(
  { deps }: OfficersHouse,
  { unitCode, areaId, mark }: { [key in keyof Pick<Place, 'unitCode' | 'areaId'>]: string | null } & Pick<Place, 'mark'>,
): Promise<string> {
  const id = deps.ids.next();
  const accountId = await newAccount(deps);
  const at = deps.clock.now();
  await deps.db.helpRequest.create({ data: { id, accountId, unitCode, areaId, note: `Xin giúp ${mark}`, state: 'open', at } });
  return id;
}

const call = (verb: 'take' | 'answer' | 'close', fields?: Request['fields']): Row => ({
  kind: 'thing',
  make: async (house, place) => ({ path: `/help/${await newCall(house, place)}/${verb}`, ...(fields && { fields }) }),
  concerns: looksAfter,
});

const hamletOf = ({ deps }: OfficersHouse, { unitCode, areaId, mark }: Place) =>
  newOfficer(deps, { role: 'hamlet', name: `Chi hội ${mark}`, unitCode, areaId });

const nobody: Concerns = () => false;

const namesOfWards = new Map<string, string>();

/** The name of the ward shows it; of two places in one ward the first. */
async function markWard({ deps, next }: OfficersHouse, { unitCode, areaId, mark }: Place): Promise<void> {
  if (areaId === next.areaId) return;
  const { name } = await deps.db.unit.findUniqueOrThrow({ where: { code: unitCode } });
  namesOfWards.set(unitCode, name);
  await deps.db.unit.update({ where: { code: unitCode }, data: { name: `Phường ${mark}` } });
}

async function unmarkWards({ deps }: OfficersHouse): Promise<void> {
  for (const [code, name] of namesOfWards) await deps.db.unit.update({ where: { code }, data: { name } });
}

/** The city allows a day more or less, and the ward wants the other one. */
async function laterDecision({ deps }: OfficersHouse, { unitCode }: Place): Promise<Record<string, string>> {
  const { id, dates } = await seasonOf(deps, unitCode);
  const season = await deps.db.season.findUniqueOrThrow({ where: { id } });
  const { decision } = seasonDates.parse(season.dates);
  const later = addDays(decision, 1);
  await deps.db.season.update({ where: { id }, data: { limits: { decision: { earliest: decision, latest: later } } } });
  return { decision: dates.decision === decision ? later : decision };
}

let openBefore: { id: string; dates: SeasonDates } | null = null;

/** The season has just closed: until when its households may be let send late. */
async function closedYesterday({ deps }: OfficersHouse, { unitCode }: Place): Promise<string> {
  openBefore ??= await seasonOf(deps, unitCode);
  const { id, dates } = openBefore;
  const today = localDate(deps.clock.now());
  const wardList = addDays(today, 10);
  const closed = { ...dates, selfAssessment: { opens: addDays(today, -30), closes: addDays(today, -1) }, wardList };
  await deps.db.season.update({ where: { id }, data: { dates: closed } });
  return wardList;
}

async function openAgain({ deps }: OfficersHouse): Promise<void> {
  if (openBefore) await deps.db.season.update({ where: { id: openBefore.id }, data: { dates: openBefore.dates } });
  openBefore = null;
}

/** It is the same for every place; that households are shown only to who looks after them is tested with trying a rubric. */
const everybody: Concerns = () => true;

const tableFile = new Blob([new Uint8Array(await writeTable(tableOf(ownTable()).map(shapeOf)))]);

const inForceOf = ({ deps }: OfficersHouse) => deps.db.rubricInForce.findFirstOrThrow({ where: { title: 'giaDinh' } });

/** Who may see counts of a ward; of whoever looks after one khu phố of it, only that one's. */
const counts: Concerns = (role, place, { home }) =>
  role === 'city' || ((role === 'ward' || role === 'hamlet') && place.unitCode === home.unitCode);

/** Who may see counts of one khu phố. */
const countsOf: Concerns = (role, place, house) => role === 'city' || looksAfter(role, place, house);

/** Who may see a ward's list of households, or their part of it. */
const lists: Concerns = (role, place, house) => role !== 'city' && counts(role, place, house);

/** A household that a reminder could not reach. */
async function unreached(house: OfficersHouse, place: Place): Promise<string> {
  const { deps } = house;
  const householdId = await newHousehold(house, place);
  const { id: seasonId } = await seasonOf(deps, place.unitCode);
  const season = await deps.db.season.findUniqueOrThrow({ where: { id: seasonId } });
  const rule = rulesInForce(season.rules).find(({ state }) => state === 'notSent');
  if (!rule) throw new Error('no rule');
  const at = deps.clock.now();
  const about = { householdId, rule: rule.id, sha: rule.sha, seasonId, left: 'closed', at };
  await deps.db.reminder.create({ data: { ...about, date: new Date(localDate(at)) } });
  return householdId;
}

const newHousehold = ({ deps }: OfficersHouse, { areaId, mark }: Place) => householdIn(deps, areaId, { headName: mark });

const at = (path: (place: Place) => string, concerns: Concerns, fields?: Record<string, string>): Row => ({
  kind: 'thing',
  make: async (house, place) => {
    await newHousehold(house, place);
    return { path: path(place), ...(fields ? { fields } : {}) };
  },
  concerns,
});

/** Somebody who looks after the place, whoever asks. */
function keeperOf({ deps }: OfficersHouse, { areaId }: Place): Scope {
  return { officerId: deps.ids.next(), operator: false, city: false, wards: [], areas: [areaId], helps: { wards: [], areas: [] } };
}

async function seenBy({ deps }: OfficersHouse, scope: Scope, householdId: string): Promise<string> {
  const opened = await transaction(deps, (within) => openHousehold(within, { scope, householdId }));
  if (opened.outcome !== 'open') throw new Error(opened.outcome);
  return opened.household.seen;
}

const ofHousehold = (verb: string, { confirmed = false } = {}): Row => ({
  kind: 'thing',
  make: async (house, place) => {
    const verified = confirmed ? { verifiedAt: house.deps.clock.now(), verifiedBy: house.deps.ids.next() } : {};
    const id = await householdIn(house.deps, place.areaId, { headName: place.mark, ...verified });
    return { path: `/household/${id}${verb}`, fields: { seen: await seenBy(house, keeperOf(house, place), id) } };
  },
  concerns: looksAfter,
});

/** Another khu phố of the same ward. */
async function besideOf({ deps }: OfficersHouse, { unitCode, areaId }: Place): Promise<string> {
  const where = { unitCode, kind: { not: 'unplaced' as const }, id: { not: areaId } };
  const found = await deps.db.area.findFirst({ where });
  return (found ?? (await deps.db.area.create({ data: { id: deps.ids.next(), unitCode, name: 'Khu phố Bên', kind: 'quarter' } }))).id;
}

const ofTwo = (verb: string, merges = false): Row => ({
  kind: 'thing',
  make: async (house, place) => {
    const [one, other] = [await newHousehold(house, place), await newHousehold(house, place)];
    const scope = keeperOf(house, place);
    const seen = { seen: await seenBy(house, scope, one), seenOther: await seenBy(house, scope, other), keep: one };
    return { path: `/household/${one}/with/${other}${verb}`, ...(merges && { fields: seen }) };
  },
  concerns: looksAfter,
});

/** The same, and the city, which is asked for a reason. */
const looksInto: Concerns = (role, place, house) => role === 'city' || looksAfter(role, place, house);

function newFile({ deps }: OfficersHouse, { areaId, unitCode, mark }: Place): Promise<SentFamily> {
  return sentFamily(deps, { head: `Hộ ${mark}`, areaId, unit: unitCode });
}

/** What is done to a file that was just sent. */
const deed = (
  verb: string,
  fields: Record<string, string> = {},
  before?: (house: OfficersHouse, family: SentFamily) => Promise<string>,
): Row => ({
  kind: 'thing',
  make: async (house, place) => {
    const family = await newFile(house, place);
    const seen = before ? await before(house, family) : '0.1';
    return { path: `/files/${family.assessmentId}/${verb}`, fields: { seen, ...fields } };
  },
  concerns: looksAfter,
});

/** Who hands in the list of the ward that a place is in. */
const handsIn: Concerns = (role, place, { home }) => role === 'ward' && place.unitCode === home.unitCode;

/** The place, called by its mark. */
const callByMark = async ({ deps }: OfficersHouse, { areaId, mark }: Place) =>
  void (await deps.db.area.update({ where: { id: areaId }, data: { name: `Khu phố ${mark}` } }));

/** What an officer puts into an announcement. */
const PICTURE = new Blob([
  new Uint8Array(
    await sharp({ create: { width: 40, height: 30, channels: 3, background: '#8a5a2b' } })
      .png()
      .toBuffer(),
  ),
]);

const LIST = 'Khu phố;Thường trú\nKhu phố 77;12\n';

/** What is asked of the sheet of a place. */
const sheet = (verb: string, fields?: (season: string) => Request['fields']): Row => ({
  kind: 'thing',
  make: async ({ deps }, { areaId, unitCode }) => {
    const { id } = await seasonOf(deps, unitCode);
    const asked = fields?.(id);
    return { path: `/sheets/${areaId}${verb}`, ...(asked && { fields: asked }) };
  },
  concerns: looksAfter,
});

/** Whoever looks after the place has done this to it already. */
async function asOfficer({ deps }: OfficersHouse, { assessmentId }: SentFamily, act: 'confirm' | 'askBack' | 'change'): Promise<string> {
  const { areaId } = await deps.db.assessment.findUniqueOrThrow({ where: { id: assessmentId } });
  const nowhere = { wards: [], areas: [] };
  const scope = { officerId: deps.ids.next(), operator: false, city: false, wards: [], areas: [areaId], helps: nowhere };
  const options = { scope, assessmentId, seen: '0.1', tell };
  const done = await transaction(deps, async (within) => {
    const of = { indicator: 'B2', reason: 'Ảnh mờ' };
    if (act === 'change') return changeAnswer(within, { ...options, ...of, value: 'none' });
    return act === 'confirm' ? confirmFile(within, options) : askBack(within, { ...options, items: [of] });
  });
  if (done.outcome !== 'done') throw new Error(done.outcome);
  return done.seen;
}

/** An officer changed an answer, and the household says that it is not so. */
async function disagrees(house: OfficersHouse, family: SentFamily): Promise<string> {
  const { deps } = house;
  await asOfficer(house, family, 'change');
  await transaction(deps, (within) => objectTo(within, { accountId: family.accountId, words: 'Nhà tôi có học thật' }));
  return '2.1';
}

const SIGNED = { number: '123/QĐ-UBND', date: '2026-10-20', signer: 'Trần Văn Chủ', signerTitle: 'Chủ tịch' };

/** Nothing stands in the way of a decision of the ward. */
async function mayDecide({ deps }: OfficersHouse, { unitCode }: Place): Promise<void> {
  await adoptRubric(deps, unitCode);
  await deps.db.assessment.updateMany({ where: { area: { unitCode }, stage: 'notProposed' }, data: { stage: 'proposed' } });
  const state = { in: ['awaitingSecond' as const, 'planned' as const] };
  await deps.db.decision.updateMany({ where: { unitCode, state }, data: { state: 'stopped' } });
}

interface NewDecision {
  state: 'awaitingSecond' | 'planned' | 'issued';
  number?: string;
  seasonId?: string;
}

/** A decision of one household, confirmed by somebody else. */
async function newDecision(house: OfficersHouse, place: Place, { state, number = '12/QĐ-UBND', seasonId }: NewDecision): Promise<string> {
  const { deps } = house;
  const { unitCode, areaId } = place;
  if (seasonId === undefined) await mayDecide(house, place);
  const householdId = await newProposed(deps, { ...place, head: 'Nguyễn Thị Sen' });
  const assessment = await deps.db.assessment.findFirstOrThrow({ where: { householdId } });
  if (state === 'issued') await deps.db.assessment.update({ where: { id: assessment.id }, data: { stage: 'recognised' } });
  const id = v7();
  const now = deps.clock.now();
  const about = {
    unitCode,
    seasonId: seasonId ?? assessment.seasonId,
    title: assessment.title,
    kind: 'recognition',
    state,
    number,
  } as const;
  const { signer, signerTitle } = SIGNED;
  const confirmed = { confirmedBy: v7(), confirmedAt: now, startsAt: now, issuedAt: state === 'issued' ? now : null };
  const judged = await judgedNow(deps, assessment.seasonId);
  const ground = await groundToKeep(deps, { ...about, judged });
  await deps.db.decision.create({ data: { id, ...about, ...ground, date: new Date(SIGNED.date), signer, signerTitle, ...confirmed } });
  const line = {
    id: v7(),
    decisionId: id,
    position: 1,
    assessmentId: assessment.id,
    householdId,
    head: 'Nguyễn Thị Sen',
    code: 'K7M29QXC',
  };
  const said = { areaId, area: 'Khu phố', outcome: 'recognised', seen: '0.0', lookup: v7() } as const;
  await deps.db.decisionLine.create({ data: { ...line, ...said } });
  return id;
}

const ofDecision = (verb: string, state: NewDecision['state'], fields?: Record<string, string>): Row => ({
  kind: 'thing',
  make: async (house, place) => ({
    path: `/decisions/${await newDecision(house, place, { state })}${verb}`,
    ...(fields && { fields }),
  }),
  concerns: handsIn,
});

/** What the console of the tests keeps files in: a photo is its own key. */
export const blobs: BlobStore = {
  put: async () => {},
  get: async (key) => new TextEncoder().encode(key),
  delete: async () => {},
  async *list() {},
  tidy: async () => {},
};

/** A photo that was sent. */
export async function newPhoto(house: OfficersHouse, place: Place): Promise<string> {
  const { accountId, assessmentId } = await newFile(house, place);
  const { deps } = house;
  await transaction(deps, (within) => reopenAssessment(within, { accountId }));
  await transaction(deps, (within) => photo(within, accountId, 'B2'));
  await transaction(deps, (within) => send(within, accountId));
  return (await deps.db.evidence.findFirstOrThrow({ where: { assessmentId, kind: 'photo' } })).id;
}

async function newMeeting(deps: OfficersHouse['deps'], { areaId, unitCode }: Place): Promise<void> {
  const { db, ids, clock } = deps;
  const { id: seasonId } = await seasonOf(deps, unitCode);
  const held = { heldOn: new Date('2026-10-25'), officerId: ids.next(), at: clock.now() };
  await db.meeting.create({ data: { id: ids.next(), areaId, seasonId, title: TITLE, ...held } });
}

const paperOfArea = (what: 'meeting' | 'record' | 'list'): Row => ({
  kind: 'thing',
  make: async (house, place) => {
    await newProposed(house.deps, { ...place, head: 'Nguyễn Thị Sen' });
    if (what === 'record') await newMeeting(house.deps, place);
    return { path: `/papers/areas/${place.areaId}/${what}`, fields: { date: '2026-10-25' } };
  },
  concerns: looksAfter,
});

const templateOf = (what: string, more: Record<string, Blob> = {}): Row => ({
  kind: 'thing',
  make: async (_house, { unitCode }) => ({ path: `/papers/templates${what}`, fields: { unit: unitCode, kind: 'letter', ...more } }),
  concerns: looksAfter,
});

/** Who fills in for households of a place. */
const helpsAt: Concerns = (role, place, house) =>
  looksAfter(role, place, house) || (role === 'helper' && place.areaId === house.home.areaId);

/** A visit of the officer of that role, wherever it is. */
const visitOf = (verb: string, to: VisitTo, fields?: (made: MadeVisit) => Record<string, string>): Row => ({
  kind: 'thing',
  make: async (house, place, role) => {
    const made = await makeVisit(house.deps, { officerId: house.officers[role].officerId, areaId: place.areaId, to });
    return { path: `/assist/${made.assistId}${verb}`, ...(fields ? { fields: fields(made) } : {}) };
  },
  concerns: helpsAt,
});

const IN_TWENTY_MINUTES = 20 * 60_000;

/** For one khu phố; its door is open already. */
async function newTraining({ deps, officers }: OfficersHouse, { unitCode, areaId, mark }: Place): Promise<string> {
  const begins = deps.clock.now().getTime() + IN_TWENTY_MINUTES;
  const fields = { title: `Tập huấn ${mark}`, place: 'Nhà văn hóa', mapUrl: null, capacity: null, technology: false };
  const when = { startsAt: new Date(begins), endsAt: new Date(begins + 3_600_000) };
  const by: Scope = { ...keeperOf({ deps } as OfficersHouse, { areaId } as Place), officerId: officers.ward.officerId, wards: [unitCode] };
  const options = { scope: by, unitCode, areaIds: [areaId], audience: 'both' as const, ...fields, ...when };
  const planned = await transaction(deps, (within) => planTraining(within, options));
  if (planned.outcome !== 'planned') throw new Error(planned.outcome);
  return planned.trainingId;
}

/** What the form of a training has in it. */
const TRAINING = {
  title: 'Nhắn tin',
  startsAt: '2030-11-12T18:00',
  endsAt: '2030-11-12T20:00',
  place: 'Trường học',
  mapUrl: '',
  capacity: '',
};

const training = (verb: string, fields?: Record<string, string>): Row => ({
  kind: 'thing',
  make: async (house, place) => ({ path: `/trainings/${await newTraining(house, place)}${verb}`, ...(fields && { fields }) }),
  concerns: looksAfter,
});

const ofAnnouncement = (
  verb: string,
  state: AnnouncementState,
  fields?: (house: OfficersHouse, place: Place, announcementId: string) => Promise<Request['fields']>,
): Row => ({
  kind: 'thing',
  make: async (house, place) => {
    const id = await newAnnouncement(house, place, state);
    const asked = await fields?.(house, place, id);
    return { path: `/announcements/${id}${verb}`, ...(asked && { fields: asked }) };
  },
  concerns: looksAfter,
});

const SETTINGS = { quietFrom: '21:00', quietTo: '07:00', weeklyCap: '2' };

export const rows: Record<string, Row> = {
  'get /enter': { kind: 'outside' },
  'post /enter': { kind: 'outside' },
  'get /in/:code': { kind: 'outside' },
  'post /in/:code': { kind: 'outside' },
  // Counts only; that they are those of the officer's places is tested with what is counted.
  'get /': { kind: 'list', request: { path: '' }, put: async (house, place) => void (await newCall(house, place)), concerns: nobody },
  'get /fresh': { kind: 'own' },
  'post /fresh': { kind: 'own', request: { path: '/fresh', fields: { to: '/console' } } },
  // Whose they are, and how long, is tested with them: `answers.test.ts`.
  'get /answers/:id': { kind: 'own', request: { path: `/answers/${v7()}` } },
  'post /kept/:id/put-away': { kind: 'own', request: { path: `/kept/${v7()}/put-away` } },
  'post /leave': { kind: 'own' },

  'get /queue': {
    kind: 'list',
    request: { path: '/queue' },
    put: async (house, place) => void (await newFile(house, place)),
    concerns: looksAfter,
  },
  'post /queue': {
    kind: 'list',
    request: { path: '/queue', fields: { search: 'dau' } },
    put: async (house, place) => void (await newFile(house, place)),
    concerns: looksAfter,
  },
  'post /queue/together': {
    kind: 'thing',
    make: async (_, { areaId }) => ({ path: '/queue/together', fields: { area: areaId, shown: '' } }),
    concerns: looksAfter,
  },
  'get /files/:id': {
    kind: 'thing',
    make: async (house, place) => ({ path: `/files/${(await newFile(house, place)).assessmentId}` }),
    concerns: looksInto,
  },
  'get /look': { kind: 'own' },
  'post /look': {
    kind: 'thing',
    make: async (house, place) => {
      const { householdId } = await newFile(house, place);
      const { code } = await house.deps.db.household.findUniqueOrThrow({ where: { id: householdId } });
      return { path: '/look', fields: { code, why: 'complaint' } };
    },
    concerns: (role) => role === 'city',
  },
  'post /files/:id/look': {
    kind: 'thing',
    make: async (house, place) => ({ path: `/files/${(await newFile(house, place)).assessmentId}/look`, fields: { why: 'complaint' } }),
    concerns: looksInto,
  },
  'post /files/:id/confirm': deed('confirm'),
  'post /files/:id/unconfirm': deed('unconfirm', { reason: 'Nhầm' }, (house, family) => asOfficer(house, family, 'confirm')),
  'post /files/:id/keep': deed('keep', { keep: 'Đã hỏi lại trường' }, disagrees),
  'post /files/:id/change': deed('change', { indicator: 'B2', 'value.B2': 'none', 'reason.B2': 'Chưa đúng' }),
  'post /files/:id/ask': deed('ask', { 'ask.B2': 'Ảnh mờ', 'ask.C1': '' }),
  'post /files/:id/withdraw': deed('withdraw', {}, (house, family) => asOfficer(house, family, 'askBack')),
  'get /evidence/:id': {
    kind: 'thing',
    make: async (house, place) => ({ path: `/evidence/${await newPhoto(house, place)}` }),
    concerns: looksAfter,
  },
  'get /evidence/:id/file': {
    kind: 'thing',
    make: async (house, place) => ({ path: `/evidence/${await newPhoto(house, place)}/file` }),
    concerns: looksAfter,
  },
  'get /evidence/:id/thumb': {
    kind: 'thing',
    make: async (house, place) => ({ path: `/evidence/${await newPhoto(house, place)}/thumb` }),
    concerns: looksAfter,
  },
  'post /evidence/:id/take-out': {
    kind: 'thing',
    make: async (house, place) => ({ path: `/evidence/${await newPhoto(house, place)}/take-out`, fields: { seen: '0.2', why: 'papers' } }),
    concerns: looksAfter,
  },

  'get /help': {
    kind: 'list',
    request: { path: '/help' },
    put: async (house, place) => void (await newCall(house, place)),
    concerns: looksAfter,
  },
  'post /help/:id/take': call('take'),
  'post /help/:id/answer': call('answer', { words: 'Mai tôi ghé nhà' }),
  'post /help/:id/close': call('close'),
  'post /help/:id/pass': {
    kind: 'thing',
    // Nobody knew where they live; what is of a place, its officers answer.
    make: async (house, { mark, unitCode: unit }) => ({
      path: `/help/${await newCall(house, { mark, ...NOWHERE })}/pass`,
      fields: { unit },
    }),
    concerns: (role) => role === 'city',
  },

  'get /assist': { kind: 'list', request: { path: '/assist' }, put: callByMark, concerns: helpsAt },
  // Whom it finds is tested with the visits.
  'post /assist': { kind: 'list', request: { path: '/assist', fields: { unit: UNIT, query: 'dau' } }, put: callByMark, concerns: helpsAt },
  'post /assist/begin': {
    kind: 'thing',
    make: async (house, place) => ({ path: '/assist/begin', fields: { household: await newHousehold(house, place) } }),
    concerns: helpsAt,
  },
  'get /assist/slips/:unitId': {
    kind: 'thing',
    make: async (_house, { unitCode }) => ({ path: `/assist/slips/${unitCode}` }),
    // Nothing of a household is in it: whoever fills in anywhere in the ward has it.
    concerns: (_role, place, { home }) => place.unitCode === home.unitCode,
  },
  'get /assist/:id': visitOf('', 'filled'),
  'post /assist/:id/slip': visitOf('/slip', 'asking', ({ assistId }) => ({ slip: `P ${assistId.slice(-12)}`, read: 'yes' })),
  'post /assist/:id/take-back': visitOf('/take-back', 'agreed', ({ assistId }) => ({ slip: `S ${assistId.slice(-12)}` })),
  'post /assist/:id/household': visitOf('/household', 'agreed', ({ factsSeen }) => ({ ...FACTS, seen: factsSeen })),
  'post /assist/:id/answers': visitOf('/answers', 'agreed', () => ({ 'seen.B2': '', 'answer.B2': 'none' })),
  'post /assist/:id/reopen': visitOf('/reopen', 'sent', () => ({})),
  'post /assist/:id/send': visitOf('/send', 'filled', ({ shown }) => ({ shown, yes: 'yes' })),

  'get /sheets': { kind: 'list', request: { path: '/sheets' }, leadsOn: true, put: callByMark, concerns: looksAfter },
  'get /sheets/:id': sheet(''),
  'post /sheets/:id': sheet('', (season) => ({ season })),
  'post /sheets/:id/together': sheet('/together', () => ({ shown: '' })),
  'get /sheets/:id/file': sheet('/file'),
  'post /sheets/:id/file': {
    kind: 'thing',
    make: async ({ deps }, { areaId, unitCode }) => {
      const { id: season } = await seasonOf(deps, unitCode);
      return { path: `/sheets/${areaId}/file`, fields: { file: new Blob([`Mã gia đình;Đề nghị;Giữ ${season}\n;;\n`]) } };
    },
    concerns: looksAfter,
  },

  'get /trainings': {
    kind: 'list',
    request: { path: '/trainings' },
    put: async (house, place) => void (await newTraining(house, place)),
    concerns: looksAfter,
  },
  'get /trainings/plan/:unitId': at(({ unitCode }) => `/trainings/plan/${unitCode}`, lists),
  'post /trainings/plan/:unitId': {
    kind: 'thing',
    make: async (_house, { unitCode, areaId }) => ({
      path: `/trainings/plan/${unitCode}`,
      fields: { ...TRAINING, audience: 'households', areas: areaId },
    }),
    concerns: looksAfter,
  },
  'get /trainings/:id': training(''),
  'post /trainings/:id/change': training('/change', { ...TRAINING, seq: '0' }),
  'post /trainings/:id/invite': training('/invite', {}),
  'post /trainings/:id/invite-officers': training('/invite-officers', {}),
  'post /trainings/:id/cancel': training('/cancel', {}),
  'get /trainings/:id/door': training('/door'),
  'post /trainings/:id/find': training('/find', { query: 'nguyen' }),
  'post /trainings/:id/tick': {
    kind: 'thing',
    make: async (house, place) => {
      const householdId = await householdIn(house.deps, place.areaId, { headName: place.mark });
      return { path: `/trainings/${await newTraining(house, place)}/tick`, fields: { household: householdId } };
    },
    concerns: looksAfter,
  },
  'post /trainings/:id/untick': {
    kind: 'thing',
    make: async (house, place) => {
      const householdId = await householdIn(house.deps, place.areaId, { headName: place.mark });
      const trainingId = await newTraining(house, place);
      const { id } = await house.deps.db.trainingSeat.create({
        data: { id: house.deps.ids.next(), trainingId, householdId, checkedInAt: house.deps.clock.now(), checkedIn: 'tick' },
      });
      return { path: `/trainings/${trainingId}/untick`, fields: { seat: id } };
    },
    concerns: looksAfter,
  },
  'get /trainings/:id/file': training('/file'),

  'get /outcomes': {
    kind: 'list',
    request: { path: '/outcomes' },
    put: async ({ deps }, { areaId, unitCode, mark }) =>
      void (await newProposed(deps, { areaId, unitCode, head: `Hộ ${mark}`, stage: 'notProposed' })),
    concerns: looksAfter,
  },
  'post /outcomes/tell': {
    kind: 'thing',
    make: async (_house, { areaId }) => ({ path: '/outcomes/tell', fields: { area: areaId } }),
    concerns: looksAfter,
  },
  'post /outcomes/told': {
    kind: 'thing',
    make: async ({ deps }, { areaId, unitCode, mark }) => {
      const householdId = await newProposed(deps, { areaId, unitCode, head: `Hộ ${mark}`, stage: 'notProposed' });
      const { id } = await deps.db.assessment.findFirstOrThrow({ where: { householdId } });
      return { path: '/outcomes/told', fields: { told: id } };
    },
    concerns: looksAfter,
  },

  'get /reminders': {
    kind: 'list',
    request: { path: '/reminders' },
    put: async (house, place) => void (await unreached(house, place)),
    concerns: looksAfter,
  },
  'post /reminders/told': {
    kind: 'thing',
    make: async (house, place) => ({ path: '/reminders/told', fields: { told: await unreached(house, place) } }),
    concerns: looksAfter,
  },

  // Counts name no household.
  'get /calendar': {
    kind: 'list',
    request: { path: '/calendar' },
    put: async (house, place) => void (await newHousehold(house, place)),
    concerns: nobody,
  },

  'get /dates': {
    kind: 'list',
    request: { path: '/dates' },
    // A name of the ward, which stands above its dates.
    put: markWard,
    clean: unmarkWards,
    concerns: (_role, place, { home }) => place.areaId === home.areaId,
  },
  'get /dates/wards/:unitId': {
    kind: 'thing',
    make: async (_house, { unitCode }) => ({ path: `/dates/wards/${unitCode}` }),
    concerns: handsIn,
  },
  'post /dates/wards/:unitId': {
    kind: 'thing',
    make: async (house, place) => ({ path: `/dates/wards/${place.unitCode}`, fields: await laterDecision(house, place) }),
    concerns: handsIn,
  },
  'post /dates/wards/:unitId/move': {
    kind: 'thing',
    make: async (house, place) => {
      const { dates } = await seasonOf(house.deps, place.unitCode);
      const fields = { ...(await laterDecision(house, place)), seen: contentHash(dates), reason: 'Trùng ngày hội' };
      return { path: `/dates/wards/${place.unitCode}/move`, fields };
    },
    concerns: handsIn,
  },

  'get /roster': { kind: 'list', request: { path: '/roster' }, put: callByMark, concerns: handsIn },
  'post /roster/template': {
    kind: 'thing',
    make: async (_house, { unitCode }) => ({ path: '/roster/template', fields: { unit: unitCode } }),
    concerns: handsIn,
  },
  'post /roster/preview': {
    kind: 'thing',
    make: async (_house, { unitCode }) => ({ path: '/roster/preview', fields: { unit: unitCode, file: new Blob([LIST]) } }),
    concerns: handsIn,
  },
  'post /roster/apply': {
    kind: 'thing',
    make: async ({ deps, officers }, { unitCode }) => {
      const read = readRoster(await readTable(Buffer.from(LIST)));
      const scope = await scopeOf(deps, officers.ward.officerId);
      if ('mistakes' in read || !scope) throw new Error('no list');
      const planned = await previewRoster(deps, { scope, unitCode, roster: read.ok });
      const seen = planned.outcome === 'planned' ? planned.seen : '';
      return { path: '/roster/apply', fields: { unit: unitCode, bytes: Buffer.from(LIST).toString('base64url'), seen } };
    },
    concerns: handsIn,
  },
  'get /papers': {
    kind: 'list',
    request: { path: '/papers' },
    put: async ({ deps }, { areaId, mark }) =>
      void (await deps.db.area.update({ where: { id: areaId }, data: { name: `Khu phố ${mark}` } })),
    concerns: looksAfter,
  },
  'post /papers/ward': {
    kind: 'thing',
    make: async (house, place) => {
      await newProposed(house.deps, { ...place, head: 'Nguyễn Thị Sen' });
      return { path: '/papers/ward', fields: { unit: place.unitCode, what: 'letter' } };
    },
    concerns: looksAfter,
  },
  'get /papers/areas/:id': {
    kind: 'thing',
    make: async (_house, { areaId }) => ({ path: `/papers/areas/${areaId}` }),
    concerns: looksAfter,
  },
  'post /papers/areas/:id/meeting': paperOfArea('meeting'),
  'post /papers/areas/:id/record': paperOfArea('record'),
  'post /papers/areas/:id/list': paperOfArea('list'),
  'get /papers/templates': {
    kind: 'list',
    request: { path: '/papers/templates' },
    // Two of the places are in one ward, which is called by the first; other pages name it, too, so it gets its name back.
    put: markWard,
    clean: unmarkWards,
    concerns: (_role, place, { home }) => place.areaId === home.areaId,
  },
  'post /papers/templates': templateOf('', {
    file: new Blob([Buffer.from(wordFile({ body: ['{don_vi}{nam}{so_de_nghi}{#khu}{khu_pho}{so_de_nghi}{/khu}'] }))]),
  }),
  'post /papers/templates/drop': templateOf('/drop'),
  'post /papers/templates/take': templateOf('/take'),

  'get /announcements': {
    kind: 'list',
    request: { path: '/announcements' },
    put: async (house, place) => void (await newAnnouncement(house, place, 'planned')),
    concerns: looksAfter,
  },
  'post /announcements': {
    kind: 'thing',
    make: async (_house, { unitCode }) => ({ path: '/announcements', fields: { unit: unitCode } }),
    concerns: lists,
  },
  'post /announcements/unsent': {
    kind: 'thing',
    make: async (house, place) => {
      await reachedHousehold(house.deps, place);
      return { path: '/announcements/unsent', fields: { unit: place.unitCode } };
    },
    concerns: lists,
  },
  'get /announcements/wards/:unitId': {
    kind: 'thing',
    make: async (_house, { unitCode }) => ({ path: `/announcements/wards/${unitCode}` }),
    concerns: handsIn,
  },
  'post /announcements/wards/:unitId': {
    kind: 'thing',
    make: async (_house, { unitCode }) => ({ path: `/announcements/wards/${unitCode}`, fields: SETTINGS }),
    concerns: handsIn,
  },
  'get /announcements/:id': ofAnnouncement('', 'sending'),
  'post /announcements/:id': ofAnnouncement('', 'draft', async () => ({ seq: '0', text: 'Mời họp' })),
  'post /announcements/:id/discard': ofAnnouncement('/discard', 'draft'),
  'get /announcements/:id/preview': ofAnnouncement('/preview', 'draft'),
  'post /announcements/:id/file': ofAnnouncement('/file', 'draft', async () => ({ seq: '0', alt: 'Nhà văn hóa', file: PICTURE })),
  'post /announcements/:id/file/drop': ofAnnouncement('/file/drop', 'draft', async () => ({ seq: '0' })),
  'post /announcements/:id/test': ofAnnouncement('/test', 'draft'),
  'post /announcements/:id/confirm': ofAnnouncement('/confirm', 'draft', async ({ deps }, place, id) => ({
    seen: await seenOfOne(deps, place, id),
    typed: 'GỬI 1',
  })),
  'post /announcements/:id/second': ofAnnouncement('/second', 'awaitingSecond', async () => ({ typed: 'GỬI 1' })),
  'post /announcements/:id/cancel': ofAnnouncement('/cancel', 'planned'),
  'post /announcements/:id/pause': ofAnnouncement('/pause', 'sending'),
  'post /announcements/:id/resume': ofAnnouncement('/resume', 'paused'),
  'get /announcements/:id/households': ofAnnouncement('/households', 'done'),
  'get /announcements/:id/households-file': ofAnnouncement('/households-file', 'done'),
  'post /announcements/:id/rest': ofAnnouncement('/rest', 'done'),
  'post /announcements/:id/follow-up': ofAnnouncement('/follow-up', 'done'),
  'get /announcements/:id/to-tell': ofAnnouncement('/to-tell', 'done'),
  'post /announcements/:id/told': ofAnnouncement('/told', 'done', async (house, place, announcementId) => {
    const householdId = await newHousehold(house, place);
    await house.deps.db.recipient.create({ data: { announcementId, householdId, areaId: place.areaId, left: 'noAccount' } });
    return { told: householdId };
  }),
  'post /announcements/:id/group': ofAnnouncement('/group', 'done', async (_house, { areaId }) => ({ area: areaId })),

  // What is about to begin in each ward.
  'get /decisions': {
    kind: 'list',
    request: { path: '/decisions' },
    leadsOn: true,
    put: async (house, place) => void (await newDecision(house, place, { state: 'planned', number: place.mark, seasonId: v7() })),
    concerns: handsIn,
  },
  'get /decisions/wards/:unitId': {
    kind: 'thing',
    make: async (_house, { unitCode }) => ({ path: `/decisions/wards/${unitCode}` }),
    concerns: handsIn,
  },
  'post /decisions/wards/:unitId': {
    kind: 'thing',
    make: async (house, place) => {
      const { deps } = house;
      const { unitCode } = place;
      await mayDecide(house, place);
      await newProposed(deps, { ...place, head: 'Nguyễn Thị Sen' });
      const { id: seasonId } = await seasonOf(deps, unitCode);
      const candidates = await candidatesOf(deps, { unitCode, seasonId });
      const typed = `công nhận ${candidates.length} hộ`;
      return { path: `/decisions/wards/${unitCode}`, fields: { ...SIGNED, seen: seenOfList(candidates), typed } };
    },
    concerns: handsIn,
  },
  'post /decisions/wards/:unitId/settings': {
    kind: 'thing',
    make: async (_house, { unitCode }) => ({ path: `/decisions/wards/${unitCode}/settings`, fields: { days: '3' } }),
    concerns: handsIn,
  },
  'post /decisions/answers/:id': {
    kind: 'thing',
    make: async ({ deps }, place) => {
      const householdId = await newProposed(deps, { ...place, head: 'Nguyễn Thị Sen', stage: 'notProposed' });
      const { id: assessmentId } = await deps.db.assessment.findFirstOrThrow({ where: { householdId } });
      const at = deps.clock.now();
      await deps.db.review.create({ data: { id: v7(), assessmentId, level: 'hamlet', act: 'object', reason: 'Không', at } });
      return { path: `/decisions/answers/${assessmentId}`, fields: { seen: '0.0', answer: 'propose' } };
    },
    concerns: handsIn,
  },
  'get /decisions/:id': ofDecision('', 'issued'),
  'post /decisions/:id/second': ofDecision('/second', 'awaitingSecond', { typed: 'công nhận 1 hộ' }),
  'post /decisions/:id/stop': ofDecision('/stop', 'planned'),
  'post /decisions/:id/lines': ofDecision('/lines', 'issued', { query: 'Nguyễn', go: 'find' }),
  'post /decisions/:id/correct': {
    kind: 'thing',
    make: async (house, place) => {
      const id = await newDecision(house, place, { state: 'issued' });
      return { path: `/decisions/${id}/correct`, fields: { ...SIGNED, line: '1', reason: 'Nhầm hộ', typed: 'điều chỉnh 1 hộ' } };
    },
    concerns: handsIn,
  },
  'post /decisions/:id/paper': ofDecision('/paper', 'issued', { what: 'completeList' }),

  'get /officers': {
    kind: 'list',
    request: { path: '/officers' },
    put: async (house, place) => void (await hamletOf(house, place)),
    concerns: leadsHelpers,
  },
  // Which places are offered is tested with inviting.
  'get /officers/invite': { kind: 'own', request: { path: '/officers/invite' } },
  'post /officers/invite': {
    kind: 'thing',
    make: async (_house, { areaId }) => ({
      path: '/officers/invite',
      fields: { role: 'helper', place: `area:${areaId}`, name: 'Người Mới' },
    }),
    concerns: leadsHelpers,
  },
  'post /officers/invitations/:id/withdraw': {
    kind: 'thing',
    make: async ({ deps }, { areaId }) => {
      const invited = await inviteOfficer(deps, { by: null, role: 'helper', areaId, name: 'Người Mới', secret: SECRET_KEY });
      if (invited.outcome !== 'invited') throw new Error(invited.outcome);
      return { path: `/officers/invitations/${invited.invitationId}/withdraw` };
    },
    concerns: leadsHelpers,
  },
  'post /officers/grants/:id/revoke': {
    kind: 'thing',
    make: async (house, place) => {
      const { officerId } = await hamletOf(house, place);
      const { id } = await house.deps.db.grant.findFirstOrThrow({ where: { officerId } });
      return { path: `/officers/grants/${id}/revoke` };
    },
    concerns: leads,
  },
  'post /officers/accounts/:id/drop': {
    kind: 'thing',
    make: async (house, place) => {
      const { officerId } = await hamletOf(house, place);
      const { id } = await house.deps.db.officerAccount.findFirstOrThrow({ where: { officerId } });
      return { path: `/officers/accounts/${id}/drop` };
    },
    concerns: leads,
  },

  // Counts name no household.
  'get /counts': {
    kind: 'list',
    request: { path: '/counts' },
    put: async (house, place) => void (await newHousehold(house, place)),
    concerns: nobody,
  },
  'get /counts/:unitId': at(({ unitCode }) => `/counts/${unitCode}`, counts),
  'get /counts/:unitId/:areaId': at(({ unitCode, areaId }) => `/counts/${unitCode}/${areaId}`, countsOf),
  'get /counts-file': { kind: 'own', request: { path: '/counts-file' } },
  'get /counts-file/:unitId': at(({ unitCode }) => `/counts-file/${unitCode}`, counts),
  // Which wards are listed, and whose households, is tested with them.
  'get /households': { kind: 'own', request: { path: '/households' } },
  'get /households/:unitId': at(({ unitCode }) => `/households/${unitCode}`, lists),
  'post /households/:unitId': at(({ unitCode }) => `/households/${unitCode}`, lists, { query: 'dấu' }),
  // What is picked is theirs or is left: `household.test.ts`.
  'post /households/:unitId/confirm': at(({ unitCode }) => `/households/${unitCode}/confirm`, lists, {}),
  'get /household/:id': ofHousehold(''),
  'post /household/:id/confirm': ofHousehold('/confirm'),
  'post /household/:id/unconfirm': ofHousehold('/unconfirm', { confirmed: true }),
  'post /household/:id/place': {
    kind: 'thing',
    make: async (house, place) => {
      const id = await householdIn(house.deps, place.areaId, { headName: place.mark });
      return {
        path: `/household/${id}/place`,
        fields: { seen: await seenBy(house, keeperOf(house, place), id), area: await besideOf(house, place) },
      };
    },
    concerns: handsIn,
  },
  'post /household/:id/late': {
    kind: 'thing',
    make: async (house, place) => {
      const id = await householdIn(house.deps, place.areaId, { headName: place.mark });
      return { path: `/household/${id}/late`, fields: { date: await closedYesterday(house, place), reason: 'Đi làm xa' } };
    },
    clean: openAgain,
    concerns: looksAfter,
  },
  'post /household/:id/late/decline': {
    kind: 'thing',
    make: async (house, place) => {
      const { areaId, unitCode, mark } = place;
      const { db, ids, clock } = house.deps;
      const householdId = await householdIn(house.deps, areaId, { headName: mark });
      const [id, accountId, at] = [ids.next(), await newAccount(house.deps), clock.now()];
      await db.membership.create({ data: { id: ids.next(), householdId, accountId, from: at } });
      await closedYesterday(house, place);
      await db.helpRequest.create({ data: { id, accountId, areaId, unitCode, about: 'late', state: 'open', at } });
      return { path: `/household/${householdId}/late/decline`, fields: { reason: 'Danh sách đã chốt' } };
    },
    clean: openAgain,
    concerns: looksAfter,
  },
  'post /household/:id/erase': {
    kind: 'thing',
    make: async (house, place) => {
      const id = await householdIn(house.deps, place.areaId, { headName: place.mark });
      const { code } = await house.deps.db.household.findUniqueOrThrow({ where: { id } });
      const seen = await seenBy(house, keeperOf(house, place), id);
      return { path: `/household/${id}/erase`, fields: { seen, reason: 'asked', typed: eraseSentence(code) } };
    },
    concerns: handsIn,
  },
  'post /household/:id/code': ofHousehold('/code'),
  'get /household/:id/with/:otherId': ofTwo(''),
  'post /household/:id/with/:otherId': ofTwo('', true),
  'post /household/:id/with/:otherId/apart': ofTwo('/apart'),
  'post /household/:id/with/:otherId/undo-apart': ofTwo('/undo-apart'),
  'post /members/:id/unlink': {
    kind: 'thing',
    make: async (house, place) => {
      const { accountId } = await newFile(house, place);
      const { id } = await house.deps.db.membership.findFirstOrThrow({ where: { accountId } });
      return { path: `/members/${id}/unlink` };
    },
    concerns: looksAfter,
  },
  'post /merges/:id/undo': {
    kind: 'thing',
    make: async (house, place) => {
      const [keep, drop] = [await newHousehold(house, place), await newHousehold(house, place)];
      const scope = keeperOf(house, place);
      const seen = { keep: await seenBy(house, scope, keep), drop: await seenBy(house, scope, drop) };
      const merged = await transaction(house.deps, (within) => mergeHouseholds(within, { scope, keep, drop, seen, tell }));
      if (merged.outcome !== 'merged') throw new Error(merged.outcome);
      return { path: `/merges/${merged.mergeId}/undo` };
    },
    concerns: looksAfter,
  },
  'get /doubles': {
    kind: 'list',
    request: { path: '/doubles' },
    put: async (house, place) => {
      await newHousehold(house, place);
      await newHousehold(house, place);
    },
    concerns: looksAfter,
  },
  'get /rubrics': { kind: 'own', request: { path: '/rubrics' } },
  'post /rubrics': { kind: 'own', request: { path: '/rubrics', fields: { file: tableFile } } },
  'get /rubrics/:id': {
    kind: 'thing',
    make: async (house) => ({ path: `/rubrics/${(await inForceOf(house)).rubricVersionId}` }),
    concerns: everybody,
  },
  'get /rubrics/:id/table': {
    kind: 'thing',
    make: async (house) => ({ path: `/rubrics/${(await inForceOf(house)).rubricVersionId}/table` }),
    concerns: everybody,
  },
  'post /rubrics/:id/force': {
    kind: 'thing',
    make: async (house) => {
      // Rows of decisions adopt it; who may adopt it anew says by which paper.
      await house.deps.db.rubricInForce.updateMany({ data: { adoptedBy: null, document: null, adoptedAt: null } });
      const inForce = await inForceOf(house);
      const { seasonId: season, rubricVersionId } = inForce;
      return { path: `/rubrics/${rubricVersionId}/force`, fields: { season, seen: seenOf(inForce), number: '', date: '' } };
    },
    concerns: everybody,
  },

  // Random ids only; what they stand for cannot be opened there.
  'get /audit': {
    kind: 'list',
    request: { path: '/audit?of=all' },
    put: async (house, place) => void (await newCall(house, place)),
    concerns: nobody,
  },
};
