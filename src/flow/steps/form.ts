import { z } from 'zod';
import { describeOutcomes, describeSentence, describeTarget, merge } from '../describe.ts';
import { actName, dialogId, outcomes, sentenceKey, target, variable } from '../fields.ts';
import { type Answer, defineKind, type Move, type Turn } from '../kind.ts';
import type { FormItem, Json, Sentence } from '../session.ts';
import {
  answeredMeanwhile,
  ask,
  type FormState,
  fallbacks,
  readForm,
  readState,
  receivedFor,
  understood,
  wayOnward,
  wordsTyped,
} from './form-view.ts';
import { idAt, indexOf, itemOf, itemsOf, type KeptForm, nextUnanswered, progress } from './kept-form.ts';
import { refusal } from './refusal.ts';

const schema = z
  .strictObject({
    kind: z.literal('form'),
    load: actName.describe('Act that gives the form: `ok` with the whole form'),
    answer: actName.describe('Act that takes `item`, `choice` and `seen` (the answer that stood beside the question, or null)'),
    tell: actName.describe('Act that takes `item` and `text`'),
    attach: actName.describe('Act that takes `item` and `media`'),
    evidence: dialogId.describe('Dialog that lists and deletes evidence of the indicator in the variable `item`'),
    list: z.boolean().optional().describe('Begin with the list of questions'),
    straight: z.boolean().optional().describe('The answer that completes it leads on by itself'),
    told: variable.optional().describe('Words that were told before it begins: a question by its number, or what belongs to a question'),
    fallback: sentenceKey.optional().describe('Said to an answer that does not fit a question'),
    next: target.describe('All answered, and the person is done'),
    pause: target,
    on: outcomes.optional().describe('Other outcomes of the acts, such as closed'),
  })
  .describe('Walks a rubric, one indicator a message');

export type Form = z.infer<typeof schema>;

export const form = defineKind(schema, {
  waits: 'person',
  describe(step) {
    const use = { handles: ['ok', 'refused', 'changed', 'gone'], needs: ['ok'], on: Object.keys(step.on ?? {}) };
    return merge(
      describeSentence(step.fallback, undefined, ['fallback']),
      describeTarget(step.next, ['next']),
      describeTarget(step.pause, ['pause'], 'pause'),
      describeOutcomes(step.on),
      {
        acts: [
          { act: step.load, path: ['load'], args: [], ...use },
          { act: step.answer, path: ['answer'], args: ['item', 'choice', 'seen'], ...use },
          { act: step.tell, path: ['tell'], args: ['item', 'text'], ...use },
          { act: step.attach, path: ['attach'], args: ['item', 'media'], ...use },
        ],
        dialogs: [{ id: step.evidence, path: ['evidence'] }],
        writes: ['item', ...(step.told === undefined ? [] : [step.told])],
        expressions: step.told === undefined ? [] : [{ source: step.told, path: ['told'] }],
      },
    );
  },
  enter: (turn) => load(turn, { ...nowhere, phase: turn.step.list ? 'list' : 'ask' }),
  again: (turn) => remind(turn, readState(turn.state)),
  // Meanwhile another account of the household may have answered.
  resume: (turn) => load(turn, readState(turn.state)),
  returned: (turn) => load(turn, readState(turn.state)),
  hears,
  receive,
  result,
  back,
});

type Loaded = FormState & { form: KeptForm };

/** Words of the shortest story that is taken without having been asked for one. */
const FEWEST_WORDS = 4;

const nowhere: FormState = {
  phase: 'ask',
  item: null,
  form: null,
  waiting: 'load',
  caption: null,
  numbered: false,
  carried: null,
  kept: false,
};

function load(turn: Turn<Form>, state: FormState | null): Move {
  return request(turn, state ?? nowhere, 'load', {});
}

function request(turn: Turn<Form>, state: FormState, waiting: FormState['waiting'], args: { [name: string]: Json }): Move {
  turn.state = { ...state, waiting } as unknown as Json;
  return { request: { do: turn.step[waiting === 'pause' ? 'load' : waiting], args } };
}

