/**
 * A household on the web chat: it reads the newest question, answers, and repeats the same answer under the same key until
 * it is taken, whatever happens to the service meanwhile.
 */
import { randomUUID } from 'node:crypto';
import type { Inbound } from '../../src/channel/channel.ts';
import type { Line } from '../../src/conversation/lines.ts';
import { type Choices, choiceId, createHabits, levelOf } from './habits.ts';
import { type Household, type HouseholdParts, pause } from './household.ts';

export interface WebHousehold extends Household {
  /** Every line it was ever given, in the order of arrival. */
  lines: Line[];
}

export interface WebHouseholdParts extends HouseholdParts {
  /** Where the processes of the service are, whenever they are there. */
  urls: readonly string[];
}

const REQUEST_PATIENCE_MS = 5_000;
const PAUSE_MS = 100;
/** Between two tries; the service may be starting. */
const RETRY_MS = 120;

export function createWebHousehold({ name, urls, random, number, onHeard, signal }: WebHouseholdParts): WebHousehold {
  const sent: WebHousehold['sent'] = [];
  const lines: Line[] = [];
  const habits = createHabits({ random, number });
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

  async function send(inbound: Inbound, level: string | null = null): Promise<void> {
    const key = randomUUID();
    sent.push({ key, level });
    const post = () => untilAccepted('/chat/messages', { method: 'POST', body: JSON.stringify({ key, inbound }) }, 202);
    // Now and then a nervous finger, or a proxy, sends it twice at the same moment.
    await Promise.all(random.chance(0.15) ? [post(), post()] : [post()]);
    await untilAnswered(key);
    onHeard();
  }

  async function untilAnswered(key: string): Promise<void> {
    for (;;) {
      await look();
      const mine = lines.findIndex((line) => line.key === key);
      if (mine >= 0 && lines.length > mine + 1) return;
      await pause(PAUSE_MS);
    }
  }

  async function look(): Promise<void> {
    const response = await untilAccepted(`/chat/lines?after=${lines.at(-1)?.seq ?? 0}`, {}, 200);
    const fresh = (await response.json().catch(() => ({ lines: [] }))) as { lines: Line[] };
    lines.push(...fresh.lines);
  }

  async function answer(): Promise<void> {
    const question = lines.findLast((line) => line.from === 'us' && (line.choices?.length || line.expect !== 'none'));
    const deed = habits.next(choicesOf(question));
    if (deed.does === 'says') return send({ type: 'text', text: deed.text });
    const { data, label } = deed.choice;
    return send({ type: 'press', data: data ?? '', label }, levelOf(deed.id));
  }

  return {
    name,
    sent,
    lines,
    heard: () => lines.length,
    retries: () => retries,
    async live(over) {
      await open();
      await send({ type: 'start' });
      while (!over()) await answer();
    },
  };
}

function choicesOf(question: Line | undefined): Choices {
  return new Map((question?.choices ?? []).flatMap(({ data, label }) => (data ? [[choiceId(data), { data, label }] as const] : [])));
}
