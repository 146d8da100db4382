/** The card of a household that is recognised now. */
import type { Deps } from '../deps.ts';
import { spacedCode } from '../household/household-code.ts';
import { householdOf } from '../household/household-of.ts';
import { decidedOf } from '../outcome/decided-line.ts';
import type { Card } from './card.ts';

/** Where a member sees it, and the picture itself. */
export const CARD_PAGE = '/me/card';
export const CARD_FILE = '/me/card.png';

/** Null: not a member who agrees to purpose 1, or the household is not recognised. */
export async function cardOf(deps: Deps, { accountId, publicUrl }: { accountId: string; publicUrl: string }): Promise<Card | null> {
  const household = await householdOf(deps, accountId);
  const line = household && (await decidedOf(deps, household.id));
  if (line?.outcome !== 'recognised') return null;
  const { head, code, area, unit, year, decision, lookup } = line;
  const { organisation } = await deps.db.decision.findFirstOrThrow({
    where: { lines: { some: { lookup } } },
    select: { organisation: true },
  });
  return { organisation, head: head || spacedCode(code), area, unit, year, decision, code: lookup, publicUrl };
}
