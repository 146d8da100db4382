/** When a household has come how far, over its assessment `a` of the season: one wording for counts and for lists. */
import type { Station } from './numbers.ts';

/** Whose paper is here has sent it; of whom the khu phố meeting speaks has sent nothing. */
export const stationSql: Readonly<Record<Exclude<Station, 'registered'>, string>> = {
  sent: `(a.source = 'paper' OR (a.source <> 'meeting' AND (a.state = 'submitted' OR a.stage <> 'waiting')))`,
  waiting: `(a.state = 'submitted' AND a.stage = 'waiting')`,
  returned: `(a.stage = 'returned')`,
  confirmed: `(a.stage IN ('confirmed', 'proposed', 'notProposed', 'recognised', 'notRecognised'))`,
  proposed: `(a.stage IN ('proposed', 'recognised', 'notRecognised'))`,
  recognised: `(a.stage = 'recognised')`,
};
