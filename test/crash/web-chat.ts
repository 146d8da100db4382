/**
 * A web chat of somebody who repeats what they say under the same key until it is taken, whatever happens to the service
 * meanwhile.
 */
import { randomUUID } from 'node:crypto';
import type { Inbound } from '../../src/channel/channel.ts';
import type { Line } from '../../src/conversation/lines.ts';
import { type HouseholdParts, pause, type Sent } from './household.ts';

export interface WebChat {
  sent: Sent[];
  /** Every line it was ever given, in the order of arrival. */
  lines: Line[];
  /** Requests that were repeated because nothing, or no acceptance, came back. */
  retries(): number;
  open(): Promise<void>;
  /**
   * Until it is answered.
   * @param level as in `Sent` · `forgotten`: with the answer to this, this itself is gone; says by which line one knows that answer
   */
  send(inbound: Inbound, more?: { level?: string | null; forgotten?: (line: Line) => boolean }): Promise<void>;
  /** Reads what has come since. */
  look(): Promise<void>;
  /** Says nothing for a while, and reads. */
  rest(ms: number): Promise<void>;
}

export interface WebChatParts extends HouseholdParts {
  /** Where the processes of the service are, whenever they are there. */
  urls: readonly string[];
}

const REQUEST_PATIENCE_MS = 5_000;
const PAUSE_MS = 100;
/** Between two tries; the service may be starting. */
const RETRY_MS = 120;

export function createWebChat({ urls, random, number, onHeard, signal }: WebChatParts): WebChat {
  const sent: Sent[] = [];
  const lines: Line[] = [];
  // Each from an address of its own: limits are by address.
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'x-nhahoc': 'vi',
    'x-forwarded-for': `203.0.113.${number + 1}`,
  };
  let retries = 0;

  async function untilAccepted(path: string, init: RequestInit, expected: number): Promise<Response> {
    for (;;) {
      signal.throwIfAborted();
      const url = random.pick(urls) + path;
      const response = await fetch(url, { ...init, headers, signal: AbortSignal.timeout(REQUEST_PATIENCE_MS) }).catch(() => null);
      if (response?.status === expected) return response;
      if (response && response.status < 500 && response.status !== 429) throw new Error(`${path} was answered with ${response.status}`);
      retries += 1;
      await pause(RETRY_MS + random.below(RETRY_MS));
    }
  }

  async function open(): Promise<void> {
    const response = await untilAccepted('/chat/session', { method: 'POST' }, 201);
    headers.cookie = response.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
  }

  async function send(
    inbound: Inbound,
    { level = null, forgotten }: { level?: string | null; forgotten?: (line: Line) => boolean } = {},
  ): Promise<void> {
    const key = randomUUID();
    sent.push({ key, level });
    const post = () => untilAccepted('/chat/messages', { method: 'POST', body: JSON.stringify({ key, inbound }) }, 202);
    // Now and then a nervous finger, or a proxy, sends it twice at the same moment.
    await Promise.all(random.chance(0.15) ? [post(), post()] : [post()]);
    await untilAnswered(key, forgotten);
    onHeard();
  }

  async function untilAnswered(key: string, forgotten?: (line: Line) => boolean): Promise<void> {
    const before = lines.length;
    for (;;) {
      await look();
      const mine = lines.findIndex((line) => line.key === key);
      if (mine >= 0 && lines.length > mine + 1) return;
      if (forgotten && lines.slice(before).some(forgotten)) return;
      await pause(PAUSE_MS);
    }
  }

  async function look(): Promise<void> {
    const response = await untilAccepted(`/chat/lines?after=${lines.at(-1)?.seq ?? 0}`, {}, 200);
    const fresh = (await response.json().catch(() => ({ lines: [] }))) as { lines: Line[] };
    lines.push(...fresh.lines);
  }

  async function rest(ms: number): Promise<void> {
    await pause(ms);
    await look();
    onHeard();
  }

  return { sent, lines, retries: () => retries, open, send, look, rest };
}
