/** The counts of every ward, or of the khu phố of one, to be taken away as a file. Noted in the audit. Needs a transaction. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { countAreas } from './count-areas.ts';
import { countWards } from './count-wards.ts';
import type { Counts } from './numbers.ts';
import type { CountScope } from './place-sql.ts';
import type { NamedRubric } from './rubric-named.ts';
import type { CountedUnit } from './wards-in.ts';

export interface ExportedCounts {
  outcome: 'counted';
  /** Null: several wards. */
  unit: CountedUnit | null;
  /** Empty name: "chưa xếp khu phố". */
  lines: { name: string; season: { name: string; trial: boolean }; rubric: NamedRubric; counts: Counts }[];
  total: Counts;
}

/** @param unitCode of the ward; absent: every ward that they may see counts of */
export async function exportCounts(
  deps: Deps,
  { scope, unitCode }: { scope: CountScope & Pick<Scope, 'officerId'>; unitCode?: string },
): Promise<ExportedCounts | { outcome: 'notFound' }> {
  const counted = unitCode === undefined ? await ofWards(deps, scope) : await ofAreas(deps, scope, unitCode);
  if (counted.outcome === 'notFound') return counted;
  await audit(deps, {
    actor: `officer:${scope.officerId}`,
    action: 'counts.export',
    subject: unitCode === undefined ? 'city' : `unit:${unitCode}`,
    detail: { lines: counted.lines.length },
  });
  return counted;
}

async function ofWards(deps: Deps, scope: CountScope): Promise<ExportedCounts | { outcome: 'notFound' }> {
  const counted = await countWards(deps, { scope });
  return counted.outcome === 'notFound' ? counted : { outcome: 'counted', unit: null, lines: counted.wards, total: counted.total };
}

async function ofAreas(deps: Deps, scope: CountScope, unitCode: string): Promise<ExportedCounts | { outcome: 'notFound' }> {
  const counted = await countAreas(deps, { scope, unitCode });
  if (counted.outcome === 'notFound') return counted;
  const { unit, season, rubric, total } = counted;
  return { outcome: 'counted', unit, lines: counted.areas.map(({ name, counts }) => ({ name, season, rubric, counts })), total };
}
