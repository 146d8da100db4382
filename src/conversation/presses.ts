/** Buttons of what was sent to many, or is about one of several things, each by what its data begins with: a press is written down, and then taken as the words that it stands for. */
import { recordPress } from '../announcement/record-press.ts';
import { PRESS } from '../announcement/render-announcement.ts';
import type { Deps } from '../deps.ts';
import { ABOUT_TRAINING, pressAbout } from '../training/training-press.ts';

/** Null: it stands for nothing any more. */
type RecordPress = (deps: Deps, press: { accountId: string; data: string }) => Promise<string | null>;

const presses: ReadonlyMap<string, RecordPress> = new Map<string, RecordPress>([
  [PRESS, recordPress],
  [ABOUT_TRAINING, async (_deps, { data }) => pressAbout(data)?.words ?? null],
]);

/** Whoever records presses of this kind; undefined: it is a button of the conversation itself. */
export function recorderOf(data: string): RecordPress | undefined {
  return presses.get(data.slice(0, data.indexOf('.') + 1));
}