/** What to say at a place instead of its own words (`own`); null: those. */
type Words = (form: KeptForm, item: FormItem, phase: FormState['phase'], own: Sentence) => Sentence | null;

/** Remembers the place and asks what belongs there. A form that is not there yet is loaded first. */
function show(turn: Turn<Form>, state: FormState | null, words?: Words): Move {
  if (!state?.form) return load(turn, state);
  const place = standing(state, state.form) ? state : onward(state);
  if (turn.step.straight && place.phase === 'complete') return { to: turn.step.next };
  turn.state = place as unknown as Json;
  const item = itemOf(state.form, place.item);
  const prompt = ask[place.phase](state.form, item);
  const own = item ? withWish(turn, item, place.phase, prompt.text) : prompt.text;
  return { ask: { ...prompt, text: (item && words?.(state.form, item, place.phase, own)) ?? own } };
}

/** What somebody asked for stands with the question and where its evidence is asked. Their words do not travel abroad. */
function withWish(turn: Turn<Form>, { wish }: FormItem, phase: FormState['phase'], text: Sentence): Sentence {
  if (!wish || (phase !== 'ask' && phase !== 'evidence') || turn.truth('away')) return text;
  return { key: 'form.wished', params: { question: text, wish } };
}

/** Is the place still there? What a household must answer can change while it is in the middle of it. */
function standing(state: FormState, form: KeptForm): boolean {
  if (state.phase === 'list') return true;
  if (state.phase === 'complete') return nextUnanswered(form, null) === null;
  const item = itemOf(form, state.item);
  return item !== null && (state.phase !== 'evidence' || item.evidence !== null);
}

/** The place after this one: the next unanswered question, or the end of the form. */
function onward(state: FormState): FormState {
  const next = state.form ? nextUnanswered(state.form, state.item) : null;
  return next === null ? { ...state, phase: 'complete' } : { ...state, phase: 'ask', item: next };
}

function result(turn: Turn<Form>, { outcome, value }: { outcome: string; value: Json }): Move {
  const to = Object.hasOwn(turn.step.on ?? {}, outcome) ? turn.step.on?.[outcome] : undefined;
  if (to !== undefined) return { to };
  const state = readState(turn.state);
  if (!state) return { trouble: 'form' };
  if (outcome === 'refused') return refused(turn, state, value);
  if (outcome !== 'ok' && outcome !== 'changed' && outcome !== 'gone') return { trouble: 'outcome' };
  const view = readForm(value);
  if (!view) return { trouble: 'form' };
  // An answer that another of the family just gave is shown before it is overwritten.
  if (outcome === 'changed') return show(turn, { ...state, form: view, phase: 'ask' }, answeredMeanwhile);
  if (outcome === 'gone') return notTaken(turn, { ...state, form: view });
  return taken[state.waiting](turn, { ...state, form: view });
}

/** Under the first question of a visit, how to rest and how to come to another one: not every question has a button for it. */
const firstQuestion: Words = (form, _item, _phase, question) => ({
  key: progress(form).total > 1 ? 'form.firstQuestion' : 'form.onlyQuestion',
  params: { question },
});

/** What follows each act, once it gave the form as it is now. */
const taken: Record<FormState['waiting'], (turn: Turn<Form>, state: Loaded) => Move> = {
  load(turn, state) {
    const begins = readState(turn.state)?.form === null;
    if (!begins) return remind(turn, state);
    turn.say({ key: state.form.trial ? 'form.beginTrial' : 'form.begin', params: { title: state.form.title } });
    const words = toldBefore(turn);
    if (words !== null) return hearTold(turn, state, words);
    return state.phase === 'list' ? remind(turn, state) : show(turn, onward(state), firstQuestion);
  },
  pause(turn, state) {
    turn.say({ key: 'form.paused', params: progress(state.form) });
    return { to: turn.step.pause };
  },
  answer(turn, state) {
    const item = itemOf(state.form, state.item);
    if (state.kept) return show(turn, { ...state, phase: 'evidence', kept: false }, (_form, kept) => receivedFor(kept));
    const asksEvidence = item?.evidence && item.answer !== null && item.answer !== 'na';
    const carried = state.carried?.text ?? null;
    if (asksEvidence && carried !== null)
      return request(turn, { ...state, phase: 'evidence', carried: null }, 'tell', { item: item.id, text: carried });
    const place: FormState = { ...(asksEvidence ? { ...state, phase: 'evidence' } : onward(state)), carried: null };
    return show(turn, place, (form, _item, _phase, own) => (state.numbered && item ? understood(form, item, own) : null));
  },
  tell: received,
  attach: received,
};

