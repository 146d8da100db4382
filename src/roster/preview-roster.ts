import { contentHash } from '../canonical.ts';
import { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { areaKey } from '../household/area-name.ts';
import { nameKey } from '../household/head-name.ts';
import { spacedCode } from '../household/household-code.ts';
import type { Scope } from '../officer/scope.ts';
import { inOrder, type Mistake } from './mistake.ts';
import { planRoster, type RosterPlan, type Stored, type StoredHousehold, unknownAreas } from './plan-roster.ts';
import { holdsNames, type Named, type Roster } from './read-roster.ts';

export interface RosterOptions {
  scope: Scope;
  unitCode: string;
  /** What the file says. */
  roster: Roster;
}

export interface PlannedRoster {
  outcome: 'planned';
  /** Name of the ward. */
  unit: string;
  plan: RosterPlan;
  /** Of every khu phố that households are listed in, by its key. */
  areaNames: ReadonlyMap<string, string>;
  /** Of the first households that are new, what stands there already with the same head's name. */
  alike: ReadonlyMap<string, string[]>;
  /** The file names people: it is taken only with the legal basis for that. */
  names: boolean;
  /** Of this plan: taking the list in names it, and does nothing where the plan is another by then. */
  seen: string;
}

export type PreviewedRoster = PlannedRoster | { outcome: 'mistakes'; mistakes: Mistake[] } | { outcome: 'notFound' };

/** What taking a list in would change. Writes nothing. */
export async function previewRoster(deps: Deps, { scope, unitCode, roster }: RosterOptions): Promise<PreviewedRoster> {
  const unit = scope.wards.includes(unitCode) && (await deps.db.unit.findUnique({ where: { code: unitCode }, select: { name: true } }));
  if (!unit) return { outcome: 'notFound' };
  const stored = await storedIn(deps, unitCode);
  const planned = planRoster(roster, stored);
  if ('mistakes' in planned) return { outcome: 'mistakes', ...planned };
  const { plan } = planned;
  const alike = await alikeIn(deps, unitCode, plan);
  const areaNames = new Map([...stored.areas, ...plan.newAreas].map((area) => [areaKey(area), area.name]));
  return { outcome: 'planned', unit: unit.name, plan, areaNames, alike, names: holdsNames(roster), seen: contentHash(plan) };
}

/** All that is wrong with a list that has mistakes, also beside what is stored: nobody mends it twice. */
export async function allMistakes(
  { db }: Deps,
  { scope, unitCode, mistakes, named }: Pick<RosterOptions, 'scope' | 'unitCode'> & { mistakes: readonly Mistake[]; named?: Named },
): Promise<Mistake[]> {
  if (!named || !scope.wards.includes(unitCode)) return [...mistakes];
  const stored = await db.area.findMany({ where: { unitCode, kind: { not: 'unplaced' } }, select: { name: true, kind: true } });
  return inOrder([...mistakes, ...unknownAreas(named, stored)], named.tabs);
}

/** How many new households a preview shows. */
export const FIRST_SHOWN = 20;

/** By house code and khu phố, as `alikeKey`: the codes of households of that khu phố whose head is called the same. */
async function alikeIn({ db }: Deps, unitCode: string, { newHouseholds }: RosterPlan): Promise<Map<string, string[]>> {
  const shown = newHouseholds.slice(0, FIRST_SHOWN).filter(({ headName }) => headName !== '');
  const keys = shown.map(({ headName }) => nameKey(headName));
  if (keys.length === 0) return new Map();
  const stored = await db.household.findMany({
    where: { headNameKey: { in: keys }, mergedIntoId: null, area: { unitCode, kind: { not: 'unplaced' } } },
    select: { headNameKey: true, houseCode: true, code: true, area: { select: { name: true, kind: true } } },
    orderBy: { id: 'asc' },
  });
  const found = shown.map((one): [string, string[]] => {
    const same = stored.filter((other) => other.headNameKey === nameKey(one.headName) && areaKey(other.area) === one.areaKey);
    return [alikeKey(one), same.map(({ houseCode, code }) => houseCode ?? spacedCode(code))];
  });
  return new Map(found.filter(([, codes]) => codes.length > 0));
}

export function alikeKey({ areaKey: key, houseCode }: { areaKey: string; houseCode: string }): string {
  return `${key} ${houseCode}`;
}

async function storedIn({ db }: Deps, unitCode: string): Promise<Stored> {
  const areas = await db.area.findMany({ where: { unitCode, kind: { not: 'unplaced' } }, orderBy: { id: 'asc' } });
  const households = await db.$queryRaw<StoredHousehold[]>`
    SELECT h.id, h."areaId", h."houseCode", h."headName", h.residence::text,
      ${Prisma.raw(speaksSql)} AS chats
    FROM "Household" h JOIN "Area" area ON area.id = h."areaId"
    WHERE area."unitCode" = ${unitCode} AND h."houseCode" IS NOT NULL ORDER BY h.id`;
  return {
    areas: areas.map(({ id, name, kind, householdsPermanent: permanent, householdsTemporary: temporary }) => ({
      ...{ id, name, kind },
      ...{ permanent, temporary },
    })),
    households,
  };
}

/** The household `h` says itself who it is: somebody chats for it, or it was filled in with it, on a slip. */
export const speaksSql = `(EXISTS (SELECT 1 FROM "Membership" m WHERE m."householdId" = h.id AND m."to" IS NULL)
  OR EXISTS (SELECT 1 FROM "Consent" slip WHERE slip."householdId" = h.id))`;

/** Id of every khu phố of a ward, by the key of its name. */
export async function areaIdsIn({ db }: Deps, unitCode: string): Promise<Map<string, string>> {
  const areas = await db.area.findMany({ where: { unitCode, kind: { not: 'unplaced' } }, select: { id: true, name: true, kind: true } });
  return new Map(areas.map((area) => [areaKey(area), area.id]));
}
