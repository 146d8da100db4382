/** Why a household of the audience gets nothing. */

/**
 * When the audience is looked at, or fixed: none of its chats can be written to, and this one comes nearest to it. `noConsent`: they said no ·
 * `notAsked`: nobody has asked them yet whether they want news · `asOfficer`: there they are invited to the same training as an officer.
 */
export const unreached = ['noAccount', 'noConsent', 'notAsked', 'stopped', 'blocked', 'otherChannel', 'asOfficer', 'cap'] as const;
export type Unreached = (typeof unreached)[number];

/** Later: `gone`: its chat is no member any more · `merged`: it is one family with another, which gets it or has it · `restored`: a backup was, and nobody knows. */
export type LeftOut = Unreached | 'gone' | 'merged' | 'erased' | 'expired' | 'cancelled' | 'restored';
