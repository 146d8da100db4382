/** What a kind of step is. The engine knows kinds only through this interface; each lives in its own file in `steps/`. */
import type { z } from 'zod';
import type { ChoiceField, Saying, Value, Values } from './fields.ts';
import type { Choice, Expect, Json, ReceivedMedia, Sentence } from './session.ts';

/** Where in its step something stands, so that lint can name the line. */
export type Path = readonly (string | number)[];

/** Everything about a step that can be known without walking it: for lint, graphs and take-over. */
export interface Description {
  targets?: { to: string; path: Path; label?: string }[];
  /** `with`: names of the placeholders it is given. */
  sentences?: { key: string; with: string[]; path: Path }[];
  expressions?: { source: string; path: Path }[];
  acts?: ActUse[];
  /** Dialogs it walks and comes back from. */
  dialogs?: { id: string; path: Path }[];
  /** Variables it sets. Those it reads are the roots of its expressions. */
  writes?: string[];
  /** The choices that stand in the dialog, with the keys of what they are called and of other ways to say it. */
  choices?: { id: string; path: Path; label: string; also?: string }[];
  /** Variable that a person's answer goes to. */
  save?: string;
}

export interface ActUse {
  act: string;
  path: Path;
  /** Names of all arguments it is given. */
  args: string[];
  /** Outcomes the kind deals with itself; `needs` must exist. */
  handles: string[];
  needs: string[];
  /** Outcomes the step sends somewhere. */
  on: string[];
}

/** What a person answered, after the engine has looked for choices in it. */
export type Answer =
  /** `numbered`: it was meant by a typed number. */
  | { type: 'choice'; id: string; numbered?: boolean }
  | { type: 'text'; text: string }
  | { type: 'media'; items: ReceivedMedia[]; caption?: string }
  | { type: 'contact'; phone: string; own: boolean }
  | { type: 'other' };

export interface Prompt {
  text: Sentence;
  choices: Choice[];
  expect: Expect;
  /** The choices are a list to pick from, so that "hai" is the second even where words are expected. */
  listed?: boolean;
  /** False: a typed number is not the position of a choice. */
  positions?: boolean;
  /** A code that is typed is the answer, and opens nothing. */
  code?: boolean;
  /** Words choose only as an answer to the last thing that was said: else it is asked again first. */
  binding?: boolean;
  /** A photo fits: which way it takes abroad is said before, in these words of the engine's. */
  photos?: 'engine.photoAway' | 'engine.photoAwayHere';
}

/** What a step wants next. */
export type Move =
  | { to: string }
  | { ask: Prompt }
  | { request: { do: string; args: { [name: string]: Json } } }
  | { call: string }
  /** The answer does not fit: this is said, and the question is asked again. */
  | { unfit: Sentence }
  /** What is asked may have changed meanwhile: goes there in the same place, to ask anew. `unfit`: said once that asks, unless another dialog begins. */
  | { anew: string; unfit?: Sentence }
  | { trouble: string };

/** What a step may see and do while it is taken. */
export interface Turn<S> {
  readonly step: S;
  /** What this step remembers between inputs; plain JSON, null when it is entered. */
  state: Json;
  readonly lang: string;
  readonly now: Date;
  say(sentence: Sentence): void;
  save(variable: string, value: Json): void;
  /** What was asked before is over and done with: "back" leads no further than here, or to what was interrupted. */
  settle(): void;
  /** The value of an expression; null, and a trouble event, when it fails. */
  value(source: Value): Json;
  /** Several at once; null when one of them fails, because acts must not be given half of what they need. */
  values(sources: Values): { [name: string]: Json } | null;
  /** True only if it is exactly true; a failing condition is a trouble event. */
  truth(source: string | boolean): boolean;
  /** A sentence with its placeholders evaluated. */
  sentence(key: string, placeholders?: { [name: string]: Value }): Sentence;
  /** What the step says: its words for here, or those for away. */
  words(step: Saying): Sentence;
  /** The choices of a step whose `when` holds, with their labels. */
  choices(fields: readonly ChoiceField[] | undefined): Choice[];
  /** Is this what a typed text says, accents and capitals aside? */
  says(typed: string, sentence: Sentence): boolean;
  /** Which of these is what a typed text says, by its label or another way to say it; or null. */
  choiceOf(typed: string, choices: readonly Choice[]): string | null;
  /** What was typed without the words of courtesy around it. */
  bare(typed: string): string;
  /** A number that is written in digits or words ("3 người", "ba"), or null. */
  number(typed: string): number | null;
  /** Several numbers that are written one after the other ("2,4", "2 và 4"), or null. */
  several(typed: string): number[] | null;
  /** A few words that say there is nothing to tell ("chưa có ảnh"): no story. */
  saysNone(typed: string): boolean;
  /** A person's name without what people write around it, or null when it is no name but a sentence. */
  name(typed: string): string | null;
}

export interface Result {
  outcome: string;
  value: Json;
}

export interface StepKind<S extends { kind: string } = { kind: string }> {
  name: S['kind'];
  schema: z.ZodObject;
  /** Who it waits for: lint looks for cycles in which nobody is waited for. */
  waits: 'person' | 'service' | 'nobody';
  describe(step: S): Description;
  enter(turn: Turn<S>): Move;
  /** Asks again after an answer that did not fit. Kinds that wait for a person have it. */
  again?(turn: Turn<S>): Move;
  /** Asks again after an interruption; where absent, as `again`. */
  resume?(turn: Turn<S>): Move;
  receive?(turn: Turn<S>, answer: Answer): Move;
  /**
   * Words of the step's own, offered or not, before a number is looked for in them: "câu 3" is a question of a form, not
   * its third choice. Null: none.
   */
  hears?(turn: Turn<S>, typed: string): Move | null;
  /** A request of this step was done. */
  result?(turn: Turn<S>, result: Result): Move;
  /** A dialog that this step called is over. */
  returned?(turn: Turn<S>): Move;
  /** "Back" within the step; null: the step has no place before. */
  back?(turn: Turn<S>): Move | null;
}

/** Lets TypeScript take the step's type from its schema, and hides it from the registry. */
export function defineKind<T extends z.ZodObject>(
  schema: T,
  kind: Omit<StepKind<z.infer<T> & { kind: string }>, 'schema' | 'name'>,
): StepKind & { schema: T } {
  const literal = schema.shape.kind as unknown as z.ZodLiteral<string>;
  return { ...kind, name: literal.value, schema } as unknown as StepKind & { schema: T };
}
