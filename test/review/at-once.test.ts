/**
 * Officers with officers, with the household, and with its erasure, at the same moment: on connections of their own that all stand
 * at the same lock, in an order that a seed gives. `together.test.ts` tells the same as stories.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerIndicator } from '../../src/assessment/answer-indicator.ts';
import { reopenAssessment } from '../../src/assessment/reopen-assessment.ts';
import { seasonOf } from '../../src/assessment/season-of.ts';
import { submitAssessment } from '../../src/assessment/submit-assessment.ts';
import type { Deps } from '../../src/deps.ts';
import { objectTo } from '../../src/outcome/object-to.ts';
import { erase } from '../../src/privacy/erase.ts';
import type { ActOptions } from '../../src/review/act-on.ts';
import { askBack } from '../../src/review/ask-back.ts';
import { changeAnswer } from '../../src/review/change-answer.ts';
import { confirmFile } from '../../src/review/confirm-file.ts';
import { confirmUnflagged } from '../../src/review/confirm-unflagged.ts';
import { openEvidence, takeOutEvidence } from '../../src/review/evidence.ts';
import { openFile } from '../../src/review/open-file.ts';
import { unconfirmFile } from '../../src/review/unconfirm-file.ts';
import { waitingShown } from '../../src/review/waiting-shown.ts';
import { withdrawAsk } from '../../src/review/withdraw-ask.ts';
import { shownOf } from '../../src/roster/row-seen.ts';
import { saveSheet } from '../../src/roster/save-sheet.ts';
import { sheetOf } from '../../src/roster/sheet-of.ts';
import { blobs } from '../console/rows.ts';
import { atOnce } from '../support/at-once.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type FixedClock, fixedClock, sequentialIds, testDeps } from '../support/deps.ts';
import { everything } from '../support/everything.ts';
import { newOfficer, type OfficersHouse, openOfficersHouse, type TestOfficer } from '../support/officers.ts';
import { photo, type SentFamily, scope, send, sentFamily, tell, transaction } from './world.ts';

let db: TestDatabase;
let deps: Deps;
let clock: FixedClock;
let house: OfficersHouse;
let second: TestOfficer;
beforeAll(async () => {
  db = await freshDatabase();
  clock = fixedClock('2026-11-10T08:00:00+07:00');
  deps = testDeps(db.prisma, { clock, ids: sequentialIds('d') });
  house = await openOfficersHouse(deps);
  const { unitCode, areaId } = house.home;
  second = await newOfficer(deps, { role: 'hamlet', name: 'Người Thứ Hai', unitCode, areaId });
});
afterAll(() => db.drop());

/** A household that chats with us and has sent. */
async function newFamily({ head = 'Nguyễn Thị Sen', unsent = false, withPhoto = false } = {}): Promise<SentFamily> {
  const family = await sentFamily(deps, { head, areaId: house.home.areaId, unsent: unsent || withPhoto });
  if (withPhoto) {
    await photo(deps, family.accountId, 'B2');
    await send(deps, family.accountId);
  }
  await deps.db.conversation.create({ data: { accountId: family.accountId, session: {}, updatedAt: clock.now() } });
  clock.advance(60_000);
  return family;
}

/** As a turn does: the conversation is locked before anything else. */
function turn<T>(accountId: string, work: (within: Deps) => Promise<T>): Promise<T> {
  return transaction(deps, async (within) => {
    await within.db.$queryRaw`SELECT 1 FROM "Conversation" WHERE "accountId" = ${accountId}::uuid FOR UPDATE`;
    return work(within);
  });
}

type OfficersAct = (within: Deps, options: ActOptions) => Promise<{ outcome: string }>;

/** What officers do with a file that was sent. */
const officersActs = {
  confirm: (within, options) => confirmFile(within, { ...options, tell }),
  change: (within, options) => changeAnswer(within, { ...options, indicator: 'B2', value: 'none', reason: 'Chưa đúng', tell }),
  askBack: (within, options) => askBack(within, { ...options, items: [{ indicator: 'B2', reason: 'Ảnh mờ' }], tell }),
} satisfies Record<string, OfficersAct>;
type OfficersActName = keyof typeof officersActs;
const names = Object.keys(officersActs) as OfficersActName[];

async function does(
  { officerId }: TestOfficer,
  name: OfficersActName,
  { assessmentId }: SentFamily,
): Promise<() => ReturnType<OfficersAct>> {
  const options = { scope: await scope(deps, officerId), assessmentId, seen: '0.1' };
  return () => transaction(deps, (within) => officersActs[name](within, options));
}

