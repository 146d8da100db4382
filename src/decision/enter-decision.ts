/** Writes a decision down with its lines, as both its kinds are. */
import { randomUUID } from 'node:crypto';
import { TITLE } from '../assessment/rubric-in-force.ts';
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { codeFrom } from '../household/household-code.ts';
import type { TellOfficer } from '../household/tell-household.ts';
import type { Scope } from '../officer/scope.ts';
import { groundToKeep, type Judged } from './kept-ground.ts';
import { onItsWay } from './on-its-way.ts';
import { tellWard } from './tell-ward.ts';
import type { DecisionKind } from './typed.ts';
import { needsSecond, wardSettings } from './ward-settings.ts';

/** As the paper says it. */
export interface Signed {
  number: string;
  /** Local date. */
  date: string;
  signer: string;
  signerTitle: string;
  /** Of the tờ trình. */
  letterNumber: string | null;
}

export interface EnteredLine {
  /** Null in a correction: its file is forgotten, or its household erased. */
  assessmentId: string | null;
  householdId: string | null;
  head: string;
  code: string;
  areaId: string;
  area: string;
  seen: string;
  outcome: 'recognised' | 'notRecognised';
  /** Of a correction: the line that says otherwise. */
  correctsId: string | null;
}

export interface Entered {
  scope: Scope;
  kind: DecisionKind;
  unitCode: string;
  seasonId: string;
  signed: Signed;
  judged: Judged;
  /** Of a correction. */
  reason: string | null;
  lines: readonly EnteredLine[];
  /** The other officers of the ward. */
  tell: TellOfficer;
}

export type Confirmed = { outcome: 'confirmed'; decisionId: string; state: 'planned' | 'awaitingSecond'; startsAt: Date | null };

const DELAY_MS = 10 * 60_000;

/** When what is confirmed now takes effect, unless it is stopped. */
export function startOf(now: Date): Date {
  return new Date(now.getTime() + DELAY_MS);
}

export function isComplete({ number, date, signer, signerTitle }: Signed): boolean {
  return [number, date, signer, signerTitle].every((one) => one.trim() !== '');
}

/** Under the ward's lock. */
export async function enterDecision(deps: Deps, entered: Entered): Promise<Confirmed> {
  const { scope, kind, unitCode, seasonId, signed, judged, reason, lines, tell } = entered;
  const second = needsSecond(await wardSettings(deps, unitCode), scope.officerId);
  const now = deps.clock.now();
  const decisionId = deps.ids.next();
  const state = second ? 'awaitingSecond' : 'planned';
  const startsAt = second ? null : startOf(now);
  await deps.db.decision.create({
    data: {
      ...{ id: decisionId, unitCode, seasonId, title: TITLE, kind, state, reason },
      ...paperOf(signed),
      ...(await groundToKeep(deps, { kind, unitCode, judged })),
      ...{ confirmedBy: scope.officerId, confirmedAt: now, startsAt },
    },
  });
  const lookups = await newLookups(deps, lines.length);
  const rows = lines.map((line, index) => ({
    ...line,
    ...{ id: deps.ids.next(), position: index + 1, lookup: lookups[index], reason },
  }));
  await deps.db.$executeRawUnsafe(linesSql, decisionId, JSON.stringify(rows));
  const detail = { kind, households: lines.length, second };
  await audit(deps, { actor: `officer:${scope.officerId}`, action: 'decision.confirm', subject: `decision:${decisionId}`, detail });
  const { officerId } = scope;
  await tellWard(deps, { news: 'confirmed', unitCode, kind, number: signed.number, households: lines.length, startsAt, officerId }, tell);
  return { outcome: 'confirmed', decisionId, state, startsAt };
}

interface Where {
  unitCode: string;
  seasonId: string;
}

function onItsWayIn({ unitCode, seasonId }: Where) {
  return { unitCode, seasonId, title: TITLE, state: onItsWay };
}

/** As it is stored. */
function paperOf(signed: Signed) {
  return { ...signed, date: new Date(`${signed.date}T00:00:00Z`) };
}

/** Whether a decision of the ward and season is confirmed and has not begun. */
export async function isOneOnItsWay({ db }: Deps, where: Where): Promise<boolean> {
  return (await db.decision.count({ where: onItsWayIn(where) })) > 0;
}

/**
 * One that the same officer has confirmed already by the same paper, and that is on its way: their form was sent twice. Null: none.
 * @param options.corrects ids of the lines that it corrects; of a recognition: none
 */
export async function enteredBefore(
  { db }: Deps,
  where: Where,
  { scope, signed, reason, corrects }: Pick<Entered, 'scope' | 'signed' | 'reason'> & { corrects: readonly string[] },
): Promise<(Confirmed & { households: number }) | null> {
  const found = await db.decision.findFirst({
    where: { ...onItsWayIn(where), ...paperOf(signed), reason, confirmedBy: scope.officerId },
    select: { id: true, state: true, startsAt: true, lines: { select: { correctsId: true } } },
  });
  if (!found || (found.state !== 'planned' && found.state !== 'awaitingSecond')) return null;
  const lines = found.lines.flatMap(({ correctsId }) => correctsId ?? []);
  if (lines.length !== corrects.length || lines.some((id) => !corrects.includes(id))) return null;
  return { outcome: 'confirmed', decisionId: found.id, state: found.state, startsAt: found.startsAt, households: found.lines.length };
}

/** Nobody can guess one, and none is another line's. */
async function newLookups({ db }: Deps, count: number): Promise<string[]> {
  const codes = new Set<string>();
  while (codes.size < count) {
    while (codes.size < count) codes.add(codeFrom(randomUUID()));
    const taken = await db.decisionLine.findMany({ where: { lookup: { in: [...codes] } }, select: { lookup: true } });
    for (const { lookup } of taken) codes.delete(lookup);
  }
  return [...codes];
}

/** $1 decision, $2 lines. */
const linesSql = `
INSERT INTO "DecisionLine"
  (id, "decisionId", position, "assessmentId", "householdId", head, code, "areaId", area, outcome, reason, seen, lookup, "correctsId")
SELECT id, $1::uuid, position, "assessmentId", "householdId", head, code, "areaId", area, outcome::"Outcome", reason, seen, lookup, "correctsId"
FROM jsonb_to_recordset($2::jsonb) AS line(id uuid, position int, "assessmentId" uuid, "householdId" uuid, head text, code text, "areaId" uuid,
  area text, outcome text, reason text, seen text, lookup text, "correctsId" uuid)`;
