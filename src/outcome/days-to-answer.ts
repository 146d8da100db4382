/** For how many working days a household may answer that is told that it is not proposed. */
import type { Deps } from '../deps.ts';
import type { InHand } from '../review/act-on.ts';

/** Where a ward has not said otherwise. */
export const DAYS_TO_ANSWER = 3;

/** Where the ward has answered an objection, nothing opens again: none. */
export async function daysToAnswer(deps: Deps, { file }: InHand, { answered }: { answered: boolean }): Promise<number> {
  if (answered) return 0;
  const { unitCode } = file.area;
  return (await daysIn(deps, [unitCode]))(unitCode);
}

/** The same of wards where nothing was answered yet. */
export async function daysIn({ db }: Deps, unitCodes: readonly string[]): Promise<(unitCode: string) => number> {
  const where = { unitCode: { in: [...new Set(unitCodes)] } };
  const settings = await db.wardSettings.findMany({ where, select: { unitCode: true, daysToAnswer: true } });
  const days = new Map(settings.map(({ unitCode, daysToAnswer }) => [unitCode, daysToAnswer]));
  return (unitCode) => days.get(unitCode) ?? DAYS_TO_ANSWER;
}
