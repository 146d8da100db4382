/** Households that look like one and the same, in the places of an officer: one statement finds the pairs, likeness.ts weighs them. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { countedOnce, type Kept } from '../kept-counts.ts';
import type { Scope } from '../officer/scope.ts';
import { type Counts, countNames } from './counts.ts';
import { type Compared, LIKELY, type Likeness, likeness, TOGETHER_DAYS } from './likeness.ts';

export interface DoubleSide {
  id: string;
  code: string;
  headName: string;
  houseCode: string | null;
  areaId: string;
  /** Empty: "chưa xếp khu phố". */
  areaName: string;
  verified: boolean;
  chats: boolean;
}

export interface Double {
  one: DoubleSide;
  other: DoubleSide;
  score: number;
  why: Likeness[];
}

export interface DoublesWanted {
  scope: Pick<Scope, 'wards' | 'areas'>;
  /** Only where one of the two lives there. */
  areaId?: string;
  /** Only those of this household, which then is `one`. */
  householdId?: string;
}

export interface Doubles {
  /** The likeliest first. */
  doubles: Double[];
  /** Pairs that have something in common and were not got to: they come up as those before them are settled. */
  left: number;
}

/** More than anybody goes through at once. */
const MOST = 200;
/** Pairs that are compared closely, of those that have most in common: a hundred of one name are thousands of pairs. */
export const SIFTED = 1_000;

interface Side extends DoubleSide, Counts {
  placed: boolean;
  headNameKey: string;
  /** Milliseconds since 1970. */
  created: number;
}

interface Pair {
  one: Side;
  other: Side;
  account: boolean;
  phone: boolean;
  /** How many there are in all, with those beyond `SIFTED`. */
  total: number;
}

/** The same, for somebody to go through: it names people, so that is written down. Needs a transaction. */
export async function openDoubles(deps: Deps, { scope, areaId }: { scope: Scope; areaId?: string }): Promise<Doubles> {
  const found = await findDoubles(deps, { scope, ...(areaId !== undefined && { areaId }) });
  const actor = `officer:${scope.officerId}`;
  await audit(deps, { actor, action: 'household.doubles', subject: actor, detail: { pairs: found.doubles.length } });
  return found;
}

/** The likeliest first; without those of which somebody said that they are not one. */
export async function listDoubles(deps: Pick<Deps, 'db'>, wanted: DoublesWanted): Promise<Double[]> {
  return (await findDoubles(deps, wanted)).doubles;
}

/** To weigh a large ward takes half a second. */
export type KeptDoubles = Kept<number>;

/**
 * As many as a page would show: those beyond are not weighed for a number.
 *
 * @param kept counts of some minutes ago will do, unless a pair was settled since
 */
export async function countDoubles(
  deps: Pick<Deps, 'db' | 'clock'>,
  { wards, areas }: Pick<Scope, 'wards' | 'areas'>,
  kept?: KeptDoubles,
): Promise<number> {
  const count = async () => (await listDoubles(deps, { scope: { wards, areas } })).length;
  if (!kept) return count();
  const [settled] = await deps.db.$queryRawUnsafe<{ settled: string }[]>(settledSql);
  return countedOnce(kept, { clock: deps.clock, key: JSON.stringify([wards, areas, settled]) }, count);
}

/** It is another one whenever two were merged, or said to be two, and whenever that was taken back. */
const settledSql = `
SELECT concat_ws(' ', (SELECT count(*) FROM "HouseholdsApart"), (SELECT count("undoneAt") FROM "HouseholdsApart"),
  (SELECT count(*) FROM "HouseholdMerge"), (SELECT count("undoneAt") FROM "HouseholdMerge")) AS settled`;

async function findDoubles(deps: Pick<Deps, 'db'>, { scope, areaId, householdId }: DoublesWanted): Promise<Doubles> {
  const values = [scope.wards, scope.areas, areaId ?? null, householdId ?? null, TOGETHER_DAYS];
  const pairs = await deps.db.$queryRawUnsafe<Pair[]>(pairsSql, ...values);
  const likely = pairs
    .map(({ one, other, account, phone }): Double => {
      const { score, why } = likeness(compared(one), compared(other), { account, phone });
      const sides = { one: shown(one), other: shown(other) };
      return { ...(other.id === householdId ? { one: sides.other, other: sides.one } : sides), score, why };
    })
    .filter(({ score }) => score >= LIKELY)
    .sort((a, b) => b.score - a.score || (a.one.id < b.one.id ? -1 : 1));
  const each = eachOnce(likely);
  const left = (pairs[0]?.total ?? 0) - pairs.length + Math.max(0, each.length - MOST);
  return { doubles: each.slice(0, MOST), left };
}

/** Of ten of one name every household is named, not every pair of them: the next one comes up when one is settled. */
function eachOnce(doubles: readonly Double[]): Double[] {
  const named = new Set<string>();
  return doubles.filter(({ one, other }) => {
    const isNew = !named.has(one.id) || !named.has(other.id);
    named.add(one.id).add(other.id);
    return isNew;
  });
}

