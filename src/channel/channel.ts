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
  | { type: 'other' };

/** An update as an adapter hands it over, before it is stored. */
export interface Update {
  channelAccountId: string;
  /** Unique on that channel account; a second one with the same key is dropped. */
  updateKey: string;
  /** The chat on that channel account: Account.externalId. */
  chatKey: string;
  inbound: Inbound;
}

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
  expect: 'none' | 'text' | 'number' | 'date' | 'contact' | 'media';
  media?: { url: string; alt: string };
  /** How to answer a numbered list; said where the choices become one. */
  listHint?: string;
}

/** A message as a channel sends it: within its limits. */
export interface RenderedMessage {
  text: string;
  buttons: OutboundChoice[];
  /** Ask for the sender's own telephone number with a button of the channel. */
  asksContact: boolean;
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
}
