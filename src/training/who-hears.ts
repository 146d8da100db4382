/** Who hears that a training is at another time or place, or is cancelled: who said yes, officers who were invited and have said neither yes nor no, and who wanted to be asked again. */

/** Those who have a seat or wait for one. */
export const COMING = { state: { in: ['going' as const, 'waiting' as const] } };

/** A family that wanted to be asked again: of another time or place it hears then. */
export const LATER = { state: 'none' as const, householdId: { not: null }, answer: 'later' as const, checkedInAt: null };

/** An officer's seat. To whom it was not said yet, what is new is said with it. */
export const ASKED = {
  ...{ state: 'none' as const, officerId: { not: null }, invitedAt: { not: null }, checkedInAt: null },
  AND: [{ OR: [{ answer: null }, { answer: 'later' as const }] }, { OR: [{ news: null }, { news: { not: 'invited' as const } }] }],
};
