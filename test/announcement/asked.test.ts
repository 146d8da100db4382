/** Whom of their places an officer asks for: how far they are, the title that they hold, their code. Promise 2 of docs/sending.md. */
import { beforeEach, expect, it } from 'vitest';
import { audienceSql, audienceValues } from '../../src/announcement/audience-sql.ts';
import type { Audience } from '../../src/announcement/content.ts';
import { findCodes } from '../../src/announcement/find-codes.ts';
import { spacedCode } from '../../src/household/household-code.ts';
import { seasonsOfWards, type WardSeason } from '../../src/report/seasons-of-wards.ts';
import { draft, type House, inAStreet, openStreet, preview, street, world } from './world.ts';

inAStreet();

const next = () => world.deps.ids.next();
const unitCode = () => world.house.home.unitCode;

let season: WardSeason;
/** Seasons by how many years ago; 0: this one. */
let seasons: Map<number, string>;
beforeEach(async () => {
  const { db } = world.deps;
  // Where there are earlier ones this is no trial any more.
  await db.season.updateMany({ data: { trial: false } });
  [season] = (await seasonsOfWards(world.deps, [unitCode()])) as [WardSeason];
  const { dates, organisationId } = await db.season.findUniqueOrThrow({ where: { id: season.seasonId } });
  seasons = new Map([[0, season.seasonId]]);
  for (const ago of [1, 2, 3]) {
    const about = { organisationId, year: season.season.year - ago, trial: false };
    const found = await db.season.findFirst({ where: about });
    const its = JSON.parse(JSON.stringify(dates).replaceAll(/\b20\d\d(?=-)/g, (year) => String(Number(year) - ago)));
    const { id } = found ?? (await db.season.create({ data: { id: next(), ...about, name: `${ago}`, dates: its } }));
    seasons.set(ago, id);
  }
});

/** Agrees to self-assessment, and has a file. */
async function file({ householdId, accountId }: House, how: { state?: 'submitted'; stage?: 'returned' | 'recognised'; ago?: number } = {}) {
  const { db, clock } = world.deps;
  const at = clock.now();
  const { state = 'draft', stage = 'waiting', ago = 0 } = how;
  const of = { organisationId: world.organisationId, purpose: 'selfAssessment' as const, act: 'given' as const };
  const said = { textVersion: '1', textHash: '', language: 'vi', method: 'chat' };
  await db.consent.create({ data: { id: next(), accountId, accountHash: '', ...of, ...said, at } });
  const { id: rubricVersionId } = await db.rubricVersion.findFirstOrThrow();
  const about = { householdId, title: 'giaDinh', seasonId: seasons.get(ago) ?? '', rubricVersionId, areaId: street.areaId };
  await db.assessment.create({ data: { id: next(), ...about, source: 'self', state, stage, openedAt: at, updatedAt: at } });
}

async function decide({ householdId, code }: House, ago: number, outcome: 'recognised' | 'notRecognised' = 'recognised') {
  const { db, clock } = world.deps;
  const at = clock.now();
  const paper = { number: '1', date: at, signer: 'A', signerTitle: 'B', unit: 'P', organisation: 'H' };
  const of = {
    unitCode: unitCode(),
    seasonId: seasons.get(ago) ?? '',
    title: 'giaDinh',
    kind: 'recognition' as const,
    state: 'issued' as const,
  };
  const made = { confirmedBy: world.ward.officerId, confirmedAt: at, issuedAt: at };
  const { id: decisionId } = await db.decision.create({ data: { id: next(), ...of, ...paper, ...made } });
  const line = { position: 1, householdId, code, head: 'A', areaId: street.areaId, area: 'K', outcome, seen: '' };
  await db.decisionLine.create({ data: { id: next(), decisionId, ...line, lookup: next() } });
}

/** Of these households, those that are meant; and the officer is shown as many. */
async function meant(houses: Record<string, House>, asked: Audience): Promise<string[]> {
  const audience = { areaIds: [street.areaId], ...asked };
  const values = await audienceValues(world.deps, { scope: world.ward, unitCode: unitCode(), audience, mayCost: false });
  const rows = await world.deps.db.$queryRawUnsafe<{ householdId: string }[]>(
    `${audienceSql} SELECT "householdId" FROM standing`,
    ...values,
  );
  const ids = rows.map(({ householdId }) => householdId);
  expect((await preview(world, await draft(world, street, { audience }))).reach.audience).toBe(ids.length);
  return Object.keys(houses).filter((name) => ids.includes(houses[name]?.householdId ?? ''));
}

