/**
 * The fake OA as a process of its own, for tests that kill and load: `const fake = await spawnFakeZalo({ perMinute: null })`.
 * `POST /control` on its API root with `{"call": "says", "user": "4572…", "args": ["xin chào"]}` does what FakeUser does, without
 * `user` what FakeZalo does: `officer.writes` too.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { FakeOa, FakeZalo, FakeZaloOptions } from './contract.ts';

const FILE = fileURLToPath(new URL('../fake-zalo.ts', import.meta.url));

export interface RemoteAddresses {
  apiRoot: string;
  oauthRoot: string;
  mediaHost: string;
  appId: string;
  appSecret: string;
  codeVerifier: string;
  oas: FakeOa[];
}

export interface RemoteFakeZalo extends RemoteAddresses {
  pid: number;
  /** Anything of FakeZalo, or with `user` of FakeUser, by name; what comes back went through JSON. Bytes are `{base64}` both ways. */
  control<T>(call: string, options?: { user?: string; args?: unknown[] }): Promise<T>;
  close(): Promise<void>;
}

export async function spawnFakeZalo(options: Omit<FakeZaloOptions, 'now'> = {}): Promise<RemoteFakeZalo> {
  const child = spawn(process.execPath, [FILE, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve, reject) => {
    child.once('close', (code) => reject(new Error(`the fake OA ended with ${code}`)));
    createInterface(child.stdout).once('line', resolve);
  });
  const addresses = JSON.parse(line) as RemoteAddresses;
  return {
    ...addresses,
    pid: child.pid ?? 0,
    async control<T>(call: string, { user, args = [] }: { user?: string; args?: unknown[] } = {}): Promise<T> {
      const response = await fetch(`${addresses.apiRoot}/control`, { method: 'POST', body: JSON.stringify({ call, user, args }) });
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

/** What the other process says to what it was told, as JSON. */
export async function doAsTold(fake: FakeZalo, told: string): Promise<{ status: number; body: string }> {
  try {
    const { call, user, args = [] } = JSON.parse(told) as { call: string; user?: string; args?: unknown[] };
    const doing = find(user === undefined ? fake : fake.user({ id: user }), call);
    const given = args.map((arg) => (isBase64(arg) ? Buffer.from(arg.base64, 'base64') : arg));
    const result = await doing(...given);
    return { status: 200, body: JSON.stringify({ result: call === 'user' ? (result as { id: string }).id : (result ?? null) }, asBase64) };
  } catch (error) {
    return { status: 500, body: JSON.stringify({ error: (error as Error).message }) };
  }
}

/** `a.b` is b of a. */
function find(target: unknown, call: string): (...args: unknown[]) => unknown {
  const found = call.split('.').reduce((at, name) => (at as Record<string, unknown> | undefined)?.[name], target);
  if (typeof found !== 'function') throw new Error(`nothing is called ${call}`);
  return found as (...args: unknown[]) => unknown;
}

function isBase64(arg: unknown): arg is { base64: string } {
  return typeof arg === 'object' && arg !== null && 'base64' in arg;
}

/** A Buffer turns itself into numbers before it is handed to a replacer. */
function asBase64(_: string, value: unknown): unknown {
  const { type, data } = (value ?? {}) as { type?: unknown; data?: unknown };
  return type === 'Buffer' && Array.isArray(data) ? { base64: Buffer.from(data as number[]).toString('base64') } : value;
}
