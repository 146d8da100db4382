/** Whom the next press of "Nhắn riêng" writes to: by name, and with the reason that each of them will read. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { areasIn, type Scope } from '../officer/scope.ts';
import { type PlaceOutcomes, toTellInChat } from './outcomes-in.ts';
import { TOLD_AT_ONCE } from './tell-outcomes.ts';

export interface ToTellInChat {
  assessmentId: string;
  head: string;
  code: string;
  /** Empty: none was written down. */
  reason: string;
}

/** By assessment: those of each khu phố that one press reaches, which the audit keeps. */
export async function listToTellInChat(
  deps: Deps,
  { scope, places }: { scope: Scope; places: readonly PlaceOutcomes[] },
): Promise<Map<string, ToTellInChat>> {
  const ids = places.flatMap(({ rows }) => toTellInChat(rows).slice(0, TOLD_AT_ONCE)).map(({ assessmentId }) => assessmentId);
  if (ids.length === 0) return new Map();
  const files = await deps.db.assessment.findMany({
    where: { id: { in: ids }, area: areasIn(scope) },
    select: {
      id: true,
      household: { select: { headName: true, code: true } },
      reviews: { where: { act: 'notPropose' }, orderBy: { seq: 'desc' }, take: 1, select: { reason: true } },
    },
  });
  const officer = `officer:${scope.officerId}`;
  await audit(deps, { actor: officer, action: 'outcome.list', subject: officer, detail: { files: files.length } });
  return new Map(
    files.map(({ id, household, reviews: [said] }) => {
      return [id, { assessmentId: id, head: household.headName, code: household.code, reason: said?.reason ?? '' }];
    }),
  );
}
