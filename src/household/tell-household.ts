/** Telling a household something about its file, outside a turn of its own; src/conversation/tell.ts does it. */
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';

/**
 * What it says; where that is not what a press is taken as, both.
 * `begins`: what the data begins with, so that whoever records such presses knows what it is about (conversation/presses.ts).
 */
export type NoticeButton = Sentence | { label: Sentence; words: Sentence; begins?: string };

export interface NoticePicture {
  /** On our own page, and where others find that, without a slash at the end. */
  path: string;
  publicUrl: string;
  /** What it shows, for who does not see it. */
  alt: Sentence;
}

export interface Notice {
  text: Sentence;
  /** Said instead where our words travel over servers abroad: nothing personal. */
  away: Sentence;
  /** A press is taken as these words, so each has to be understood as typed. */
  buttons: NoticeButton[];
  /** Shown with it, on whatever channel: it shows nobody, and nothing of a household. */
  picture?: NoticePicture;
  /** Nothing of it is worth reading after that; absent: it stays true. */
  expiresAt?: Date;
}

export interface Addressee {
  householdId: string;
  /** An account in the middle of a turn of its own: it sees by itself. */
  except: string | null;
  /** Is handed the id of each message of the ledger. */
  written?: (messageId: string) => void;
}

/**
 * Writes the notice to every member who agrees to self-assessment, in the words of their language; returns how many. The
 * caller has locked them all: see lock-to-tell.ts.
 */
export type TellHousehold = (deps: Deps, to: Addressee, notice: Notice) => Promise<number>;

/** The same to one account, about what it asked for itself. The caller has locked its conversation. */
export type TellPerson = (deps: Deps, accountId: string, notice: Notice) => Promise<number>;

/** The same to an officer, about their duties, in every chat in which they are spoken with; `written` is handed each message's id. */
export type TellOfficer = (deps: Deps, officerId: string, notice: Notice, written?: (messageId: string) => void) => Promise<number>;

/**
 * - `said`: it says this now, or will as soon as its channel is asked · `same`: it says so already
 * - `busy`: its channel has it in hand · `fixed`: it stays as it is, whoever asks
 */
export type SaidAnew = 'said' | 'same' | 'busy' | 'fixed';

/** What was told says something else from now on, where it stands. */
export type SayAnew = (deps: Deps, messageId: string, notice: Notice) => Promise<SaidAnew>;
