/** Removes a household with all that was answered, told, sent and handed in for it. */
import type { Deps } from '../deps.ts';
import { erasing } from './erasing.ts';
import { forgetShown } from './forget-shown.ts';
import { letGoOfFiles } from './let-go-of-files.ts';

/** The household's row must be locked, and nobody else be in it. */
export async function forgetHousehold(deps: Deps, householdId: string): Promise<void> {
  const { db } = deps;
  await forgetShown(deps, householdId);
  await letGoOfFiles(deps, { householdId });
  await db.code.deleteMany({ where: { householdId } });
  await erasing(deps, () => db.household.delete({ where: { id: householdId } }));
}
