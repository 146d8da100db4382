/** Who hears that a training is at another time or place, or is cancelled: who said yes, and officers who were invited and have said neither yes nor no. */

/** Those who have a seat or wait for one. */
export const COMING = { state: { in: ['going' as const, 'waiting' as const] } };

/** An officer's seat. To whom it was not said yet, what is new is said with it. */
export const ASKED = {
  ...{ state: 'none' as const, officerId: { not: null }, invitedAt: { not: null }, checkedInAt: null },
  AND: [{ OR: [{ answer: null }, { answer: 'later' as const }] }, { OR: [{ news: null }, { news: { not: 'invited' as const } }] }],
};
