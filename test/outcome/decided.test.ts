/** What decisions say of households: told once, looked up, shown on a card. On a real database. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TITLE } from '../../src/assessment/rubric-in-force.ts';
import { statusesOf } from '../../src/assessment/status-of.ts';
import type { PrismaClient } from '../../src/db/client.ts';
import type { Deps } from '../../src/deps.ts';
import type { TellHousehold } from '../../src/household/tell-household.ts';
import { decidedAt, decidedOf } from '../../src/outcome/decided-line.ts';
import { hearOutcome } from '../../src/outcome/hear-outcome.ts';
import { tellDecided } from '../../src/outcome/tell-decided.ts';
import { cardOf } from '../../src/paper/card-of.ts';
import { erase } from '../../src/privacy/erase.ts';
import { exportData } from '../../src/privacy/export-data.ts';
import { previewErase } from '../../src/privacy/preview-erase.ts';
import { newProposed } from '../paper/proposals.ts';
import { locale, type SentFamily, sentFamily, tell, transaction } from '../review/world.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type DecidedOptions, decision } from '../support/decided.ts';
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
  deps = { ...testDeps(db.prisma, { clock, ids: sequentialIds('d'), log: silentLog }), db: db.prisma };
  house = await openOfficersHouse(deps);
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.prisma.decision.updateMany({ where: { state: 'planned' }, data: { state: 'stopped' } });
  clock.advance(60_000);
  family = await sentFamily(deps, { areaId: house.home.areaId });
});

const decide = async (options: Partial<DecidedOptions> = {}) => {
  clock.advance(60_000);
  const lines = await decision(deps, { unitCode: house.home.unitCode, householdIds: [family.householdId], ...options });
  clock.advance(60_000);
  return lines;
};
const correct = (reason = 'Nhập nhầm hộ') => decide({ outcome: 'notRecognised', number: '150/QĐ-UBND', reason });
const run = (by: TellHousehold = tell) => tellDecided(deps, { tell: by });
const lineOf = (id: string) => db.prisma.decisionLine.findUniqueOrThrow({ where: { id } });

async function told({ accountId } = family): Promise<{ text: string; choices: { label: string }[] }[]> {
  const messages = await db.prisma.message.findMany({ where: { accountId, class: 'fileNotice' }, orderBy: { seq: 'asc' } });
  return messages.map(({ body }) => body as unknown as { text: string; choices: { label: string }[] });
}

describe('telling what was decided', () => {
  it('brings the news once, with the way to the card, and notes it', async () => {
    const [line] = await decide();
    expect(await run()).toBe(1);
    expect(await run()).toBe(0);
    const notices = await told();
    expect(notices).toMatchObject([{ choices: [{ label: 'Xem thiệp' }] }]);
    expect(notices[0]?.text).toMatch(/Chúc mừng gia đình![\s\S]*2026[\s\S]*123\/QĐ-UBND[\s\S]*10\/12\/2026/);
    expect(await lineOf(line?.id ?? '')).toMatchObject({ toldAt: clock.now(), nobodyAt: null });
  });

  it('does so once, when two processes run at the same moment', async () => {
    const others = [];
    for (let count = 0; count < 4; count++) others.push(await sentFamily(deps, { areaId: house.home.areaId, stories: false }));
    await decide({ householdIds: [family.householdId, ...others.map(({ householdId }) => householdId)] });
    const both = await Promise.all([run(), run()]);
    expect(both[0] + both[1]).toBe(5);
    for (const one of [family, ...others]) expect(await told(one)).toHaveLength(1);
  });

  it('tells nobody what is not in effect yet, nor whom it left out', async () => {
    const [[planned], [left]] = [await decide({ state: 'planned' }), await decide({ left: 'changed' })];
    expect(await run()).toBe(0);
    for (const line of [planned, left]) expect(await lineOf(line?.id ?? '')).toMatchObject({ toldAt: null, nobodyAt: null });
    expect(await told()).toEqual([]);
  });

  it('looks once at those who cannot be told, and never at those who are gone', async () => {
    const { areaId, unitCode } = house.home;
    const silent = await newProposed(deps, { areaId, unitCode, head: 'Lê Thị Xa' });
    const [mine, theirs] = await decide({ householdIds: [family.householdId, silent] });
    await transaction(deps, (within) => erase(within, { accountId: family.accountId }));
    expect(await run()).toBe(1);
    expect(await run()).toBe(0);
    expect(await lineOf(theirs?.id ?? '')).toMatchObject({ toldAt: null, nobodyAt: clock.now() });
    expect(await lineOf(mine?.id ?? '')).toMatchObject({ toldAt: null, nobodyAt: null, householdId: null, assessmentId: null });
  });

  it('goes on after one that fails, which comes again', async () => {
    const other = await sentFamily(deps, { areaId: house.home.areaId, stories: false });
    await decide({ householdIds: [family.householdId, other.householdId] });
    const failing: TellHousehold = (within, to, notice) => {
      if (to.householdId === family.householdId) throw new Error('broken');
      return tell(within, to, notice);
    };
    expect(await run(failing)).toBe(1);
    expect([(await told()).length, (await told(other)).length]).toEqual([0, 1]);
    expect(await run()).toBe(1);
    expect(await told()).toHaveLength(1);
  });

  it('says why a later decision says otherwise, and its number', async () => {
    await decide();
    await run();
    await correct();
    expect(await run()).toBe(1);
    const notice = (await told()).at(-1);
    expect(notice?.text).toMatch(/150\/QĐ-UBND[\s\S]*Lý do: Nhập nhầm hộ/);
    expect(notice?.text).not.toContain('Chúc mừng');
    expect(await hearOutcome(deps, { accountId: family.accountId })).toMatchObject({ outcome: 'corrected', reason: 'Nhập nhầm hộ' });
  });
});

describe('what holds', () => {
  it('is what was decided last, whichever card somebody holds', async () => {
    const [first] = await decide();
    const stands = () => decidedAt(deps, first?.lookup ?? '');
    expect(await stands()).toMatchObject({
      outcome: 'recognised',
      householdId: family.householdId,
      decision: { number: '123/QĐ-UBND', date: '2026-12-10' },
    });
    await correct();
    expect(await stands()).toMatchObject({ outcome: 'notRecognised', decision: { number: '150/QĐ-UBND' } });
    expect(await decidedOf(deps, family.householdId)).toMatchObject({ outcome: 'notRecognised' });
    await decide({ number: '160/QĐ-UBND' });
    expect(await stands()).toMatchObject({ outcome: 'recognised', decision: { number: '160/QĐ-UBND' } });
  });

  it('is not what is planned, was left out, or nobody decided', async () => {
    const [[planned], [left]] = [await decide({ state: 'planned' }), await decide({ left: 'gone' })];
    for (const lookup of [planned?.lookup, left?.lookup, 'K7M29QXC']) expect(await decidedAt(deps, lookup ?? '')).toBeNull();
    expect(await decidedOf(deps, family.householdId)).toBeNull();
  });

  it('stands when the household is erased, and a correction after that is seen', async () => {
    const [first] = await decide();
    const { code } = family;
    await transaction(deps, (within) => erase(within, { accountId: family.accountId }));
    expect(await decidedAt(deps, first?.lookup ?? '')).toMatchObject({ outcome: 'recognised', householdId: null, code });
    const other = await sentFamily(deps, { areaId: house.home.areaId, stories: false });
    clock.advance(60_000);
    const at = { unitCode: house.home.unitCode, householdIds: [other.householdId] };
    await decision(deps, { ...at, outcome: 'notRecognised', erased: code });
    expect(await decidedAt(deps, first?.lookup ?? '')).toMatchObject({ outcome: 'notRecognised' });
  });
});

describe('the household', () => {
  it('has a card while it is recognised', async () => {
    const { accountId } = family;
    const card = () => cardOf(deps, { accountId, publicUrl: 'https://nhahoc.test' });
    expect(await card()).toBeNull();
    const [line] = await decide();
    expect(await card()).toMatchObject({ head: 'Nguyễn Thị Sen', code: line?.lookup, year: 2026, decision: { number: '123/QĐ-UBND' } });
    expect((await statusesOf(deps, [accountId])).get(accountId)?.outcome).toEqual({ is: 'recognised', until: null, over: true });
    await correct();
    expect(await card()).toBeNull();
  });

  it('sees its lines among its data, and is told before it goes that they stay', async () => {
    const { accountId } = family;
    const stays = async () => (await previewErase(deps, { accountId })).stays.map((one) => ('key' in one ? one.key : ''));
    expect(await stays()).not.toContain('act.erase.stays.decision');
    const [line] = await decide();
    await decide({ state: 'planned' });
    const speak = (sentence: Parameters<typeof locale.speak>[0]) => locale.speak(sentence, 'vi');
    const data = await exportData(deps, { accountId, publicUrl: 'https://nhahoc.test', speak });
    expect(data.decisions).toMatchObject([{ number: '123/QĐ-UBND', outcome: 'recognised', head: 'Nguyễn Thị Sen', lookup: line?.lookup }]);
    expect(await stays()).toContain('act.erase.stays.decision');
    await transaction(deps, (within) => erase(within, { accountId }));
    expect(await lineOf(line?.id ?? '')).toMatchObject({ head: 'Nguyễn Thị Sen', householdId: null, assessmentId: null });
    expect(await db.prisma.assessment.count({ where: { id: family.assessmentId, title: TITLE } })).toBe(0);
  });
});
