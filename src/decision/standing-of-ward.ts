/** What still stands in the way of a ward's decision, and whom it would recognise. */
import { TITLE } from '../assessment/rubric-in-force.ts';
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { toConfirmSql } from '../identity/to-confirm.ts';
import type { Scope } from '../officer/scope.ts';
import { type OutcomeRow, outcomeStanding } from '../outcome/outcome-standing.ts';
import { heldSql } from '../review/hand-of.ts';
import { doubtful } from './below-mark.ts';
import { type Candidate, candidatesOf, seenOfList, seenSql } from './candidates.ts';
import { type DecisionGround, groundOfWard } from './ground.ts';
import { onItsWay } from './on-its-way.ts';
import { type StoredSettings, wardSettings } from './ward-settings.ts';

/**
 * - `trial`: the season is one for trying · `notAdopted`: nobody adopted the rubric · `moving`: files do not follow it yet
 * - `nameless`: a household that would be recognised has no head's name: its decision, card and papers would name nobody
 * - `untold`, `waiting`, `objected`: households that would not be recognised: see outcome-standing.ts
 */
export type Block = 'trial' | 'notAdopted' | 'moving' | 'nameless' | 'untold' | 'waiting' | 'objected';
const OPEN = ['objected', 'untold', 'waiting'] as const;

/** Of those who would be recognised, so many are named beside what is typed. */
const LISTED = 1000;

/** Of those of one state, so many are named; the others are counted. */
const NAMED = 30;

export interface OpenHousehold extends Pick<OutcomeRow, 'assessmentId' | 'answerBy' | 'hasChat'> {
  head: string;
  code: string;
  area: string;
  /** What an act on its file says that it saw. */
  seen: string;
  /** What it said last, where it does not agree. */
  words: string | null;
  /** Why it was not proposed. */
  reason: string | null;
}

export interface OpenOutcomes {
  state: (typeof OPEN)[number];
  count: number;
  /** The latest day until which one of them may answer. */
  until: string | null;
  households: OpenHousehold[];
}

export type Recognisable = Pick<Candidate, 'assessmentId' | 'householdId' | 'head' | 'code' | 'area'>;

/** The first of them are named. */
export interface Some {
  count: number;
  households: Recognisable[];
}

export interface Unjudged {
  /** They wait in the queue. */
  waiting: number;
  /** Looked at by an officer; the meeting has not spoken of them. */
  confirmed: number;
  /** Asked back, or reopened: their households have them in hand. */
  withHousehold: number;
}

export interface WardStanding extends DecisionGround {
  blocks: Block[];
  open: OpenOutcomes[];
  /** Whom a decision would recognise now, and what such a list is based on. */
  households: number;
  seen: string;
  /** Of those, who has too few points, or none at all: the khu phố may mean it so, and it blocks nothing. */
  below: Some;
  bare: Some;
  /** Of those, who has no head's name. */
  nameless: Some;
  /** Of those, of whom nobody has said yet that they live there. It blocks nothing. */
  unconfirmed: Some;
  /** Of those, how many a decision lists that is confirmed and has not begun. */
  listed: number;
  /** The first of them, where nothing stands in the way. */
  candidates: Recognisable[];
  /** Sent, and the khu phố has not said yet: they are in no decision, and block none. */
  unjudged: Unjudged;
  settings: StoredSettings;
  /** Name of who switched off that a second officer confirms, and no other has said so yet. */
  secondOffBy: string | null;
}

/** Null: not theirs to decide. Needs a transaction. */
export async function standingOfWard(deps: Deps, { scope, unitCode }: { scope: Scope; unitCode: string }): Promise<WardStanding | null> {
  const ground = await groundOfWard(deps, { scope, unitCode });
  if (!ground) return null;
  const rows = await outcomesOf(deps, ground);
  const candidates = await candidatesOf(deps, ground);
  const open: OpenOutcomes[] = [];
  for (const state of OPEN) {
    const those = rows.filter((row) => row.state === state);
    if (those.length > 0)
      open.push({ state, count: those.length, until: latest(those), households: await namedOf(deps, those.slice(0, NAMED)) });
  }
  const blocks = blocksOf(ground, rows, candidates);
  const listed = blocks.length === 0 ? candidates.slice(0, LISTED) : [];
  const { below, bare } = await doubtful(deps, unitCode, candidates);
  const some = {
    below: someOf(below),
    bare: someOf(bare),
    nameless: someOf(candidates.filter(isNameless)),
    unconfirmed: someOf(await unconfirmedAmong(deps, candidates)),
  };
  const named = [...open, ...Object.values(some)];
  const shown = named.reduce((sum, { households }) => sum + households.length, listed.length);
  if (shown > 0) {
    const actor = `officer:${scope.officerId}`;
    await audit(deps, { actor, action: 'decision.look', subject: `unit:${unitCode}`, detail: { households: shown } });
  }
  const settings = await wardSettings(deps, unitCode);
  return {
    ...ground,
    blocks,
    open,
    households: candidates.length,
    seen: seenOfList(candidates),
    ...some,
    listed: await countListed(deps, ground, candidates),
    candidates: listed,
    unjudged: await unjudged(deps, ground),
    settings,
    secondOffBy: settings.secondOffBy && ((await deps.db.officer.findUnique({ where: { id: settings.secondOffBy } }))?.name ?? null),
  };
}