const rowsOf = ({ assessmentId }: SentFamily) => deps.db.review.findMany({ where: { assessmentId }, orderBy: { seq: 'asc' } });
const fileOf = ({ assessmentId }: SentFamily) => deps.db.assessment.findUniqueOrThrow({ where: { id: assessmentId } });
const auditsOf = ({ assessmentId }: SentFamily) =>
  deps.db.audit.findMany({ where: { subject: `assessment:${assessmentId}`, action: { startsWith: 'review.' } } });

const householdActs: Record<'reopens' | 'sends again' | 'objects', (within: Deps, accountId: string) => Promise<unknown>> = {
  reopens: (within, accountId) => reopenAssessment(within, { accountId }),
  'sends again': async (within, accountId) => {
    if ((await reopenAssessment(within, { accountId })).outcome !== 'reopened') return;
    await answerIndicator(within, { accountId, item: 'A1', choice: 'none', inboxId: null });
    await submitAssessment(within, { accountId });
  },
  objects: (within, accountId) => objectTo(within, { accountId, words: 'Nhà tôi có làm' }),
};

describe('two officers at once on one file', () => {
  const pairs = names.flatMap((one) => names.flatMap((other) => [1, 2].map((seed) => ({ one, other, seed }))));
  it.each(pairs)('$one and $other ($seed): one is done, and the other is told by whom', async ({ one, other, seed }) => {
    const family = await newFamily();
    const { hamlet } = house.officers;
    const works = [await does(hamlet, one, family), await does(second, other, family)] as const;
    const done = await atOnce({ db: db.prisma, householdId: family.householdId, seed }, works);
    expect(done.map(({ outcome }) => outcome).sort()).toEqual(['changed', 'done']);
    const won = done[0].outcome === 'done' ? { officer: hamlet, act: one } : { officer: second, act: other };
    const { officerId: id, name } = won.officer;
    expect(done.find(({ outcome }) => outcome === 'changed')).toMatchObject({ last: { act: won.act, officer: { id, name } }, seen: '1.1' });
    expect(await rowsOf(family)).toMatchObject([{ act: won.act, officerId: id }]);
    expect(await fileOf(family)).toMatchObject({ reviewSeq: 1 });
    expect(await auditsOf(family)).toMatchObject([{ action: `review.${won.act}`, actor: `officer:${id}` }]);
    expect(await deps.db.message.count({ where: { accountId: family.accountId } })).toBe(won.act === 'askBack' ? 1 : 0);
  });
});

describe('one officer twice, from one page', () => {
  const tries = names.flatMap((name) => [16, 17].map((seed) => ({ name, seed })));
  it.each(tries)('$name ($seed): is done once, and both are answered so', async ({ name, seed }) => {
    const family = await newFamily();
    const { hamlet } = house.officers;
    const works = [await does(hamlet, name, family), await does(hamlet, name, family)] as const;
    const done = await atOnce({ db: db.prisma, householdId: family.householdId, seed }, works);
    expect(done).toMatchObject([
      { outcome: 'done', seen: '1.1', told: name === 'askBack' ? 1 : 0 },
      { outcome: 'done', seen: '1.1', told: name === 'askBack' ? 1 : 0 },
    ]);
    expect(await (await does(hamlet, name, family))()).toMatchObject({ outcome: 'done' });
    expect(await rowsOf(family)).toMatchObject([{ act: name, officerId: hamlet.officerId }]);
    expect(await fileOf(family)).toMatchObject({ reviewSeq: 1 });
    expect(await auditsOf(family)).toHaveLength(1);
    expect(await deps.db.message.count({ where: { accountId: family.accountId } })).toBe(name === 'askBack' ? 1 : 0);
    clock.advance(1_000);
    const { officerId } = house.officers.ward;
    const ward = { scope: await scope(deps, officerId), assessmentId: family.assessmentId, seen: '1.1' };
    const also = { ...ward, items: [{ indicator: 'C1', reason: 'Kể rõ hơn' }], tell };
    expect(await transaction(deps, (within) => askBack(within, also))).toMatchObject({ outcome: 'done' });
    const late = await (await does(hamlet, name, family))();
    expect(late, 'somebody did something since').toMatchObject({ outcome: 'changed', last: { officer: { id: officerId } } });
  });

  it('takes back once what it confirmed, and withdraws once what it asked', async () => {
    const family = await newFamily();
    const { hamlet } = house.officers;
    const options = async (seen: string) => ({ scope: await scope(deps, hamlet.officerId), assessmentId: family.assessmentId, seen, tell });
    await (await does(hamlet, 'confirm', family))();
    const [one, other] = [await options('1.1'), await options('2.1')];
    const back = (reason: string) => transaction(deps, (within) => unconfirmFile(within, { ...one, reason }));
    expect([await back('Nhầm'), await back(' Nhầm ')]).toMatchObject([{ outcome: 'done' }, { outcome: 'done' }]);
    expect(await back('Lý do khác'), 'that says something else').toMatchObject({ outcome: 'changed' });
    const items = ['B2', 'C1'].map((indicator) => ({ indicator, reason: 'Ảnh mờ' }));
    const asked = await transaction(deps, (within) => askBack(within, { ...other, items }));
    expect(asked).toMatchObject({ outcome: 'done', seen: '3.1' });
    const asking = () => transaction(deps, (within) => askBack(within, { ...other, items: items.toReversed() }));
    expect(await asking()).toEqual(asked);
    const third = await options('3.1');
    const withdraw = (indicators?: string[]) =>
      transaction(deps, (within) => withdrawAsk(within, { ...third, ...(indicators && { indicators }) }));
    expect(await withdraw(['B2'])).toMatchObject({ outcome: 'done', left: 1 });
    expect(await withdraw(['B2'])).toMatchObject({ outcome: 'done', left: 1 });
    expect(await withdraw(), 'all is more than that').toMatchObject({ outcome: 'changed' });
    const fourth = await options('4.1');
    const rest = () => transaction(deps, (within) => withdrawAsk(within, fourth));
    expect([await rest(), await rest()]).toMatchObject([
      { outcome: 'done', left: 0 },
      { outcome: 'done', left: 0 },
    ]);
    expect((await rowsOf(family)).map(({ act }) => act)).toEqual(['confirm', 'unconfirm', 'askBack', 'askBack', 'withdraw', 'withdraw']);
    expect(await deps.db.message.count({ where: { accountId: family.accountId } })).toBe(3);
  });
});

