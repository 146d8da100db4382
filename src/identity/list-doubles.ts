/** Households that look like one and the same, in the places of an officer: one statement finds the pairs, likeness.ts weighs them. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import type { Counts } from './counts.ts';
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

/** More than anybody goes through at once. */
const MOST = 200;
/** Pairs that are compared closely: a hundred of one name are thousands of pairs. */
const SIFTED = 5_000;

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
}

/** The same, for somebody to go through: it names people, so that is written down. Needs a transaction. */
export async function openDoubles(deps: Deps, { scope, areaId }: { scope: Scope; areaId?: string }): Promise<Double[]> {
  const doubles = await listDoubles(deps, { scope, ...(areaId !== undefined && { areaId }) });
  const actor = `officer:${scope.officerId}`;
  await audit(deps, { actor, action: 'household.doubles', subject: actor, detail: { pairs: doubles.length } });
  return doubles;
}

/** The likeliest first; without those of which somebody said that they are not one. */
export async function listDoubles({ db }: Pick<Deps, 'db'>, { scope, areaId, householdId }: DoublesWanted): Promise<Double[]> {
  const values = [scope.wards, scope.areas, areaId ?? null, householdId ?? null, TOGETHER_DAYS];
  const pairs = await db.$queryRawUnsafe<Pair[]>(pairsSql, ...values);
  const likely = pairs
    .map(({ one, other, account, phone }): Double => {
      const { score, why } = likeness(compared(one), compared(other), { account, phone });
      const sides = { one: shown(one), other: shown(other) };
      return { ...(other.id === householdId ? { one: sides.other, other: sides.one } : sides), score, why };
    })
    .filter(({ score }) => score >= LIKELY)
    .sort((a, b) => b.score - a.score || (a.one.id < b.one.id ? -1 : 1));
  return eachOnce(likely).slice(0, MOST);
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

const sideSql = (h: string) => `json_build_object(
  'id', ${h}.id, 'code', ${h}.code, 'headName', ${h}."headName", 'headNameKey', ${h}."headNameKey", 'houseCode', ${h}."houseCode",
  'areaId', ${h}."areaId", 'areaName', CASE WHEN ${h}.placed THEN ${h}.area ELSE '' END, 'placed', ${h}.placed,
  'verified', ${h}."verifiedAt" IS NOT NULL, 'created', round(extract(epoch FROM ${h}."createdAt") * 1000),
  'chats', EXISTS (SELECT 1 FROM "Membership" m WHERE m."householdId" = ${h}.id AND m."to" IS NULL),
  'preschool', ${h}.preschool, 'primary', ${h}."primary", 'lowerSecondary', ${h}."lowerSecondary",
  'upperSecondary', ${h}."upperSecondary", 'adults', ${h}.adults, 'elders', ${h}.elders)`;

/** Letters and numbers of a house code, numbers without leading zeros: a first sieve, likeness.ts says exactly. */
const houseSql = (h: string) => `regexp_replace(regexp_replace(lower(${h}."houseCode"), '[^[:alnum:]]', '', 'g'), '0', '', 'g')`;

/** Family name and given name. */
const endsSql = (h: string) => `split_part(${h}."headNameKey", ' ', 1) || ' ' || split_part(${h}."headNameKey", ' ', -1)`;

const countsSql = (h: string) => `(${h}.preschool, ${h}."primary", ${h}."lowerSecondary", ${h}."upperSecondary", ${h}.adults, ${h}.elders)`;

/** On a ward's list, and without a name. */
const listedOnlySql = (h: string) => `(${h}."headNameKey" = '' AND ${h}."houseCode" IS NOT NULL)`;
/** Named, and on no list. */
const ownOnlySql = (h: string) => `(${h}."headNameKey" <> '' AND ${h}."houseCode" IS NULL)`;

/**
 * $1 wards, $2 areas, $3 an area or null, $4 a household or null, $5 days. Each branch finds pairs by something that both have, so that
 * they are joined by hash and never all with all.
 */
export const pairsSql = `
WITH mine AS MATERIALIZED (
  SELECT h.*, area.name AS area, area.kind <> 'unplaced' AS placed, area."unitCode", ${endsSql('h')} AS ends, ${houseSql('h')} AS house,
    h.preschool + h."primary" + h."lowerSecondary" + h."upperSecondary" + h.adults + h.elders AS people
  FROM "Household" h JOIN "Area" area ON area.id = h."areaId"
  WHERE (area."unitCode" = ANY($1::text[]) OR area.id = ANY($2::uuid[])) AND h."mergedIntoId" IS NULL
), member AS MATERIALIZED (
  SELECT mine.id, mine."unitCode", m."accountId", account.phone
  FROM mine JOIN "Membership" m ON m."householdId" = mine.id AND m."to" IS NULL JOIN "Account" account ON account.id = m."accountId"
), asked AS MATERIALIZED (
  -- Of one household its own pairs are looked for, and not those of the whole ward.
  SELECT * FROM mine WHERE $4::uuid IS NULL OR id = $4::uuid
), pair AS (
  SELECT a.id AS one, b.id AS other, false AS account, false AS phone FROM asked a JOIN mine b
    ON b."unitCode" = a."unitCode" AND b."headNameKey" = a."headNameKey"
    WHERE a."headNameKey" <> '' AND (a."areaId" = b."areaId" OR NOT a.placed OR NOT b.placed)
  UNION ALL SELECT a.id, b.id, false, false FROM asked a JOIN mine b
    ON b."areaId" = a."areaId" AND b.house = a.house WHERE a.house IS NOT NULL
  UNION ALL SELECT a.id, b.id, false, false FROM asked a JOIN mine b
    ON b."areaId" = a."areaId" AND b.ends = a.ends AND ${countsSql('b')} = ${countsSql('a')}
    WHERE a.people > 0 AND a."headNameKey" <> '' AND b."headNameKey" <> a."headNameKey"
  UNION ALL SELECT a.id, b.id, false, false FROM asked a JOIN mine b
    ON b."areaId" = a."areaId" AND ${countsSql('b')} = ${countsSql('a')}
    WHERE a.people > 0 AND ((${listedOnlySql('a')} AND ${ownOnlySql('b')}) OR (${listedOnlySql('b')} AND ${ownOnlySql('a')}))
      AND abs(extract(epoch FROM a."createdAt" - b."createdAt")) <= $5::int * 86400
      AND a.id IN (SELECT id FROM member) AND b.id IN (SELECT id FROM member)
  UNION ALL SELECT a.id, b.id, true, false FROM member a JOIN member b ON b."accountId" = a."accountId"
    WHERE a."unitCode" = b."unitCode" AND a.id IN (SELECT id FROM asked)
  UNION ALL SELECT a.id, b.id, false, true FROM member a JOIN member b ON b.phone = a.phone
    WHERE a."unitCode" = b."unitCode" AND a.id IN (SELECT id FROM asked)
)
SELECT ${sideSql('a')} AS one, ${sideSql('b')} AS other, chosen.account, chosen.phone
FROM (
  SELECT a.id AS one, b.id AS other, bool_or(pair.account) AS account, bool_or(pair.phone) AS phone
  FROM pair JOIN mine a ON a.id = LEAST(one, other) JOIN mine b ON b.id = GREATEST(one, other)
  WHERE one <> other AND ($3::uuid IS NULL OR $3::uuid IN (a."areaId", b."areaId"))
    AND NOT EXISTS (SELECT 1 FROM "HouseholdsApart" apart WHERE apart."householdId" = a.id AND apart."otherId" = b.id)
  GROUP BY a.id, b.id ORDER BY account DESC, phone DESC, a.id, b.id LIMIT ${SIFTED}
) chosen JOIN mine a ON a.id = chosen.one JOIN mine b ON b.id = chosen.other`;
