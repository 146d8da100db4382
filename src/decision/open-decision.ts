/** One decision with its lines, a page at a time, and what became of them. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { isId } from '../evidence/open-file.ts';
import type { Scope } from '../officer/scope.ts';
import { correctionSql } from './line-standing.ts';
import { type DecisionView, viewsOf } from './list-decisions.ts';

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
  /** `nobody`: there is no chat in which it could be told. Null: not yet. */
  told: 'chat' | 'nobody' | null;
  /** By which decision it was corrected. */
  corrected: { number: string; date: string } | null;
  /** It can be corrected: it holds, and its file is still there as it says. */
  correctable: boolean;
}

export interface OpenedDecision extends DecisionView {
  lines: LineView[];
  /** Id of the last line, where there is another page. */
  next: string | null;
}

export interface OpenOptions {
  scope: Scope;
  decisionId: string;
  /** Id of the last line of the page before. */
  after?: string | null;
}

/** Null: none of a ward of theirs. Needs a transaction. */
export async function openDecision(deps: Deps, { scope, decisionId, after = null }: OpenOptions): Promise<OpenedDecision | null> {
  if (!isId(decisionId)) return null;
  const [decision] = await viewsOf(deps, { id: decisionId, unitCode: { in: [...scope.wards] } });
  if (!decision) return null;
  const rows = await deps.db.$queryRawUnsafe<LineView[]>(linesSql, decisionId, after);
  const lines = rows.slice(0, PAGE);
  const detail = { households: lines.length };
  await audit(deps, { actor: `officer:${scope.officerId}`, action: 'decision.open', subject: `decision:${decisionId}`, detail });
  return { ...decision, lines, next: rows.length > PAGE ? (lines.at(-1)?.id ?? null) : null };
}

/** $1 decision, $2 line after which the page begins. */
const linesSql = `
SELECT l.id, l.position, l."assessmentId", l.head, l.code, l.area, l.outcome::text, l."left", 
  CASE WHEN l."toldAt" IS NOT NULL THEN 'chat' WHEN l."nobodyAt" IS NOT NULL THEN 'nobody' END AS told,
  correction.by AS corrected,
  d.state = 'issued' AND l."left" IS NULL AND correction.by IS NULL AND COALESCE(a.stage::text = l.outcome::text, false) AS correctable
FROM "DecisionLine" l JOIN "Decision" d ON d.id = l."decisionId"
LEFT JOIN "Assessment" a ON a.id = l."assessmentId"
LEFT JOIN LATERAL (${correctionSql('l', `json_build_object('number', by.number, 'date', by.date::text) AS by`)} LIMIT 1) correction ON true
WHERE l."decisionId" = $1::uuid AND l.position > COALESCE((SELECT position FROM "DecisionLine" WHERE id = $2::uuid AND "decisionId" = $1::uuid), 0)
ORDER BY l.position LIMIT ${PAGE + 1}`;
