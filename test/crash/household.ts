/**
 * A simulated household that talks over HTTP, lock-step as a person does: it reads the newest question, answers, and
 * repeats the same answer under the same key until it is taken, whatever happens to the service meanwhile.
 */
import { randomUUID } from 'node:crypto';
import type { Inbound } from '../../src/channel/channel.ts';
import type { Line } from '../../src/conversation/lines.ts';
import type { Random } from './random.ts';

export interface Sent {
  key: string;
  inbound: Inbound;
  /** The level it chose of an indicator, where the question was one of the rubric. */
  level: string | null;
}

export interface Household {
  /** Answers until `over()` says so, then waits for what is still on its way. */
  live(over: () => boolean): Promise<void>;
  sent: Sent[];
  /** Every line it was ever given, in the order of arrival. */
  lines: Line[];
  /** Requests that were repeated because nothing, or no acceptance, came back. */
  retries: number;
  cookie(): string;
}

const HEADERS = { 'content-type': 'application/json', 'x-nhahoc': 'vi' };
/** A killed service breaks its connections at once; this is for one that hangs. */
const REQUEST_PATIENCE_MS = 30_000;
const PAUSE_MS = 60;
/** Between two tries; the service may be starting. */
const RETRY_MS = 120;
/** Chosen first where they are offered; they lead through the whole way and round again. */
const onward = ['agree', 'permanent', 'no', 'confirm', 'other', 'now', 'assess', 'reopen', 'send', 'start', 'continue', 'skip', 'n2', 'n1'];
/** Never chosen: they lead out of the self-assessment. */
const aside = new Set(['human', 'about', 'language', 'explain', 'correct', 'refuse', 'result', 'household', 'back']);

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param url where the service is, whenever it is there */
export function createHousehold({ url, random, number }: { url: string; random: Random; number: number }): Household {
  const sent: Sent[] = [];
  const lines: Line[] = [];
  const told = { ward: false };
  let cookie = '';
  let retries = 0;

  async function untilAccepted(path: string, init: RequestInit, expected: number): Promise<Response> {
    for (;;) {
      const response = await fetch(url + path, { ...init, signal: AbortSignal.timeout(REQUEST_PATIENCE_MS) }).catch(() => null);
      if (response?.status === expected) return response;
      if (response && response.status < 500 && response.status !== 429) throw new Error(`${path} was answered with ${response.status}`);
      retries += 1;
      await pause(RETRY_MS + random.below(RETRY_MS));
    }
  }

  async function open(): Promise<void> {
    const response = await untilAccepted('/chat/session', { method: 'POST', headers: HEADERS }, 201);
    cookie = response.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
  }

  async function send(inbound: Inbound, level: string | null = null): Promise<void> {
    const key = randomUUID();
    sent.push({ key, inbound, level });
    const post = () =>
      untilAccepted('/chat/messages', { method: 'POST', headers: { ...HEADERS, cookie }, body: JSON.stringify({ key, inbound }) }, 202);
    // Now and then a nervous finger, or a proxy, sends it twice at the same moment.
    await Promise.all(random.chance(0.15) ? [post(), post()] : [post()]);
    await untilAnswered(key);
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
    const after = lines.at(-1)?.seq ?? 0;
    const response = await untilAccepted(`/chat/lines?after=${after}`, { headers: { ...HEADERS, cookie } }, 200);
    const fresh = (await response.json().catch(() => ({ lines: [] }))) as { lines: Line[] };
    lines.push(...fresh.lines);
  }

  async function answer(): Promise<void> {
    const question = lines.findLast((line) => line.from === 'us' && (line.choices?.length || line.expect !== 'none'));
    const choices = new Map(
      (question?.choices ?? []).flatMap(({ data, label }) => (data ? [[data.split('.')[1] ?? '', { data, label }] as const] : [])),
    );
    if (question?.expect === 'media' && random.chance(0.5))
      return send({ type: 'text', text: `Lời kể thứ ${sent.length} của nhà ${number}` });
    if (question?.expect === 'text' && !choices.has('skip')) {
      const picks = [...choices].filter(([id]) => /^o\d+$/.test(id));
      if (picks.length > 0) return press(random.pick(picks));
      const words = told.ward ? headName(number) : 'lai thieu';
      told.ward = true;
      return send({ type: 'text', text: words });
    }
    return press(chosen(choices));
  }

  function chosen(choices: Map<string, { data: string; label: string }>): [string, { data: string; label: string }] {
    const levels = [...choices].filter(([id]) => id.startsWith('a-'));
    if (levels.length > 0) return random.pick(levels);
    // All is answered: mostly go and send it, sometimes change something first.
    if (choices.has('finish') && random.chance(0.6)) return entry(choices, 'finish');
    const first = onward.find((id) => choices.has(id));
    if (first) return entry(choices, first);
    return random.pick([...choices].filter(([id]) => !aside.has(id)));
  }

  function press([id, { data, label }]: [string, { data: string; label: string }]): Promise<void> {
    return send({ type: 'press', data, label }, /^a-(.+)$/.exec(id)?.[1] ?? null);
  }

  return {
    sent,
    lines,
    get retries() {
      return retries;
    },
    cookie: () => cookie,
    async live(over) {
      await open();
      await send({ type: 'start' });
      while (!over()) await answer();
    },
  };
}

/** Another name for each household, without digits: a number is no name. */
function headName(number: number): string {
  const given = ['An', 'Bình', 'Chi', 'Dung', 'Giang', 'Hà', 'Khoa', 'Lan', 'Minh', 'Ngọc'];
  return `Nguyễn Văn Thử ${given[number % given.length]}`;
}

function entry<T>(choices: Map<string, T>, id: string): [string, T] {
  return [id, choices.get(id) as T];
}
