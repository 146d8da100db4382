/** What is counted, for whom, and beside which season. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reopenAssessment } from '../../src/assessment/reopen-assessment.ts';
import type { Deps } from '../../src/deps.ts';
import { listHouseholds, type Standing } from '../../src/identity/list-households.ts';
import type { Scope } from '../../src/officer/scope.ts';
import { countAreas } from '../../src/report/count-areas.ts';
import { countBySource } from '../../src/report/count-by-source.ts';
import { countWards } from '../../src/report/count-wards.ts';
import { exportCounts } from '../../src/report/export-counts.ts';
import { freezeCounts } from '../../src/report/freeze-counts.ts';
import { confirmFile } from '../../src/review/confirm-file.ts';
import { countWaiting } from '../../src/review/list-waiting.ts';
import { listSheets } from '../../src/roster/list-sheets.ts';
import { addDays } from '../../src/season/calendar.ts';
import { seasonDates } from '../../src/season/definition.ts';
import { sentFamily, transaction } from '../review/world.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type FixedClock, fixedClock, testDeps } from '../support/deps.ts';
import { areaOf, assessed, BEN_CAT, householdIn, nobody, seasonOfYear, THUAN_AN, unplacedOf } from './ward.ts';

let database: TestDatabase;
let deps: Deps;
let clock: FixedClock;
beforeEach(async () => {
  database = await freshDatabase();
  clock = fixedClock('2026-11-10T08:00:00+07:00');
  deps = testDeps(database.prisma, { clock });
});
afterEach(() => database.drop());

const ward: Scope = { ...nobody, wards: [BEN_CAT] };
const city: Scope = { ...nobody, city: true };

async function areasOf(scope = ward, more: { areaId?: string } = {}) {
  const counted = await countAreas(deps, { scope, unitCode: BEN_CAT, ...more });
  if (counted.outcome !== 'counted') throw new Error(counted.outcome);
  return counted;
}

async function wardsOf(scope = city) {
  const counted = await countWards(deps, { scope });
  if (counted.outcome !== 'counted') throw new Error(counted.outcome);
  return counted;
}

async function numbersOf(areaId: string) {
  return (await areasOf()).areas.find(({ id }) => id === areaId)?.counts.numbers;
}

const zero = { registered: 0, sent: 0, waiting: 0, returned: 0, confirmed: 0, proposed: 0, recognised: 0 };

describe('the households of a khu phố', () => {
  let area: string;
  beforeEach(async () => {
    area = await areaOf(deps, 'Khu phố 1', { permanent: 400, temporary: 35 });
  });

  it('are none before anybody comes', async () => {
    expect(await numbersOf(area)).toEqual(zero);
    expect((await areasOf()).total.households).toEqual({ permanent: 400, temporary: 35, total: 435 });
  });

  it('have registered when somebody of the family is with us, or something of this season is begun', async () => {
    await householdIn(deps, area, { member: true });
    await assessed(deps, await householdIn(deps, area));
    // Only on the ward's list.
    await householdIn(deps, area);
    expect(await numbersOf(area)).toEqual({ ...zero, registered: 2 });
  });

  it('count once when both are so, and not any more when the family has left', async () => {
    const both = await householdIn(deps, area, { member: true });
    await assessed(deps, both);
    await householdIn(deps, area, { member: true });
    await database.prisma.membership.updateMany({ data: { to: deps.clock.now() } });
    expect(await numbersOf(area)).toEqual({ ...zero, registered: 1 });
  });

  it('are counted at each step that they have passed', async () => {
    const stages = ['waiting', 'returned', 'confirmed', 'proposed', 'notProposed', 'recognised', 'notRecognised'] as const;
    for (const stage of stages) {
      await assessed(deps, await householdIn(deps, area), { state: stage === 'returned' ? 'draft' : 'submitted', stage });
    }
    await assessed(deps, await householdIn(deps, area));
    expect(await numbersOf(area)).toEqual({ registered: 8, sent: 7, waiting: 1, returned: 1, confirmed: 5, proposed: 3, recognised: 1 });
  });

  it('have sent what they have open again, which waits for nobody and is not confirmed until nobody can send any more', async () => {
    const [waits, confirmed] = [await sentFamily(deps, { areaId: area }), await sentFamily(deps, { areaId: area })];
    await sentFamily(deps, { areaId: area, unsent: true });
    const hamlet: Scope = { ...nobody, areas: [area] };
    const tell = async () => 0;
    const confirming = { scope: hamlet, assessmentId: confirmed.assessmentId, seen: '0.1', tell };
    await transaction(deps, (within) => confirmFile(within, confirming));
    const sheet = async () => (await listSheets(deps, { scope: hamlet }))[0];
    const all = { ...zero, registered: 3 };
    expect(await numbersOf(area)).toEqual({ ...all, sent: 2, waiting: 1, confirmed: 1 });
    for (const { accountId } of [waits, confirmed]) await transaction(deps, (within) => reopenAssessment(within, { accountId }));
    expect(await numbersOf(area), 'what was sent counts').toEqual({ ...all, sent: 2 });
    expect(await sheet()).toMatchObject({ known: 3, waiting: 0, confirmed: 0 });
    expect(await countWaiting(deps, { scope: hamlet })).toBe(0);
    const listed = async (standing: Standing) => {
      const found = await listHouseholds(deps, { scope: hamlet, unitCode: BEN_CAT, standing });
      return found.outcome === 'listed' ? found.households.length : null;
    };
    const lists = async () => [await listed('notSent'), await listed('sent'), await listed('waiting'), await listed('confirmed')];
    expect(await lists()).toEqual([1, 2, 0, 0]);

    const { dates } = await deps.db.season.findFirstOrThrow({ where: { id: (await areasOf()).season.id } });
    const { closes } = seasonDates.parse(dates).selfAssessment;
    clock.set(`${addDays(closes, 1)}T08:00:00+07:00`);
    expect(await numbersOf(area)).toEqual({ ...all, sent: 2, waiting: 1, confirmed: 1 });
    expect(await sheet()).toMatchObject({ waiting: 1, confirmed: 1 });
    expect(await countWaiting(deps, { scope: hamlet })).toBe(1);
    expect(await lists()).toEqual([1, 2, 1, 1]);
  });

  it('have sent nothing when the khu phố meeting speaks of them, and something when their paper is here', async () => {
    await assessed(deps, await householdIn(deps, area), { source: 'meeting', stage: 'proposed' });
    expect(await numbersOf(area)).toEqual({ ...zero, registered: 1, confirmed: 1, proposed: 1 });
    await assessed(deps, await householdIn(deps, area), { source: 'paper' });
    expect(await numbersOf(area)).toEqual({ ...zero, registered: 2, sent: 1, confirmed: 1, proposed: 1 });
  });

  it('count where the assessment was begun, and a double not at all', async () => {
    const other = await areaOf(deps, 'Khu phố 2');
    const moved = await householdIn(deps, other);
    await assessed(deps, moved, { areaId: area });
    await assessed(deps, await householdIn(deps, area, { mergedIntoId: moved }));
    expect(await numbersOf(area)).toEqual({ ...zero, registered: 1 });
    expect(await numbersOf(other)).toEqual(zero);
  });

  it('of another season are not counted in this one', async () => {
    const next = await seasonOfYear(deps, 2027);
    await assessed(deps, await householdIn(deps, area), { state: 'submitted' });
    await assessed(deps, await householdIn(deps, area), { seasonId: next });
    expect(await numbersOf(area)).toEqual({ ...zero, registered: 1 });
  });

  it('are told apart by how they came', async () => {
    await assessed(deps, await householdIn(deps, area), { state: 'submitted', stage: 'recognised' });
    await assessed(deps, await householdIn(deps, area), { source: 'meeting', stage: 'proposed' });
    await assessed(deps, await householdIn(deps, area), { source: 'paper', state: 'submitted', stage: 'confirmed' });
    await assessed(deps, await householdIn(deps, await areaOf(deps, 'Khu phố 2')), { source: 'assisted' });
    expect(await countBySource(deps, { scope: ward, unitCode: BEN_CAT, areaId: area })).toEqual({
      outcome: 'counted',
      sources: [
        { source: 'self', assessed: 1, confirmed: 1, proposed: 1, recognised: 1 },
        { source: 'assisted', assessed: 0, confirmed: 0, proposed: 0, recognised: 0 },
        { source: 'paper', assessed: 1, confirmed: 1, proposed: 0, recognised: 0 },
        { source: 'meeting', assessed: 1, confirmed: 1, proposed: 1, recognised: 0 },
      ],
    });
    const everywhere = await countBySource(deps, { scope: city });
    expect(everywhere.outcome === 'counted' && everywhere.sources.map((one) => one.assessed)).toEqual([1, 1, 1, 1]);
  });
});

describe('who looks', () => {
  let one: string;
  let two: string;
  beforeEach(async () => {
    one = await areaOf(deps, 'Khu phố 1', { permanent: 10 });
    two = await areaOf(deps, 'Khu phố 2', { permanent: 20 });
    await assessed(deps, await householdIn(deps, one));
    await assessed(deps, await householdIn(deps, two));
    await assessed(deps, await householdIn(deps, await unplacedOf(deps)));
    await assessed(deps, await householdIn(deps, await areaOf(deps, 'Khu phố 1', { unitCode: THUAN_AN })));
  });

  it('from the city sees every ward, also those where nothing has happened', async () => {
    const { wards, total } = await wardsOf();
    expect(wards).toHaveLength(36);
    expect(total.numbers.registered).toBe(4);
    expect(wards.find(({ code }) => code === BEN_CAT)?.counts).toMatchObject({
      numbers: { registered: 3 },
      households: { total: 30 },
      areas: 2,
      known: 2,
    });
    expect(wards.find(({ code }) => code === THUAN_AN)?.rubric).toMatchObject({ id: 'gdht-324-mau', adopted: false });
  });

  it('from a ward sees that ward, its khu phố in the order of counting and the unplaced last', async () => {
    expect((await wardsOf(ward)).wards.map(({ code }) => code)).toEqual([BEN_CAT]);
    const { areas, total } = await areasOf();
    expect(areas.map(({ name }) => name)).toEqual(['Khu phố 1', 'Khu phố 2', '']);
    expect(total.numbers.registered).toBe(3);
    expect(await countAreas(deps, { scope: ward, unitCode: THUAN_AN })).toEqual({ outcome: 'notFound' });
    expect(await countBySource(deps, { scope: ward, unitCode: THUAN_AN })).toEqual({ outcome: 'notFound' });
  });

  it('from a khu phố sees it alone, in every count', async () => {
    const scope = { ...nobody, areas: [one] };
    const { areas, total } = await areasOf(scope);
    expect(areas.map(({ id }) => id)).toEqual([one]);
    expect(total).toMatchObject({ numbers: { registered: 1 }, households: { total: 10 } });
    expect((await wardsOf(scope)).total.numbers.registered).toBe(1);
    expect(await countAreas(deps, { scope, unitCode: BEN_CAT, areaId: two })).toEqual({ outcome: 'notFound' });
    const sources = await countBySource(deps, { scope, unitCode: BEN_CAT });
    expect(sources.outcome === 'counted' && sources.sources.reduce((sum, { assessed }) => sum + assessed, 0)).toBe(1);
  });

  it('from nowhere, as a helper, or to run the service sees nothing', async () => {
    for (const scope of [nobody, { ...nobody, operator: true }, { ...nobody, helps: { wards: [BEN_CAT], areas: [one] } }]) {
      expect(await countWards(deps, { scope })).toEqual({ outcome: 'notFound' });
      expect(await countAreas(deps, { scope, unitCode: BEN_CAT })).toEqual({ outcome: 'notFound' });
      expect(await countBySource(deps, { scope, unitCode: BEN_CAT })).toEqual({ outcome: 'notFound' });
      expect(await exportCounts(deps, { scope })).toEqual({ outcome: 'notFound' });
    }
    expect(await database.prisma.audit.count({ where: { action: 'counts.export' } })).toBe(0);
  });

  it('and takes the counts away is remembered', async () => {
    const exported = await exportCounts(deps, { scope: ward, unitCode: BEN_CAT });
    expect(exported).toMatchObject({
      outcome: 'counted',
      unit: { code: BEN_CAT },
      lines: [{ name: 'Khu phố 1' }, { name: 'Khu phố 2' }, {}],
    });
    expect(await database.prisma.audit.findFirstOrThrow({ where: { action: 'counts.export' } })).toMatchObject({
      actor: `officer:${nobody.officerId}`,
      subject: `unit:${BEN_CAT}`,
    });
  });
});

describe('a season that is over', () => {
  it('is written down from when nobody can answer any more until the dossier, and stays as it was', async () => {
    const area = await areaOf(deps, 'Khu phố 1', { permanent: 10 });
    const season = await seasonOfYear(deps, 2027);
    const household = await householdIn(deps, area, { member: true });
    const id = await assessed(deps, household, { seasonId: season, state: 'submitted' });

    clock.set('2027-11-15T22:00:00+07:00');
    expect(await freezeCounts(deps)).toBe(0);

    clock.set('2027-11-16T03:00:00+07:00');
    // One khu phố, and those of no khu phố in each of 36 wards.
    expect(await freezeCounts(deps)).toBe(37);
    await database.prisma.assessment.update({ where: { id }, data: { stage: 'recognised' } });
    clock.set('2028-02-28T22:00:00+07:00');
    expect(await freezeCounts(deps)).toBe(37);

    await database.prisma.area.update({ where: { id: area }, data: { householdsPermanent: 12 } });
    await database.prisma.$transaction([
      database.prisma.$executeRaw`SELECT set_config('nhahoc.erasing', 'on', true)`,
      database.prisma.assessment.deleteMany({}),
    ]);
    clock.set('2028-03-01T03:00:00+07:00');
    expect(await freezeCounts(deps)).toBe(0);

    await seasonOfYear(deps, 2028);
    const { areas, last } = await areasOf();
    expect(areas[0]).toMatchObject({ counts: { numbers: { recognised: 0 }, households: { total: 12 } } });
    expect(areas[0]?.last).toMatchObject({
      year: 2027,
      name: 'năm 2027',
      counts: { numbers: { recognised: 1 }, households: { total: 10 } },
    });
    expect(last?.counts.numbers.recognised).toBe(1);
    const all = await wardsOf();
    expect(all.wards.find(({ code }) => code === BEN_CAT)?.last?.counts.numbers.recognised).toBe(1);
    expect(all.last).toMatchObject({
      ...{ year: 2027, name: 'năm 2027', wards: 36 },
      counts: { numbers: { registered: 1, recognised: 1 }, households: { total: 10 } },
    });
    // A ward of which nothing was written down is none that had nobody.
    await database.prisma.areaCount.deleteMany({ where: { area: { unitCode: THUAN_AN } } });
    expect((await wardsOf()).last?.wards).toBe(35);
  });

  it('that was a trial is compared with nothing', async () => {
    const area = await areaOf(deps, 'Khu phố 1');
    await assessed(deps, await householdIn(deps, area), { state: 'submitted' });
    clock.set('2027-12-01T08:00:00+07:00');
    expect(await freezeCounts(deps)).toBe(0);
    await seasonOfYear(deps, 2028);
    clock.set('2028-06-01T08:00:00+07:00');
    expect((await areasOf()).last).toBeNull();
    expect((await wardsOf()).last).toBeNull();
  });
});