describe('an officer and the household at once', () => {
  const pairs = names.flatMap((act) =>
    (Object.keys(householdActs) as (keyof typeof householdActs)[]).flatMap((household) => [3, 4].map((seed) => ({ act, household, seed }))),
  );
  it.each(pairs)('$act while it $household ($seed): nothing is judged unseen, and nothing is lost', async ({ act, household, seed }) => {
    const family = await newFamily();
    const { accountId, assessmentId, householdId } = family;
    const theirs = () => turn(accountId, (within) => householdActs[household](within, accountId));
    const [acted] = await atOnce({ db: db.prisma, householdId, seed }, [await does(house.officers.hamlet, act, family), theirs]);
    const rows = await rowsOf(family);
    const file = await fileOf(family);
    const [first, again] = await deps.db.submission.findMany({ where: { assessmentId }, orderBy: { number: 'asc' } });
    const officers = rows.filter(({ officerId }) => officerId !== null);
    expect(officers.map((row) => [row.act, row.submissionId])).toEqual(acted.outcome === 'done' ? [[act, first?.id]] : []);
    expect(file.reviewSeq).toBe(rows.length);
    if (acted.outcome !== 'done') expect(['changed', 'refused']).toContain(acted.outcome);
    if (again) {
      // Whatever was said of the first one, the second waits to be looked at.
      expect(file).toMatchObject({ stage: 'waiting', state: 'submitted' });
      if (acted.outcome === 'changed') expect(acted).toMatchObject({ last: { officer: null, act: 'send' } });
    } else if (acted.outcome === 'done') {
      expect(file.stage).toBe({ confirm: 'confirmed', change: 'waiting', askBack: 'returned' }[act]);
    }
    // What is asked back waits with the household: it can answer.
    if (file.stage === 'returned') expect(file.state).toBe('draft');
  });

  it.each([5, 6, 7, 8])('the sheet proposes what was never sent while it is sent (%i): what is sent is looked at', async (seed) => {
    const family = await newFamily({ unsent: true });
    const { accountId, householdId } = family;
    const sheet = await proposingOnSheet(family);
    const [saved] = await atOnce({ db: db.prisma, householdId, seed }, [sheet, () => turn(accountId, (within) => send(within, accountId))]);
    expect(['saved', 'changed']).toContain(saved.outcome);
    expect((await rowsOf(family)).map(({ act }) => act)).toEqual(saved.outcome === 'saved' ? ['propose'] : []);
    expect(await fileOf(family)).toMatchObject({ stage: 'waiting', state: 'submitted', source: 'self' });
  });

  it.each([9, 10, 11, 12])('the sheet proposes what was confirmed while it is sent anew (%i): one of the two', async (seed) => {
    const family = await newFamily();
    const { accountId, assessmentId, householdId } = family;
    await (await does(house.officers.hamlet, 'confirm', family))();
    const sheet = await proposingOnSheet(family);
    const again = () => turn(accountId, (within) => householdActs['sends again'](within, accountId));
    const [saved] = await atOnce({ db: db.prisma, householdId, seed }, [sheet, again]);
    const sent = await deps.db.submission.count({ where: { assessmentId } });
    const { stage, state } = await fileOf(family);
    expect([saved.outcome, sent, stage, state]).toEqual(
      saved.outcome === 'saved' ? ['saved', 1, 'proposed', 'submitted'] : ['changed', 2, 'waiting', 'submitted'],
    );
  });
});

