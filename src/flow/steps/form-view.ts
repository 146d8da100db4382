/** How a form looks: what it asks at each place, and what it remembers of where it is. */
import { z } from 'zod';
import type { Prompt } from '../kind.ts';
import { MAX_BUTTONS } from '../limits.ts';
import type { Choice, FormItem, Json, Sentence } from '../session.ts';
import { isForm } from './is-form.ts';
import { indexOf, itemsOf, type KeptForm, keepForm, progress, readKept } from './kept-form.ts';

const state = z.object({
  phase: z.enum(['ask', 'explain', 'evidence', 'list', 'complete']),
  /** Indicator in hand. */
  item: z.string().nullable(),
  /** See kept-form.ts. */
  form: z.unknown(),
  /** What the act that was asked last is for. */
  waiting: z.enum(['load', 'pause', 'answer', 'tell', 'attach']),
  /** Words that came with a photo, told once the photo is in. */
  caption: z.string().nullable(),
  /** The answer that was asked for last was a typed number. */
  numbered: z.boolean().default(false),
  /** What was told or sent before the answer it belongs to was given: it follows that. */
  carried: z.object({ text: z.string().nullable(), media: z.json() }).nullable().default(null),
  /** The answer before was kept, as what came was told for it. */
  kept: z.boolean().default(false),
});

export type FormState = Omit<z.infer<typeof state>, 'form'> & { form: KeptForm | null };

export function readForm(value: Json): KeptForm | null {
  return isForm(value) ? keepForm(value) : null;
}

/** Null: there is none, or it is not to be understood. */
export function readState(value: Json): FormState | null {
  const parsed = state.safeParse(value);
  if (!parsed.success) return null;
  const { form: kept } = parsed.data;
  const form = kept === null ? null : readKept(kept);
  return form === null && kept !== null ? null : { ...parsed.data, form };
}

const button = (id: string, key: string): Choice => ({ id, label: { key } });
/** Where a story is awaited, "không có" must not become one, whatever the button is called. */
const wayOut = (id: string, key: string): Choice => ({ ...button(id, key), also: { key: 'form.noneAlso' } });
const later = wayOut('later', 'form.later');
const done = wayOut('done', 'form.done');
const explain = button('explain', 'form.explain');
const more = button('more', 'form.more');
const pause = button('pause', 'form.pause');

/** Understood at every place of the form, offered or not: "tạm nghỉ", "câu khác", "giải thích", "để sau", "gửi phiếu", "câu 3". */
export function wordsTyped({ rows }: KeptForm): Choice[] {
  return [
    { ...pause, also: { key: 'form.pauseAlso' } },
    { ...more, also: { key: 'form.moreAlso' } },
    { ...explain, also: { key: 'form.explainAlso' } },
    { ...button('skip', 'form.later'), also: { key: 'form.skipAlso' } },
    ...wordsElsewhere(rows.length),
  ];
}

/** Of those, what is meant for a form wherever it is said: to send it, or a question by its number. */
export function wordsElsewhere(questions: number): Choice[] {
  const called = Array.from({ length: questions }, (_, at): Choice => {
    const params = { index: at + 1 };
    return { id: `i-${at}`, label: { key: 'form.jump', params }, also: { key: 'form.jumpAlso', params } };
  });
  return [{ ...button('send', 'form.finish'), also: { key: 'form.sendAlso' } }, ...called];
}

/** What to say to an answer that does not fit; where evidence is asked, see there. */
export const fallbacks: Record<Exclude<FormState['phase'], 'evidence'>, string> = {
  ask: 'form.choose',
  explain: 'form.chooseExplained',
  list: 'form.chooseItem',
  complete: 'form.chooseComplete',
};

/** The question again, for somebody who answered it when another of the family just had. */
export function answeredMeanwhile(form: KeptForm, asked: FormItem): Sentence | null {
  const answer = answerOf(asked);
  return answer && { key: 'form.answeredMeanwhile', params: { ...placeOf(form, asked), ask: asked.ask, answer } };
}

/** What is asked next, below the answer that a typed number stood for. */
export function understood(form: KeptForm, answered: FormItem, next: Sentence): Sentence {
  const answer = answerOf(answered);
  return answer ? { key: 'form.understood', params: { index: placeOf(form, answered).index, answer, next } } : next;
}

