/** What can be known of a dialog without walking it; lint, graphs and take-over build on it. */
import { compile } from '../condition/condition.ts';
import type { Dialog, Step } from './definition.ts';
import { engineRoots } from './fields.ts';
import type { Description } from './kind.ts';
import { kindOf } from './registry.ts';

export function describeStep(step: Step): Description {
  return kindOf(step).describe(step);
}

export function stepOf(dialog: Dialog, name: string): Step | null {
  return Object.hasOwn(dialog.steps, name) ? (dialog.steps[name] ?? null) : null;
}

/** Steps of the same dialog that may follow this one. */
export function following(dialog: Dialog, name: string): string[] {
  const step = stepOf(dialog, name);
  if (!step) return [];
  const targets = (describeStep(step).targets ?? []).map(({ to }) => to);
  return [...new Set(targets)].filter((to) => stepOf(dialog, to) !== null);
}

/** The step itself and all that may follow. */
export function reachable(dialog: Dialog, from: string): Set<string> {
  const seen = new Set<string>();
  const ahead = stepOf(dialog, from) ? [from] : [];
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    ahead.push(...following(dialog, name));
  }
  return seen;
}

/** Variables that the step's expressions look at, without the roots that are always there. */
export function reads(step: Step): Set<string> {
  const roots = (describeStep(step).expressions ?? []).flatMap(({ source }) => {
    const compiled = compile(source);
    return compiled.ok ? compiled.condition.roots : [];
  });
  return new Set(roots.filter((root) => !engineRoots.includes(root)));
}

export function writes(step: Step): Set<string> {
  return new Set(describeStep(step).writes ?? []);
}

/** Dialogs that the step walks and comes back from. */
export function calls(step: Step): string[] {
  return (describeStep(step).dialogs ?? []).map(({ id }) => id);
}
