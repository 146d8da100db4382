/** When a household has come how far, over its assessment `a` of the season: one wording for counts and for lists. */
import type { Station } from './numbers.ts';

export const proposedSql = `(a.stage IN ('proposed', 'recognised', 'notRecognised'))`;

/**
 * Whose paper is here has sent it; of whom the khu phố meeting speaks has sent nothing. What a household has reopened is neither sent
 * nor confirmed until it is sent again, or until nobody can send any more and it holds as it was.
 * @param held SQL: officers have it, of what waits or is confirmed: `heldSql`
 */
export function stationSql(held: string): Readonly<Record<Exclude<Station, 'registered'>, string>> {
  return {
    sent: `(a.source = 'paper' OR (a.source <> 'meeting' AND (${held} OR a.stage NOT IN ('waiting', 'confirmed'))))`,
    waiting: `(a.stage = 'waiting' AND ${held})`,
    returned: `(a.stage = 'returned')`,
    confirmed: `(a.stage IN ('proposed', 'notProposed', 'recognised', 'notRecognised') OR (a.stage = 'confirmed' AND ${held}))`,
    proposed: proposedSql,
    recognised: `(a.stage = 'recognised')`,
  };
}
