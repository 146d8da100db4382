/**
 * Walks a dialog: one input in, what is said and asked for out. Pure: the same session, input and time always give
 * the same result, and neither the session that was handed in nor the world is changed.
 */
import { type Dialog, dialogKey, type Step, type Words } from './definition.ts';
import type { Answer, Move, StepKind, Turn } from './kind.ts';
import { MAX_DEPTH, MAX_HISTORY, MAX_INTERRUPTIONS, MAX_STEPS, MAX_TEXT, MISSES_IN_A_ROW } from './limits.ts';
import { kindOf } from './registry.ts';
import { sameJson } from './same-json.ts';
import type { Expect, FlowEvent, FlowRequest, Frame, Input, Offer, Passed, Sentence, Session, StepResult } from './session.ts';
import { takeOver } from './take-over.ts';
import { createTurn } from './turn.ts';
import { bareOf, byBeginning, byCount, byLabel, byNumber, byWord, freeText, labelled, withinSentence } from './understand.ts';

export interface World {
  /** By `dialogKey`: every version that a conversation may still be in. */
  dialogs: ReadonlyMap<string, Dialog>;
  /** Dialog id → the version that begins now. */
  current: ReadonlyMap<string, number>;
  words: Words;
  /** What a sentence says; used only to compare typed words with labels. */
  text(sentence: Sentence, lang: string): string;
  /** The code that a whole message is, as it is looked up; null: it is none. `number`: the answer may be a number. */
  code(typed: string, number: boolean): string | null;
}

/** Characters of a code with courtesy around it. */
const LONGEST_COURTESY = 60;
/** Where six digits may be the answer itself. */
const numbers: ReadonlySet<Expect> = new Set(['number', 'date', 'contact']);

/** What was going on is not there, or does not know what came of its request: a dialog of another release. */
const ofAnotherRelease: ReadonlySet<string> = new Set(['lost', 'outcome']);

type ResultInput = Extract<Input, { type: 'result' }>;
type PersonInput = Exclude<Input, ResultInput>;
/** Variables that a dialog is begun with. */
type Given = { [variable: string]: string };
/** How a dialog comes on top of what is going on, or in its place. */
interface Interruption {
  replaces?: boolean;
  /** In the place of what is going on, where that is the same dialog and nothing else. */
  anew?: boolean;
  given?: Given;
}
/** What is to be done next; null when somebody is waited for, or nothing is left. */
type Next = Move | null;

/** Takes one input. Never throws for any input; `now` gives dates without a year theirs. */
export function step(world: World, session: Session, input: Input, now: Date): StepResult {
  const walk = new Walk(world, ownCopy(session), now);
  if (input.type === 'result') walk.finish(input);
  else walk.hear(input);
  return { session: walk.session, events: walk.events, requests: walk.requests };
}

/** One call of `step`: the session as it becomes, and what came out so far. */
class Walk {
  readonly session: Session;
  readonly events: FlowEvent[] = [];
  readonly requests: FlowRequest[] = [];
  readonly #world: World;
  readonly #now: Date;

  constructor(world: World, session: Session, now: Date) {
    this.#world = world;
    this.session = session;
    this.#now = now;
  }

  /** The result of a request. One that nobody waits for changes nothing. */
  finish(input: ResultInput): void {
    const { pending } = this.session;
    if (pending === null) return;
    if (pending.id !== input.request) {
      this.requests.push(pending);
      return;
    }
    this.session.pending = null;
    if (input.lang !== undefined && /^[a-z]{2}$/.test(input.lang)) this.session.lang = input.lang;
    if (input.forget) this.#forget();
    const here = this.#here();
    const { outcome, value = null } = input;
    this.#go(here?.kind.result ? here.kind.result(here.turn, { outcome, value }) : { trouble: 'lost' });
  }

