/** Somebody's chat with one OA: how it stands there, and what is on the screen. */
import type { Button } from './check-message.ts';
import type { Oa } from './oauth.ts';

/** What a message costs: nothing, a fee, or the price of a template. */
export type Terms = 'free' | 'paid' | 'template';

/**
 * - `blocked`: refuses what the OA sends
 * - `restricted`: refuses this sort of message
 * - `unfollowed`: has left the OA, and not written since
 * - `inactive`: has not opened Zalo for 45 days, or is banned
 */
export type Standing = 'open' | 'blocked' | 'restricted' | 'unfollowed' | 'inactive';

export interface Phone {
  userId: string;
  oa: Oa;
  userIdByApp: string;
  standing: Standing;
  following: boolean;
  /** The button that opens the chat tells the OA only once. */
  opened: boolean;
  /** By the fake's clock; null: never. */
  lastInteraction: number | null;
  received: Received[];
}

/** Something that came from the OA. */
export interface Received {
  messageId: string;
  from: 'oa' | 'officer';
  /** null: an officer wrote it. */
  terms: Terms | null;
  /** performance.now() of the fake when the call came. */
  at: number;
  /** By the fake's clock. */
  sentTime: number;
  text: string;
  buttons: Button[];
  /** Bytes of a picture that was uploaded, or the address of one that was not. */
  picture?: Buffer | string;
  sticker?: string;
  file?: { name: string; bytes: Buffer };
  asksInfo?: { title: string; subtitle: string; imageUrl: string };
  template?: { id: string; data: Record<string, string> };
  quotes?: string;
}
