/** What lint looks at, as plain data: it reads no file and knows no act. */
import type { Finding, Source } from '../../yaml/read-yaml.ts';
import { describeStep } from '../analysis.ts';
import type { Dialog, Step, Words } from '../definition.ts';
import type { Description, Path } from '../kind.ts';

export interface Subject {
  dialogs: readonly Source<Dialog>[];
  words: Source<Words>;
  acts: { readonly [name: string]: { args: readonly string[]; outcomes: readonly string[] } };
  /** The language that sentences are first written in; the others follow it. */
  sourceLanguage: string;
  /** Language → key → sentence, as written. */
  sentences: ReadonlyMap<string, ReadonlyMap<string, WrittenSentence>>;
  /** Is a key said by code besides the engine and the dialogs? Such keys are no leftovers. */
  saidByCode(key: string): boolean;
  /** The tightest of all channels. */
  limits: { maxText: number; maxButtonLabel: number; maxButtonData: number };
}

/** What decides whether dialogs can be walked at all, whatever they say. */
export type Walkable = Pick<Subject, 'dialogs' | 'words' | 'acts'>;

export interface WrittenSentence {
  text: string;
  placeholders: readonly string[];
  finding(problem: string, remedy: string): Finding;
}

/** A step with all that is known of it, and a way to point at its lines. */
export interface Place {
  dialog: Dialog;
  name: string;
  step: Step;
  description: Description;
  finding(path: Path, problem: string, remedy: string): Finding;
}

export function placesOf(subject: Pick<Subject, 'dialogs'>): Place[] {
  return subject.dialogs.flatMap(({ data: dialog, finding }) =>
    Object.entries(dialog.steps).map(([name, step]) => ({
      dialog,
      name,
      step,
      description: describeStep(step),
      finding: (path, problem, remedy) => finding(['steps', name, ...path], `${dialog.id}.${name}: ${problem}`, remedy),
    })),
  );
}

export type Check<S = Subject> = (subject: S, places: readonly Place[]) => Finding[];

/** The known name that was probably meant, as a remedy. */
export function meant(wanted: string, known: Iterable<string>, otherwise: string): string {
  const near = [...known].map((name) => ({ name, distance: distance(wanted, name) })).sort((a, b) => a.distance - b.distance)[0];
  return near && near.distance <= Math.max(2, wanted.length / 4) ? `did you mean ${near.name}?` : otherwise;
}

/** Edit distance (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
