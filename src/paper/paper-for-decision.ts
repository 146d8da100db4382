/** The papers of a decision that was issued: they come from its lines, and name it. */
import { TITLE } from '../assessment/rubric-in-force.ts';
import { audit } from '../db/audit.ts';
import { correctionSql } from '../decision/line-standing.ts';
import type { Deps } from '../deps.ts';
import { isId } from '../evidence/open-file.ts';
import { spacedCode } from '../household/household-code.ts';
import { formatDate } from '../locale/format.ts';
import type { Scope } from '../officer/scope.ts';
import type { ListedHousehold } from './lists.ts';
import type { PaperReady } from './paper-for.ts';
import { type PaperWard, paperPlaces } from './places.ts';
import { postingSql } from './proposed-in.ts';
import { templateOf } from './templates-of-ward.ts';

export const decisionPapers = ['decision', 'completeList', 'postingList'] as const;
export type DecisionPaper = (typeof decisionPapers)[number];

export interface DecisionPaperAsked {
  scope: Scope;
  decisionId: string;
  paper: DecisionPaper;
}

/** `nobody`: no line of it took effect. A correction has no papers of ours. Needs a transaction. */
export async function paperForDecision(deps: Deps, { scope, decisionId, paper }: DecisionPaperAsked): Promise<PaperReady> {
  const unitCodes = [...scope.wards];
  if (!isId(decisionId)) return { outcome: 'notFound' };
  const where = { id: decisionId, unitCode: { in: unitCodes }, state: 'issued', kind: 'recognition' } as const;
  const decision = await deps.db.decision.findFirst({ where });
  if (!decision) return { outcome: 'notFound' };
  const [ward] = await paperPlaces(deps, { scope, unitCode: decision.unitCode });
  if (!ward?.whole) return { outcome: 'notFound' };
  const season = await deps.db.season.findUniqueOrThrow({ where: { id: decision.seasonId } });
  const rows = await deps.db.$queryRawUnsafe<Row[]>(linesSql, decisionId, ward.organisationId);
  if (rows.length === 0) return { outcome: 'nobody' };
  const detail = { paper, households: rows.length };
  await audit(deps, { actor: `officer:${scope.officerId}`, action: 'paper.make', subject: `decision:${decisionId}`, detail });
  const date = decision.date.toISOString().slice(0, 10);
  const { unit, organisation } = ward;
  const { year } = season;
  if (paper === 'decision') {
    const key = { organisationId: season.organisationId, title: TITLE, seasonId: season.id };
    const inForce = await deps.db.rubricInForce.findUnique({ where: { organisationId_title_seasonId: key } });
    const head = { unit, organisation, year, basis: inForce?.document ?? ward.basis, date, total: totalOf(ward) };
    const { number, letterNumber, signer, signerTitle } = decision;
    const template = await templateOf(deps, { unitCode: decision.unitCode, kind: 'decision' });
    const households = rows.map(inWords);
    return {
      outcome: 'ready',
      job: {
        job: 'paper',
        paper: { kind: 'decision', ...head, number, letterNumber, signer, signerTitle, households },
        trial: false,
        template,
      },
    };
  }
  // Whom a correction took off is not read out where everybody passes.
  const shown = paper === 'postingList' ? rows.filter(({ number }) => number === null) : rows;
  if (shown.length === 0) return { outcome: 'nobody' };
  const named = `Quyết định số ${decision.number} ngày ${formatDate(date, 'vi').day}`;
  return { outcome: 'ready', job: { job: paper, list: { unit, year, decision: named, households: shown.map(inWords), trial: false } } };
}

interface Row {
  head: string;
  code: string;
  area: string;
  mayBePosted: boolean;
  /** Of the decision that corrected the line. */
  number: string | null;
}

function inWords({ head, code, area, mayBePosted, number }: Row): ListedHousehold {
  const note = number === null ? {} : { note: `Đã điều chỉnh theo Quyết định số ${number}` };
  return { head, code: spacedCode(code), area, mayBePosted, ...note };
}

function totalOf({ areas }: PaperWard): number | null {
  return areas.every(({ households }) => households !== null) ? areas.reduce((sum, { households }) => sum + (households ?? 0), 0) : null;
}

/** $1 decision, $2 the Hội with which households agree. Who was erased agrees to nothing any more. */
const linesSql = `
SELECT l.head, l.code, l.area, ${postingSql('l."householdId"', '$2::uuid')} AS "mayBePosted",
  (${correctionSql('l', 'by.number')} LIMIT 1) AS number
FROM "DecisionLine" l WHERE l."decisionId" = $1::uuid AND l."left" IS NULL ORDER BY l.position`;
