/** The queue: what waits, the longest first, what answers back on top; and all that is clear in one step. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerIndicator } from '../../src/assessment/answer-indicator.ts';
import { reopenAssessment } from '../../src/assessment/reopen-assessment.ts';
import type { Deps } from '../../src/deps.ts';
import { objectTo } from '../../src/outcome/object-to.ts';
import { withdrawConsent } from '../../src/privacy/consent-withdraw.ts';
import { askBack } from '../../src/review/ask-back.ts';
import { changeAnswer } from '../../src/review/change-answer.ts';
import { confirmUnflagged } from '../../src/review/confirm-unflagged.ts';
import { type FlagFilter, flagKinds } from '../../src/review/flags.ts';
import { countWaiting, listWaiting, type QueueFilter, type QueueRow } from '../../src/review/list-waiting.ts';
import { waitingShown } from '../../src/review/waiting-shown.ts';
import { assessed, seasonOfYear } from '../report/ward.ts';
import { areaNamed } from '../roster/world.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type FixedClock, fixedClock, sequentialIds, testDeps } from '../support/deps.ts';
import { type OfficersHouse, openOfficersHouse } from '../support/officers.ts';
import { items, photo, type SentFamily, scope, send, sentFamily, tell, transaction } from './world.ts';

let db: TestDatabase;
let deps: Deps;
let clock: FixedClock;
let house: OfficersHouse;
/** By the time that they sent. */
const families: SentFamily[] = [];
const heads = ['Nguyễn Thị Sen', 'Trần Văn Đạt', 'Lê Ánh Hồng', 'Phạm Văn Út', 'Đỗ 100% Thật'];
beforeAll(async () => {
  db = await freshDatabase();
  clock = fixedClock('2026-11-10T08:00:00+07:00');
  deps = testDeps(db.prisma, { clock, ids: sequentialIds('c') });
  house = await openOfficersHouse(deps);
  for (const head of heads) {
    families.push(await sentFamily(deps, { head, areaId: house.home.areaId }));
    clock.advance(60_000);
  }
  await sentFamily(deps, { head: 'Nhà Bên Cạnh', areaId: house.next.areaId });
  clock.advance(60_000);
  await sentFamily(deps, { head: 'Nhà Phường Khác', areaId: house.abroad.areaId, unit: house.abroad.unitCode });
  clock.advance(60_000);
});
afterAll(() => db.drop());

const hamlet = () => scope(deps, house.officers.hamlet.officerId);
const ward = () => scope(deps, house.officers.ward.officerId);

async function names(filter: QueueFilter = {}, by = hamlet()): Promise<string[]> {
  return (await listWaiting(deps, { scope: await by, filter })).rows.map(({ headName }) => headName);
}

describe('the queue', () => {
  it('has what waits in the officer’s places, the longest waiting first, and counts as many', async () => {
    expect(await names()).toEqual(heads);
    expect(await names({}, ward())).toEqual([...heads, 'Nhà Bên Cạnh']);
    expect(await names({ areaId: house.next.areaId }, ward())).toEqual(['Nhà Bên Cạnh']);
    expect(await names({ areaId: house.next.areaId })).toEqual([]);
    expect(await countWaiting(deps, { scope: await hamlet() })).toBe(5);
    expect(await countWaiting(deps, { scope: await ward() })).toBe(6);
    for (const role of ['helper', 'operator', 'city'] as const)
      expect(await names({}, scope(deps, house.officers[role].officerId))).toEqual([]);
  });

  it('comes in pages that neither skip nor repeat', async () => {
    const seen: QueueRow[] = [];
    let after: string | null = null;
    do {
      const page = await listWaiting(deps, { scope: await hamlet(), after, limit: 2 });
      seen.push(...page.rows);
      after = page.next;
    } while (after !== null);
    expect(seen.map(({ headName }) => headName)).toEqual(heads);
    const [, second] = seen as [QueueRow, QueueRow];
    const [third] = (await listWaiting(deps, { scope: await hamlet(), after: second.place, limit: 1 })).rows;
    expect(third?.headName).toBe(heads[2]);
    expect(await names({ areaId: 'nonsense' })).toEqual([]);
    expect((await listWaiting(deps, { scope: await hamlet(), after: "0.1.'; DROP" })).rows).toHaveLength(5);
  });

  it('is searched by name with accents or without, and by code', async () => {
    expect(await names({ search: 'dat' })).toEqual(['Trần Văn Đạt']);
    expect(await names({ search: 'Ánh hồng' })).toEqual(['Lê Ánh Hồng']);
    expect(await names({ search: 'van' })).toEqual(['Trần Văn Đạt', 'Phạm Văn Út']);
    expect(await names({ search: '%' })).toEqual([]);
    expect(await names({ search: '_' })).toEqual([]);
    const { code } = families[2] as SentFamily;
    expect(await names({ search: code })).toEqual(['Lê Ánh Hồng']);
    expect(await names({ search: `${code.slice(0, 4).toLowerCase()} ${code.slice(4)}` })).toEqual(['Lê Ánh Hồng']);
    expect(await names({ search: `${code}-2026` })).toEqual([]);
    expect(await names({ search: `${code}-T2026-1` })).toEqual(['Lê Ánh Hồng']);
    expect(await names({ search: 'nhà bên' })).toEqual([]);
  });

  it('puts on top what answers what was asked back, and shows where that is waited for', async () => {
    const { accountId, assessmentId } = families[3] as SentFamily;
    const options = { scope: await hamlet(), assessmentId, seen: '0.1', tell, items: [{ indicator: 'B2', reason: 'Ảnh mờ' }] };
    expect(await transaction(deps, (within) => askBack(within, options))).toMatchObject({ outcome: 'done' });
    expect(await names()).not.toContain('Phạm Văn Út');
    expect(await names({ stage: 'returned' })).toEqual(['Phạm Văn Út']);
    clock.advance(60_000);
    await transaction(deps, (within) => answerIndicator(within, { accountId, item: 'B2', choice: 'part', inboxId: null, seen: null }));
    await transaction(deps, (within) => send(within, accountId));
    const { rows } = await listWaiting(deps, { scope: await hamlet() });
    expect(rows.map(({ headName }) => headName)).toEqual(['Phạm Văn Út', ...heads.filter((head) => head !== 'Phạm Văn Út')]);
    expect(rows[0]).toMatchObject({ answersBack: true, flags: [{ kind: 'answersBack' }], seen: '1.2' });
  });
});

