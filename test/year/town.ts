/** The town of a script on a real database: its seasons, wards, officers and households. What happens to them is in happen.ts. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { stringify } from 'yaml';
import { ensureSeason } from '../../src/assessment/ensure-season.ts';
import { TITLE } from '../../src/assessment/rubric-in-force.ts';
import type { Deps } from '../../src/deps.ts';
import { codeFrom } from '../../src/household/household-code.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { testDeps } from '../support/deps.ts';
import { seedSample } from '../support/sample.ts';
import { momentOf } from './calendar.ts';
import { type Channel, CITY, ownRules, type Town, YEAR } from './script.ts';

/** The first moment of the year. */
const BEGINS = momentOf(`${YEAR}-01-04`, 6);
const CHANNELS = ['web', 'telegram', 'zalo'] as const;

export interface EmptyTown {
  database: TestDatabase;
  deps: Deps & { db: TestDatabase['prisma'] };
  /** What it says is what everybody goes by. */
  clock: { at: number };
  channels: Record<Channel, string>;
  cityId: string;
  unitCodes: string[];
}

/** Ids of what a household of the script is here, or will be. */
export interface House {
  householdId: string;
  accountId: string;
  assessmentId: string;
  areaId: string;
  /** The Hội that answers for it, and the season that holds for it. */
  organisationId: string;
  seasonId: string;
}

export interface RealTown extends EmptyTown {
  houses: House[];
  officerIds: string[];
  rubricId: string;
}

export async function openTown(): Promise<EmptyTown> {
  const database = await freshDatabase();
  const clock = { at: BEGINS };
  const deps = {
    ...testDeps(database.prisma, { ids: { next: () => v7() }, clock: { now: () => new Date(clock.at) } }),
    db: database.prisma,
  };
  await seedSample(deps);
  const { id: cityId } = await deps.db.organisation.findFirstOrThrow({ where: { level: 'city', until: null } });
  const channels = { web: v7(), telegram: v7(), zalo: v7() };
  const rows = CHANNELS.map((channel) => ({ id: channels[channel], channel, externalId: channels[channel], organisationId: cityId }));
  await deps.db.channelAccount.createMany({ data: rows });
  const units = await deps.db.unit.findMany({ orderBy: { code: 'asc' }, select: { code: true } });
  return { database, deps, clock, channels, cityId, unitCodes: units.map(({ code }) => code) };
}

export async function settle(empty: EmptyTown, town: Town): Promise<RealTown> {
  const { db } = empty.deps;
  const controllers = await settleHoi(empty, town);
  await takeSeasons(empty.deps, town);
  const areas = await settleAreas(empty, town);
  const officerIds = await settleOfficers(empty, town, areas);
  const seasons = await db.season.findMany({ where: { trial: false } });
  const seasonOf = (year: number, organisationId: string) =>
    seasons.find((one) => one.year === year && one.organisationId === organisationId)?.id ?? '';
  const houses = town.homes.map(({ ward, area }): House => {
    const organisationId = controllers[ward] as string;
    const ids = { householdId: v7(), accountId: v7(), assessmentId: v7() };
    return { ...ids, areaId: areas[ward]?.[area] as string, organisationId, seasonId: seasonOf(YEAR, organisationId) };
  });
  const { id: rubricId } = await db.rubricVersion.findFirstOrThrow({ where: { title: TITLE }, orderBy: { version: 'desc' } });
  const real = { ...empty, houses, officerIds, rubricId };
  await settleHomes(real, town, seasonOf(YEAR - 1, empty.cityId));
  return real;
}

/** Of each ward the Hội that answers there: the city's, or one of its own. */
async function settleHoi({ deps: { db }, cityId }: EmptyTown, { wards }: Town): Promise<string[]> {
  const { contact, dataProtection } = await db.organisation.findUniqueOrThrow({ where: { id: cityId } });
  const ids = wards.map(({ own }) => (own ? v7() : cityId));
  const about = { level: 'ward' as const, parentId: cityId, contact, dataProtection };
  const own = wards.flatMap(({ own, unitCode }, ward) =>
    own ? [{ ...about, id: ids[ward] as string, unitCode, name: `Hội ${unitCode}` }] : [],
  );
  await db.organisation.createMany({ data: own });
  return ids;
}

