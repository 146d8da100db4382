/** What is worth a look in a file before it is confirmed. Pure. */
import type { Answers, Facts, Indicator, Rubric } from '../rubric/definition.ts';
import { NOT_APPLICABLE } from '../rubric/score.ts';
import { asked } from '../rubric/walk.ts';

export type Flag =
  /** Points were taken where the rubric wants something to show, and nothing is there. */
  | { kind: 'noEvidence'; indicator: string }
  /** The household says that it does not apply; the khu phố confirms that. */
  | { kind: 'notApplicable'; indicator: string }
  /** The same file was handed in by another household, or at another item of its own. */
  | { kind: 'sameFile'; indicator: string }
  /** On the scale of the rubric. */
  | { kind: 'farFromLastYear'; points: number; before: number }
  /** Somebody else entered at least some of it. */
  | { kind: 'assisted' }
  /** The household disagrees with what officers did, and nobody has answered. */
  | { kind: 'objects' }
  /** It answers what was asked back. */
  | { kind: 'answersBack' };

export const flagKinds = [
  'noEvidence',
  'notApplicable',
  'sameFile',
  'farFromLastYear',
  'assisted',
  'objects',
  'answersBack',
] as const satisfies Flag['kind'][];

/** What to look for: a kind, whatever there is, or files with nothing. */
export type FlagFilter = (typeof flagKinds)[number] | 'any' | 'none';

export interface Looked {
  rubric: Rubric;
  facts: Facts;
  /** As sent. */
  answers: Answers;
  /** Pieces that are still there. */
  evidence: readonly { indicator: string; sha256: string; kind: 'story' | 'photo' | 'pdf' }[];
  /** SHA-256 of files that other households have handed in too. */
  elsewhere: ReadonlySet<string>;
  points: number;
  /** What was sent last in the season before, if anything was, on the same scale; null: nothing. */
  lastYear: number | null;
  assisted: boolean;
  objects: boolean;
  answersBack: boolean;
}

/** Points out of a hundred: a household changes by less from one year to the next. */
const FAR = 25;

/** In the order of the rubric, those of the whole file last. */
export function flagsOf(file: Looked): Flag[] {
  const { rubric, facts, points, lastYear, assisted, objects, answersBack } = file;
  const flags = asked(rubric, facts).flatMap((indicator) => flagsAt(file, indicator));
  if (lastYear !== null && Math.abs(points - lastYear) * 100 >= FAR * rubric.total)
    flags.push({ kind: 'farFromLastYear', points, before: lastYear });
  if (assisted) flags.push({ kind: 'assisted' });
  if (objects) flags.push({ kind: 'objects' });
  if (answersBack) flags.push({ kind: 'answersBack' });
  return flags;
}

function flagsAt({ answers, evidence, elsewhere }: Looked, indicator: Indicator): Flag[] {
  const { id } = indicator;
  const answer = answers[id];
  if (answer === NOT_APPLICABLE) return [{ kind: 'notApplicable', indicator: id }];
  const here = evidence.filter((piece) => piece.indicator === id);
  const flags: Flag[] = [];
  if (wantsEvidence(indicator, answer) && here.length === 0) flags.push({ kind: 'noEvidence', indicator: id });
  // Two may well tell the same in the same words.
  const files = here.filter(({ kind }) => kind !== 'story');
  const twice = files.some(
    ({ sha256 }) => elsewhere.has(sha256) || evidence.some((other) => other.indicator !== id && other.sha256 === sha256),
  );
  if (twice) flags.push({ kind: 'sameFile', indicator: id });
  return flags;
}

/** Nobody has to prove that there is nothing. */
function wantsEvidence({ evidence, levels }: Indicator, answer: string | undefined): boolean {
  const level = levels.find(({ id }) => id === answer);
  return evidence !== undefined && level !== undefined && level.points > 0 && level.asksEvidence;
}