function compared({ created, ...side }: Side): Compared {
  return { ...side, createdAt: new Date(created) };
}

function shown({ id, code, headName, houseCode, areaId, areaName, verified, chats }: Side): DoubleSide {
  return { id, code, headName, houseCode, areaId, areaName, verified, chats };
}

const chatsSql = (h: string) => `EXISTS (SELECT 1 FROM "Membership" m WHERE m."householdId" = ${h}.id AND m."to" IS NULL OFFSET 0)`;
/** The same of one of \`mine\`. */
const speaksSql = (h: string) => `${h}.id IN (SELECT id FROM member)`;

const sideSql = (h: string) => `json_build_object(
  'id', ${h}.id, 'code', ${h}.code, 'headName', ${h}."headName", 'headNameKey', ${h}."headNameKey", 'houseCode', ${h}."houseCode",
  'areaId', ${h}."areaId", 'areaName', CASE WHEN ${h}.placed THEN ${h}.area ELSE '' END, 'placed', ${h}.placed,
  'verified', ${h}."verifiedAt" IS NOT NULL, 'created', round(extract(epoch FROM ${h}."createdAt") * 1000),
  'chats', ${h}.chats,
  'preschool', ${h}.preschool, 'primary', ${h}."primary", 'lowerSecondary', ${h}."lowerSecondary",
  'upperSecondary', ${h}."upperSecondary", 'adults', ${h}.adults, 'elders', ${h}.elders)`;

/** Letters and numbers of a house code, numbers without leading zeros: a first sieve, likeness.ts says exactly. */
const houseSql = (h: string) => `replace(regexp_replace(lower(${h}."houseCode"), '[^[:alnum:]]', '', 'g'), '0', '')`;

/** Family name and given name. */
const endsSql = (h: string) => `split_part(${h}."headNameKey", ' ', 1) || ' ' || split_part(${h}."headNameKey", ' ', -1)`;

const countsSql = (h: string) => `(${h}.preschool, ${h}."primary", ${h}."lowerSecondary", ${h}."upperSecondary", ${h}.adults, ${h}.elders)`;

/** Of a member's household `m`: it is in these places, too, and in the same ward as `a`. */
const otherSql = `
    JOIN "Household" b ON b.id = m."householdId" AND b.id <> a.id AND m."to" IS NULL AND b."mergedIntoId" IS NULL
    JOIN place ON place.id = b."areaId" AND place."unitCode" = a."unitCode"`;

/** Asked pair by pair, once it is known which (`OFFSET 0`). */
const shownSql = (id: string) => `SELECT h.*, area.name AS area, area.kind <> 'unplaced' AS placed, ${chatsSql('h')} AS chats
  FROM "Household" h JOIN "Area" area ON area.id = h."areaId" WHERE h.id = ${id} OFFSET 0`;

/** On a ward's list, and without a name. */
const listedOnlySql = (h: string) => `(${h}."headNameKey" = '' AND ${h}."houseCode" IS NOT NULL)`;
/** Named, and on no list. */
const ownOnlySql = (h: string) => `(${h}."headNameKey" <> '' AND ${h}."houseCode" IS NULL)`;

/** An unnamed house of the list, and one that registered by itself. */
const unnamedSql = (one: string, other: string) => `SELECT a.id, b.id, false, false
  FROM mine a JOIN mine b ON b."areaId" = a."areaId" AND ${countsSql('b')} = ${countsSql('a')}
  WHERE a.asked AND a.people > 0 AND ${one} AND ${other} AND abs(extract(epoch FROM a."createdAt" - b."createdAt")) <= $5::int * 86400
    AND ${speaksSql('a')} AND ${speaksSql('b')}`;

/** Of a whole ward, whoever could be another's double is among its members; of a khu phố or a household, they are looked for one by one. */
const wideSql = '($3::uuid IS NULL AND $4::uuid IS NULL)';

/**
 * $1 wards, $2 areas, $3 an area or null, $4 a household or null, $5 days. Each branch finds pairs by something that both have, so that
 * they are joined by hash and never all with all. Of one khu phố or household its own pairs are looked for, and those who could be
 * theirs are weighed, not the whole ward.
 */
