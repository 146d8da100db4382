/** Whom a decision's news does not reach, and whom a decision left out. On a real database. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PrismaClient } from '../../src/db/client.ts';
import type { Deps } from '../../src/deps.ts';
import { whatWaits } from '../../src/officer/what-waits.ts';
import { listUntold } from '../../src/outcome/list-untold.ts';
import { tellDecided } from '../../src/outcome/tell-decided.ts';
import { tellLeftOut } from '../../src/outcome/tell-left-out.ts';
import { askBack } from '../../src/review/ask-back.ts';
import { confirmFile } from '../../src/review/confirm-file.ts';
import { hearNotices } from '../../src/telling/hear-notices.ts';
import { tickOffNotice } from '../../src/telling/tick-off-notice.ts';
import type { UntoldAbout } from '../../src/telling/untold-in.ts';
import { newProposed } from '../paper/proposals.ts';
import { locale, type SentFamily, scope, sentFamily, tell, transaction } from '../review/world.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { decision } from '../support/decided.ts';
import { type FixedClock, fixedClock, sequentialIds, silentLog, testDeps } from '../support/deps.ts';
import { type OfficersHouse, openOfficersHouse } from '../support/officers.ts';

let db: TestDatabase;
let deps: Deps & { db: PrismaClient };
let clock: FixedClock;
let house: OfficersHouse;
let family: SentFamily;
beforeAll(async () => {
  db = await freshDatabase();
  clock = fixedClock('2026-11-10T08:00:00+07:00');
  deps = { ...testDeps(db.prisma, { clock, ids: sequentialIds('e'), log: silentLog }), db: db.prisma };
  house = await openOfficersHouse(deps);
});
afterAll(() => db.drop());
beforeEach(async () => {
  clock.advance(60_000);
  family = await sentFamily(deps, { areaId: house.home.areaId });
});

const hamlet = () => scope(deps, house.officers.hamlet.officerId);
async function decide(householdIds = [family.householdId], more: { number?: string } = {}): Promise<void> {
  clock.advance(60_000);
  await decision(deps, { unitCode: house.home.unitCode, householdIds, ...more });
  clock.advance(60_000);
}
/** Decisions of before are no news any more. */
const laterOn = () => clock.advance(3 * 24 * 60 * 60_000 + 1);
const messageIs = (state: 'held' | 'failed', { accountId } = family) =>
  db.prisma.message.updateMany({ where: { accountId, class: 'fileNotice' }, data: { state } });
async function arrive(): Promise<number> {
  await db.prisma.message.updateMany({ where: { accountId: family.accountId }, data: { state: 'sent', sentAt: clock.now() } });
  return hearNotices(deps);
}
async function told({ accountId } = family): Promise<string[]> {
  const messages = await db.prisma.message.findMany({ where: { accountId, class: 'fileNotice' }, orderBy: { seq: 'asc' } });
  return messages.map(({ body }) => (body as { text: string }).text);
}
/** Of this family: why somebody has to go there, and what to say. */
async function untold(about: UntoldAbout, { assessmentId }: { assessmentId: string } = family) {
  const list = (await listUntold(deps, { scope: await hamlet() })).find((one) => one.about === about);
  const mine = list?.households.find((one) => one.assessmentId === assessmentId);
  return mine ? { why: mine.why, words: mine.words.map((sentence) => locale.speak(sentence, 'vi')).join(' ') } : null;
}
const tick = async (about: UntoldAbout, assessmentId = family.assessmentId, by = hamlet()) => {
  const officer = await by;
  return transaction(deps, (within) => tickOffNotice(within, { scope: officer, assessmentId, about }));
};
const waits = async () => whatWaits(deps, await hamlet());

describe('good news', () => {
  it('that is held or cannot go is told by somebody who goes there', async () => {
    await decide();
    await tellDecided(deps, { tell });
    expect(await untold('decision'), 'on its way').toBeNull();
    const before = (await waits()).news;
    await messageIs('held');
    expect(await untold('decision')).toMatchObject({ why: 'held', words: expect.stringContaining('123/QĐ-UBND') });
    await messageIs('failed');
    expect(await untold('decision')).toMatchObject({ why: 'failed' });
    expect((await waits()).news).toBe(before + 1);
    expect(await tick('decision', family.assessmentId, scope(deps, house.officers.helper.officerId))).toEqual({ outcome: 'notFound' });
    expect(await tick('decision')).toEqual({ outcome: 'ticked', answerBy: null });
    expect(await tick('decision'), 'pressed twice').toEqual({ outcome: 'ticked', answerBy: null });
    expect(await untold('decision')).toBeNull();
    expect((await waits()).news).toBe(before);
    const audited = await db.prisma.audit.findMany({ where: { action: 'outcome.tell', subject: `assessment:${family.assessmentId}` } });
    expect(audited).toMatchObject([{ actor: `officer:${house.officers.hamlet.officerId}`, detail: { about: 'decision', how: 'person' } }]);
  });

  it('that arrives is nobody’s task', async () => {
    await decide();
    await tellDecided(deps, { tell });
    await messageIs('held');
    expect(await arrive()).toBe(1);
    expect(await untold('decision')).toBeNull();
    expect(await tick('decision')).toEqual({ outcome: 'nothing' });
  });

  it('of a family that does not chat waits on the same list', async () => {
    const { areaId, unitCode } = house.home;
    const householdId = await newProposed(deps, { areaId, unitCode, head: 'Lê Thị Xa' });
    const { id: assessmentId } = await db.prisma.assessment.findFirstOrThrow({ where: { householdId } });
    await decide([householdId]);
    await tellDecided(deps, { tell });
    expect(await untold('decision', { assessmentId })).toMatchObject({ why: 'noChat' });
    expect(await tick('decision', assessmentId)).toMatchObject({ outcome: 'ticked' });
    expect(await untold('decision', { assessmentId })).toBeNull();
  });
});

