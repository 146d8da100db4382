/** What is personal is never said over servers abroad: each step that says it has other words for there. */
import type { Description, Path } from '../kind.ts';
import { personalNames } from '../personal.ts';
import type { Check, Place } from './subject.ts';

export const personal: Check = (_subject, places) => places.flatMap(checkPlace);

function checkPlace({ step, description, finding }: Place) {
  const hasAway = 'away' in step && step.away !== undefined;
  return (description.sentences ?? []).flatMap(({ key, with: given, path }) => {
    const names = given.filter((name) => personalNames.includes(name) || readsPersonal(description, [...path.slice(0, -1), 'with', name]));
    return names.flatMap((name) => {
      if (path[0] === 'away') return [finding(path, `${key} says {{${name}}} abroad`, 'word it without, and lead to a page')];
      if (path[0] !== 'text') return [finding(path, `${key} says {{${name}}}, and has no other words for abroad`, 'word it without')];
      if (hasAway) return [];
      return [finding(path, `${key} says {{${name}}}, which may not travel abroad`, 'give the step an away: with a sentence without it')];
    });
  });
}

/** Does the expression of a placeholder look at something personal, whatever the placeholder is called? */
function readsPersonal({ expressions = [] }: Description, path: Path): boolean {
  const source = expressions.find((one) => one.path.join() === path.join())?.source ?? '';
  const names = source.replaceAll(/'[^']*'|"[^"]*"/g, '').match(/[A-Za-z]\w*/g) ?? [];
  return names.some((name) => personalNames.includes(name));
}
