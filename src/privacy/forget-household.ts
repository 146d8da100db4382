/** Removes a household with all that was answered, told, sent and handed in for it. */
import type { Deps } from '../deps.ts';
import { withMerged } from '../household/merged-into.ts';
import { dropKeptFormsOf } from '../officer/kept-forms.ts';
import { erasing } from './erasing.ts';
import { forgetShown } from './forget-shown.ts';
import { letGoOfFiles } from './let-go-of-files.ts';

/**
 * With those that went into it: what was put aside is theirs too. Their rows must be locked, and nobody else be in them. Returns the
 * ids of all that went.
 */
export async function forgetHousehold(deps: Deps, householdId: string): Promise<string[]> {
  const ids = await withMerged(deps, householdId);
  for (const id of ids) await forgetOne(deps, id);
  return ids;
}

async function forgetOne(deps: Deps, householdId: string): Promise<void> {
  const { db } = deps;
  await forgetShown(deps, householdId);
  await letGoOfFiles(deps, { householdId });
  await db.code.deleteMany({ where: { householdId } });
  await dropKeptFormsOf(deps, householdId);
  await erasing(deps, () => db.household.delete({ where: { id: householdId } }));
}
