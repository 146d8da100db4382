/** The households of a ward or khu phố, a page at a time; found by name (accents may be left out), household code or house code. */
import { TITLE } from '../assessment/rubric-in-force.ts';
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { fold } from '../flow/fold.ts';
import type { Scope } from '../officer/scope.ts';
import type { Station } from '../report/numbers.ts';
import { placeSql, placeValues } from '../report/place-sql.ts';
import { seasonsOfWards, type WardSeason } from '../report/seasons-of-wards.ts';
import { stationSql } from '../report/station-sql.ts';
import { heldSql } from '../review/hand-of.ts';
import { agreesSql, controllersSql } from '../review/in-use.ts';
import { toConfirmSql } from './to-confirm.ts';

export const PAGE = 50;
/** One more, to see whether there is another page. */
const ALL = PAGE + 1;
/** Of each khu phố of many: names are spread, so few of one stand on the same page. */
export const FEW = 8;

/** Which households: those that have come so far; `notSent`: those that have not; `toConfirm`: nobody has said yet that they live there; `unplaced`: in no khu phố. */
export const standings = [
  'toConfirm',
  'unplaced',
  'notSent',
  'sent',
  'waiting',
  'returned',
  'confirmed',
  'proposed',
  'recognised',
] as const;
export type Standing = (typeof standings)[number];

export interface ListedHousehold {
  id: string;
  code: string;
  /** Empty: not named. */
  headName: string;
  houseCode: string | null;
  areaId: string;
  /** Empty: "chưa xếp khu phố". */
  areaName: string;
  residence: 'permanent' | 'temporary';
  verified: boolean;
  /** Of this season; null: not begun, or the household took its consent back: there is no file to open. */
  assessment: { id: string; source: string; state: string; stage: string } | null;
}

export interface HouseholdsWanted {
  scope: Pick<Scope, 'officerId' | 'wards' | 'areas'>;
  unitCode: string;
  /** Only this khu phố. */
  areaId?: string;
  /** As typed. */
  query?: string;
  standing?: Standing;
  /** Id of the last household of the page before. Addresses and forms carry it: a name would be told to whoever sees them. */
  after?: string;
}

export type ListedHouseholds =
  | { outcome: 'listed'; households: ListedHousehold[] /** Where the next page begins; null: this is the last. */; next: string | null }
  /** Nothing there that they look after. The city sees counts, so nothing is there for it. */
  | { outcome: 'notFound' };

/** By name, those without one first. Noted in the audit, without what was typed. Needs a transaction. */
export async function listHouseholds(deps: Deps, wanted: HouseholdsWanted): Promise<ListedHouseholds> {
  const { scope, unitCode, areaId, query = '', standing, after } = wanted;
  const places = await deps.db.area.count({
    where: {
      unitCode,
      ...(areaId === undefined ? {} : { id: areaId }),
      OR: [{ unitCode: { in: [...scope.wards] } }, { id: { in: [...scope.areas] } }],
    },
  });
  if (places === 0) return { outcome: 'notFound' };
  const [season] = (await seasonsOfWards(deps, [unitCode])) as [WardSeason];
  const from = await placeOf(deps, after);
  const values = [...placeValues({ ...scope, city: false }, [season]), TITLE, areaId ?? null, from.key, from.id, ...searchValues(query)];
  const ask = (each: number) => deps.db.$queryRawUnsafe<Row[]>(listSql(standing), ...values, each);
  const first = await ask(places > 1 ? FEW : ALL);
  const rows = places > 1 && isCut(first) ? await ask(ALL) : first;
  const households = rows.slice(0, PAGE).map(listed);
  await audit(deps, {
    actor: `officer:${scope.officerId}`,
    action: 'household.list',
    subject: areaId === undefined ? `unit:${unitCode}` : `area:${areaId}`,
    detail: { households: households.length, searched: query.trim() !== '', standing: standing ?? null },
  });
  return { outcome: 'listed', households, next: rows.length > PAGE ? (households.at(-1)?.id ?? null) : null };
}

/** A khu phố of which all that it gave are here may have had more to give. */
function isCut(rows: readonly Row[]): boolean {
  return [...Map.groupBy(rows, ({ areaId }) => areaId).values()].some(({ length }) => length >= FEW);
}