/** As files of `flows/seasons/` are taken at a start. */
async function takeSeasons(deps: Deps, { wards }: Town): Promise<void> {
  const own = wards.filter((ward) => ward.own).map(({ unitCode, dates }) => ({ organisation: unitCode, dates }));
  const ofTheYear = [{ organisation: 'city', dates: CITY }, ...own].map((one) => ({
    year: YEAR,
    name: `năm ${YEAR}`,
    ...one,
    rules: ownRules,
  }));
  const seasons = [{ year: YEAR - 1, name: `năm ${YEAR - 1}`, organisation: 'city', dates: aYearBefore(CITY) }, ...ofTheYear];
  const folder = await mkdtemp(join(tmpdir(), 'nhahoc-year-'));
  try {
    for (const [index, season] of seasons.entries()) await writeFile(join(folder, `${index}.yaml`), stringify(season));
    const { refused, taken } = await ensureSeason(deps, { folder });
    if (refused.length > 0 || taken.length !== seasons.length) throw new Error(JSON.stringify(refused));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function aYearBefore(value: unknown): unknown {
  if (typeof value === 'string') return `${Number(value.slice(0, 4)) - 1}${value.slice(4)}`;
  return Object.fromEntries(Object.entries(value as object).map(([key, part]) => [key, aYearBefore(part)]));
}

/** Two khu phố in each ward. */
async function settleAreas({ deps: { db } }: EmptyTown, { wards }: Town): Promise<[string, string][]> {
  const areas = wards.map((): [string, string] => [v7(), v7()]);
  const kind = { kind: 'quarter' as const, householdsPermanent: 60 };
  const rows = areas.flatMap((ids, ward) =>
    ids.map((id, place) => ({ id, unitCode: wards[ward]?.unitCode as string, name: `Khu phố ${place + 1}`, ...kind })),
  );
  await db.area.createMany({ data: rows });
  const time = (minutes: number) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  const settings = wards.map(({ unitCode, quiet, weeklyCap }) => ({
    unitCode,
    weeklyCap,
    quietFrom: time(quiet.from),
    quietTo: time(quiet.to),
  }));
  await db.wardSettings.createMany({ data: settings });
  return areas;
}

async function settleOfficers(
  { deps: { db, clock }, channels }: EmptyTown,
  { officers, wards }: Town,
  areas: readonly [string, string][],
): Promise<string[]> {
  const from = clock.now();
  const all = officers.map((officer) => ({ ...officer, officerId: v7(), accountId: v7() }));
  await db.officer.createMany({ data: all.map(({ officerId, chat }) => ({ id: officerId, name: `Cán bộ ${chat}`, createdAt: from })) });
  const account = { channelAccountId: channels.telegram, createdAt: from };
  await db.account.createMany({ data: all.map(({ accountId, chat }) => ({ id: accountId, externalId: chat, ...account })) });
  await db.officerAccount.createMany({ data: all.map(({ officerId, accountId }) => ({ id: v7(), officerId, accountId, from })) });
  const grants = all.map(({ officerId, who, ward, area }) => ({
    ...{ id: v7(), officerId, from, grantedBy: 'system', role: who === 'ward' ? ('ward' as const) : ('hamlet' as const) },
    ...{ unitCode: wards[ward]?.unitCode as string, areaId: area === null ? null : (areas[ward]?.[area] as string) },
  }));
  await db.grant.createMany({ data: grants });
  return all.map(({ officerId }) => officerId);
}

/** As the roster has them: nobody of them chats yet. Some were recognised the year before. */
async function settleHomes({ deps: { db, clock }, houses, rubricId }: RealTown, { homes }: Town, lastSeasonId: string): Promise<void> {
  const now = clock.now();
  const rows = houses.map(({ householdId, areaId }, home) => ({
    ...{ id: householdId, code: codeFrom(v7()), areaId, residence: 'permanent' as const, adults: 2 },
    ...{ headName: `Hộ ${home}`, headNameKey: `ho ${home}`, createdAt: now, updatedAt: now },
  }));
  await db.household.createMany({ data: rows });
  const ended = {
    title: TITLE,
    seasonId: lastSeasonId,
    rubricVersionId: rubricId,
    state: 'submitted' as const,
    stage: 'recognised' as const,
  };
  const recognised = houses.filter((_, home) => homes[home]?.recognisedBefore);
  await db.assessment.createMany({
    data: recognised.map(({ householdId, areaId }) => ({
      id: v7(),
      householdId,
      areaId,
      ...ended,
      source: 'self' as const,
      openedAt: now,
      updatedAt: now,
    })),
  });
}