  /** Something a person sent. */
  hear(input: PersonInput): void {
    const { session } = this;
    if (session.pending !== null) {
      this.requests.push(session.pending);
      return;
    }
    session.turn = { steps: 0, troubled: false };
    takeOver(this.#world, session);
    this.#go(this.#respond(input));
  }

  #respond(input: PersonInput): Next {
    if (this.session.stack.length === 0) return this.#wake(input);
    if (!this.#here()) return { trouble: 'lost' };
    if (input.type !== 'start') return this.#answer(input);
    return input.code === undefined ? this.#again(true) : this.#wake(input);
  }

  /** Nothing is going on, or a link begins something new. */
  #wake(input: PersonInput): Next {
    const { words } = this.#world;
    this.session.stack = [];
    this.session.offered = null;
    this.session.vars.code = this.#codeOf(input);
    const word = input.type === 'text' ? byWord(cut(input.text), words, this.session.lang, 'none') : null;
    if (word && 'dialog' in word && !word.within) return this.#begin(word.dialog, { given: word.set });
    if (input.type === 'voice') return this.#begin(words.voice);
    if (input.type === 'press') this.#say({ key: 'engine.oldButton' });
    if (input.type === 'media' || input.type === 'mediaProblem') this.#say({ key: 'engine.noPhotoNow' });
    return this.#begin(words.entry);
  }

