/** What a kind is handed while its step is taken: the only way in which it sees or changes the session. */
import { compile, evaluate } from '../condition/condition.ts';
import type { Step, Words } from './definition.ts';
import { type ChoiceField, LANGUAGE_ROOT, type Value } from './fields.ts';
import { fold } from './fold.ts';
import type { Turn } from './kind.ts';
import { readName } from './read-name.ts';
import { sameJson } from './same-json.ts';
import type { Choice, FlowEvent, Frame, Json, Param, Sentence, Session } from './session.ts';
import { isOpenable, sentence as sentenceShape } from './steps/options.ts';
import { readNumber } from './understand.ts';

export interface Surroundings {
  session: Session;
  events: FlowEvent[];
  words: Words;
  now: Date;
  text(sentence: Sentence, lang: string): string;
}

export function createTurn(around: Surroundings, frame: Frame, step: Step): Turn<Step> {
  const { session, events } = around;

  /** Once for each step: a round of failing conditions needs no round of reports. */
  function trouble(code: string): void {
    const report: FlowEvent = { type: 'trouble', code, dialog: frame.dialog, step: frame.step };
    if (!events.some((event) => sameJson(event, report))) events.push(report);
  }

  function attempt(source: Value): { ok: boolean; value: Json } {
    if (typeof source !== 'string') return { ok: true, value: source };
    const compiled = compile(source);
    const result = compiled.ok ? evaluate(compiled.condition, { ...session.vars, [LANGUAGE_ROOT]: session.lang }) : compiled;
    if (result.ok) return result;
    trouble('expression');
    return { ok: false, value: null };
  }

  const valued = (source: Value): Json => attempt(source).value;

  function sentence(key: string, placeholders?: { [name: string]: Value }): Sentence {
    if (placeholders === undefined) return { key };
    const params = Object.entries(placeholders).map(([name, source]) => [name, toParam(valued(source))] as const);
    return { key, params: Object.fromEntries(params) };
  }

  function toChoice(field: ChoiceField): Choice {
    const label = sentence(field.label, field.with);
    const url = field.url === undefined ? null : valued(field.url);
    return {
      id: field.id,
      label,
      ...(typeof url === 'string' && isOpenable(url) ? { url } : {}),
      ...(field.also === undefined ? {} : { also: { key: field.also } }),
      ...(field.number === undefined ? {} : { number: field.number }),
    };
  }

  return {
    step,
    get state() {
      return frame.state;
    },
    set state(state: Json) {
      frame.state = state;
    },
    lang: session.lang,
    now: around.now,
    say(text) {
      events.push({ type: 'say', text, choices: [], expect: 'none', serial: session.serial });
    },
    save(variable, value) {
      session.vars[variable] = value;
    },
    settle() {
      const layer = session.stack.findLastIndex(({ interrupts }) => interrupts);
      for (const settled of session.stack.slice(Math.max(layer, 0))) settled.history = [];
    },
    value: valued,
    values(sources) {
      const results = Object.entries(sources).map(([name, source]) => [name, attempt(source)] as const);
      if (results.some(([, { ok }]) => !ok)) return null;
      return Object.fromEntries(results.map(([name, { value }]) => [name, value]));
    },
    truth: (source) => valued(source) === true,
    sentence,
    choices: (fields) => (fields ?? []).filter(({ when }) => when === undefined || valued(when) === true).map(toChoice),
    says: (typed, said) => fold(typed) !== '' && fold(typed) === fold(around.text(said, session.lang)),
    number: (typed) => readNumber(typed, around.words, session.lang),
    name: (typed) => readName(typed, around.words.names),
  };
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
