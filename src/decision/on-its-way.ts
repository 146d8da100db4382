/** A decision that was confirmed, and has not begun: as conditions. */

/** Of the state. */
export const onItsWay = { in: ['awaitingSecond' as const, 'planned' as const] };

/** Of the decision `d`. */
export const onItsWaySql = `d.state IN ('awaitingSecond', 'planned')`;
