/** Which households an officer means by a list of codes: those of their own places, there where the announcement goes. */
import type { Deps } from '../deps.ts';
import { spacedCode } from '../household/household-code.ts';
import { readCodes } from '../household/read-codes.ts';
import { areasIn, type Scope } from '../officer/scope.ts';

export interface FoundCodes {
  /** As they are stored, each once; of a household that went into another one, that one's. */
  codes: string[];
  /** As people read them: what is no code, or of no household there. That one is elsewhere is told to nobody. */
  missing: string[];
}

/** @param asked.areaIds khu phố; absent: all that the officer looks after in the ward */
export async function findCodes(
  { db }: Pick<Deps, 'db'>,
  { scope, unitCode, areaIds, typed }: { scope: Scope; unitCode: string; areaIds?: readonly string[] | undefined; typed: string },
): Promise<FoundCodes> {
  const { codes: asked, unread } = readCodes(typed);
  const place = { unitCode, ...areasIn(scope), ...(areaIds && { id: { in: [...areaIds] } }) };
  const found = await db.household.findMany({
    where: { code: { in: asked }, OR: [{ mergedIntoId: null, area: place }, { mergedInto: { mergedIntoId: null, area: place } }] },
    select: { code: true, mergedInto: { select: { code: true } } },
  });
  const there = new Map(found.map(({ code, mergedInto }) => [code, mergedInto?.code ?? code]));
  return {
    codes: [...new Set(asked.flatMap((code) => there.get(code) ?? []))],
    missing: [...unread, ...asked.filter((code) => !there.has(code)).map(spacedCode)],
  };
}
