/** Conditions and values: what does not compile, and variables that nothing saves. */
import { compile } from '../../condition/condition.ts';
import { writes } from '../analysis.ts';
import { engineRoots } from '../fields.ts';
import { type Check, meant, type Subject } from './subject.ts';

export const expressions: Check = (subject, places) => {
  const saved = new Set(['code', ...engineRoots, ...givenByWords(subject), ...places.flatMap(({ step }) => [...writes(step)])]);
  return places.flatMap(({ description, finding }) => [
    ...shadowed(description.writes).map((name) => finding([], `${name} is provided by the engine`, 'save it under another name')),
    ...(description.expressions ?? []).flatMap(({ source, path }) => {
      const compiled = compile(source);
      if (!compiled.ok) return [finding(path, `${source}: ${compiled.error}`, 'write it in CEL, as docs/flow-language.md shows')];
      return compiled.condition.roots
        .filter((root) => !saved.has(root))
        .map((root) => finding(path, `${source}: nothing saves ${root}`, meant(root, saved, `put a literal word in quotes: "'${root}'"`)));
    }),
  ]);
};

function shadowed(written: readonly string[] = []): string[] {
  return written.filter((name) => engineRoots.includes(name));
}

/** Variables that a dialog is begun with. */
function givenByWords({ words: { data } }: Subject): string[] {
  const set = data.words.flatMap((word) => ('dialog' in word ? Object.keys(word.set ?? {}) : []));
  return data.code ? [...set, data.code.save] : set;
}
