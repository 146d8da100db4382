/** When a household has come how far, over its assessment `a` of the season: one wording for counts and for lists. */
import type { Station } from './numbers.ts';

/** A household that the khu phố meeting speaks of has sent nothing itself. */
export const stationSql: Readonly<Record<Exclude<Station, 'registered'>, string>> = {
  sent: `(a.source <> 'meeting' AND (a.state = 'submitted' OR a.stage <> 'waiting'))`,
  waiting: `(a.state = 'submitted' AND a.stage = 'waiting')`,
  returned: `(a.stage = 'returned')`,
  confirmed: `(a.stage IN ('confirmed', 'proposed', 'notProposed', 'recognised', 'notRecognised'))`,
  proposed: `(a.stage IN ('proposed', 'recognised', 'notRecognised'))`,
  recognised: `(a.stage = 'recognised')`,
};