/** Whoever answered is told that it was not taken, and why: the question is not asked any more, or is another one now. */
function notTaken(turn: Turn<Form>, state: Loaded): Move {
  const there = itemOf(state.form, state.item) !== null;
  turn.say({ key: there ? 'form.otherAnswers' : 'form.notAsked' });
  return show(turn, { ...state, phase: 'ask' });
}

/** A piece of evidence is in; the words that came with a photo follow it. */
function received(turn: Turn<Form>, state: Loaded): Move {
  const place: FormState = { ...state, phase: 'evidence', caption: null };
  if (state.caption !== null && state.item !== null) return request(turn, place, 'tell', { item: state.item, text: state.caption });
  const item = state.kept ? itemOf(state.form, state.item) : null;
  if (item && takesBefore(item))
    return request(turn, place, 'answer', { item: item.id, choice: item.before?.answer ?? null, seen: item.answer });
  return remind(turn, { ...place, kept: false }, 'form.evidenceReceived');
}

type Carried = NonNullable<FormState['carried']>;

/** Words told before the form began; null: none. */
function toldBefore(turn: Turn<Form>): string | null {
  const { told } = turn.step;
  const words = told === undefined ? null : turn.value(told);
  if (told !== undefined) turn.save(told, null);
  return typeof words === 'string' && words !== '' ? words : null;
}

/** "câu 5" comes to that question; what tells something is for one of them. */
function hearTold(turn: Turn<Form>, state: Loaded, words: string): Move {
  const meant = turn.choiceOf(words, wordsTyped(state.form));
  if (meant !== null) return choose(turn, onward(state), meant);
  return tellsSomething(turn, words) ? placeTold(turn, state, words) : show(turn, onward(state), firstQuestion);
}

/** They are for the one question that is asked once more; where none is, or several are, the person says which. */
function placeTold(turn: Turn<Form>, state: Loaded, words: string): Move {
  const carried: Carried = { text: words, media: null };
  const open = itemsOf(state.form).filter(takesBefore);
  const [only] = open;
  if (only && open.length === 1) return keepAnswer(turn, { ...state, item: only.id }, only, carried);
  turn.say({ key: 'form.whichFor' });
  return show(turn, { ...state, phase: 'list', carried });
}

/** Is this asked once more, and may something be handed in with the answer it had? */
function takesBefore({ answer, before }: FormItem): boolean {
  return answer === null && before?.evidence === true;
}

/** Few words are a question or a sigh, no story. */
function tellsSomething(turn: Turn<Form>, words: string): boolean {
  return !turn.saysNone(words) && !words.trim().endsWith('?') && words.trim().split(/\s+/).length >= FEWEST_WORDS;
}

/**
 * What was asked for comes before any choice: it is handed in, and the answer stays as it was. In this order, because a turn that is
 * taken anew finds an answer that it gave, and would not ask for anything any more.
 */
function keepAnswer(turn: Turn<Form>, state: FormState, { id }: FormItem, { text, media }: Carried): Move {
  const place: FormState = { ...state, item: id, carried: null, kept: true };
  if (media !== null) return request(turn, { ...place, caption: text }, 'attach', { item: id, media });
  return request(turn, place, 'tell', { item: id, text });
}

/** The question was chosen that they are for: with an answer it takes them at once, else after it. */
function carryTo(turn: Turn<Form>, state: FormState, item: FormItem, carried: Carried): Move {
  if (takesBefore(item)) return keepAnswer(turn, state, item, carried);
  if (item.evidence === null) return { unfit: { key: 'form.noWords' } };
  if (item.answer === null || item.answer === 'na') return show(turn, { ...state, phase: 'ask' }, answerFirst);
  return request(turn, { ...state, carried: null, phase: 'evidence' }, 'tell', { item: item.id, text: carried.text ?? '' });
}

