/** When a household has come how far, over its assessment `a` of the season: one wording for counts and for lists. */
import { sentSql } from '../review/hand-of.ts';
import type { Station } from './numbers.ts';

export const proposedSql = `(a.stage IN ('proposed', 'recognised', 'notRecognised'))`;

/**
 * Whose paper is here has sent it; of whom the khu phố meeting speaks has sent nothing. What a household has reopened is sent, for that
 * counts; but it neither waits nor is confirmed until it is sent again, or until nobody can send any more and it holds as it was.
 * @param held SQL: officers have it, of what waits or is confirmed: `heldSql`
 * @param sent SQL: something was sent
 */
export function stationSql(held: string, sent: string = sentSql): Readonly<Record<Exclude<Station, 'registered'>, string>> {
  return {
    sent: `(a.source = 'paper' OR (a.source <> 'meeting' AND (${held} OR ${sent} OR a.stage NOT IN ('waiting', 'confirmed'))))`,
    waiting: `(a.stage = 'waiting' AND ${held})`,
    returned: `(a.stage = 'returned')`,
    confirmed: `(a.stage IN ('proposed', 'notProposed', 'recognised', 'notRecognised') OR (a.stage = 'confirmed' AND ${held}))`,
    proposed: proposedSql,
    recognised: `(a.stage = 'recognised')`,
  };
}
