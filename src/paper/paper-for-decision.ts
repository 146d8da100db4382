/**
 * The papers of a decision that was issued: they come from its lines and name it, and say of its ground what was kept when it was
 * confirmed. What changes is whose name may be posted, and what later corrections say.
 */
import { audit } from '../db/audit.ts';
import { isId } from '../db/is-id.ts';
import { correctionSql } from '../decision/line-standing.ts';
import type { DecisionKind } from '../decision/typed.ts';
import type { Deps } from '../deps.ts';
import { controllerOf } from '../household/controller-of.ts';
import { spacedCode } from '../household/household-code.ts';
import { postingSql } from '../household/posting-sql.ts';
import type { Scope } from '../officer/scope.ts';
import { NO_BASIS } from './ground-of.ts';
import type { ListedHousehold } from './lists.ts';
import type { Paper } from './paper.ts';
import type { PaperReady } from './paper-for.ts';
import { ownTemplates, templateKept, templateOf } from './templates-of-ward.ts';

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

export type LackForCertificate = Exclude<DecisionPaperReady, PaperReady>['outcome'];

/** Why no giấy công nhận can be made of a decision; null: it can. */
export async function certificateLacks(
  deps: Deps,
  { unitCode, seasonId, basis }: { unitCode: string; seasonId: string; basis: string | null },
): Promise<LackForCertificate | null> {
  const { trial } = await deps.db.season.findUniqueOrThrow({ where: { id: seasonId }, select: { trial: true } });
  const own = (await ownTemplates(deps, { unitCode })).has('certificate');
  return lacksForCertificate({ trial, basis, own });
}

function lacksForCertificate({ trial, basis, own }: { trial: boolean; basis: string | null; own: boolean }): LackForCertificate | null {
  if (trial || basis === null) return 'trial';
  return own ? null : 'noTemplate';
}

/** `nobody`: no line of it took effect, or holds. Needs a transaction. */
export async function paperForDecision(deps: Deps, { scope, decisionId, paper }: DecisionPaperAsked): Promise<DecisionPaperReady> {
  const unitCodes = [...scope.wards];
  if (!isId(decisionId)) return { outcome: 'notFound' };
  const where = { id: decisionId, unitCode: { in: unitCodes }, state: 'issued' } as const;
  const decision = await deps.db.decision.findFirst({ where });
  if (!decision || !decisionPapers[decision.kind].some((one) => one === paper)) return { outcome: 'notFound' };
  const season = await deps.db.season.findUniqueOrThrow({ where: { id: decision.seasonId } });
  const rows = await deps.db.$queryRawUnsafe<Row[]>(linesSql, decisionId, await agreedWith(deps, decision.unitCode));
  // Whom a correction took off is not read out where everybody passes.
  const standing = rows.filter(({ number, left }) => number === null && left === null);
  const recognised = standing.filter(({ outcome }) => outcome === 'recognised');
  const shown = paper === 'postingList' ? standing : paper === 'certificate' ? recognised : rows;
  if (shown.length === 0) return { outcome: 'nobody' };
  const template = await formFor(deps, { paper, decision });
  const lacks =
    paper === 'certificate' ? lacksForCertificate({ trial: season.trial, basis: decision.basis, own: template !== undefined }) : null;
  if (lacks) return { outcome: lacks };
  const detail = { paper, households: shown.length };
  await audit(deps, { actor: `officer:${scope.officerId}`, action: 'paper.make', subject: `decision:${decisionId}`, detail });
  const date = decision.date.toISOString().slice(0, 10);
  const { year } = season;
  const { number, letterNumber, signer, signerTitle, unit, organisation, total } = decision;
  if (paper === 'completeList' || paper === 'postingList') {
    const list = { unit, year, decision: { number, date }, households: shown.map(withNote), trial: false };
    return { outcome: 'ready', job: { job: paper, list } };
  }
  const top = { unit, organisation, year, basis: decision.basis ?? NO_BASIS, date };
  if (paper === 'decision') {
    const signed = { draft: false, number, letterNumber, signer, signerTitle };
    const households = rows.map(inWords);
    return ready({ kind: paper, ...top, ...signed, total, households }, template);
  }
  if (paper === 'certificate') {
    const households = recognised.map((row) => ({ ...inWords(row), lookup: spacedCode(row.lookup) }));
    return ready({ kind: paper, ...top, number, signer, signerTitle, households }, template);
  }
  const corrected = await correctedBy(deps, decisionId);
  const households = rows.map((row) => ({ ...inWords(row), outcome: row.outcome }));
  return ready({ kind: paper, ...top, number, signer, signerTitle, reason: decision.reason ?? '', corrected, households }, template);
}

/** A decision keeps its form. Giấy công nhận are printed long after, also again: on whatever form the ward has for them then. */
function formFor(
  deps: Deps,
  { paper, decision: { unitCode, templateId } }: { paper: DecisionPaper; decision: { unitCode: string; templateId: string | null } },
): Promise<Uint8Array | undefined> {
  return paper === 'certificate' ? templateOf(deps, { unitCode, kind: paper }) : templateKept(deps, templateId);
}

/** The Hội with which households agree now that their names may be posted. */
async function agreedWith(deps: Deps, unitCode: string): Promise<string> {
  return (await controllerOf(deps, unitCode)).id;
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
  /** It was signed, and left out when the decision began. */
  left: string | null;
}

/** As the decision says it. */
function inWords({ head, code, area, mayBePosted }: Row): ListedHousehold {
  return { head, code: spacedCode(code), area, mayBePosted };
}

/** And what was decided of it since. */
function withNote(row: Row): ListedHousehold {
  if (row.number !== null) return { ...inWords(row), note: `Đã điều chỉnh theo Quyết định số ${row.number}` };
  return row.left === null ? inWords(row) : { ...inWords(row), note: 'Có tên khi ký, chưa được ghi công nhận' };
}

/**
 * $1 decision, $2 the Hội with which households agree. Who was erased agrees to nothing any more. Who was left out is named as it was
 * signed, but for whoever was gone before it began.
 */
const linesSql = `
SELECT l.head, l.code, l.area, l.outcome::text, l.lookup, l."left", ${postingSql('l."householdId"', '$2::uuid')} AS "mayBePosted",
  (${correctionSql('l', 'by.number')} LIMIT 1) AS number
FROM "DecisionLine" l WHERE l."decisionId" = $1::uuid AND (l."left" IS NULL OR l."left" = 'changed') ORDER BY l.position`;
