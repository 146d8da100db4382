/** Why a rule wrote nothing to a household, or went no further in a ward. */

/** Of a household: its week or its day is full; or no message reaches it now, or nobody has asked it whether it wants any, and somebody has to tell it in person. */
export const leftOut = ['cap', 'today', 'closed', 'blocked', 'notAsked'] as const;
export type LeftOut = (typeof leftOut)[number];

/** For these somebody has to go there. */
export const IN_PERSON = ['closed', 'blocked', 'notAsked'] as const satisfies readonly LeftOut[];

/** Of a whole ward: it is of no use any more, another day of the same rule has taken its place, or the service that a backup is of may have done it. */
export type RunLeft = 'stale' | 'newer' | 'changed' | 'restored';

/** Why a message that was written must not go any more. */
export type NoMore = 'changed' | 'snoozed' | 'gone' | 'done' | 'window';