  /** A code that is typed when nothing is going on does what its link does. */
  #codeOf(input: PersonInput): string | null {
    if (input.type === 'start') return input.code ?? null;
    return input.type === 'text' ? this.#code(cut(input.text), false) : null;
  }

  /** "dạ 482913 ạ": what people write around a code out of courtesy is left aside. */
  #code(typed: string, number: boolean): string | null {
    const { words, code } = this.#world;
    const bare = typed.length > LONGEST_COURTESY ? typed : bareOf(typed, words.polite[this.session.lang] ?? []);
    return code(typed, number) ?? code(bare, number);
  }

  #answer(input: Exclude<PersonInput, { type: 'start' }>): Next {
    const offer: Offer = this.session.offered ?? { choices: [], expect: 'none' };
    switch (input.type) {
      case 'text':
        return this.#hearText(cut(input.text), offer, input.overtaken ?? false);
      case 'press': {
        const id = this.#pressed(input.data, offer);
        return id === null ? this.#remark({ key: 'engine.oldButton' }) : this.#receive({ type: 'choice', id });
      }
      case 'officerLeft':
        return this.#afterOfficer();
      case 'voice':
        return this.#interrupt(this.#world.words.voice, {});
      case 'media':
        return this.#receive({ ...input, ...(input.caption === undefined ? {} : { caption: cut(input.caption) }) });
      case 'mediaProblem':
        return { unfit: { key: offer.expect === 'media' ? `problem:${input.problem}` : 'engine.noPhotoNow' } };
      case 'contact':
        return this.#receive(input);
      default:
        return this.#receive({ type: 'other' });
    }
  }

  /** Whom the person writes to is asked on top of what stood before the officer. */
  #afterOfficer(): Next {
    const { afterOfficer } = this.#world.words;
    return afterOfficer === undefined ? this.#again(true) : this.#interrupt(afterOfficer, {});
  }

  /** In the order that docs/flow-language.md promises: a label, its beginning, a code, a word, a number, the words themselves. */
  #hearText(text: string, offer: Offer, overtaken: boolean): Next {
    const { words } = this.#world;
    // "Đồng ý" may be meant for what was said since.
    const late = overtaken && offer.binding === true;
    const { lang } = this.session;
    const choices = offer.choices.map((choice) => labelled(choice, this.#world.text, lang));
    const chosen =
      byLabel(text, choices, words, lang) ?? byBeginning(text, offer, choices, words.polite[lang] ?? []) ?? withinSentence(text, choices);
    if (chosen !== null) return late ? this.#remark({ key: 'engine.overtaken' }) : this.#receiveChoice(chosen, offer);
    const code = words.code && !offer.code ? this.#code(text, numbers.has(offer.expect)) : null;
    if (words.code && code !== null) return this.#interrupt(words.code.dialog, { given: { [words.code.save]: code } });
    const word = byWord(text, words, lang, offer.expect);
    if (word && 'do' in word) return this.#back();
    const heard = word?.yields ? this.#hears(text) : null;
    if (heard) return heard;
    // Where words are the answer, "tiếng anh" may be what was learned: the dialog asks what is wanted.
    if (word) return this.#interrupt(word.dialog, { ...word, given: freeText.has(offer.expect) ? {} : word.set });
    const own = this.#hears(text);
    if (own) return own;
    const meant = byCount(text, choices, words, lang) ?? byNumber(text, offer, choices, words, lang);
    if (meant === 'unclear') return { unfit: { key: 'engine.unclear' } };
    if (meant !== null) return late ? this.#remark({ key: 'engine.overtaken' }) : this.#receiveChoice(meant, offer, true);
    return this.#receive(text === '' ? { type: 'other' } : { type: 'text', text });
  }

  #hears(text: string): Move | null {
    const here = this.#here();
    return (text !== '' && here?.kind.hears?.(here.turn, text)) || null;
  }

  /** A choice that only opens a link cannot be taken: it is shown again. */
  #receiveChoice(id: string, offer: Offer, numbered = false): Next {
    const opens = offer.choices.some((choice) => choice.id === id && choice.url !== undefined);
    return opens ? this.#again(true) : this.#receive({ type: 'choice', id, ...(numbered && { numbered }) });
  }

  #pressed(data: string, offer: Offer): string | null {
    const [, serial, id] = /^(\d{1,15})\.([\w-]{1,48})$/.exec(data) ?? [];
    const offered = offer.choices.some((choice) => choice.id === id && choice.url === undefined);
    return id !== undefined && Number(serial) === this.session.serial && offered ? id : null;
  }

  #receive(answer: Answer): Next {
    const here = this.#here();
    return here?.kind.receive ? here.kind.receive(here.turn, answer) : { trouble: 'lost' };
  }

  /** A word that works anywhere: its dialog goes on top, or instead of, what is going on. */
  #interrupt(dialog: string, { replaces = false, anew = false, given = {} }: Interruption): Next {
    const { session } = this;
    const [underneath] = session.stack;
    if (replaces || (anew && session.stack.length === 1 && underneath?.dialog === dialog)) session.stack = [];
    this.#drop(session.stack.findIndex((frame) => frame.interrupts && frame.dialog === dialog));
    const layers = session.stack.filter((frame) => frame.interrupts).length;
    if (layers >= MAX_INTERRUPTIONS) this.#drop(session.stack.findIndex((frame) => frame.interrupts));
    return this.#begin(dialog, { interrupts: session.stack.length > 0, given });
  }

  /** Drops an interruption and all above it, and what was learned there. */
  #drop(from: number): void {
    const kept = this.session.stack[from]?.interrupts?.vars;
    if (kept === undefined) return;
    this.session.vars = { ...kept };
    this.session.stack.length = from;
  }

  /** Back to the question before: within the step, within the dialog, or in the dialog that called it. */
  #back(): Next {
    const here = this.#here();
    const within = here?.kind.back?.(here.turn) ?? null;
    if (within) return within;
    const { stack } = this.session;
    const top = stack.length - 1;
    // A dialog below may stand at a step that asks by itself and called the one above (a form and its evidence).
    const depth = stack.findLastIndex((frame, index) => frame.history.length > 0 || (index < top && frame.asked) || frame.interrupts);
    const frame = stack[depth];
    if (!frame) return this.#remark({ key: 'engine.nothingBefore' });
    this.#drop(stack.findIndex((above, index) => index > depth && above.interrupts));
    stack.length = depth + 1;
    if (depth < top && frame.asked) return this.#resume();
    if (frame.history.length > 0) return this.#backIn(frame);
    this.#drop(depth);
    return this.#resume();
  }

  /** To the last question of this dialog, which may have been asked by a dialog that it called. */
  #backIn(frame: Frame): Next {
    const before = frame.history.pop();
    if (before === undefined) return { trouble: 'lost' };
    if (typeof before === 'string') return this.#enter(before);
    Object.assign(frame, { step: before.step, state: null, asked: false });
    const within = ownFrame(before.within);
    this.session.stack.push(within);
    return this.#backIn(within);
  }

  /** Follows moves until somebody is waited for or nothing is left to do. */
  #go(first: Next): void {
    let move = first;
    while (move) move = this.#apply(move);
  }

  #apply(move: Move): Next {
    if ('ask' in move) return this.#ask(move.ask, false);
    if ('anew' in move) return this.#anew(move.anew, move.unfit ?? null);
    if ('unfit' in move) return this.#remark(this.#missed(move.unfit));
    if ('request' in move) {
      const request = { id: ++this.session.requests, ...move.request };
      this.session.pending = request;
      this.requests.push(request);
      return null;
    }
    if ('call' in move) return this.#begin(move.call);
    if ('trouble' in move) return this.#trouble(move.trouble);
    return this.#leave(move.to);
  }

  /** Says it and asks the question in hand again. */
  #remark(sentence: Sentence): Next {
    this.#say(sentence);
    return this.#again(true);
  }

  /** Asks from that step on, as if nothing had been asked here: "back" does not show how things were before. */
  #anew(to: string, unfit: Sentence | null): Next {
    const frame = this.session.stack.at(-1);
    if (frame) frame.asked = false;
    this.session.anew = { unfit };
    return this.#enter(to);
  }

  /** What to say to an answer that does not fit. Who was not understood several times in a row is told the ways out instead. */
  #missed(unfit: Sentence): Sentence {
    const misses = (this.session.misses ?? 0) + 1;
    this.session.misses = misses;
    return misses % MISSES_IN_A_ROW === 0 ? { key: 'engine.ways' } : unfit;
  }

  /** Asks. A question that is merely repeated keeps its number, so that its earlier buttons still work. */
  #ask(prompt: Extract<Move, { ask: unknown }>['ask'], again: boolean): null {
    const { session } = this;
    const { text, photos, ...offered } = prompt;
    const { anew } = session;
    delete session.anew;
    if (anew?.unfit) this.#say(this.#missed(anew.unfit));
    const repeated = again || anew !== undefined;
    if (!repeated) delete session.misses;
    if (!repeated || !sameJson(offered, session.offered)) session.serial += 1;
    const { choices, expect } = offered;
    session.offered = offered;
    const frame = session.stack.at(-1);
    if (frame) frame.asked = true;
    if (photos) this.#tellWay(photos, repeated);
    this.events.push({ type: 'say', text, choices, expect, serial: session.serial });
    return null;
  }

  /** Which way a photo takes is said once, before one is asked for; in fewer words, which do not say it for a family, each time. */
  #tellWay(key: 'engine.photoAway' | 'engine.photoAwayHere', repeated: boolean): void {
    const { session } = this;
    if (!session.away || session.told) return;
    if (key === 'engine.photoAway') session.told = true;
    else if (repeated) return;
    this.#say({ key });
  }

  #again(repeated: boolean): Next {
    const here = this.#here();
    if (!here?.kind.again) return { trouble: 'lost' };
    const move = here.kind.again(here.turn);
    return 'ask' in move ? this.#ask(move.ask, repeated) : move;
  }

  /** What was interrupted goes on. */
  #resume(): Next {
    const here = this.#here();
    const ask = here?.kind.resume ?? here?.kind.again;
    return here && ask ? ask(here.turn) : { trouble: 'lost' };
  }

  #leave(to: string): Next {
    const frame = this.session.stack.at(-1);
    if (!frame) return { trouble: 'lost' };
    if (to.startsWith('@')) {
      if (this.#world.current.has(to.slice(1))) this.session.stack = [];
      return this.#begin(to.slice(1));
    }
    if (frame.asked) frame.history = [...frame.history, this.#passed(frame)].slice(-MAX_HISTORY);
    return to === 'end' ? this.#end(frame) : this.#enter(to);
  }

  #passed({ step, called }: Frame): Passed {
    return called && this.#here()?.kind.waits !== 'person' ? { step, within: called } : step;
  }

  /** The dialog in hand is over: its caller goes on, or what it interrupted asks again. */
  #end(frame: Frame): Next {
    const { session } = this;
    session.stack.pop();
    delete session.anew;
    const below = session.stack.at(-1);
    if (!below) {
      session.offered = null;
      session.vars = {};
      this.events.push({ type: 'ended', dialog: frame.dialog });
      return null;
    }
    if (frame.interrupts) {
      session.vars = { ...frame.interrupts.vars };
      return this.#resume();
    }
    if (frame.history.length > 0) Object.assign(below, { asked: true, called: { ...frame, state: null } });
    const here = this.#here();
    return here?.kind.returned ? here.kind.returned(here.turn) : { trouble: 'lost' };
  }

  /** Begins a dialog on top of the stack. The depth is counted anew above an interruption: a word never throws anybody out. */
  #begin(id: string, { interrupts = false, given = {} }: { interrupts?: boolean; given?: Given } = {}): Next {
    const { stack } = this.session;
    delete this.session.anew;
    const version = this.#world.current.get(id);
    const dialog = version === undefined ? undefined : this.#world.dialogs.get(dialogKey(id, version));
    if (!dialog) return { trouble: 'dialog' };
    const layer = Math.max(
      stack.findLastIndex((frame) => frame.interrupts),
      0,
    );
    if (!interrupts && stack.length - layer >= MAX_DEPTH) return { trouble: 'depth' };
    const frame: Frame = { dialog: id, version: dialog.version, step: dialog.start, history: [], state: null };
    stack.push(interrupts ? { ...frame, interrupts: { vars: { ...this.session.vars } } } : frame);
    Object.assign(this.session.vars, given);
    return this.#enter(dialog.start);
  }

  /** Enters a step of the dialog in hand. */
  #enter(step: string): Move {
    if (++this.session.turn.steps > MAX_STEPS) return { trouble: 'loop' };
    const frame = this.session.stack.at(-1);
    if (frame) {
      Object.assign(frame, { step, state: null, asked: false });
      delete frame.called;
    }
    const here = this.#here();
    return here ? here.kind.enter(here.turn) : { trouble: 'step' };
  }

  /**
   * Apologises and begins anew. What was told is forgotten with it, as it may be what does not fit; but not what was told to a
   * dialog of another release. Trouble there too: the conversation rests until the next message.
   */
  #trouble(code: string): Next {
    const { session } = this;
    const { entry, lost = entry } = this.#world.words;
    const isLost = ofAnotherRelease.has(code);
    const frame = session.stack.at(-1);
    this.events.push({ type: 'trouble', code, dialog: frame?.dialog ?? '', step: frame?.step ?? '' });
    const first = !session.turn.troubled;
    const vars = first && isLost ? this.#told() : {};
    delete session.anew;
    Object.assign(session, { stack: [], offered: null, pending: null, vars, turn: { steps: 0, troubled: true } });
    if (!first) return null;
    this.#say({ key: 'engine.apology' });
    return this.#begin(isLost ? lost : entry);
  }

  /** What was told to what was going on before anything interrupted it. */
  #told(): Session['vars'] {
    const { stack, vars } = this.session;
    return { ...(stack.find((frame) => frame.interrupts)?.interrupts?.vars ?? vars) };
  }

  #forget(): void {
    const { session } = this;
    const top = session.stack.findLastIndex((frame) => frame.interrupts);
    session.stack = session.stack.slice(Math.max(top, 0));
    const first = session.stack[0];
    if (first) delete first.interrupts;
    delete session.told;
    session.vars = {};
  }

  #here(): { kind: StepKind<Step>; turn: Turn<Step> } | null {
    const frame = this.session.stack.at(-1);
    const dialog = frame && this.#world.dialogs.get(dialogKey(frame.dialog, frame.version));
    const step = frame && dialog && Object.hasOwn(dialog.steps, frame.step) ? dialog.steps[frame.step] : undefined;
    if (!frame || !step) return null;
    const { session, events } = this;
    const around = { session, events, words: this.#world.words, now: this.#now, text: this.#world.text };
    return { kind: kindOf(step) as StepKind<Step>, turn: createTurn(around, frame, step) };
  }

  #say(text: Sentence): void {
    this.events.push({ type: 'say', text, choices: [], expect: 'none', serial: this.session.serial });
  }
}

/**
 * What the walk may change in place: the session, its variables, its frames and what they passed. The values within are
 * only ever replaced, so they are shared: copying a whole form for each answer would be most of the work of a step.
 */
function ownCopy(session: Session): Session {
  return { ...session, vars: { ...session.vars }, stack: session.stack.map(ownFrame), turn: { ...session.turn } };
}

function ownFrame(frame: Frame): Frame {
  return { ...frame, history: [...frame.history] };
}

function cut(text: string): string {
  return text.slice(0, MAX_TEXT).toWellFormed().normalize('NFC').trim();
}
