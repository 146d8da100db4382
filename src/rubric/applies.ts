import { compile, evaluate } from '../condition/condition.ts';
import type { Facts } from './definition.ts';

/**
 * Whether something counts for a household. A rubric is linted before it is taken, so a condition that cannot be
 * evaluated does not occur; if it did, the line would stay in rather than vanish.
 */
export function applies(condition: string | undefined, facts: Facts): boolean {
  if (condition === undefined) return true;
  const compiled = compile(condition);
  if (!compiled.ok) return true;
  const result = evaluate(compiled.condition, { ...facts });
  return !result.ok || result.value !== false;
}
