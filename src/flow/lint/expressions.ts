/** Conditions and values: what does not compile, and variables that nothing saves. */
import { compile } from '../../condition/condition.ts';
import { writes } from '../analysis.ts';
import { type Check, meant } from './subject.ts';

/** Roots that the engine itself provides. */
const engineRoots = ['code'];

export const expressions: Check = (_subject, places) => {
  const saved = new Set([...engineRoots, ...places.flatMap(({ step }) => [...writes(step)])]);
  return places.flatMap(({ description, finding }) =>
    (description.expressions ?? []).flatMap(({ source, path }) => {
      const compiled = compile(source);
      if (!compiled.ok) return [finding(path, `${source}: ${compiled.error}`, 'write it in CEL, as docs/flow-language.md shows')];
      return compiled.condition.roots
        .filter((root) => !saved.has(root))
        .map((root) => finding(path, `${source}: nothing saves ${root}`, meant(root, saved, `put a literal word in quotes: "'${root}'"`)));
    }),
  );
};
