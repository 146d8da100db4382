/**
 * How a helper finds the household that is with them: by what it says of itself, and nothing less. Whoever types a few letters after
 * another would read the names of a whole khu phố.
 */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { fold } from '../flow/fold.ts';
import { readCode } from '../household/household-code.ts';
import type { ListedHousehold } from '../identity/list-households.ts';
import type { Scope } from '../officer/scope.ts';

/** Of one name: more tell a helper no names, and are told apart by a code. */
const MOST = 3;
/** Searches of a helper within an hour: more households than can be sat with. */
const MOST_SEARCHES = 30;
const HOUR_MS = 60 * 60_000;
const ACTION = 'assist.find';

export interface FoundHousehold extends Pick<ListedHousehold, 'id' | 'headName' | 'houseCode' | 'areaName'> {
  /** Null: whoever only helps does not read it before the household agrees. */
  code: string | null;
}

export type FoundPresent =
  | { outcome: 'found'; households: FoundHousehold[] /** There are others. */; more: boolean }
  /** A helper is given what the household itself says: its whole name, or a code. */
  | { outcome: 'notWhole' }
  /** They looked for so many that no more are looked for within the hour. */
  | { outcome: 'tooMany' }
  | { outcome: 'notFound' };

export interface PresentOptions {
  scope: Scope;
  unitCode: string;
  areaId?: string | undefined;
  query: string;
}

/** By household code, house code, or the name of its head, of which a middle part may be left out. Noted without what was typed. */
export async function findPresent(deps: Deps, { scope, unitCode, areaId, query }: PresentOptions): Promise<FoundPresent> {
  const { db, clock } = deps;
  const { wards, areas } = scope.helps;
  const places = await db.area.findMany({
    where: {
      unitCode,
      ...(areaId !== undefined && { id: areaId }),
      OR: [{ unitCode: { in: [...wards] } }, { id: { in: [...areas] } }],
    },
    select: { id: true },
  });
  if (places.length === 0) return { outcome: 'notFound' };
  const actor = `officer:${scope.officerId}`;
  const lately = { actor, action: ACTION, at: { gt: new Date(clock.now().getTime() - HOUR_MS) } };
  if ((await db.audit.count({ where: lately })) >= MOST_SEARCHES) return { outcome: 'tooMany' };
  const areaIds = places.map(({ id }) => id);
  const byCode = await withCode(deps, areaIds, query);
  const found = byCode.length > 0 ? byCode : await withName(deps, areaIds, fold(query).split(' '));
  const detail = { households: found?.length ?? 0, by: byCode.length > 0 ? 'code' : 'name' };
  await audit(deps, { actor, action: ACTION, subject: areaId === undefined ? `unit:${unitCode}` : `area:${areaId}`, detail });
  if (!found) return { outcome: 'notWhole' };
  const few = found.length <= MOST;
  return { outcome: 'found', households: few ? found : [], more: !few };
}

const select = { id: true, headName: true, headNameKey: true, houseCode: true, area: { select: { name: true } } } as const;

async function withCode({ db }: Deps, areaIds: string[], query: string): Promise<FoundHousehold[]> {
  const code = readCode(query);
  const houseCode = { equals: query.normalize('NFC').trim(), mode: 'insensitive' as const };
  const which = { OR: [...(code === null ? [] : [{ code }]), { houseCode }] };
  const rows = await db.household.findMany({ where: { areaId: { in: areaIds }, mergedIntoId: null, ...which }, select, take: MOST + 1 });
  return rows.map(({ headNameKey: _, area, ...household }) => ({ ...household, code: null, areaName: area.name }));
}

/** Null: too little of a name was typed for anybody's. */
async function withName({ db }: Deps, areaIds: string[], typed: string[]): Promise<FoundHousehold[] | null> {
  if (typed.length < 2) return null;
  const parts = typed.map((word) => ({ headNameKey: { contains: word } }));
  const rows = await db.household.findMany({
    where: { areaId: { in: areaIds }, mergedIntoId: null, AND: parts },
    select,
    orderBy: [{ headNameKey: 'asc' }, { id: 'asc' }],
  });
  return rows
    .filter(({ headNameKey }) => isNearlyWhole(typed, headNameKey.split(' ')))
    .map(({ headNameKey: _, area, ...household }) => ({ ...household, code: null, areaName: area.name }));
}

/** "Đặng Xuyến" is said for "Đặng Thị Xuyến": whole words in their order, the first and the last among them, and at most one left out. */
export function isNearlyWhole(typed: readonly string[], name: readonly string[]): boolean {
  if (typed.length < name.length - 1 || typed[0] !== name[0] || typed.at(-1) !== name.at(-1)) return false;
  let at = 0;
  for (const word of name) if (word === typed[at]) at += 1;
  return at === typed.length;
}
