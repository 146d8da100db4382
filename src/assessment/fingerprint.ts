/** Tells whether what a person was shown is still how things stand. */
import { contentHash } from '../canonical.ts';
import type { Answers, Facts } from '../rubric/definition.ts';

/** What points are worked out from. */
export interface Basis {
  versionId: string;
  facts: Facts;
  answers: Answers;
}

/** The same for the same answers, counts and version of the rubric, whoever gave them and however often they changed in between. */
export function fingerprint({ versionId, facts, answers }: Basis): string {
  return contentHash({ versionId, facts, answers });
}
