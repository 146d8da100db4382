/** The hours of the night in the ward of a training: nobody is disturbed by what can wait. */
import type { Deps } from '../deps.ts';
import { quietFor, USUAL_QUIET } from '../season/quiet-hours.ts';

/** Of the trainings, those in whose ward it is not night now. */
export async function awakeNow({ db }: Pick<Deps, 'db'>, now: Date): Promise<{ unitCode: { in: string[] } | { notIn: string[] } }> {
  const wards = await db.wardSettings.findMany({ select: { unitCode: true, quietFrom: true, quietTo: true } });
  const usual = quietFor(USUAL_QUIET, now) !== null;
  const others = wards.filter(({ quietFrom: from, quietTo: to }) => (quietFor({ from, to }, now) !== null) !== usual);
  const unitCodes = others.map(({ unitCode }) => unitCode);
  return { unitCode: usual ? { in: unitCodes } : { notIn: unitCodes } };
}