it('2 · the ones that are as far in the season as is asked, whoever else there is', async () => {
  const listed = await street.put([]);
  const [registered, draws, returned, sent, recognised, lastYear] = await street.putMany(6);
  const houses = { listed, registered, draws, returned, sent, recognised, lastYear };
  await file(draws);
  await file(returned, { stage: 'returned' });
  await file(sent, { state: 'submitted' });
  await file(recognised, { state: 'submitted', stage: 'recognised' });
  await file(lastYear, { stage: 'recognised', ago: 1 });
  const of = (...states: NonNullable<Audience['states']>) => meant(houses, { states });
  expect(await of('notRegistered')).toEqual(['listed']);
  expect(await of('registered')).toEqual(['registered', 'lastYear']);
  expect(await of('draft')).toEqual(['draws']);
  expect(await of('returned')).toEqual(['returned']);
  expect(await of('sent')).toEqual(['sent']);
  expect(await of('recognised')).toEqual(['recognised']);
  expect(await of('lastYear')).toEqual(['lastYear']);
  expect(await of('draft', 'sent', 'lastYear')).toEqual(['draws', 'sent', 'lastYear']);
});

it('2 · the ones that hold the title for so many years in a row, by what decisions say; and all that is asked for holds', async () => {
  const [now, once, thrice, lost, longAgo, never, broken] = await street.putMany(7);
  const houses = { now, once, thrice, lost, longAgo, never, broken };
  await file(now, { state: 'submitted', stage: 'recognised' });
  await decide(now, 0);
  await decide(once, 1);
  for (const ago of [1, 2, 3]) await decide(thrice, ago);
  for (const ago of [1, 2]) await decide(lost, ago);
  await decide(lost, 0, 'notRecognised');
  for (const ago of [2, 3]) await decide(longAgo, ago);
  for (const ago of [1, 3]) await decide(broken, ago);
  const title = (years: number) => ({ title: { of: 'giaDinh' as const, years } });
  expect(await meant(houses, title(1))).toEqual(['now', 'once', 'thrice', 'broken']);
  expect(await meant(houses, title(2))).toEqual(['thrice']);
  expect(await meant(houses, title(3))).toEqual(['thrice']);
  expect(await meant(houses, title(4))).toEqual([]);
  expect(await meant(houses, { ...title(1), states: ['recognised'] })).toEqual(['now']);
  const codes = [never, once, thrice].map(({ code }) => code);
  expect(await meant(houses, { codes })).toEqual(['once', 'thrice', 'never']);
  expect(await meant(houses, { codes, ...title(2) })).toEqual(['thrice']);
});

it('2 · by its code also a household that another one went into: the family may hold the slip of that one', async () => {
  const [kept, double, other] = await street.putMany(3);
  const houses = { kept, other };
  const beside = await openStreet(world);
  const away = await beside.put([{}]);
  const merge = (drop: House, into: House) =>
    world.deps.db.household.update({ where: { id: drop.householdId }, data: { mergedIntoId: into.householdId } });
  await merge(double, kept);
  expect(await meant(houses, { codes: [double.code] })).toEqual(['kept']);
  expect(await meant(houses, { codes: [double.code, kept.code] })).toEqual(['kept']);
  expect(await meant(houses, { codes: [other.code] })).toEqual(['other']);

  const find = (typed: string) => findCodes(world.deps, { scope: world.ward, unitCode: unitCode(), areaIds: [street.areaId], typed });
  expect(await find(`${double.code}, ${kept.code}`)).toEqual({ codes: [kept.code], missing: [] });
  expect(await find(double.code)).toEqual({ codes: [kept.code], missing: [] });
  // Where it went counts, not where it was.
  await merge(other, away);
  expect(await find(other.code)).toEqual({ codes: [], missing: [spacedCode(other.code)] });
  await beside.close();
});
