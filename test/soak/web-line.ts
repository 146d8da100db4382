/** A person at the web chat: a page that listens to its stream, posts, and now and then loses its connection. */
import { randomUUID } from 'node:crypto';
import { type ClientRequest, get } from 'node:http';
import type { Line as ChatLine } from '../../src/conversation/lines.ts';
import type { Random } from '../crash/random.ts';
import type { Deed, Question } from './habits.ts';
import { type Line, PATIENCE_MS } from './person.ts';
import { idOf } from './telegram-line.ts';

export interface WebLineParts {
  url: string;
  /** As a proxy would name it: each household has its own. */
  address: string;
  photos: readonly Uint8Array[];
  random: Random;
}

const AGAIN_MS = 2_000;

export function webLine({ url, address, photos, random }: WebLineParts): Line {
  const headers: Record<string, string> = { 'x-nhahoc': 'vi', 'x-forwarded-for': address };
  let stream: ClientRequest | undefined;
  let last = 0;
  let fresh: ChatLine[] = [];
  let onLine = () => {};
  let left = false;

  async function post(path: string, body: string | FormData, expected: number): Promise<Response> {
    const json = typeof body === 'string' ? { 'content-type': 'application/json' } : {};
    const response = await fetch(url + path, { method: 'POST', headers: { ...headers, ...json }, body });
    await response.arrayBuffer();
    // The page comes again with what was not taken.
    if (response.status === 503) {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      return post(path, body, expected);
    }
    if (response.status !== expected) throw new Error(`${path} was answered with ${response.status}`);
    return response;
  }

  async function open(): Promise<void> {
    const response = await post('/chat/session', '{}', 201);
    headers.cookie = response.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    listen();
  }

  function listen(): void {
    let text = '';
    const request = get(`${url}/chat/events`, { agent: false, headers: { ...headers, 'last-event-id': String(last) } }, (response) => {
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        const events = text.split('\n\n');
        text = events.pop() ?? '';
        for (const event of events) hear(event);
      });
      response.on('error', () => {});
    });
    request.on('error', () => {});
    // However it ended, the page comes back.
    request.on('close', () => setTimeout(() => !left && stream === request && listen(), AGAIN_MS));
    stream = request;
  }

  function hear(event: string): void {
    const name = /^event: (.*)$/m.exec(event)?.[1];
    if (name === 'reset') last = 0;
    if (name !== 'line') return;
    const line = JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? '{}') as ChatLine;
    last = Math.max(last, line.seq);
    if (line.from !== 'us') return;
    fresh.push(line);
    onLine();
  }

  function send(deed: Deed | { do: 'start' }): Promise<Response> {
    const key = randomUUID();
    const message = (inbound: object) => post('/chat/messages', JSON.stringify({ key, inbound }), 202);
    switch (deed.do) {
      case 'start':
        return message({ type: 'start' });
      case 'press':
        return message({ type: 'press', data: deed.choice.data, label: deed.choice.label });
      case 'photo': {
        const form = new FormData();
        form.set('key', key);
        form.set('file', new Blob([new Uint8Array(random.pick(photos))], { type: 'image/jpeg' }), 'a.jpg');
        return post('/chat/files', form, 202);
      }
      case 'say':
        return message({ type: 'text', text: deed.text });
      case 'voice':
        return message({ type: 'text', text: 'alo' });
      case 'share':
        return message({ type: 'text', text: deed.phone });
    }
  }

  return {
    async do(deed) {
      if (!headers.cookie) await open();
      // A train goes into a tunnel.
      if (random.chance(0.02)) stream?.destroy();
      fresh = [];
      const answered = new Promise<void>((resolve) => {
        onLine = resolve;
      });
      await send(deed);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error(`nothing came within ${PATIENCE_MS} ms`)), PATIENCE_MS);
      });
      await Promise.race([answered, late]).finally(() => clearTimeout(timer));
      return lazily(fresh);
    },
    leave() {
      left = true;
      stream?.destroy();
    },
  };
}

function lazily(lines: ChatLine[]): Question {
  return {
    get text() {
      return lines.map(({ text }) => text).join('\n');
    },
    get choices() {
      const question = lines.findLast((line) => line.choices?.length);
      return (question?.choices ?? []).flatMap(({ label, data }) => (data ? [{ id: idOf(data), label, data }] : []));
    },
    get asksContact() {
      return lines.at(-1)?.expect === 'contact';
    },
  };
}