/** What was told is in, and what it was told for is as before. */
export function receivedFor(asked: FormItem): Sentence | null {
  const answer = answerOf(asked);
  return answer && { key: 'form.evidenceKept', params: { name: asked.name, count: asked.evidenceCount, answer } };
}

/** What the button is called that leaves the evidence of a question. */
export function wayOnward({ evidenceCount }: FormItem): Sentence {
  return evidenceCount > 0 ? done.label : later.label;
}

/** What is asked at each place; the item is there wherever the place is about one. */
export const ask: Record<FormState['phase'], (form: KeptForm, item: FormItem | null) => Prompt> = {
  ask(form, asked) {
    if (!asked) return ask.list(form, null);
    const answer = answerOf(asked);
    const place = { ...placeOf(form, asked), ask: asked.ask };
    const text: Sentence = answer
      ? { key: 'form.questionAnswered', params: { ...place, answer } }
      : { key: 'form.question', params: place };
    const evidence = answer && asked.answer !== 'na' && asked.evidence ? [button('evidence', 'form.evidence')] : [];
    return { text, choices: fitting([...answers(asked), ...evidence], [explain, more]), expect: 'none' };
  },
  explain(form, asked) {
    if (!asked) return ask.list(form, null);
    const params = { ...placeOf(form, asked), ask: asked.ask, explain: asked.explain };
    return { text: { key: 'form.explanation', params }, choices: fitting(answers(asked), [more]), expect: 'none' };
  },
  evidence(form, asked) {
    if (!asked?.evidence) return ask.ask(form, asked);
    const count = asked.evidenceCount;
    const text: Sentence = count > 0 ? { key: 'form.evidenceMore', params: { evidence: asked.evidence, count } } : asked.evidence;
    const choices = count > 0 ? [done, button('see', 'form.see')] : [later];
    // Where words are all that is taken, no photo is offered.
    return { text, choices, ...(asked.photos ? { expect: 'media', photos: 'engine.photoAway' } : { expect: 'story' }) };
  },
  list(form) {
    const { answered, total } = progress(form);
    const way = answered === total ? button('finish', 'form.finish') : button('next', 'form.next');
    return {
      text: { key: 'form.list', params: { answered, total } },
      choices: [...itemsOf(form).map(listed), way, pause],
      expect: 'none',
      listed: true,
    };
  },
  complete: (form) => ({
    text: { key: 'form.complete', params: { total: progress(form).total } },
    choices: [button('finish', 'form.finish'), more],
    expect: 'none',
  }),
};

/** The others follow as far as every channel has buttons for them: the words of those left out are understood all the same. */
function fitting(needed: Choice[], others: Choice[]): Choice[] {
  return [...needed, ...others].slice(0, Math.max(needed.length, MAX_BUTTONS));
}

function answers(asked: FormItem): Choice[] {
  // Mostly only evidence was asked for: who presses the first button in haste changes nothing.
  const same = asked.answer === null && asked.before ? [button('same', 'form.sameButton')] : [];
  const levels = asked.choices.map(({ id, label, also }): Choice => ({ id: `a-${id}`, label, ...(also === undefined ? {} : { also }) }));
  return [...same, ...levels, ...(asked.mayNotApply ? [button('a-na', 'form.notApply')] : [])];
}

function answerOf(asked: FormItem): Sentence | null {
  if (asked.answer === null) return null;
  if (asked.answer === 'na') return { key: 'form.notApply' };
  return asked.choices.find(({ id }) => id === asked.answer)?.label ?? { text: asked.answer };
}

function placeOf(form: KeptForm, asked: FormItem): { index: number; total: number } {
  return { index: indexOf(form, asked.id) + 1, total: progress(form).total };
}

function listed(one: FormItem, index: number): Choice {
  const answer = answerOf(one);
  const params = { index: index + 1, name: one.name };
  const label: Sentence = answer ? { key: 'form.itemAnswered', params: { ...params, answer } } : { key: 'form.itemOpen', params };
  return { id: `i-${index}`, label };
}
