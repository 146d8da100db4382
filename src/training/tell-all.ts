/** Several seats, one after another; one that fails is left for the next time, and does not keep the others. */
import type { Deps } from '../deps.ts';
import type { SeatToTell } from './tell-seat.ts';

/** Of one run; what is left comes with the next, a few seconds later. */
export const AT_ONCE = 48;

export async function tellAll(
  { log }: Pick<Deps, 'log'>,
  seats: readonly SeatToTell[],
  one: (seat: SeatToTell) => Promise<boolean>,
): Promise<number> {
  let told = 0;
  for (const seat of seats) {
    try {
      if (await one(seat)) told += 1;
    } catch (error) {
      log.error({ err: error, seat: seat.id }, 'somebody could not be told of a training; it is tried again');
    }
  }
  return told;
}
