/** A ward moves dates of its season, on the real database. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { datesOfWard, datesOfWards } from '../../src/assessment/dates-of-ward.ts';
import { ensureSeason } from '../../src/assessment/ensure-season.ts';
import { moveDates } from '../../src/assessment/move-dates.ts';
import { openAssessment } from '../../src/assessment/open-assessment.ts';
import { seasonOf } from '../../src/assessment/season-of.ts';
import { statusesOf } from '../../src/assessment/status-of.ts';
import type { Deps } from '../../src/deps.ts';
import type { Scope } from '../../src/officer/scope.ts';
import type { MovedDates } from '../../src/season/limits.ts';
import type { TestDatabase } from '../support/db.ts';
import type { FixedClock } from '../support/deps.ts';
import { newOfficer } from '../support/officers.ts';
import { family, WARD } from './family.ts';
import { example, openSeasonWorld, type SeasonWorld } from './seasons.ts';

const LIMITS = 'limits:\n  selfAssessment.closes: { daysBefore: 5, daysAfter: 7 }\n  khuPhoMeetings: { daysBefore: 0, daysAfter: 5 }\n';

let world: SeasonWorld;
let db: TestDatabase;
let deps: Deps;
let clock: FixedClock;
let folder: string;
let scope: Scope;
beforeEach(async () => {
  world = await openSeasonWorld();
  ({ db, deps, clock, folder } = world);
  await season(example + LIMITS);
  clock.set('2027-11-01T08:00:00+07:00');
  const { officerId } = await newOfficer(deps, { role: 'ward', name: 'Lê Thị Phường', unitCode: WARD });
  scope = { officerId, operator: false, city: false, wards: [WARD], areas: [], helps: { wards: [], areas: [] } };
});
afterEach(() => world.close());

async function season(text: string): Promise<void> {
  await world.put('2027.yaml', text);
  expect((await ensureSeason(deps, { folder })).refused).toEqual([]);
}

async function move(wanted: MovedDates, more: Partial<Parameters<typeof moveDates>[1]> = {}) {
  const seen = (await datesOfWard(deps, { scope, unitCode: WARD }))?.seen ?? '';
  return moveDates(deps, { scope, unitCode: WARD, wanted, seen, reason: 'Mưa lũ', ...more });
}

const closes = async (unitCode: string | null) => (await seasonOf(deps, unitCode)).dates.selfAssessment.closes;

describe('a ward moves its closing day', () => {
  it('for its own households, and nobody else’s', async () => {
    const { accounts } = await family(deps);
    expect(await move({ 'selfAssessment.closes': '2027-11-20' })).toEqual({ outcome: 'moved' });
    expect([await closes(WARD), await closes('25846'), await closes(null)]).toEqual(['2027-11-20', '2027-11-15', '2027-11-15']);
    clock.set('2027-11-18T08:00:00+07:00');
    const status = (await statusesOf(deps, [accounts[0]])).get(accounts[0]);
    expect(status?.season).toMatchObject({ phase: 'open', closes: { date: '2027-11-20' } });
    expect(await openAssessment(deps, { accountId: accounts[0] })).toMatchObject({
      outcome: 'open',
      value: { season: { closes: { date: '2027-11-20' } } },
    });
  });

  it('and back, each time with who and why, and a line of the audit', async () => {
    await move({ 'selfAssessment.closes': '2027-11-20' });
    clock.advance(1000);
    expect(await move({ 'selfAssessment.closes': '2027-11-15' }, { reason: 'Hết mưa' })).toEqual({ outcome: 'moved' });
    expect(await closes(WARD)).toBe('2027-11-15');
    const [ward] = await datesOfWards(deps, { scope });
    expect(ward?.moves).toMatchObject([
      { by: 'Lê Thị Phường', reason: 'Hết mưa', changed: ['selfAssessment.closes'] },
      { by: 'Lê Thị Phường', reason: 'Mưa lũ', changed: ['selfAssessment.closes'] },
    ]);
    const lines = await db.prisma.audit.findMany({ where: { action: 'season.move' }, orderBy: { seq: 'asc' } });
    expect(lines.map(({ actor, detail }) => [actor, detail])).toEqual([
      [`officer:${scope.officerId}`, { unit: WARD, 'selfAssessment.closes': '2027-11-15 2027-11-20' }],
      [`officer:${scope.officerId}`, { unit: WARD, 'selfAssessment.closes': '2027-11-20 2027-11-15' }],
    ]);
  });

  it('not beyond the limits, not without a reason, and not what they have not looked at', async () => {
    const span = { earliest: '2027-11-10', latest: '2027-11-22' };
    expect(await move({ 'selfAssessment.closes': '2027-11-23' })).toEqual({
      ...{ outcome: 'refused', why: 'dates' },
      dates: [{ anchor: 'selfAssessment.closes', why: 'limits', span }],
    });
    expect(await move({ 'selfAssessment.closes': '2027-11-20' }, { reason: '' })).toEqual({ outcome: 'refused', why: 'noReason' });
    expect(await move({ 'selfAssessment.closes': '2027-11-20' }, { seen: 'before' })).toEqual({ outcome: 'changed' });
    expect(await move({})).toEqual({ outcome: 'refused', why: 'nothing' });
    expect(await closes(WARD)).toBe('2027-11-15');
    expect(await db.prisma.seasonMove.count()).toBe(0);
  });

  it('once, when the button is pressed twice', async () => {
    const seen = (await datesOfWard(deps, { scope, unitCode: WARD }))?.seen ?? '';
    for (const _ of ['once', 'again'])
      expect(await move({ 'selfAssessment.closes': '2027-11-20' }, { seen })).toEqual({ outcome: 'moved' });
    expect(await db.prisma.seasonMove.count()).toBe(1);
  });

  it('only who looks after all of the ward', async () => {
    const outside = [
      { ...scope, wards: ['25846'] },
      { ...scope, wards: [] },
    ];
    for (const other of outside) {
      expect(await move({ 'selfAssessment.closes': '2027-11-20' }, { scope: other })).toEqual({ outcome: 'notFound' });
      expect(await datesOfWard(deps, { scope: other, unitCode: WARD })).toBeNull();
    }
  });
});

describe('when the city’s file changes', () => {
  it('what is still allowed stays, what is not is as the city has it, and that is told', async () => {
    await move({ 'selfAssessment.closes': '2027-11-20', khuPhoMeetings: '2027-11-28' });
    await season(example + LIMITS.replace('daysAfter: 7', 'daysAfter: 2'));
    const { dates } = await seasonOf(deps, WARD);
    expect([dates.selfAssessment.closes, dates.khuPhoMeetings]).toEqual(['2027-11-15', '2027-11-28']);
    const ward = await datesOfWard(deps, { scope, unitCode: WARD });
    expect(ward?.moves[0]).toMatchObject({ by: null, reason: null, changed: ['selfAssessment.closes'] });
    await season(example);
    expect((await seasonOf(deps, WARD)).dates.khuPhoMeetings).toBe('2027-11-25');
  });

  it('a ward that has a season file of its own is held to the city’s limits, and to nothing else', async () => {
    const { contact, dataProtection, id: parentId } = await db.prisma.organisation.findFirstOrThrow({ where: { level: 'city' } });
    const own = { level: 'ward' as const, parentId, unitCode: WARD, name: 'Hội phường', contact, dataProtection };
    await db.prisma.organisation.create({ data: { id: deps.ids.next(), ...own } });
    const ofWard = (text: string) => world.put('ward.yaml', text.replace('organisation: city', `organisation: "${WARD}"`));
    await ofWard(example);
    await season(example + LIMITS);
    expect(await move({ 'selfAssessment.closes': '2027-11-20', khuPhoMeetings: '2027-11-28' })).toEqual({ outcome: 'moved' });
    await ofWard(example.replace('report: 2027-12-15', 'report: 2027-12-14'));
    await season(`${example}${LIMITS}  report: { daysBefore: 2, daysAfter: 0 }\n`);
    expect(await closes(WARD), 'its file changed, and allows no less').toBe('2027-11-20');
    await season(`${example}${LIMITS.replace('daysAfter: 7', 'daysAfter: 2')}  report: { daysBefore: 2, daysAfter: 0 }\n`);
    const { dates } = await seasonOf(deps, WARD);
    expect([dates.selfAssessment.closes, dates.khuPhoMeetings]).toEqual(['2027-11-15', '2027-11-28']);
    const lines = await db.prisma.audit.findMany({ where: { action: 'season.move', actor: 'system' } });
    expect(lines.map(({ detail }) => detail)).toEqual([{ unit: WARD, 'selfAssessment.closes': '2027-11-20 2027-11-15' }]);
  });

  it('what is over stays as it was', async () => {
    await move({ 'selfAssessment.closes': '2027-11-12' });
    clock.set('2027-11-13T08:00:00+07:00');
    await season(example);
    expect(await closes(WARD)).toBe('2027-11-12');
  });
});