interface Row extends Omit<ListedHousehold, 'assessment'> {
  headNameKey: string;
  file: string | null;
  assessmentId: string | null;
  source: string;
  state: string;
  stage: string;
}

function listed({ headNameKey: _, file: __, assessmentId, source, state, stage, ...household }: Row): ListedHousehold {
  return { ...household, assessment: assessmentId === null ? null : { id: assessmentId, source, state, stage } };
}

/** Before every household. */
const BEGINNING = { key: '', id: '00000000-0000-0000-0000-000000000000' };

/** Where a household stands in the order; one that is gone meanwhile stands at the beginning. */
async function placeOf({ db }: Deps, after: string | undefined): Promise<typeof BEGINNING> {
  const found = after === undefined ? null : await db.household.findUnique({ where: { id: after }, select: { headNameKey: true } });
  return found && after !== undefined ? { key: found.headNameKey, id: after } : BEGINNING;
}

/** Patterns that a name must all match (null: any name), and beginnings of a household code and of a house code. */
export function searchValues(query: string): [string[] | null, string | null, string | null] {
  const words = fold(query).split(' ').filter(Boolean);
  if (words.length === 0) return [null, null, null];
  const code = query.toUpperCase().replaceAll(/[\s.-]/g, '');
  const house = query
    .normalize('NFC')
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim()
    .toLowerCase();
  return [words.map((word) => `% ${word}%`), LIKE_CODE.test(code) ? `${code}%` : null, `${house.replaceAll(/[\\%_]/g, '\\$&')}%`];
}

/** Three characters at least: fewer begin too many codes. */
const LIKE_CODE = /^[1-9A-Z]{3,8}$/;

/**
 * `$8` khu phố; `$9`, `$10` where the page begins; `$11` … `$13` what is looked for (searchValues). Each khu phố gives its first `$14` in the order of its
 * index, and the first of those make the page: so a page costs the same wherever in the list it stands.
 * A file is looked up for one household after the other (`OFFSET 0`): the planner would read those of the whole season for each khu phố.
 */
export function listSql(standing: Standing | undefined): string {
  return `
WITH place AS (${placeSql}), ${controllersSql}, page AS (
SELECT h.* FROM place JOIN controller ON controller."areaId" = place.id CROSS JOIN LATERAL (
  SELECT h.id, h.code, h."headName", h."headNameKey", h."houseCode", place.id AS "areaId", place.name AS "areaName", h.residence::text,
    h."verifiedAt" IS NOT NULL AS verified, a.id AS file, a.source::text, a.state::text, a.stage::text
  FROM "Household" h
  LEFT JOIN LATERAL (
    SELECT a.id, a.source, a.state, a.stage FROM "Assessment" a
    WHERE a."householdId" = h.id AND a.title = $7::text AND a."seasonId" = place.season OFFSET 0) a ON true
  WHERE h."areaId" = place.id AND (h."headNameKey", h.id) > ($9::text, $10::uuid) AND h."mergedIntoId" IS NULL
    AND ($11::text[] IS NULL OR ' ' || h."headNameKey" LIKE ALL($11::text[]) OR h.code LIKE $12 OR lower(h."houseCode") LIKE $13)
    AND ${standing === undefined ? 'true' : standingSql(standing)}
  ORDER BY h."headNameKey", h.id LIMIT $14::int
) AS h
WHERE $8::uuid IS NULL OR place.id = $8::uuid
ORDER BY h."headNameKey", h.id LIMIT ${ALL}
)
SELECT page.*, CASE WHEN ${inUseSql('page.id')} THEN page.file END AS "assessmentId"
FROM page JOIN controller ON controller."areaId" = page."areaId" ORDER BY page."headNameKey", page.id`;
}

const far = stationSql(heldSql('place.closed'));

/** Whoever took their consent back is in no list of those who came so far: nobody uses their file. */
function standingSql(standing: Standing): string {
  if (standing === 'toConfirm') return toConfirmSql;
  if (standing === 'unplaced') return `place.kind = 'unplaced'`;
  if (standing === 'notSent') return `${far.sent} IS NOT TRUE`;
  return `${far[standing satisfies Exclude<Station, 'registered'>]} AND ${inUseSql('h.id')}`;
}

function inUseSql(household: string): string {
  return agreesSql(household, 'controller."organisationId"');
}