/** Saves the sheet of the khu phố as it is now, with that family proposed. */
async function proposingOnSheet({ householdId }: SentFamily) {
  const { areaId, unitCode } = house.home;
  const hamlet = await scope(deps, house.officers.hamlet.officerId);
  const shown = await transaction(deps, (within) => sheetOf(within, { scope: hamlet, areaId }));
  const row = shown.outcome === 'found' && shown.sheet.rows.find((one) => one.householdId === householdId);
  if (!row) throw new Error('not on the sheet');
  const { points } = row;
  const line = {
    householdId,
    shown: shownOf(row),
    proposal: 'propose' as const,
    points,
    reason: '',
    source: 'meeting' as const,
  };
  const { id: season } = await seasonOf(deps, unitCode);
  return () => transaction(deps, (within) => saveSheet(within, { scope: hamlet, areaId, season, lines: [line], tell }));
}

describe('an erasure in the middle of a review', () => {
  const notThere: Record<string, (family: SentFamily) => Promise<() => Promise<string>>> = {
    ...Object.fromEntries(
      names.map((name) => [
        name,
        async (family: SentFamily) => {
          const work = await does(house.officers.hamlet, name, family);
          return async () => (await work()).outcome;
        },
      ]),
    ),
    'saving the sheet': async (family) => {
      const work = await proposingOnSheet(family);
      return async () => (await work()).outcome;
    },
    'confirming all that are clear': async () => {
      const { areaId } = house.home;
      const hamlet = await scope(deps, house.officers.hamlet.officerId);
      const shown = await waitingShown(deps, { scope: hamlet, areaId });
      return async () => {
        const done = await transaction(deps, (within) => confirmUnflagged(within, { scope: hamlet, areaId, shown }));
        return done.outcome;
      };
    },
    'opening the file': async ({ assessmentId }) => {
      const hamlet = await scope(deps, house.officers.hamlet.officerId);
      return async () => (await transaction(deps, (within) => openFile(within, { scope: hamlet, assessmentId }))).outcome;
    },
    'looking at a photo': async ({ assessmentId }) => {
      const hamlet = await scope(deps, house.officers.hamlet.officerId);
      const { id: evidenceId } = await deps.db.evidence.findFirstOrThrow({ where: { assessmentId, kind: 'photo' } });
      return () =>
        transaction(deps, (within) => openEvidence(within, blobs, { scope: hamlet, evidenceId })).then(
          () => 'opened',
          (problem) => problem.code,
        );
    },
    'taking a photo out': async ({ assessmentId }) => {
      const hamlet = await scope(deps, house.officers.hamlet.officerId);
      const { id: evidenceId } = await deps.db.evidence.findFirstOrThrow({ where: { assessmentId, kind: 'photo' } });
      const options = { scope: hamlet, assessmentId, evidenceId, seen: '0.1', why: 'papers' as const, tell };
      return async () => (await transaction(deps, (within) => takeOutEvidence(within, options))).outcome;
    },
  };
  const gone: Record<string, string[]> = {
    'saving the sheet': ['changed'],
    // The others are confirmed all the same.
    'confirming all that are clear': ['done'],
  };
  const tries = Object.keys(notThere).flatMap((work) => [13, 14, 15].map((seed) => ({ work, seed })));

  it.each(tries)('$work ($seed): nothing of it is left, and afterwards the file is not there', async ({ work, seed }) => {
    const head = `Đỗ Thị Quên ${String.fromCharCode(65 + (seed % 26))}${work.replaceAll(/[^a-z]/gi, '').slice(0, 5)}`;
    const family = await newFamily({ head, withPhoto: true });
    const { accountId, assessmentId, householdId, code } = family;
    const officersWork = await (notThere[work] as (typeof notThere)[string])(family);
    const [, outcome] = await atOnce({ db: db.prisma, householdId, seed }, [
      () => turn(accountId, (within) => erase(within, { accountId })),
      officersWork,
    ]);
    expect(typeof outcome).toBe('string');
    expect(gone[work] ?? ['notFound']).toContain(await officersWork());
    const left = [...(await everything(db.prisma))].filter(([, text]) =>
      [householdId, assessmentId, head, code].some((one) => text.includes(one)),
    );
    // Ids that lead nowhere any more.
    expect(left.map(([table]) => table).filter((table) => table !== 'Audit')).toEqual([]);
    expect(left.some(([, text]) => text.includes(head))).toBe(false);
    expect(await deps.db.message.count({ where: { accountId } })).toBe(0);
  });
});
