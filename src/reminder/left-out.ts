/** Why a rule wrote nothing to a household, or went no further in a ward. */

/** Of a household: its week or its day is full; or no message reaches it now, and somebody has to tell it in person. */
export const leftOut = ['cap', 'today', 'closed', 'blocked'] as const;
export type LeftOut = (typeof leftOut)[number];

/** For these somebody has to go there. */
export const IN_PERSON: readonly LeftOut[] = ['closed', 'blocked'];

/** Of a whole ward: it is of no use any more, or another day of the same rule has taken its place. */
export type RunLeft = 'stale' | 'newer' | 'changed';

/** Why a message that was written must not go any more. */
export type NoMore = 'changed' | 'snoozed' | 'gone' | 'done' | 'window';
