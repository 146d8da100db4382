/**
 * Is this JSON a form? An act gives one for each answer: checked where it lies instead of copied by a schema, which takes ten times
 * as long.
 */
import type { FormItem, FormView, Sentence } from '../session.ts';

type Unknown<T> = { readonly [key in keyof T]?: unknown };

export function isForm(value: unknown): value is FormView {
  if (!isObject<FormView>(value)) return false;
  return isSentence(value.title) && typeof value.trial === 'boolean' && isFilled(value.items, isItem);
}

function isItem(value: unknown): value is FormItem {
  if (!isObject<FormItem>(value)) return false;
  const { id, name, ask, explain, choices, mayNotApply, evidence, photos = false, answer, evidenceCount, wish, before } = value;
  const asks = typeof id === 'string' && isSentence(name) && isSentence(ask) && isSentence(explain) && isFilled(choices, isChoice);
  const stands = (answer === null || typeof answer === 'string') && Number.isSafeInteger(evidenceCount);
  const again = (wish === undefined || isSentence(wish)) && (before === undefined || isBefore(before));
  return (
    asks &&
    stands &&
    again &&
    typeof photos === 'boolean' &&
    typeof mayNotApply === 'boolean' &&
    (evidence === null || isSentence(evidence))
  );
}

export function isBefore(value: unknown): boolean {
  return isObject<NonNullable<FormItem['before']>>(value) && typeof value.answer === 'string' && typeof value.evidence === 'boolean';
}

function isChoice(value: unknown): boolean {
  if (!isObject<FormItem['choices'][number]>(value)) return false;
  const { id, label, also } = value;
  return typeof id === 'string' && /^[a-z0-9-]{1,12}$/.test(id) && isSentence(label) && (also === undefined || isSentence(also));
}

export function isSentence(value: unknown): value is Sentence {
  if (!isObject<{ key: string; params: object; text: string }>(value)) return false;
  if (typeof value.key !== 'string') return typeof value.text === 'string';
  return value.params === undefined || isObject(value.params);
}

export function isFilled<T>(value: unknown, isOne: (one: unknown) => boolean): value is T[] {
  return Array.isArray(value) && value.length > 0 && value.every(isOne);
}

function isObject<T>(value: unknown): value is Unknown<T> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
