/** What officers and households see of a file that another rubric counted anew: the household did nothing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerIndicator } from '../../src/assessment/answer-indicator.ts';
import type { Deps } from '../../src/deps.ts';
import { objectTo } from '../../src/outcome/object-to.ts';
import { exportAssessments } from '../../src/privacy/export-assessments.ts';
import { askBack } from '../../src/review/ask-back.ts';
import { changeAnswer } from '../../src/review/change-answer.ts';
import { confirmFile } from '../../src/review/confirm-file.ts';
import { listWaiting, type QueueRow } from '../../src/review/list-waiting.ts';
import { nextFile } from '../../src/review/next-file.ts';
import { type FileView, openFile } from '../../src/review/open-file.ts';
import { readFile } from '../../src/review/read-files.ts';
import { waitingShown, wasShown } from '../../src/review/waiting-shown.ts';
import { type SentFamily, scope, send, sentFamily, tell } from '../review/world.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type FixedClock, fixedClock, sequentialIds, testDeps } from '../support/deps.ts';
import { type OfficersHouse, openOfficersHouse } from '../support/officers.ts';
import { adopt, changed, moveAll, officer, sample, stored, within } from './rubric-work.ts';

let db: TestDatabase;
let deps: Deps;
let clock: FixedClock;
let house: OfficersHouse;
let early: SentFamily;
let late: SentFamily;
let answers: SentFamily;
let confirmed: SentFamily;
let disputed: SentFamily;
let before: QueueRow[];
let shownInOrder: (string | undefined)[];
let lastHour: Date;

const hamlet = () => scope(deps, house.officers.hamlet.officerId);
const queue = async () => (await listWaiting(deps, { scope: await hamlet() })).rows;

beforeAll(async () => {
  db = await freshDatabase();
  clock = fixedClock('2026-11-10T08:00:00+07:00');
  deps = testDeps(db.prisma, { clock, ids: sequentialIds('c') });
  house = await openOfficersHouse(deps);
  const sent = async (head: string) => {
    const family = await sentFamily(deps, { head, areaId: house.home.areaId });
    clock.advance(3_600_000);
    return family;
  };
  // Begun first and sent last: the order of the files is not that of the sendings.
  late = await sentFamily(deps, { head: 'Gửi Muộn', areaId: house.home.areaId, unsent: true });
  [early, answers, confirmed, disputed] = [
    await sent('Gửi Sớm'),
    await sent('Trả Lời'),
    await sent('Đã Xác Nhận'),
    await sent('Có Ý Kiến'),
  ];
  const by = { scope: await hamlet(), tell, seen: '0.1' };
  const items = [{ indicator: 'B2', reason: 'Ảnh mờ' }];
  await within(deps, async (inside) => askBack(inside, { ...by, assessmentId: answers.assessmentId, items }));
  clock.advance(60_000);
  await within(deps, (inside) => answerIndicator(inside, { accountId: answers.accountId, item: 'B2', choice: 'part', inboxId: null }));
  await within(deps, (inside) => send(inside, answers.accountId));
  await within(deps, async (inside) => confirmFile(inside, { ...by, assessmentId: confirmed.assessmentId }));
  const change = { ...by, assessmentId: disputed.assessmentId, indicator: 'B2', value: 'none', reason: 'Chưa đúng' };
  await within(deps, (inside) => changeAnswer(inside, change));
  await within(deps, (inside) => objectTo(inside, { accountId: disputed.accountId, words: 'Nhà tôi có học' }));
  clock.advance(3_600_000);
  await within(deps, (inside) => send(inside, late.accountId));
  before = await queue();
  lastHour = clock.now();

  const city = await officer(deps, { city: true });
  for (const mark of [71, 72]) {
    clock.advance(86_400_000);
    const rubric = { ...(await sample(deps)), passMark: { normal: mark, difficult: mark, status: 'sample' as const, source: [] } };
    await adopt(
      deps,
      city,
      await stored(
        deps,
        city,
        changed(rubric, (one) => one),
      ),
    );
    await moveAll(deps);
  }
  const rows = await queue();
  const signs = (await waitingShown(deps, { scope: await hamlet(), areaId: house.home.areaId })).split('.');
  shownInOrder = signs.map((sign) => rows.find(({ assessmentId: id, seen }) => wasShown(sign)({ id, seen }))?.headName);
});
afterAll(() => db.drop());

async function opened({ assessmentId }: SentFamily): Promise<FileView> {
  const file = await within(deps, async (inside) => openFile(inside, { scope: await hamlet(), assessmentId }));
  if (file.outcome !== 'open') throw new Error(file.outcome);
  return file.file;
}

const copies = ({ assessmentId }: SentFamily) =>
  deps.db.submission.findMany({ where: { assessmentId }, orderBy: { number: 'asc' }, select: { number: true, at: true, sentAt: true } });

describe('what was counted anew', () => {
  it('keeps when it was sent, also when it is counted anew a second time', async () => {
    const [own, ...anew] = await copies(late);
    expect(own?.sentAt).toBeNull();
    expect(anew).toHaveLength(2);
    for (const { at, sentAt } of anew) {
      expect(sentAt).toEqual(own?.at);
      expect(at.getTime()).toBeGreaterThan(lastHour.getTime());
    }
  });

  it('stands in the queue where it stood, and says so', async () => {
    const rows = await queue();
    const seenIn = (of: readonly QueueRow[]) =>
      of.map(({ headName, sentAt, answersBack, flags, place }) => ({ headName, sentAt, answersBack, flags, place }));
    expect(seenIn(rows)).toEqual(seenIn(before));
    expect(rows.map(({ headName }) => headName)).toEqual(['Trả Lời', 'Gửi Sớm', 'Có Ý Kiến', 'Gửi Muộn']);
    expect(rows[0]?.flags).toContainEqual({ kind: 'answersBack' });
    expect(rows[2]?.flags).toContainEqual({ kind: 'objects' });
    const page = await listWaiting(deps, { scope: await hamlet(), after: rows[1]?.place ?? null, limit: 1 });
    expect(page.rows.map(({ headName }) => headName)).toEqual(['Có Ý Kiến']);
    expect(shownInOrder).toEqual(['Gửi Sớm', 'Có Ý Kiến', 'Trả Lời', 'Gửi Muộn']);
  });

  it('says in its history who did what: the service counted, the household sent once', async () => {
    const { history, sent, place } = await opened(early);
    expect(history.map(({ act, officer: who }) => [act, who])).toEqual([
      ['send', null],
      ['renew', null],
      ['renew', null],
    ]);
    const [own] = await copies(early);
    expect(sent?.at).toEqual(own?.at);
    expect(place).toBe(before.find(({ assessmentId }) => assessmentId === early.assessmentId)?.place);
  });

  it('is as new as the household made it', async () => {
    const { items, history } = await opened(answers);
    expect(items.filter(({ isNew }) => isNew).map(({ indicator }) => indicator)).toEqual(['B2']);
    expect(history.map(({ act }) => act)).toEqual(['send', 'askBack', 'send', 'renew', 'renew']);
    const next = await nextFile(deps, { scope: await hamlet(), after: null });
    expect(next?.row.headName).toBe('Trả Lời');
    expect(next?.news).toHaveLength(1);
    expect((await opened(early)).items.some(({ isNew }) => isNew)).toBe(false);
  });

  it('is as confirmed as it was, with the points of whoever confirmed', async () => {
    const { stage, scores } = await opened(confirmed);
    expect(stage).toBe('confirmed');
    expect(scores.hamlet).toMatchObject({ passMark: 72 });
  });

  it('is no sending in what a household takes home', async () => {
    const [own] = await copies(early);
    const wording = { publicUrl: '', speak: () => '' };
    const [exported] = await exportAssessments(deps, early.householdId, wording);
    expect(exported?.submissions.map(({ at, renewedAt }) => [at, renewedAt !== null])).toEqual([
      [own?.at.toISOString(), false],
      [own?.at.toISOString(), true],
      [own?.at.toISOString(), true],
    ]);
  });

  it('tells an officer who had the file open what happened to it, in no name of the household', async () => {
    const act = { scope: await hamlet(), assessmentId: early.assessmentId, seen: '0.1', tell };
    expect(await within(deps, (inside) => confirmFile(inside, act))).toMatchObject({
      outcome: 'changed',
      last: { act: 'renew', officer: null },
    });
  });

  it('is followed by what its household sends next, which is its own again', async () => {
    const { seen } = (await readFile(deps, { id: late.assessmentId })) ?? { seen: '' };
    const items = [{ indicator: 'B2', reason: 'Ảnh mờ' }];
    await within(deps, async (inside) => askBack(inside, { scope: await hamlet(), tell, seen, assessmentId: late.assessmentId, items }));
    clock.advance(60_000);
    await within(deps, (inside) => answerIndicator(inside, { accountId: late.accountId, item: 'B2', choice: 'part', inboxId: null }));
    await within(deps, (inside) => send(inside, late.accountId));
    const row = (await queue()).find(({ assessmentId }) => assessmentId === late.assessmentId);
    expect(row).toMatchObject({ answersBack: true, sentAt: clock.now() });
    expect((await opened(late)).items.filter(({ isNew }) => isNew).map(({ indicator }) => indicator)).toEqual(['B2']);
  });
});
