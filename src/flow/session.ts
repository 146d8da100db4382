/** The JSON that goes into and comes out of the engine. Nothing here knows a channel, a language or a database. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A value that a sentence's placeholder takes. Dates and lists become words where the language is known. */
export type Param = string | number | boolean | null | { date: string } | Sentence | Sentence[];

/** Something a person will read: a key of `locales/` with its values, or literal data such as the name of a ward; `in` other languages. */
export type Sentence = { key: string; params?: { [name: string]: Param } } | { text: string; in?: { [language: string]: string } };

/** One way to answer. With `url` it opens a page instead of answering. */
export interface Choice {
  id: string;
  label: Sentence;
  url?: string;
  /** Other ways people say it, separated by commas; nobody reads them. */
  also?: Sentence;
  /** Its words are also understood within a short sentence. */
  inside?: boolean;
  /** A typed number within these bounds means this choice. */
  number?: NumberRange;
}

export interface NumberRange {
  min?: number | undefined;
  max?: number | undefined;
}

/** What a prompt waits for besides its choices. `none`: only the choices; `media`: photos, or words; `story`: words that tell something. */
export type Expect = 'none' | 'text' | 'number' | 'date' | 'contact' | 'media' | 'story';

/** A file that was received, cleaned and stored before the turn (see evidence/receive-file.ts). */
export interface ReceivedMedia {
  kind: 'photo' | 'pdf';
  blobKey: string;
  thumbKey: string | null;
  mediaType: string;
  bytes: number;
  width: number | null;
  height: number | null;
  /** Of the file as received, hex. */
  sha256: string;
}

export type Input =
  /** First contact, or `/start`, or the page of a QR code; `code` is what stood in the link. */
  | { type: 'start'; code?: string }
  | {
      type: 'text';
      text: string;
      /** Something else was said to the person since the question in hand, so that this may be meant for that. */
      overtaken?: boolean;
    }
  /** A button: `"<serial>.<choice id>"` as it was rendered. */
  | { type: 'press'; data: string }
  | { type: 'media'; items: ReceivedMedia[]; caption?: string }
  /** A file that could not be taken; `problem` is a code of the problem catalogue. */
  | { type: 'mediaProblem'; problem: string }
  | { type: 'contact'; phone: string; own: boolean }
  | { type: 'voice' }
  /** An officer wrote to the person by hand, long ago by now: what was just written may be meant for them, and is not looked at. */
  | { type: 'officerLeft' }
  /** Stickers, locations and whatever else has no meaning here. */
  | { type: 'other' }
  /** The answer to a request of the engine. `lang` (two letters) changes the language of the conversation. */
  | {
      type: 'result';
      request: number;
      outcome: string;
      value?: Json;
      lang?: string;
      /** The service dropped what it knew of this person: variables and whatever was interrupted go too. */
      forget?: boolean;
    };

export type Vars = { [name: string]: Json };

/** One dialog being walked. `state` belongs to the kind of the step that waits. */
export interface Frame {
  dialog: string;
  version: number;
  step: string;
  /** Interactive steps passed, oldest first, for "back". */
  history: Passed[];
  state: Json;
  /** True once the step in hand has asked something: then "back" may return to it. */
  asked?: boolean;
  /** The dialog that the step in hand called, once it is over and if it asked something. */
  called?: Frame;
  /**
   * Set when a word that works anywhere opened this frame: at its end the interrupted step asks again, and knows what
   * it knew before.
   */
  interrupts?: { vars: Vars };
}

/** A step that asked something, or one whose called dialog did: then "back" goes into that dialog again. */
export type Passed = string | { step: string; within: Frame };

export interface Session {
  lang: string;
  /** What the conversation knows so far; roots of every condition. */
  vars: Vars;
  /** The dialog in hand is last. Empty: nothing is going on, and any message starts the entry dialog. */
  stack: Frame[];
  /** Number of the last prompt; a button with another number is old. */
  serial: number;
  /** What the last prompt offered, or null when nothing was asked. */
  offered: Offer | null;
  /** The request whose result the engine waits for, or null. */
  pending: FlowRequest | null;
  /** Counts requests. */
  requests: number;
  /** Answers in a row that did not fit the question in hand; absent: none. */
  misses?: number;
  /** On the way to asking anew: what is said first once that asks, unless another dialog has begun by then. */
  anew?: { unfit: Sentence | null };
  /** What we say travels over servers abroad: nothing personal may be in it. */
  away?: boolean;
  /** `away`: the person knows the way that a photo of theirs takes. */
  told?: boolean;
  /** Since the last message of the person: steps taken, and whether trouble was met already. */
  turn: { steps: number; troubled: boolean };
}

export interface Offer {
  choices: Choice[];
  expect: Expect;
  /** The choices are a list to pick from. */
  listed?: boolean;
  /** False: a typed number is not the position of a choice. */
  positions?: boolean;
  /** A code that is typed is the answer, and opens nothing. */
  code?: boolean;
  /** Words choose only as an answer to the last thing that was said. */
  binding?: boolean;
}

export type FlowEvent =
  | {
      type: 'say';
      text: Sentence;
      choices: Choice[];
      expect: Expect;
      serial: number;
    }
  /** The outermost dialog is over. */
  | { type: 'ended'; dialog: string }
  /** Something in the dialog itself went wrong; the conversation goes on from a safe place. */
  | { type: 'trouble'; code: string; dialog: string; step: string };

/** Work for the caller: `do` names an act; the result comes back as an input of type `result`. */
export interface FlowRequest {
  id: number;
  do: string;
  args: { [name: string]: Json };
}

export interface StepResult {
  session: Session;
  events: FlowEvent[];
  requests: FlowRequest[];
}

/** What `form` walks, as the act that loads it returns it. */
export interface FormView {
  title: Sentence;
  /** Said with the title when the points are not official: "bảng điểm thử". */
  trial: boolean;
  items: FormItem[];
}

export interface FormItem {
  id: string;
  /** A few words to name it in lists: "góc học tập". */
  name: Sentence;
  ask: Sentence;
  explain: Sentence;
  /** `also`: other ways people say it, separated by commas. */
  choices: { id: string; label: Sentence; also?: Sentence | undefined }[];
  /** "Không áp dụng" may be chosen. */
  mayNotApply: boolean;
  /** What to say when evidence is asked, privacy hint included; null: none is asked. */
  evidence: Sentence | null;
  /** Photos or files are evidence here, not only words. */
  photos?: boolean | undefined;
  /** The choice in force, "na", or null. */
  answer: string | null;
  evidenceCount: number;
  /** What somebody who asks it once more wants to have; it is not said abroad. */
  wish?: Sentence | undefined;
  /** The answer that it had before it was asked once more. `evidence`: some may be handed in with it. */
  before?: { answer: string; evidence: boolean } | undefined;
}

export function emptySession(lang: string): Session {
  return { lang, vars: {}, stack: [], serial: 0, offered: null, pending: null, requests: 0, turn: { steps: 0, troubled: false } };
}