describe('a family whom a decision left out because nobody had judged what it sent', () => {
  const run = () => tellLeftOut(deps, { tell });
  let other: SentFamily;
  beforeEach(async () => {
    laterOn();
    other = await sentFamily(deps, { areaId: house.home.areaId, head: 'Được Công Nhận', stories: false });
  });

  it('hears so kindly and once, with why and one next step', async () => {
    await db.prisma.assessment.updateMany({ where: { id: { not: family.assessmentId } }, data: { stage: 'proposed' } });
    await decide([other.householdId]);
    expect(await run()).toBe(1);
    expect(await run()).toBe(0);
    const [notice, ...more] = await told();
    expect(more).toEqual([]);
    expect(notice).toMatch(/chưa có tên gia đình[\s\S]*chưa xét kịp[\s\S]*vẫn còn nguyên[\s\S]*Việc nên làm tiếp: hỏi chi hội/);
    expect(await told(other)).toEqual([]);
    await decide([other.householdId], { number: '124/QĐ-UBND' });
    expect(await run(), 'once a season').toBe(0);
  });

  it('hears what it can do itself, where something is asked back of it', async () => {
    await db.prisma.assessment.updateMany({ where: { id: { not: family.assessmentId } }, data: { stage: 'proposed' } });
    const officer = await hamlet();
    const ask = { scope: officer, assessmentId: family.assessmentId, seen: '0.1', tell, items: [{ indicator: 'B2', reason: 'Ảnh mờ' }] };
    await transaction(deps, (within) => askBack(within, ask));
    await decide([other.householdId]);
    expect(await run()).toBe(1);
    expect((await told()).at(-1)).toMatch(/chờ gia đình bổ sung[\s\S]*bổ sung 1 câu/);
  });

  it('is also one that was confirmed, and of which no meeting spoke', async () => {
    await db.prisma.assessment.updateMany({ where: { id: { not: family.assessmentId } }, data: { stage: 'proposed' } });
    const officer = await hamlet();
    const options = { scope: officer, assessmentId: family.assessmentId, seen: '0.1', tell };
    await transaction(deps, (within) => confirmFile(within, options));
    await decide([other.householdId]);
    expect(await run()).toBe(1);
    expect((await told()).at(-1)).toContain('chưa kịp họp bàn');
  });

  it('is not one that was judged, that sent later, or whose decision is not in effect', async () => {
    await db.prisma.assessment.updateMany({ data: { stage: 'notProposed' } });
    await decide([other.householdId]);
    await sentFamily(deps, { areaId: house.home.areaId, head: 'Gửi Sau', stories: false });
    expect(await run()).toBe(0);
    laterOn();
    await db.prisma.assessment.updateMany({ data: { stage: 'waiting' } });
    await decision(deps, { unitCode: house.home.unitCode, householdIds: [other.householdId], state: 'planned' });
    expect(await run()).toBe(0);
  });

  it('is told by somebody who goes there, where the message does not arrive; and no more once it was judged', async () => {
    await db.prisma.assessment.updateMany({ where: { id: { not: family.assessmentId } }, data: { stage: 'proposed' } });
    await decide([other.householdId]);
    await run();
    await messageIs('held');
    expect(await untold('leftOut')).toMatchObject({ why: 'held', words: expect.stringContaining('Việc nên làm tiếp') });
    expect((await waits()).inPerson).toBe(1);
    await db.prisma.assessment.update({ where: { id: family.assessmentId }, data: { stage: 'proposed' } });
    expect(await untold('leftOut')).toBeNull();
    await db.prisma.assessment.update({ where: { id: family.assessmentId }, data: { stage: 'waiting' } });
    expect(await tick('leftOut')).toEqual({ outcome: 'ticked', answerBy: null });
    expect(await untold('leftOut')).toBeNull();
    expect((await waits()).inPerson).toBe(0);
  });
});

it('what waits reads the seasons once for all its counts', async () => {
  let read = 0;
  const counting = {
    ...deps,
    db: new Proxy(deps.db, {
      get(target, name) {
        if (name !== '$queryRawUnsafe') return Reflect.get(target, name);
        return (sql: string, ...values: unknown[]) => {
          if (sql.includes('FROM "Season" s')) read += 1;
          return target.$queryRawUnsafe(sql, ...values);
        };
      },
    }),
  };
  await whatWaits(counting, await hamlet());
  expect(read).toBe(1);
});