export const pairsSql = `
WITH place AS MATERIALIZED (
  SELECT id, kind <> 'unplaced' AS placed, "unitCode" FROM "Area" WHERE "unitCode" = ANY($1::text[]) OR id = ANY($2::uuid[])
), focus AS MATERIALIZED (
  SELECT place.id, placed FROM place
  WHERE place.id = COALESCE($3::uuid, (SELECT "areaId" FROM "Household" WHERE id = $4::uuid))
), near AS MATERIALIZED (
  -- Who is in no khu phố may be anybody's double.
  SELECT place.* FROM place
  WHERE ${wideSql} OR NOT placed OR EXISTS (SELECT FROM focus WHERE NOT focus.placed OR focus.id = place.id)
), mine AS MATERIALIZED (
  SELECT h.id, h."areaId", h."headNameKey", h."houseCode", h."createdAt", ${countNames.map((name) => `h."${name}"`).join(', ')},
    near.placed, near."unitCode", ${endsSql('h')} AS ends, ${houseSql('h')} AS house,
    ($3::uuid IS NULL OR h."areaId" = $3::uuid) AND ($4::uuid IS NULL OR h.id = $4::uuid) AS asked,
    h.preschool + h."primary" + h."lowerSecondary" + h."upperSecondary" + h.adults + h.elders AS people
  -- Khu phố by khu phố (OFFSET 0): for all at once the planner would read every household of the city.
  FROM near CROSS JOIN LATERAL (SELECT * FROM "Household" WHERE "areaId" = near.id AND "mergedIntoId" IS NULL OFFSET 0) h
), loose AS MATERIALIZED (
  -- Few, which the planner believes of an array.
  SELECT mine.* FROM unnest(ARRAY(SELECT id FROM mine WHERE NOT placed)) AS those(id) JOIN mine ON mine.id = those.id
), member AS MATERIALIZED (
  SELECT mine.id, mine."unitCode", m."accountId", account.phone
  FROM mine CROSS JOIN LATERAL (SELECT "accountId" FROM "Membership" WHERE "householdId" = mine.id AND "to" IS NULL OFFSET 0) m
  CROSS JOIN LATERAL (SELECT phone FROM "Account" WHERE id = m."accountId" OFFSET 0) account
), theirs AS (
  SELECT * FROM member WHERE NOT ${wideSql} AND id IN (SELECT id FROM mine WHERE asked)
), pair AS (
  SELECT a.id AS one, b.id AS other, false AS account, false AS phone FROM mine a JOIN mine b
    ON b."areaId" = a."areaId" AND b."headNameKey" = a."headNameKey" WHERE a.asked AND a."headNameKey" <> ''
  UNION ALL SELECT a.id, b.id, false, false FROM loose a JOIN mine b
    ON b."unitCode" = a."unitCode" AND b."headNameKey" = a."headNameKey" WHERE a.asked AND a."headNameKey" <> ''
  UNION ALL SELECT a.id, b.id, false, false FROM mine a JOIN loose b
    ON b."unitCode" = a."unitCode" AND b."headNameKey" = a."headNameKey" WHERE a.asked AND a."headNameKey" <> ''
  UNION ALL SELECT a.id, b.id, false, false FROM mine a JOIN mine b
    ON b."areaId" = a."areaId" AND b.house = a.house WHERE a.asked AND a.house IS NOT NULL
  UNION ALL SELECT a.id, b.id, false, false FROM mine a JOIN mine b
    ON b."areaId" = a."areaId" AND b.ends = a.ends AND ${countsSql('b')} = ${countsSql('a')}
    WHERE a.asked AND a.people > 0 AND a."headNameKey" <> '' AND b."headNameKey" <> a."headNameKey"
  UNION ALL ${unnamedSql(listedOnlySql('a'), ownOnlySql('b'))}
  UNION ALL ${unnamedSql(ownOnlySql('a'), listedOnlySql('b'))}
  UNION ALL SELECT a.id, b.id, true, false FROM member a JOIN member b ON b."accountId" = a."accountId" AND b."unitCode" = a."unitCode" WHERE ${wideSql}
  UNION ALL SELECT a.id, b.id, false, true FROM member a JOIN member b ON b.phone = a.phone AND b."unitCode" = a."unitCode" WHERE ${wideSql}
  UNION ALL SELECT a.id, b.id, true, false FROM theirs a CROSS JOIN LATERAL (
    SELECT * FROM "Membership" WHERE "accountId" = a."accountId" OFFSET 0) m ${otherSql}
  UNION ALL SELECT a.id, b.id, false, true FROM theirs a CROSS JOIN LATERAL (
    SELECT m.* FROM "Account" account JOIN "Membership" m ON m."accountId" = account.id WHERE account.phone = a.phone OFFSET 0) m ${otherSql}
)
SELECT ${sideSql('a')} AS one, ${sideSql('b')} AS other, chosen.account, chosen.phone, chosen.total
FROM (
  -- A household's likeliest before its next: a name that many have pushes nobody else out.
  SELECT *, count(*) OVER ()::int AS total,
    row_number() OVER (PARTITION BY one ORDER BY account DESC, phone DESC, alike DESC, other) AS nth
  FROM (
    SELECT LEAST(one, other) AS one, GREATEST(one, other) AS other, bool_or(account) AS account, bool_or(phone) AS phone, count(*) AS alike
    FROM pair
    WHERE one <> other AND NOT EXISTS (SELECT 1 FROM "HouseholdsApart" apart
      WHERE apart."householdId" = LEAST(one, other) AND apart."otherId" = GREATEST(one, other) AND apart."undoneAt" IS NULL)
    GROUP BY 1, 2
  ) each
  ORDER BY account DESC, phone DESC, alike DESC, nth, one, other LIMIT ${SIFTED}
) chosen CROSS JOIN LATERAL (${shownSql('chosen.one')}) a CROSS JOIN LATERAL (${shownSql('chosen.other')}) b`;