describe('confirming all that is clear', () => {
  it('leaves what is flagged, changed, unseen, withdrawn or elsewhere', async () => {
    const [clear, flagged, changed, , hidden] = families as [SentFamily, SentFamily, SentFamily, SentFamily, SentFamily];
    const { areaId } = house.home;
    // A photo that the neighbours have handed in, too.
    for (const { accountId } of [flagged, await sentFamily(deps, { head: 'Cùng Ảnh', areaId: house.next.areaId })]) {
      await deps.db.assessment.updateMany({
        where: { household: { memberships: { some: { accountId } } } },
        data: { state: 'draft' },
      });
      await transaction(deps, (within) => photo(within, accountId, 'B2', 'ab'.repeat(32)));
      await transaction(deps, (within) => send(within, accountId));
    }
    const change = { scope: await hamlet(), assessmentId: changed.assessmentId, seen: '0.1', tell, reason: 'Chưa đúng' };
    await transaction(deps, (within) => changeAnswer(within, { ...change, indicator: 'B2', value: 'none' }));
    await transaction(deps, (within) => withdrawConsent(within, { accountId: hidden.accountId, purpose: 'selfAssessment' }));
    const shown = await waitingShown(deps, { scope: await hamlet(), areaId });
    clock.advance(1_000);
    const late = await sentFamily(deps, { head: 'Gửi Sau', areaId });
    const confirmed = async (by = hamlet()) => {
      const theirs = await by;
      return transaction(deps, (within) => confirmUnflagged(within, { scope: theirs, areaId, shown }));
    };
    expect(await confirmed(scope(deps, house.officers.helper.officerId))).toEqual({ outcome: 'notFound' });
    const left = { flagged: 2, changed: 1, own: 0, ownAssist: 0, later: 1 };
    expect(await confirmed()).toEqual({ outcome: 'done', confirmed: 1, left: 4, why: left });
    const stageOf = async ({ assessmentId }: SentFamily) =>
      (await deps.db.assessment.findUniqueOrThrow({ where: { id: assessmentId } })).stage;
    expect(await Promise.all([clear, flagged, changed, hidden, late].map(stageOf))).toEqual([
      'confirmed',
      'waiting',
      'waiting',
      'waiting',
      'waiting',
    ]);
    expect(await names({ stage: 'confirmed' })).toEqual(['Nguyễn Thị Sen']);
    expect(await confirmed(), 'pressed twice').toMatchObject({ confirmed: 1, left: 4 });
    expect(await confirmed(ward()), 'by somebody else').toMatchObject({ confirmed: 0 });
    expect(await deps.db.review.count({ where: { assessmentId: clear.assessmentId } })).toBe(1);
    const { rows } = await listWaiting(deps, { scope: await hamlet(), filter: { search: 'Đạt' } });
    expect(rows[0]?.flags).toEqual([{ kind: 'sameFile', indicator: 'B2' }]);
    await transaction(deps, (within) => reopenAssessment(within, { accountId: clear.accountId }));
    expect(await names({ stage: 'confirmed' }), 'in hand again').toEqual([]);
  });

  it('sees what has nothing to show', async () => {
    await sentFamily(deps, { head: 'Chưa Có Gì', areaId: house.next.areaId, stories: false });
    const { rows } = await listWaiting(deps, { scope: await ward(), filter: { search: 'chua co gi' } });
    expect(rows[0]?.flags.every(({ kind }) => kind === 'noEvidence')).toBe(true);
    expect(rows[0]?.flags.length).toBeGreaterThan(2);
  });
});

