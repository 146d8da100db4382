/** The port between the service and the apps people use: neutral messages in and out, and what each channel can do. */
import type { ReceivedMedia } from '../flow/session.ts';

export type ChannelKind = 'web' | 'telegram' | 'zalo';

/** A whitelisted, neutral update. The rest of a platform's payload is never stored. */
export type Inbound =
  | { type: 'start'; code?: string }
  | { type: 'text'; text: string }
  /** `label` is what the pressed button said, to show in a history. */
  | { type: 'press'; data: string; label?: string }
  | { type: 'media'; items: ReceivedMedia[]; caption?: string }
  | { type: 'mediaProblem'; problem: string }
  | { type: 'contact'; phone: string; own: boolean }
  | { type: 'voice' }
  | { type: 'other' }
  /** Files that are still at the platform: becomes `media` or `mediaProblem` before its turn is taken. */
  | { type: 'files'; files: RemoteFile[]; caption?: string; album?: string }
  /** The person has blocked us, or lets us write again. Nothing is answered. */
  | { type: 'reach'; reachable: boolean }
  /** An officer writes to this person in the platform's own app: we keep quiet for a while. */
  | { type: 'human' }
  /** The person took back what they allowed at the platform: everything of theirs is erased. Nothing is answered. */
  | { type: 'withdraw' };

/** A file as the platform knows it. */
export interface RemoteFile {
  /** What the platform gives its bytes for. An address only where a platform has nothing else, and then on its own hosts. */
  ref: string;
  /** As far as the platform says. */
  bytes?: number;
}

/** An update as an adapter hands it over, before it is stored. */
export interface Update {
  channelAccountId: string;
  /** Unique on that channel account; a second one with the same key is dropped. */
  updateKey: string;
  /** The chat on that channel account: Account.externalId. */
  chatKey: string;
  inbound: Inbound;
  /** When it happened, as far as the platform says; it may be brought much later, and out of order. */
  at?: Date;
}

/** What the data of a choice begins with that is taken as if the person had typed what follows: see conversation/tell.ts. */
export const AS_TYPED = 'w.';

export interface OutboundChoice {
  /** What a press sends back: `"<serial>.<choice id>"`. Absent for links. */
  data?: string;
  label: string;
  url?: string;
}

/** A message in words, before a channel fits it to its limits. */
export interface Outbound {
  text: string;
  choices: OutboundChoice[];
  expect: 'none' | 'text' | 'number' | 'date' | 'contact' | 'media' | 'story';
  media?: { url: string; alt: string };
  /** How to answer a numbered list; said where the choices become one. */
  listHint?: string;
  /** What the button says that shares the person's own number; where a channel has one. */
  contactLabel?: string;
}

/** A message as a channel sends it: within its limits. */
export interface RenderedMessage {
  text: string;
  buttons: OutboundChoice[];
  /** Ask for the sender's own telephone number with a button of the channel. */
  asksContact: boolean;
  /** What that button says. */
  contactLabel?: string;
  media?: { url: string; alt: string };
}

/** What a channel can carry. Everything that differs between channels is here, never in a dialog. */
export interface Capabilities {
  /** Characters of one message after NFC; longer text is split at sentence ends. */
  maxText: number;
  /** Buttons of one message; more choices than that become a numbered list. */
  maxButtons: number;
  maxButtonLabel: number;
  /** Bytes of a button's data. */
  maxButtonData: number;
  /** Sent messages can be changed. */
  edits: boolean;
  /** Presses come back as ordinary text. */
  pressesAreText: boolean;
  /** A button can ask for the sender's own telephone number. */
  asksContact: boolean;
  /** A link can carry a code into the first message. */
  startPayload: boolean;
  /** Its servers are abroad: our own messages carry no name, number, photo or data of a person, but lead to our pages. */
  abroad: boolean;
  /** How fast it takes messages; null: there is nothing to send, it is fetched. */
  pace: Pace | null;
  /** How long after somebody's last message the platform takes ours; null: always, for nothing. */
  windows: Windows | null;
}

/** Milliseconds since the person last wrote, or did something that counts as much. */
export interface Windows {
  /** Taken for nothing. */
  free: number;
  /** Taken at a price; afterwards only approved templates are. */
  paid: number;
}

/** Messages that a platform takes from one channel account. */
export interface Pace {
  /** In any one second, all chats together. */
  perSecond: number;
  /** To one chat at once; after that one a second. */
  burstPerChat: number;
}

/** What an adapter does for the ledger: hands one message to the platform. */
export interface Sender {
  /**
   * @param to Account.externalId
   * @returns the platform's id of the message
   * @throws SendFailure; anything else counts as `unknown`
   */
  send(to: string, message: RenderedMessage): Promise<string>;
  /**
   * Says something else in a message that the platform has; absent: it cannot.
   *
   * @param providerId as `send` returned it
   * @throws SendFailure; the message stays as it is
   */
  edit?(to: string, providerId: string, message: RenderedMessage): Promise<void>;
  /**
   * The same as an approved template, where the time for plain messages is over; absent: the platform has none. A class for
   * which none is set up is refused with `window`.
   */
  sendTemplate?(to: string, message: RenderedMessage, messageClass: MessageClass): Promise<string>;
  /**
   * Asks the platform, without sending, whether it still refuses us for this reason; absent: only a message tells.
   *
   * @throws SendFailure it does, or only a message tells
   */
  check?(reason: string): Promise<void>;
}

/** What a message is for, which fixes consent, quiet hours, cap and cost. */
export type MessageClass = 'reply' | 'fileNotice' | 'reminder' | 'announcement' | 'duty';

/**
 * Why a message did not get there.
 *
 * - `later`: certainly not delivered; may be tried again
 * - `unknown`: it may have been delivered: the connection broke before the answer came
 * - `gone`: this person cannot be written to any more (blocked us, closed their account)
 * - `moved`: the chat has another id now (`movedTo`); to be tried again there
 * - `window`: not delivered, because the person has not written for too long: it waits until they do; reason `quota`: because
 *   no more of ours are taken for this person until they write again; `unreachable`: because they take none of this kind, or are away
 * - `refused`: the platform will never take this message: a mistake of ours
 * - `broken`: the platform refuses us: a revoked token; nothing can be sent until the operator mends it
 */
export type FailureKind = 'later' | 'unknown' | 'gone' | 'moved' | 'window' | 'refused' | 'broken';

interface SendFailureMore {
  retryAfterMs?: number;
  wholeChannel?: boolean;
  movedTo?: string;
  unasked?: boolean;
}

export class SendFailure extends Error {
  readonly kind: FailureKind;
  /** A short code for the ledger and the log; never what a person wrote, never a token. */
  readonly reason: string;
  /** `later`: milliseconds before the next try, as the platform asks. */
  readonly retryAfterMs: number | undefined;
  /** `later`, `unknown`: the whole channel has to wait, not only this chat. */
  readonly wholeChannel: boolean;
  readonly movedTo: string | undefined;
  /** The platform was not asked at all: it says nothing of whether that works. */
  readonly unasked: boolean;

  constructor(kind: FailureKind, reason: string, more: SendFailureMore = {}) {
    super(`${kind}: ${reason}`);
    this.name = 'SendFailure';
    this.kind = kind;
    this.reason = reason;
    this.retryAfterMs = more.retryAfterMs;
    this.wholeChannel = more.wholeChannel ?? false;
    this.movedTo = more.movedTo;
    this.unasked = more.unasked ?? false;
  }
}
