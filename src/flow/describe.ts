/** Small helpers with which kinds describe their steps. */
import type { ChoiceField, Saying, Value } from './fields.ts';
import type { Description, Path } from './kind.ts';

type Placeholders = { [name: string]: Value };

export function describeSentence(key: string | undefined, placeholders: Placeholders | undefined, path: Path): Description {
  if (key === undefined) return {};
  const within = [...path.slice(0, -1), 'with'];
  return { sentences: [{ key, with: Object.keys(placeholders ?? {}), path }], ...describeValues(placeholders, within) };
}

/** What a step says, here and away. */
export function describeWords({ text, with: placeholders, away }: Saying): Description {
  return merge(describeSentence(text, placeholders, ['text']), describeSentence(away?.text, away?.with, ['away', 'text']));
}

/** Literals are no expressions. */
export function describeValues(values: Placeholders | undefined, path: Path): Description {
  const expressions = Object.entries(values ?? {}).flatMap(([name, source]) =>
    typeof source === 'string' ? [{ source, path: [...path, name] }] : [],
  );
  return { expressions };
}

export function describeExpression(source: string | boolean | undefined, path: Path): Description {
  return typeof source === 'string' ? { expressions: [{ source, path }] } : {};
}

export function describeTarget(to: string | undefined, path: Path, label?: string): Description {
  return to === undefined ? {} : { targets: [{ to, path, ...(label === undefined ? {} : { label }) }] };
}

export function describeChoices(choices: readonly ChoiceField[] | undefined): Description {
  return merge(
    ...(choices ?? []).flatMap((choice, index) => {
      const path = ['choices', index];
      return [
        { choices: [{ id: choice.id, path, label: choice.label, ...(choice.also === undefined ? {} : { also: choice.also }) }] },
        describeSentence(choice.label, choice.with, [...path, 'label']),
        describeSentence(choice.also, undefined, [...path, 'also']),
        describeExpression(choice.when, [...path, 'when']),
        describeExpression(choice.url, [...path, 'url']),
        describeTarget(choice.next, [...path, 'next'], choice.id),
      ];
    }),
  );
}

export function describeOutcomes(on: { [outcome: string]: string } | undefined): Description {
  return merge(...Object.entries(on ?? {}).map(([outcome, to]) => describeTarget(to, ['on', outcome], outcome)));
}

export function merge(...parts: Description[]): Description {
  const lists = ['targets', 'sentences', 'expressions', 'acts', 'dialogs', 'writes', 'choices'] as const;
  const merged: Description = {};
  for (const list of lists) {
    const all = parts.flatMap((part): unknown[] => part[list] ?? []);
    if (all.length > 0) Object.assign(merged, { [list]: all });
  }
  const save = parts.find((part) => part.save !== undefined)?.save;
  return save === undefined ? merged : { ...merged, save };
}
