/** What a reader of the dialogs, or the person who is asked, would trip over. Pure: the caller reads the files. */
import type { Finding } from '../yaml/read-yaml.ts';
import { acts } from './lint/acts.ts';
import { choices } from './lint/choices.ts';
import { expressions } from './lint/expressions.ts';
import { personal } from './lint/personal.ts';
import { languages, lengths, letters, sentences } from './lint/sentences.ts';
import { type Check, placesOf, type Subject, type Walkable } from './lint/subject.ts';
import { deadEnds, rounds, starts, targets, unreachable, unusedDialogs } from './lint/ways.ts';
import { words } from './lint/words.ts';

/** Without these somebody would be led where nothing is. */
const walkable: readonly Check<Walkable>[] = [starts, targets, acts, words];
const checks: readonly Check[] = [
  ...walkable,
  ...[unreachable, deadEnds, rounds, unusedDialogs],
  ...[choices, expressions, sentences, languages, letters, lengths, personal],
];

/** Findings by file and line. */
export function lintDialogs(subject: Subject): Finding[] {
  const places = placesOf(subject);
  return inOrder(checks.flatMap((check) => check(subject, places)));
}

/** Only those that must not reach anybody: what a start looks at. */
export function lintWays(subject: Walkable): Finding[] {
  const places = placesOf(subject);
  return inOrder(walkable.flatMap((check) => check(subject, places)));
}

function inOrder(findings: Finding[]): Finding[] {
  return findings.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.problem.localeCompare(b.problem));
}
