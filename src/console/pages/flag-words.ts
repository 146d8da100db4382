/** What is worth a look in a file, in short: what there is of single questions is counted, and the file says of which. */
import type { Flag } from '../../review/flags.ts';
import { flagSentence } from '../../review/next-file.ts';
import { speaker } from '../frame.ts';
import type { Call } from '../route.ts';

export function flagWords(call: Call, flags: readonly Flag[]): string[] {
  const { say } = call;
  const speak = speaker(call);
  const ofQuestions = (['noEvidence', 'notApplicable', 'sameFile'] as const).flatMap((kind) => {
    const count = flags.filter((flag) => flag.kind === kind).length;
    return count > 0 ? [say(`queue.flags.${kind}`, { count })] : [];
  });
  const ofFile = flags.filter((flag) => !('indicator' in flag));
  return [...ofFile.map((flag) => speak(flagSentence(flag, (indicator) => ({ text: indicator })))), ...ofQuestions];
}
