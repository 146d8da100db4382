/** The papers of a decision that was issued: they come from its lines, and name it. */
import { TITLE } from '../assessment/rubric-in-force.ts';
import { audit } from '../db/audit.ts';
import { isId } from '../db/is-id.ts';
import { correctionSql } from '../decision/line-standing.ts';
import type { DecisionKind } from '../decision/typed.ts';
import type { Deps } from '../deps.ts';
import { spacedCode } from '../household/household-code.ts';
import { postingSql } from '../household/posting-sql.ts';
import type { Scope } from '../officer/scope.ts';
import type { ListedHousehold } from './lists.ts';
import type { Paper } from './paper.ts';
import type { PaperReady } from './paper-for.ts';
import { type PaperWard, paperPlaces } from './places.ts';
import { templateOf } from './templates-of-ward.ts';

/** What there is of each kind of decision. */
export const decisionPapers = {
  recognition: ['decision', 'certificate', 'completeList', 'postingList'],
  correction: ['correction', 'certificate'],
} as const satisfies Record<DecisionKind, readonly string[]>;
export type DecisionPaper = (typeof decisionPapers)[DecisionKind][number];

export interface DecisionPaperAsked {
  scope: Scope;
  decisionId: string;
  paper: DecisionPaper;
}

export type DecisionPaperReady =
  | PaperReady
  /** A giấy công nhận needs a form of the ward's own … */
  | { outcome: 'noTemplate' }
  /** … and a rubric that somebody adopted. */
  | { outcome: 'trial' };

/** `nobody`: no line of it took effect, or holds. Needs a transaction. */
export async function paperForDecision(deps: Deps, { scope, decisionId, paper }: DecisionPaperAsked): Promise<DecisionPaperReady> {
  const unitCodes = [...scope.wards];
  if (!isId(decisionId)) return { outcome: 'notFound' };
  const where = { id: decisionId, unitCode: { in: unitCodes }, state: 'issued' } as const;
  const decision = await deps.db.decision.findFirst({ where });
  if (!decision || !decisionPapers[decision.kind].some((one) => one === paper)) return { outcome: 'notFound' };
  const [ward] = await paperPlaces(deps, { scope, unitCode: decision.unitCode });
  if (!ward?.whole) return { outcome: 'notFound' };
  const season = await deps.db.season.findUniqueOrThrow({ where: { id: decision.seasonId } });
  const rows = await deps.db.$queryRawUnsafe<Row[]>(linesSql, decisionId, ward.organisationId);
  // Whom a correction took off is not read out where everybody passes.
  const standing = rows.filter(({ number }) => number === null);
  const recognised = standing.filter(({ outcome }) => outcome === 'recognised');
  const shown = paper === 'postingList' ? standing : paper === 'certificate' ? recognised : rows;
  if (shown.length === 0) return { outcome: 'nobody' };
  const isList = paper === 'completeList' || paper === 'postingList';
  const template = isList ? undefined : await templateOf(deps, { unitCode: decision.unitCode, kind: paper });
  const key = { organisationId: season.organisationId, title: TITLE, seasonId: season.id };
  const inForce = await deps.db.rubricInForce.findUnique({ where: { organisationId_title_seasonId: key } });
  if (paper === 'certificate' && (season.trial || !inForce?.adoptedAt)) return { outcome: 'trial' };
  if (paper === 'certificate' && !template) return { outcome: 'noTemplate' };
  const detail = { paper, households: shown.length };
  await audit(deps, { actor: `officer:${scope.officerId}`, action: 'paper.make', subject: `decision:${decisionId}`, detail });
  const date = decision.date.toISOString().slice(0, 10);
  const { unit, organisation } = ward;
  const { year } = season;
  const { number, letterNumber, signer, signerTitle } = decision;
  if (paper === 'completeList' || paper === 'postingList') {
    const list = { unit, year, decision: { number, date }, households: shown.map(withNote), trial: false };
    return { outcome: 'ready', job: { job: paper, list } };
  }
  const top = { unit, organisation, year, basis: inForce?.document ?? ward.basis, date };
  if (paper === 'decision') {
    const signed = { draft: false, number, letterNumber, signer, signerTitle };
    const households = rows.map(inWords);
    return ready({ kind: paper, ...top, ...signed, total: totalOf(ward), households }, template);
  }
  if (paper === 'certificate') {
    const households = recognised.map((row) => ({ ...inWords(row), lookup: spacedCode(row.lookup) }));
    return ready({ kind: paper, ...top, number, signer, signerTitle, households }, template);
  }
  const corrected = await correctedBy(deps, decisionId);
  const households = rows.map((row) => ({ ...inWords(row), outcome: row.outcome }));
  return ready({ kind: paper, ...top, number, signer, signerTitle, reason: decision.reason ?? '', corrected, households }, template);
}

function ready(paper: Paper, template: Uint8Array | undefined): PaperReady {
  return { outcome: 'ready', job: { job: 'paper', paper, trial: false, template } };
}

/** Its lines are all of one decision: see correct-decision.ts. */
async function correctedBy({ db }: Deps, decisionId: string): Promise<{ number: string; date: string }> {
  const line = await db.decisionLine.findFirstOrThrow({
    where: { decisionId, correctsId: { not: null } },
    select: { corrects: { select: { decision: { select: { number: true, date: true } } } } },
  });
  const { number = '', date = null } = line.corrects?.decision ?? {};
  return { number, date: date?.toISOString().slice(0, 10) ?? '' };
}

interface Row {
  head: string;
  code: string;
  area: string;
  mayBePosted: boolean;
  outcome: 'recognised' | 'notRecognised';
  lookup: string;
  /** Of the decision that corrected the line. */
  number: string | null;
}

/** As the decision says it. */
function inWords({ head, code, area, mayBePosted }: Row): ListedHousehold {
  return { head, code: spacedCode(code), area, mayBePosted };
}

/** And what was decided of it since. */
function withNote(row: Row): ListedHousehold {
  return row.number === null ? inWords(row) : { ...inWords(row), note: `Đã điều chỉnh theo Quyết định số ${row.number}` };
}

function totalOf({ areas }: PaperWard): number | null {
  return areas.every(({ households }) => households !== null) ? areas.reduce((sum, { households }) => sum + (households ?? 0), 0) : null;
}

/** $1 decision, $2 the Hội with which households agree. Who was erased agrees to nothing any more. */
const linesSql = `
SELECT l.head, l.code, l.area, l.outcome::text, l.lookup, ${postingSql('l."householdId"', '$2::uuid')} AS "mayBePosted",
  (${correctionSql('l', 'by.number')} LIMIT 1) AS number
FROM "DecisionLine" l WHERE l."decisionId" = $1::uuid AND l."left" IS NULL ORDER BY l.position`;
