/** The fake Bot API as a process of its own, for tests that kill and load: `const fake = await spawnFakeTelegram({ perSecond: null })`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { FakeOptions } from '../fake-telegram.ts';

const FILE = fileURLToPath(new URL('../fake-telegram.ts', import.meta.url));

export interface RemoteFake {
  apiRoot: string;
  token: string;
  pid: number;
  /** Anything of FakeTelegram, or with `user` of FakeUser, by name; what comes back went through JSON. Bytes are given as `{base64}`. */
  control<T>(call: string, options?: { user?: number; args?: unknown[] }): Promise<T>;
  close(): Promise<void>;
}

export async function spawnFakeTelegram(options: FakeOptions = {}): Promise<RemoteFake> {
  const child = spawn(process.execPath, [FILE, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve, reject) => {
    child.once('close', (code) => reject(new Error(`the fake Bot API ended with ${code}`)));
    createInterface(child.stdout).once('line', resolve);
  });
  const { port, token } = JSON.parse(line) as { port: number; token: string };
  const apiRoot = `http://127.0.0.1:${port}`;
  return {
    apiRoot,
    token,
    pid: child.pid ?? 0,
    async control<T>(call: string, { user, args = [] }: { user?: number; args?: unknown[] } = {}): Promise<T> {
      const response = await fetch(`${apiRoot}/control`, { method: 'POST', body: JSON.stringify({ call, user, args }) });
      const { result, error } = (await response.json()) as { result: T; error?: string };
      if (error !== undefined) throw new Error(error);
      return result;
    },
    async close() {
      const ended = once(child, 'close');
      child.kill();
      await ended;
    },
  };
}
