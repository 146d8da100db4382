/** What a kind is handed while its step is taken: the only way in which it sees or changes the session. */
import { compile, evaluate } from '../condition/condition.ts';
import type { Step, Words } from './definition.ts';
import { AWAY_ROOT, type ChoiceField, LANGUAGE_ROOT, type Value, type Values } from './fields.ts';
import { fold } from './fold.ts';
import type { Turn } from './kind.ts';
import { readName } from './read-name.ts';
import { sameJson } from './same-json.ts';
import type { Choice, FlowEvent, Frame, Json, Param, Sentence, Session } from './session.ts';
import { isOpenable, sentence as sentenceShape } from './steps/options.ts';
import { bareOf, byLabel, labelled, readNumber, readSeveral, saysNone } from './understand.ts';

export interface Surroundings {
  session: Session;
  events: FlowEvent[];
  words: Words;
  now: Date;
  text(sentence: Sentence, lang: string): string;
}

/** One for every look at a step, several in each turn: methods, because as many closures would be made anew each time. */
class StepTurn implements Turn<Step> {
  readonly step: Step;
  readonly #around: Surroundings;
  readonly #frame: Frame;

  constructor(around: Surroundings, frame: Frame, step: Step) {
    this.step = step;
    this.#around = around;
    this.#frame = frame;
  }

  get state(): Json {
    return this.#frame.state;
  }

  set state(state: Json) {
    this.#frame.state = state;
  }

  get lang(): string {
    return this.#around.session.lang;
  }

  get now(): Date {
    return this.#around.now;
  }

  say(text: Sentence): void {
    const { events, session } = this.#around;
    events.push({ type: 'say', text, choices: [], expect: 'none', serial: session.serial });
  }

  save(variable: string, value: Json): void {
    this.#around.session.vars[variable] = value;
  }

  settle(): void {
    const { stack } = this.#around.session;
    const layer = stack.findLastIndex(({ interrupts }) => interrupts);
    for (const settled of stack.slice(Math.max(layer, 0))) settled.history = [];
  }

  value(source: Value): Json {
    return this.#attempt(source).value;
  }

  values(sources: Values): { [name: string]: Json } | null {
    const results = Object.entries(sources).map(([name, source]) => [name, this.#attempt(source)] as const);
    if (results.some(([, { ok }]) => !ok)) return null;
    return Object.fromEntries(results.map(([name, { value }]) => [name, value]));
  }

  truth(source: string | boolean): boolean {
    return this.value(source) === true;
  }

  sentence(key: string, placeholders?: { [name: string]: Value }): Sentence {
    if (placeholders === undefined) return { key };
    const params = Object.entries(placeholders).map(([name, source]) => [name, toParam(this.value(source))] as const);
    return { key, params: Object.fromEntries(params) };
  }

  words({ text, with: placeholders, away }: Parameters<Turn<Step>['words']>[0]): Sentence {
    const said = this.#around.session.away && away ? away : { text, with: placeholders };
    return this.sentence(said.text, said.with);
  }

  choices(fields: readonly ChoiceField[] | undefined): Choice[] {
    return (fields ?? []).filter(({ when }) => when === undefined || this.truth(when)).map((field) => this.#toChoice(field));
  }

  says(typed: string, said: Sentence): boolean {
    return fold(typed) !== '' && fold(typed) === fold(this.#around.text(said, this.lang));
  }

  number(typed: string): number | null {
    return readNumber(typed, this.#around.words, this.lang);
  }

  several(typed: string): number[] | null {
    return readSeveral(typed, this.#around.words, this.lang);
  }

  choiceOf(typed: string, choices: readonly Choice[]): string | null {
    const { text, words } = this.#around;
    const named = choices.map((choice) => labelled(choice, text, this.lang));
    return byLabel(typed, named, words, this.lang);
  }

  bare(typed: string): string {
    return bareOf(typed, this.#around.words.polite[this.lang] ?? []);
  }

  saysNone(typed: string): boolean {
    return saysNone(typed, this.#around.words, this.lang);
  }

  name(typed: string): string | null {
    return readName(typed, this.#around.words.names);
  }

  #attempt(source: Value): { ok: boolean; value: Json } {
    if (typeof source !== 'string') return { ok: true, value: source };
    const { vars, lang, away = false } = this.#around.session;
    const compiled = compile(source);
    const result = compiled.ok ? evaluate(compiled.condition, { ...vars, [LANGUAGE_ROOT]: lang, [AWAY_ROOT]: away }) : compiled;
    if (result.ok) return result;
    this.#trouble('expression');
    return { ok: false, value: null };
  }

  /** Once for each step: a round of failing conditions needs no round of reports. */
  #trouble(code: string): void {
    const { events } = this.#around;
    const report: FlowEvent = { type: 'trouble', code, dialog: this.#frame.dialog, step: this.#frame.step };
    if (!events.some((event) => sameJson(event, report))) events.push(report);
  }

  #toChoice(field: ChoiceField): Choice {
    const label = this.sentence(field.label, field.with);
    const url = field.url === undefined ? null : this.value(field.url);
    return {
      id: field.id,
      label,
      ...(typeof url === 'string' && isOpenable(url) ? { url } : {}),
      ...(field.also === undefined ? {} : { also: { key: field.also } }),
      ...(field.inside === undefined ? {} : { inside: field.inside }),
      ...(field.number === undefined ? {} : { number: field.number }),
    };
  }
}

export function createTurn(around: Surroundings, frame: Frame, step: Step): Turn<Step> {
  return new StepTurn(around, frame, step);
}

/** Sentences and dates pass as they are; other structures have no way to be read out. */
function toParam(value: Json): Param {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    const spoken = value.map((one) => (typeof one === 'string' ? { text: one } : one));
    return spoken.every(isSentence) ? (spoken as unknown as Sentence[]) : null;
  }
  if (typeof value.date === 'string') return { date: value.date };
  return isSentence(value) ? (value as unknown as Sentence) : null;
}

function isSentence(value: Json): boolean {
  return sentenceShape.safeParse(value).success;
}
