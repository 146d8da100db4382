/** Which rules are due in which wards now, and how far each has gone: a row each, whoever looks first. */
import type { Deps } from '../deps.ts';
import { areasIn, type Scope } from '../officer/scope.ts';
import { allSeasonsOfWards } from '../report/seasons-of-wards.ts';
import type { SeasonDates } from '../season/definition.ts';
import { type Due, dueBetween } from '../season/due.ts';
import { readHolidays } from '../telling/holidays.ts';
import type { RunLeft } from './left-out.ts';
import { type HouseholdRuleInForce, type RuleInForce, rulesInForce } from './rules-in-force.ts';

/** A rule about households on its day in a ward, which is to be gone through now. */
export interface Run {
  unitCode: string;
  rule: HouseholdRuleInForce;
  /** Local. */
  date: string;
  until: Date;
  seasonId: string;
  dates: SeasonDates;
  /** The ward's newest act that moved some of them. */
  moveId: string | null;
  /** The season before, of whoever was recognised then. */
  beforeId: string | null;
}

interface DueRun extends Run {
  at: Date;
  left: RunLeft | null;
}

/** What fell due longer ago was noted when it did, or nobody was there for two weeks: then there is nothing to note. */
const LOOKBACK_MS = 14 * 24 * 60 * 60 * 1000;

/** Those that are of use now and not done, newest first. What is of no use any more is noted as such, and not gone through. */
export async function dueRuns(deps: Deps): Promise<Run[]> {
  const all = await allDue(deps);
  if (all.length === 0) return [];
  const keys = new Set((await note(deps, all)).map(({ unitCode, rule, date }) => `${unitCode} ${rule} ${date}`));
  return all.filter(({ unitCode, rule, date }) => keys.has(`${unitCode} ${rule.id} ${date}`));
}

/** After a restore: the service that the backup was made of went on, and may have done all that is due by now. */
export async function leaveDue(deps: Deps): Promise<void> {
  if ((await deps.db.season.count()) === 0) return;
  const all = await allDue(deps);
  await note(
    deps,
    all.map((run) => ({ ...run, left: 'restored' as const })),
  );
}

function note({ db, clock }: Deps, all: readonly DueRun[]): Promise<{ unitCode: string; rule: string; date: string }[]> {
  const rows = all.map(({ unitCode, rule, date, seasonId, left }) => ({ unitCode, rule: rule.id, date, seasonId, sha: rule.sha, left }));
  return db.$queryRawUnsafe(noteSql, JSON.stringify(rows), rows.length, clock.now());
}

async function allDue(deps: Deps): Promise<DueRun[]> {
  const now = deps.clock.now();
  const wards = await dueInWards(deps, { from: new Date(now.getTime() - LOOKBACK_MS), to: now });
  const runs = wards.flatMap(({ due, ...about }): DueRun[] =>
    due.flatMap(({ rule, date, at, until }): DueRun[] => {
      if (rule.who !== 'household') return [];
      return [{ ...about, rule, date, at, until, left: until <= now ? 'stale' : isNewest(due, { rule, date }) ? null : 'newer' }];
    }),
  );
  return runs.sort((a, b) => b.at.getTime() - a.at.getTime() || (a.unitCode < b.unitCode ? -1 : Number(a.unitCode > b.unitCode)));
}

/** Of a rule that has fallen due several times only the last counts. @param due in the order in which it fell due */
export function isNewest(due: readonly Due<RuleInForce>[], { rule, date }: Pick<Due<RuleInForce>, 'rule' | 'date'>): boolean {
  return due.findLast((other) => other.rule.id === rule.id)?.date === date;
}

export interface WardDue extends Pick<Run, 'unitCode' | 'seasonId' | 'dates' | 'moveId' | 'beforeId'> {
  due: Due<RuleInForce>[];
}

interface Span {
  from: Date;
  to: Date;
  /** Absent: all wards. */
  unitCode?: string;
  /** Wards with khu phố of theirs; absent: all. */
  scope?: Pick<Scope, 'wards' | 'areas'>;
}

/** What falls due in a span, by every season of each ward: one goes on with its list and its decision when the next is there already. */
export async function dueInWards(deps: Deps, { from, to, unitCode, scope }: Span): Promise<WardDue[]> {
  const where = { ...(unitCode !== undefined && { unitCode }), ...(scope && areasIn(scope)) };
  const wards = await deps.db.area.findMany({ where, distinct: ['unitCode'], select: { unitCode: true }, orderBy: { unitCode: 'asc' } });
  const seasons = await allSeasonsOfWards(
    deps,
    wards.map((ward) => ward.unitCode),
  );
  const rules = await rulesBySeason(deps, new Set(seasons.map(({ seasonId }) => seasonId)));
  const holidays = await readHolidays();
  /** Many wards have one season, and its dates. */
  const known = new Map<string, Due<RuleInForce>[]>();
  const taken = new Set<string>();
  return seasons.map(({ unitCode, seasonId, season: { dates, moveId }, before }) => {
    const key = moveId ?? seasonId;
    const all = known.get(key) ?? dueBetween({ rules: rules.get(seasonId) ?? [], dates, holidays }, from, to);
    known.set(key, all);
    const name = ({ rule, date }: Due<RuleInForce>) => `${unitCode} ${rule.id} ${date}`;
    // A rule speaks once a day in a ward, whichever season asks for it: the earlier goes first.
    const due = all.filter((one) => !taken.has(name(one)));
    for (const one of due) taken.add(name(one));
    return { unitCode, seasonId, dates, moveId, beforeId: before?.id ?? null, due };
  });
}

async function rulesBySeason(deps: Deps, ids: ReadonlySet<string>): Promise<ReadonlyMap<string, RuleInForce[]>> {
  const rows = await deps.db.season.findMany({ where: { id: { in: [...ids] } }, select: { id: true, rules: true } });
  return new Map(rows.map(({ id, rules }) => [id, rulesInForce(rules)]));
}

/**
 * Notes those that nobody has noted, ends those that are of no use any more, and returns what is left to do.
 *
 * $1 rows as JSON, $2 how many, $3 now.
 */
const noteSql = `
WITH due AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS d("unitCode" text, rule text, date date, "seasonId" uuid, sha text, "left" text) LIMIT $2::int
), noted AS (
  INSERT INTO "ReminderRun" ("unitCode", rule, date, "seasonId", sha, "begunAt", "doneAt", "left")
  SELECT "unitCode", rule, date, "seasonId", sha, $3::timestamptz, CASE WHEN "left" IS NOT NULL THEN $3::timestamptz END, "left" FROM due d
  WHERE NOT EXISTS (SELECT 1 FROM "ReminderRun" r WHERE r."unitCode" = d."unitCode" AND r.rule = d.rule AND r.date = d.date)
  ON CONFLICT DO NOTHING RETURNING "unitCode", rule, date, "left"
), ended AS (
  UPDATE "ReminderRun" r SET "doneAt" = $3::timestamptz, "left" = d."left" FROM due d
  WHERE r."unitCode" = d."unitCode" AND r.rule = d.rule AND r.date = d.date AND r."doneAt" IS NULL AND d."left" IS NOT NULL
)
SELECT "unitCode", rule, date::text FROM noted WHERE "left" IS NULL
UNION ALL
SELECT r."unitCode", r.rule, r.date::text FROM "ReminderRun" r JOIN due d ON r."unitCode" = d."unitCode" AND r.rule = d.rule AND r.date = d.date
WHERE r."doneAt" IS NULL AND d."left" IS NULL`;