describe('the queue by what is worth a look', () => {
  it('has, page by page, exactly those of a kind, of any, and of none', async () => {
    const areaId = await areaNamed(deps, 'Khu phố Cảnh Báo', house.home.unitCode);
    const newSent = async (head: string, more: Partial<Parameters<typeof sentFamily>[1]> = {}) => {
      clock.advance(60_000);
      return sentFamily(deps, { head, areaId, ...more });
    };
    const mayNot = items.find(({ mayNotApply }) => mayNotApply)?.id as string;
    await newSent('Không Gì Một');
    await newSent('Thiếu Minh Chứng', { stories: false });
    await newSent('Không Áp Dụng', { answers: { [mayNot]: 'na' } });
    for (const head of ['Trùng Một', 'Trùng Hai']) {
      const { accountId } = await newSent(head, { unsent: true });
      await transaction(deps, (within) => photo(within, accountId, 'B2', 'cd'.repeat(32)));
      await transaction(deps, (within) => send(within, accountId));
    }
    const filled = await newSent('Điền Giúp');
    await deps.db.assessment.update({ where: { id: filled.assessmentId }, data: { source: 'assisted' } });
    await newSent('Không Gì Hai');
    const disputed = await newSent('Có Ý Kiến');
    const change = { scope: await ward(), assessmentId: disputed.assessmentId, seen: '0.1', tell, reason: 'Chưa đúng' };
    await transaction(deps, (within) => changeAnswer(within, { ...change, indicator: 'B2', value: 'none' }));
    await transaction(deps, (within) => objectTo(within, { accountId: disputed.accountId, words: 'Nhà tôi có học' }));
    const back = await newSent('Trả Lời Lại', { stories: false });
    const ask = { scope: await ward(), assessmentId: back.assessmentId, seen: '0.1', tell, items: [{ indicator: 'B2', reason: 'Ảnh mờ' }] };
    await transaction(deps, (within) => askBack(within, ask));
    clock.advance(60_000);
    const again = { accountId: back.accountId, item: 'B2', choice: 'part', inboxId: null, seen: null };
    await transaction(deps, (within) => answerIndicator(within, again));
    await transaction(deps, (within) => send(within, back.accountId));
    // Beside a real season of an earlier year a trial is not what holds.
    await deps.db.season.updateMany({ where: { trial: true }, data: { trial: false } });
    const far = await newSent('Khác Năm Trước');
    const earlier = await assessed(deps, far.householdId, { seasonId: await seasonOfYear(deps, 2025), state: 'submitted' });
    const { id: _, ...sent } = await deps.db.submission.findFirstOrThrow({ where: { assessmentId: far.assessmentId } });
    const score = { ...(sent.score as object), points: 10 };
    const before = { ...sent, id: deps.ids.next(), assessmentId: earlier, code: `${sent.code}-truoc`, score };
    await deps.db.submission.create({ data: { ...before, facts: {}, answers: {}, evidence: {} } });
    // Whoever was asked something by an earlier count of people and is not any more has an answer that nobody looks at.
    const stale = await newSent('Trả Lời Thừa', { unsent: true });
    await deps.db.answer.create({
      data: { assessmentId: stale.assessmentId, indicator: 'Z9', value: 'na', method: 'self', at: clock.now() },
    });
    await transaction(deps, (within) => send(within, stale.accountId));
    await newSent('Không Gì Ba');

    const all = await listWaiting(deps, { scope: await ward(), filter: { areaId }, limit: 50 });
    expect(all.rows).toHaveLength(12);
    const pages = async (flag: FlagFilter, lookedAt?: number) => {
      const ids: string[] = [];
      let after: string | null = null;
      do {
        const page = await listWaiting(deps, {
          scope: await ward(),
          filter: { areaId, flag },
          after,
          limit: 2,
          ...(lookedAt && { lookedAt }),
        });
        expect(page.next === null || page.rows.length === 2 || lookedAt !== undefined).toBe(true);
        ids.push(...page.rows.map(({ assessmentId }) => assessmentId));
        after = page.next;
      } while (after !== null);
      return ids;
    };
    const those = (fits: (flags: readonly string[]) => boolean) =>
      all.rows.filter(({ flags }) => fits(flags.map(({ kind }) => kind))).map(({ assessmentId }) => assessmentId);
    for (const kind of flagKinds) {
      const wanted = those((flags) => flags.includes(kind));
      expect(wanted.length, kind).toBeGreaterThan(0);
      expect(await pages(kind), kind).toEqual(wanted);
    }
    expect(await pages('any')).toEqual(those((flags) => flags.length > 0));
    const none = those((flags) => flags.length === 0);
    expect(none).toHaveLength(4);
    expect(await pages('none')).toEqual(none);
    expect(await pages('none', 3), 'with pages that are short, or empty').toEqual(none);
    expect(await names({ areaId, flag: 'none', search: 'không gì' }, ward())).toEqual(['Không Gì Một', 'Không Gì Hai', 'Không Gì Ba']);
    expect(await names({ areaId, flag: 'sameFile', stage: 'confirmed' }, ward())).toEqual([]);
    for (const flag of ['any', 'none'] as const) expect(await names({ areaId, flag, stage: 'overdue' }, ward())).toEqual([]);
  });
});