export function outcomesOf(deps: Deps, { unitCode, seasonId }: DecisionGround): Promise<OutcomeRow[]> {
  return outcomeStanding(deps, { unitCode, seasonId, title: TITLE, now: deps.clock.now() });
}

function someOf(households: Recognisable[]): Some {
  return { count: households.length, households: households.slice(0, LISTED) };
}

function isNameless({ head }: Pick<Candidate, 'head'>): boolean {
  return head.trim() === '';
}

/** They registered in chat, and no officer has said that they live there. */
async function unconfirmedAmong({ db }: Deps, candidates: readonly Candidate[]): Promise<Candidate[]> {
  const ids = candidates.map(({ householdId }) => householdId);
  const rows = await db.$queryRawUnsafe<{ id: string }[]>(
    `SELECT h.id FROM "Household" h WHERE h.id = ANY($1::uuid[]) AND ${toConfirmSql}`,
    ids,
  );
  const found = new Set(rows.map(({ id }) => id));
  return candidates.filter(({ householdId }) => found.has(householdId));
}

function countListed({ db }: Deps, { unitCode, seasonId }: DecisionGround, candidates: readonly Candidate[]): Promise<number> {
  const decision = { unitCode, seasonId, kind: 'recognition' as const, state: onItsWay };
  return db.decisionLine.count({ where: { assessmentId: { in: candidates.map(({ assessmentId }) => assessmentId) }, decision } });
}

/**
 * Empty: a decision can be confirmed.
 * @param candidates whom it would recognise; of one that is fixed already: nobody
 */
export function blocksOf(
  { trial, adopted, moving }: DecisionGround,
  rows: readonly Pick<OutcomeRow, 'state'>[],
  candidates: readonly Pick<Candidate, 'head'>[] = [],
): Block[] {
  const blocks: Block[] = [];
  if (trial) blocks.push('trial');
  if (!adopted) blocks.push('notAdopted');
  if (moving > 0) blocks.push('moving');
  if (candidates.some(isNameless)) blocks.push('nameless');
  return [...blocks, ...OPEN.filter((state) => rows.some((row) => row.state === state))];
}

function latest(rows: readonly OutcomeRow[]): string | null {
  return rows.reduce<string | null>(
    (last, { answerBy }) => (answerBy !== null && (last === null || answerBy > last) ? answerBy : last),
    null,
  );
}

type Named = Omit<OpenHousehold, 'answerBy' | 'hasChat'>;

async function namedOf({ db }: Deps, rows: readonly OutcomeRow[]): Promise<OpenHousehold[]> {
  const found = await db.$queryRawUnsafe<Named[]>(
    namedSql,
    rows.map(({ assessmentId }) => assessmentId),
  );
  const byId = new Map(found.map((one) => [one.assessmentId, one]));
  return rows.flatMap(({ assessmentId, answerBy, hasChat }) => {
    const one = byId.get(assessmentId);
    return one ? [{ ...one, answerBy, hasChat }] : [];
  });
}

const namedSql = `
SELECT a.id AS "assessmentId", h."headName" AS head, h.code, area.name AS area,
  ${seenSql} AS seen,
  (SELECT reason FROM "Review" WHERE "assessmentId" = a.id AND act = 'object' ORDER BY seq DESC LIMIT 1) AS words,
  (SELECT reason FROM "Review" WHERE "assessmentId" = a.id AND act = 'notPropose' ORDER BY seq DESC LIMIT 1) AS reason
FROM "Assessment" a JOIN "Household" h ON h.id = a."householdId" JOIN "Area" area ON area.id = a."areaId"
WHERE a.id = ANY($1::uuid[])`;

async function unjudged({ db }: Deps, { unitCode, seasonId, closed }: DecisionGround): Promise<Unjudged> {
  const [row] = await db.$queryRawUnsafe<Unjudged[]>(unjudgedSql, unitCode, seasonId, TITLE, closed);
  return row ?? { waiting: 0, confirmed: 0, withHousehold: 0 };
}

const held = heldSql('$4::boolean');

/**
 * $1 ward, $2 season, $3 title, $4 its window is over. Khu phố by khu phố (`OFFSET 0`), and of those only who was merged is looked for
 * among households.
 */
export const unjudgedSql = `
SELECT count(*) FILTER (WHERE a.stage = 'waiting' AND ${held})::int AS waiting,
  count(*) FILTER (WHERE a.stage = 'confirmed' AND ${held})::int AS confirmed,
  count(*) FILTER (WHERE a.stage = 'returned' OR NOT ${held})::int AS "withHousehold"
FROM "Area" area CROSS JOIN LATERAL (
  SELECT id, "householdId", state, stage FROM "Assessment"
  WHERE "areaId" = area.id AND "seasonId" = $2::uuid AND stage IN ('waiting', 'returned', 'confirmed') AND title = $3 OFFSET 0) a
WHERE area."unitCode" = $1
  AND NOT EXISTS (SELECT FROM "Household" h WHERE h.id = a."householdId" AND h."mergedIntoId" IS NOT NULL)
  AND EXISTS (SELECT FROM "Submission" WHERE "assessmentId" = a.id OFFSET 0)`;
