/** One decision with its lines, a page at a time, and what became of them. */
import { audit } from '../db/audit.ts';
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import { fold } from '../flow/fold.ts';
import type { Scope } from '../officer/scope.ts';
import { controllersSql } from '../review/in-use.ts';
import { standingSql } from './line-fits.ts';
import { correctableSql, correctionSql } from './line-standing.ts';
import { type DecisionView, viewsOf } from './list-decisions.ts';
import { onItsWaySql } from './on-its-way.ts';

export const PAGE = 100;

export interface LineView {
  id: string;
  position: number;
  /** Null: forgotten since. */
  assessmentId: string | null;
  head: string;
  code: string;
  area: string;
  outcome: 'recognised' | 'notRecognised';
  left: 'changed' | 'gone' | null;
  /** It has not begun, and this line would be left out as things stand. */
  leaves: 'changed' | 'gone' | null;
  /** `nobody`: there is no chat in which it could be told. Null: not yet. */
  told: 'chat' | 'nobody' | null;
  /** By which decision it was corrected. */
  corrected: { number: string; date: string } | null;
  /** As line-standing.ts has it. */
  correctable: boolean;
}

export interface OpenedDecision extends DecisionView {
  /** Of this page. */
  lines: LineView[];
  /** Lines that were looked for; all of them where nothing was. */
  found: number;
  /** From 1. */
  page: number;
  pages: number;
}

export interface OpenOptions {
  scope: Scope;
  decisionId: string;
  /** Words of the head's name or of the khu phố, accents or not; the beginning of a code; or the number of a line. */
  query?: string;
  /** Only the lines of these numbers. */
  only?: readonly number[];
  /** From 1; beyond the last it is the last. */
  page?: number;
}

/** Null: none of a ward of theirs. Needs a transaction. */
export async function openDecision(deps: Deps, options: OpenOptions): Promise<OpenedDecision | null> {
  const { scope, decisionId, query = '', page = 1 } = options;
  if (!isId(decisionId)) return null;
  const [decision] = await viewsOf(deps, { id: decisionId, unitCode: { in: [...scope.wards] } });
  if (!decision) return null;
  const positions = await positionsOf(deps, decision, { query, only: options.only });
  const pages = Math.max(1, Math.ceil(positions.length / PAGE));
  const here = Math.min(Math.max(1, page), pages);
  const lines = await deps.db.$queryRawUnsafe<LineView[]>(linesSql, decisionId, positions.slice((here - 1) * PAGE, here * PAGE));
  const detail = { households: lines.length };
  await audit(deps, { actor: `officer:${scope.officerId}`, action: 'decision.open', subject: `decision:${decisionId}`, detail });
  return { ...decision, lines, found: positions.length, page: here, pages };
}

/** Ids of the lines of these numbers, in a decision of a ward of theirs. */
export async function linesAt(
  { db }: Deps,
  { scope, decisionId, positions }: { scope: Scope; decisionId: string; positions: readonly number[] },
): Promise<string[]> {
  const where = { decisionId, position: { in: [...positions] }, decision: { unitCode: { in: [...scope.wards] } } };
  return (await db.decisionLine.findMany({ where, select: { id: true } })).map(({ id }) => id);
}

/** Numbers of the lines that are looked for, in their order. Lines are fixed, and few thousand at most. */
async function positionsOf(
  { db }: Deps,
  { id: decisionId, households }: DecisionView,
  { query, only }: { query: string; only: readonly number[] | undefined },
): Promise<number[]> {
  const looked = only === undefined ? Array.from({ length: households }, (_, index) => index + 1) : [...only].sort((a, b) => a - b);
  const words = fold(query).split(' ').filter(Boolean);
  if (words.length === 0) return looked;
  const rows = await db.decisionLine.findMany({
    where: { decisionId, position: { in: looked } },
    select: { position: true, head: true, code: true, area: true },
    orderBy: { position: 'asc' },
  });
  const code = fold(query).replaceAll(' ', '');
  const isMeant = (row: (typeof rows)[number]) => {
    const all = ` ${fold(`${row.head} ${row.area}`)}`;
    return words.every((word) => all.includes(` ${word}`)) || `${row.position}` === code || isCode(code, row.code);
  };
  return rows.filter(isMeant).map(({ position }) => position);
}

/** Three characters at least: fewer begin too many codes. */
function isCode(typed: string, code: string): boolean {
  return typed.length >= 3 && code.toLowerCase().startsWith(typed);
}

/** $1 decision, $2 numbers of the lines. How they stand is found out once: of a plan that nests loops, it would be once for each of them. */
const linesSql = `
WITH ${controllersSql}, standing AS MATERIALIZED (${standingSql('$1::uuid')} AND ${onItsWaySql} AND l.position = ANY($2::int[]))
SELECT l.id, l.position, l."assessmentId", l.head, l.code, l.area, l.outcome::text, l."left",
  CASE WHEN l."toldAt" IS NOT NULL THEN 'chat' WHEN l."nobodyAt" IS NOT NULL THEN 'nobody' END AS told,
  correction.by AS corrected, standing.leaves,
  ${correctableSql('l', { decision: 'd', assessment: 'a' })} AS correctable
FROM "DecisionLine" l JOIN "Decision" d ON d.id = l."decisionId"
LEFT JOIN "Assessment" a ON a.id = l."assessmentId"
LEFT JOIN LATERAL (${correctionSql('l', `json_build_object('number', by.number, 'date', by.date::text) AS by`)} LIMIT 1) correction ON true
LEFT JOIN standing ON standing.id = l.id
WHERE l."decisionId" = $1::uuid AND l.position = ANY($2::int[])
ORDER BY l.position`;
