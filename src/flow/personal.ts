/** Placeholders and variables that carry something of a person: what is called so is never said where our words travel abroad. */
export const personalNames: readonly string[] = ['head', 'phone', 'story', 'note', 'invitee'];
