/** Buttons that answer one training: what a press of them sends back. Whoever sends it says no more than they could type. */

/** What its data begins with: see conversation/presses.ts. */
export const ABOUT_TRAINING = 't.';

/** The training, and the words that the press is taken as. */
const DATA = /^t\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(.+)$/;

export function beginningOf(trainingId: string): string {
  return `${ABOUT_TRAINING}${trainingId}.`;
}

export function pressAbout(data: string): { trainingId: string; words: string } | null {
  const [, trainingId, words] = DATA.exec(data) ?? [];
  return trainingId === undefined || words === undefined ? null : { trainingId, words };
}
