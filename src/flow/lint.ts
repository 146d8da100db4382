/** What a reader of the dialogs, or the person who is asked, would trip over. Pure: the caller reads the files. */
import type { Finding } from '../yaml/read-yaml.ts';
import { acts } from './lint/acts.ts';
import { choices } from './lint/choices.ts';
import { expressions } from './lint/expressions.ts';
import { personal } from './lint/personal.ts';
import { languages, lengths, letters, sentences } from './lint/sentences.ts';
import { type Check, placesOf, type Subject } from './lint/subject.ts';
import { deadEnds, rounds, starts, targets, unreachable, unusedDialogs } from './lint/ways.ts';
import { words } from './lint/words.ts';

const checks: readonly Check[] = [
  ...[starts, targets, unreachable, deadEnds, rounds, unusedDialogs],
  ...[acts, choices, expressions, sentences, languages, letters, lengths, personal, words],
];

/** Findings by file and line. */
export function lintDialogs(subject: Subject): Finding[] {
  const places = placesOf(subject);
  return checks
    .flatMap((check) => check(subject, places))
    .sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.problem.localeCompare(b.problem));
}