/** What was told waits for the answer that it goes with. */
const answerFirst: Words = (_form, _item, _phase, question) => ({ key: 'form.answerFirst', params: { question } });

/** Shows the place again. Where evidence is asked and some is there already, in few words: what to send was said before. */
function remind(turn: Turn<Form>, state: FormState | null, key = 'form.evidenceSoFar'): Move {
  return show(turn, state, (_, { name, evidenceCount: count }, phase) =>
    phase === 'evidence' && count > 0 ? { key, params: { name, count } } : null,
  );
}

function refused(turn: Turn<Form>, state: FormState, value: Json): Move {
  const why: Sentence = refusal(value) ?? withWay('form.evidenceWaits', state);
  turn.say(why);
  // Some of it may have been taken all the same: the form says how much is there now.
  if (state.caption === null || state.item === null) return load(turn, { ...state, kept: false });
  return request(turn, { ...state, caption: null }, 'tell', { item: state.item, text: state.caption });
}

function receive(turn: Turn<Form>, answer: Answer): Move {
  const state = readState(turn.state);
  if (!state?.form) return load(turn, state);
  if (answer.type === 'choice') return choose(turn, { ...state, numbered: answer.numbered ?? false }, answer.id);
  if (state.phase === 'evidence') return takeEvidence(turn, state, answer);
  if (answer.type === 'media') return photoAtQuestion(turn, state, answer);
  const asked = state.phase === 'ask' || state.phase === 'explain' ? itemOf(state.form, state.item) : null;
  if (answer.type === 'text' && asked && takesBefore(asked) && tellsSomething(turn, answer.text))
    return keepAnswer(turn, state, asked, { text: answer.text, media: null });
  const number = answer.type === 'text' && state.phase === 'complete' ? turn.number(answer.text) : null;
  const item = number === null ? null : idAt(state.form, number - 1);
  return item === null ? misfit(turn, state) : show(turn, { ...state, phase: 'ask', item });
}

function hears(turn: Turn<Form>, typed: string): Move | null {
  const state = readState(turn.state);
  const id = state?.form ? turn.choiceOf(typed, wordsTyped(state.form)) : null;
  return state && id !== null ? choose(turn, state, id) : null;
}

function misfit(turn: Turn<Form>, state: FormState): Move {
  if (state.phase === 'evidence') return { unfit: withWay('form.evidenceWaits', state) };
  const own = state.phase === 'ask' || state.phase === 'explain' ? turn.step.fallback : undefined;
  return { unfit: { key: own ?? fallbacks[state.phase] } };
}

function choose(turn: Turn<Form>, { carried, ...before }: FormState, id: string): Move {
  const state: FormState = { ...before, carried: null };
  const level = /^a-(.+)$/.exec(id)?.[1];
  if (level !== undefined && state.item !== null) {
    const seen = (state.form && itemOf(state.form, state.item)?.answer) ?? null;
    return request(turn, { ...state, carried: carried ?? null }, 'answer', { item: state.item, choice: level, seen });
  }
  const index = /^i-(\d{1,4})$/.exec(id)?.[1];
  const item = index === undefined || !state.form ? null : idAt(state.form, Number(index));
  const chosen = carried && state.form ? itemOf(state.form, item) : null;
  if (carried && chosen) return carryTo(turn, { ...state, item, carried }, chosen, carried);
  if (item !== null) return show(turn, { ...state, phase: 'ask', item });
  const way = Object.hasOwn(ways, id) ? ways[id] : undefined;
  return way ? way(turn, state) : misfit(turn, state);
}

