/**
 * A form as a conversation remembers it. It is most of a session, which is read and written for every answer: so its rows
 * are lists, of a sentence there is only what its key does not have in common with the others, and nothing is unfolded but
 * the question in hand.
 */
import type { FormItem, FormView, Json, Sentence } from '../session.ts';
import { isBefore, isFilled, isForm, isSentence } from './is-form.ts';

export interface KeptForm {
  title: Sentence;
  trial: boolean;
  /** What keys begin with, before the id of the question. */
  stem: string;
  rows: Row[];
  /** What is asked once more, by id: few, so not in the rows. */
  again?: { [id: string]: Again };
}

type Again = Pick<FormItem, 'wish' | 'before'>;

/** The end of a key that begins with stem and id, or a sentence that does not. */
type Short = string | Sentence;
/** Its choices are the rest: id, label and other ways to say it, in turn. */
type Row = [
  id: string,
  name: Short,
  ask: Short,
  explain: Short,
  evidence: Short | null,
  mayNotApply: boolean,
  answer: string | null,
  evidenceCount: number,
  photos: boolean,
  ...choices: (Short | null)[],
];
/** Before the choices. */
const FIXED = 9;
/** Of each choice. */
const CHOICE = 3;
const ID = 0;
const ANSWER = 6;

export function keepForm({ title, trial, items }: FormView): KeptForm {
  const stem = stemOf(items[0]);
  const asked = items.filter(({ wish, before }) => wish !== undefined || before !== undefined);
  const again = Object.fromEntries(
    asked.map(({ id, wish, before }): [string, Again] => [id, { ...(wish && { wish }), ...(before && { before }) }]),
  );
  return { title, trial, stem, rows: items.map((item) => toRow(item, stem)), ...(asked.length > 0 && { again }) };
}

/** Null: this is none. */
export function readKept(value: unknown): KeptForm | null {
  if (isForm(value)) return keepForm(value); // as earlier releases kept it
  if (typeof value !== 'object' || value === null) return null;
  const { title, trial, stem, rows, again = {} } = value as { readonly [key in keyof KeptForm]?: unknown };
  if (typeof again !== 'object' || again === null || !Object.values(again).every(isAgain)) return null;
  const fits = isSentence(title) && typeof trial === 'boolean' && typeof stem === 'string' && isFilled(rows, isRow);
  return fits ? (value as KeptForm) : null;
}

function isAgain(value: unknown): value is Again {
  if (typeof value !== 'object' || value === null) return false;
  const { wish, before } = value as { readonly [key in keyof Again]?: unknown };
  return (wish === undefined || isSentence(wish)) && (before === undefined || isBefore(before));
}

export function itemsOf({ stem, rows, again }: KeptForm): FormItem[] {
  return rows.map((row) => ({ ...toItem(row, stem), ...again?.[row[ID]] }));
}

export function itemOf({ stem, rows, again }: KeptForm, id: string | null): FormItem | null {
  const row = rows.find((one) => one[ID] === id);
  return row ? { ...toItem(row, stem), ...again?.[row[ID]] } : null;
}

/** Its place in the form, from 0; -1: none. */
export function indexOf({ rows }: KeptForm, id: string | null): number {
  return rows.findIndex((row) => row[ID] === id);
}

/** The question at a place. */
export function idAt({ rows }: KeptForm, index: number): string | null {
  return rows[index]?.[ID] ?? null;
}

/** The next question without an answer after this one, beginning again at the top. */
export function nextUnanswered(form: KeptForm, after: string | null): string | null {
  const from = indexOf(form, after) + 1;
  const { rows } = form;
  return [...rows.slice(from), ...rows.slice(0, from)].find((row) => row[ANSWER] === null)?.[ID] ?? null;
}

/** How many questions have an answer. */
export function progress({ rows }: KeptForm): { answered: number; total: number } {
  return { answered: rows.filter((row) => row[ANSWER] !== null).length, total: rows.length };
}

function stemOf(first: FormItem | undefined): string {
  if (!first || !('key' in first.name)) return '';
  return first.name.key.slice(0, Math.max(first.name.key.indexOf(`${first.id}.`), 0));
}

function toRow(item: FormItem, stem: string): Row {
  const { id, name, ask, explain, choices, mayNotApply, evidence, photos = false, answer, evidenceCount } = item;
  const start = `${stem}${id}.`;
  const row: Row = [
    id,
    short(name, start),
    short(ask, start),
    short(explain, start),
    evidence && short(evidence, start),
    mayNotApply,
    answer,
    evidenceCount,
    photos,
  ];
  for (const { id: choice, label, also } of choices) row.push(choice, short(label, start), also ? short(also, start) : null);
  return row;
}

function toItem(row: Row, stem: string): FormItem {
  const [id, name, ask, explain, evidence, mayNotApply, answer, evidenceCount, photos, ...labels] = row;
  const whole = (said: Short): Sentence => (typeof said === 'string' ? { key: `${stem}${id}.${said}` } : said);
  const choices: FormItem['choices'] = [];
  for (let at = 0; at < labels.length; at += CHOICE) {
    const [choice, label, also] = labels.slice(at, at + CHOICE) as [string, Short, Short | null];
    choices.push({ id: choice, label: whole(label), ...(also === null ? {} : { also: whole(also) }) });
  }
  const sentences = { name: whole(name), ask: whole(ask), explain: whole(explain), evidence: evidence === null ? null : whole(evidence) };
  return { id, ...sentences, choices, mayNotApply, answer, evidenceCount, ...(photos ? { photos } : {}) };
}

function short(said: Sentence, start: string): Short {
  return 'key' in said && said.params === undefined && said.key.startsWith(start) ? said.key.slice(start.length) : said;
}

function isRow(row: unknown): row is Row {
  if (!Array.isArray(row) || row.length < FIXED + CHOICE || (row.length - FIXED) % CHOICE !== 0) return false;
  const [id, name, ask, explain, evidence, mayNotApply, answer, evidenceCount, photos] = row as Json[];
  const asks = typeof id === 'string' && isShort(name) && isShort(ask) && isShort(explain) && (evidence === null || isShort(evidence));
  const stands = (answer === null || typeof answer === 'string') && Number.isSafeInteger(evidenceCount);
  return (
    asks &&
    stands &&
    typeof mayNotApply === 'boolean' &&
    typeof photos === 'boolean' &&
    row.every((one, at) => at < FIXED || isPart(one, (at - FIXED) % CHOICE))
  );
}

function isPart(one: unknown, place: number): boolean {
  if (place === 0) return typeof one === 'string';
  return isShort(one) || (place === 2 && one === null);
}

function isShort(said: unknown): said is Short {
  return typeof said === 'string' || isSentence(said);
}
