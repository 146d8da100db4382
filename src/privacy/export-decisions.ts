/** The part of the export that decisions say of the household. */
import type { Deps } from '../deps.ts';

export interface ExportedDecision {
  /** `date` is a local date. */
  number: string;
  date: string;
  unit: string;
  year: number;
  kind: 'recognition' | 'correction';
  outcome: 'recognised' | 'notRecognised';
  reason: string | null;
  /** As the list names the household. */
  head: string;
  area: string;
  code: string;
  lookup: string;
  issuedAt: string | null;
  toldAt: string | null;
}

/** Those that took effect, oldest first. */
export async function exportDecisions({ db }: Deps, householdId: string): Promise<ExportedDecision[]> {
  const lines = await db.decisionLine.findMany({
    where: { householdId, left: null, decision: { state: 'issued' } },
    include: { decision: true },
    orderBy: [{ decision: { issuedAt: 'asc' } }, { id: 'asc' }],
  });
  const seasons = await db.season.findMany({ where: { id: { in: lines.map(({ decision }) => decision.seasonId) } } });
  const units = await db.unit.findMany({ where: { code: { in: lines.map(({ decision }) => decision.unitCode) } } });
  return lines.map(({ decision, outcome, reason, head, area, code, lookup, toldAt }) => ({
    number: decision.number,
    date: decision.date.toISOString().slice(0, 10),
    unit: units.find((unit) => unit.code === decision.unitCode)?.name ?? '',
    year: seasons.find(({ id }) => id === decision.seasonId)?.year ?? decision.date.getUTCFullYear(),
    kind: decision.kind,
    outcome,
    reason,
    head,
    area,
    code,
    lookup,
    issuedAt: decision.issuedAt?.toISOString() ?? null,
    toldAt: toldAt?.toISOString() ?? null,
  }));
}
