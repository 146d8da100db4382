/** Limits of the flow language: part of its specification (docs/flow-language.md), not of a deployment. */

/** Steps taken between two messages of a person. */
export const MAX_STEPS = 50;
/** Dialogs in one another. */
export const MAX_DEPTH = 12;
/** So many answers in a row that do not fit, and the ways out are named. */
export const MISSES_IN_A_ROW = 3;
/** Characters of a message that are looked at. */
export const MAX_TEXT = 10_000;
/** Questions that "back" remembers in one dialog. */
export const MAX_HISTORY = 50;
/** Interruptions in one another; more drop the earlier ones. Leaves room under MAX_DEPTH for what they call. */
export const MAX_INTERRUPTIONS = 3;
/** Characters of an answer in words, unless the step says otherwise. */
export const MAX_ANSWER = 500;
/** Bytes that every channel lets a button send back. */
export const MAX_BUTTON_DATA = 64;
/** Buttons that every channel has under one message. */
export const MAX_BUTTONS = 5;
