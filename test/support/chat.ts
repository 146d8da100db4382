/** Somebody at the web page of a running service, over HTTP: `const sen = await openChat(url); await sen.follow(['[Bắt đầu]', …])`. */
import { randomUUID } from 'node:crypto';
import type { Line } from '../../src/conversation/lines.ts';
import { fold } from '../../src/flow/fold.ts';
import type { Fresh } from '../../src/http/chat/lines.ts';
import { eventually } from './service.ts';

export interface Chat {
  /** Each step is what is typed, or in brackets how the label of a button of the newest question begins. */
  follow(steps: readonly string[]): Promise<void>;
  sendPhoto(bytes: Uint8Array): Promise<void>;
  lines(): Promise<Line[]>;
  get(path: string): Promise<Response>;
  /** The same browser, when the service is somewhere else. */
  at(url: string): Chat;
}

const HEADERS = { 'x-nhahoc': 'vi' };

export async function openChat(url: string): Promise<Chat> {
  const response = await fetch(`${url}/chat/session`, {
    method: 'POST',
    headers: { ...HEADERS, 'content-type': 'application/json' },
    body: '{}',
  });
  const cookie = response.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const chat = chatAt(url, cookie);
  await post(chat, url, cookie, { type: 'start' });
  return chat;
}

function chatAt(url: string, cookie: string): Chat {
  const headers = { ...HEADERS, cookie };
  const chat: Chat = {
    async follow(steps) {
      for (const step of steps)
        await post(chat, url, cookie, step.startsWith('[') ? await press(chat, step.slice(1, -1)) : { type: 'text', text: step });
    },
    async sendPhoto(bytes) {
      const key = randomUUID();
      const form = new FormData();
      form.append('key', key);
      form.append('file', new Blob([new Uint8Array(bytes)]), 'photo.jpg');
      const { status } = await fetch(`${url}/chat/files`, { method: 'POST', headers, body: form });
      if (status !== 202) throw new Error(`the photo was answered with ${status}`);
      await answered(chat, key);
    },
    lines: async () => ((await (await chat.get('/chat/lines')).json()) as Fresh).lines,
    get: (path) => fetch(url + path, { headers }),
    at: (other) => chatAt(other, cookie),
  };
  return chat;
}

async function press(chat: Chat, label: string): Promise<object> {
  const question = (await chat.lines()).findLast((line) => line.from === 'us' && line.choices?.length);
  const choice = question?.choices?.find((one) => fold(one.label).startsWith(fold(label)));
  if (!choice?.data) throw new Error(`No button "${label}" among: ${question?.choices?.map((one) => one.label).join(' | ')}`);
  return { type: 'press', data: choice.data, label: choice.label };
}

async function post(chat: Chat, url: string, cookie: string, inbound: object): Promise<void> {
  const key = randomUUID();
  const { status } = await fetch(`${url}/chat/messages`, {
    method: 'POST',
    headers: { ...HEADERS, cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ key, inbound }),
  });
  if (status !== 202) throw new Error(`the message was answered with ${status}`);
  await answered(chat, key);
}

/** After an erasure nothing is left but the goodbye. */
async function answered(chat: Chat, key: string): Promise<void> {
  await eventually(async () => {
    const lines = await chat.lines();
    const mine = lines.findIndex((line) => line.key === key);
    const answered = mine < 0 ? lines.length > 0 && lines.every(({ from }) => from === 'us') : lines.at(-1)?.from === 'us';
    if (!answered) throw new Error('no answer came');
  });
}