const ways: Record<string, (turn: Turn<Form>, state: FormState) => Move> = {
  explain(turn, state) {
    if (state.phase === 'list' || state.phase === 'complete') return misfit(turn, state);
    return show(turn, { ...state, phase: 'explain' });
  },
  // Somebody else of the family may have answered meanwhile: what is counted is counted anew.
  more: (turn, state) => load(turn, { ...state, phase: 'list' }),
  pause: (turn, state) => request(turn, state, 'pause', {}),
  same(turn, state) {
    const before = state.form ? itemOf(state.form, state.item)?.before : undefined;
    return before ? choose(turn, state, `a-${before.answer}`) : misfit(turn, state);
  },
  evidence: (turn, state) => show(turn, { ...state, phase: 'evidence' }),
  next: (turn, state) => show(turn, onward(state)),
  later: (turn, state) => show(turn, onward(state)),
  done: (turn, state) => show(turn, onward(state)),
  skip(turn, state) {
    if (state.phase === 'list' || state.phase === 'complete') return request(turn, state, 'pause', {});
    const place = onward(state);
    const last = place.item === state.item && place.phase !== 'complete';
    return last ? { unfit: { key: 'form.lastOne' } } : show(turn, place);
  },
  send(turn, state) {
    const { answered, total } = state.form ? progress(state.form) : { answered: 0, total: 0 };
    if (!state.form || answered === total) return { to: turn.step.next };
    turn.say(missingIn(state.form));
    return show(turn, onward({ ...state, item: null }));
  },
  finish: (turn) => ({ to: turn.step.next }),
  see(turn, state) {
    turn.save('item', state.item);
    return { call: turn.step.evidence };
  },
};

/** Which questions have no answer yet; of many, how many. */
function missingIn(form: KeptForm): Sentence {
  const missing = itemsOf(form).flatMap(({ answer }, at) => (answer === null ? [String(at + 1)] : []));
  const params = { missing: missing.length, which: missing.join(', ') };
  return { key: missing.length === 1 ? 'form.unansweredOne' : 'form.unanswered', params };
}

/** A code of a page or a door, mistyped: it is no story. */
const SIX_DIGITS = /^\s*\d{3}[\s.-]?\d{3}\s*$/u;

function takeEvidence(turn: Turn<Form>, state: FormState, answer: Answer): Move {
  if (state.item === null) return show(turn, onward(state));
  if (answer.type === 'text' && turn.saysNone(answer.text)) return { unfit: withWay('form.evidenceNone', state) };
  if (answer.type === 'text' && SIX_DIGITS.test(answer.text)) return { unfit: withWay('form.evidenceDigits', state) };
  if (answer.type === 'text') return request(turn, state, 'tell', { item: state.item, text: answer.text });
  if (answer.type !== 'media') return misfit(turn, state);
  const place: FormState = { ...state, caption: answer.caption ?? null };
  return request(turn, place, 'attach', { item: state.item, media: answer.items as unknown as Json });
}

/** A sentence that names the button which leads on. */
function withWay(key: string, { form, item: id }: FormState): Sentence {
  const item = form && id !== null ? itemOf(form, id) : null;
  return { key, params: { way: item ? wayOnward(item) : { key: 'form.later' } } };
}

/** A photo sent at a question that was answered before is its evidence; elsewhere the person is told what comes first. */
function photoAtQuestion(turn: Turn<Form>, state: FormState, answer: Extract<Answer, { type: 'media' }>): Move {
  const asked = state.phase === 'ask' || state.phase === 'explain';
  const item = asked && state.form ? itemOf(state.form, state.item) : null;
  if (!item) return { unfit: { key: 'engine.noPhotoNow' } };
  if (takesBefore(item)) return keepAnswer(turn, state, item, { text: answer.caption ?? null, media: answer.items as unknown as Json });
  if (item.answer === null) return { unfit: { key: 'form.mediaFirst' } };
  return item.evidence ? takeEvidence(turn, state, answer) : { unfit: { key: 'form.noEvidence' } };
}

function back(turn: Turn<Form>): Move | null {
  const state = readState(turn.state);
  if (!state?.form) return null;
  const { form, item } = state;
  const index = indexOf(form, item);
  if (state.phase === 'complete') return show(turn, { ...state, phase: 'ask', item: idAt(form, progress(form).total - 1) });
  if (state.phase !== 'ask' && index >= 0) return show(turn, { ...state, phase: 'ask' });
  const before = idAt(form, index - 1);
  return before === null ? null : show(turn, { ...state, phase: 'ask', item: before });
}
