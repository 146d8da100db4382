/** The port: what visitors get before the service is ready, and that nobody can hold up its end. */
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answerStarting } from '../../src/http/starting.ts';
import { type Door, takePort } from '../../src/listen.ts';
import { createLocale } from '../../src/locale/locale.ts';

const locale = createLocale();

let door: Door;
let closed: boolean;
beforeEach(async () => {
  closed = false;
  door = await takePort('127.0.0.1', 0, answerStarting(locale));
});
afterEach(async () => {
  if (!closed) await close();
});

async function close(): Promise<number> {
  closed = true;
  const begun = performance.now();
  await door.close();
  return performance.now() - begun;
}

function visit(headers: Record<string, string>): Promise<Response> {
  return fetch(`http://127.0.0.1:${door.port}/`, { headers });
}

describe('before the service is ready', () => {
  test('a person reads, in both languages, that it will be; their browser tries again', async () => {
    const response = await visit({ accept: 'text/html,*/*' });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    const page = await response.text();
    for (const language of locale.languages) expect(page).toContain(locale.t('problem:starting', language));
    expect(page).toContain('http-equiv="refresh"');
  });

  test('an open chat page is told in its language', async () => {
    const response = await visit({ accept: '*/*', 'x-nhahoc': 'en' });
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ problem: 'starting', sentence: locale.t('problem:starting', 'en') });
  });
});

describe('a stop', () => {
  test('does not wait for an upload that never ends', async () => {
    const begun = Promise.withResolvers<void>();
    door.open(() => (incoming) => incoming.once('data', () => begun.resolve()));
    const silent = connect(door.port, '127.0.0.1');
    silent.on('error', () => {});
    const upload = connect(door.port, '127.0.0.1', () => {
      upload.write('POST /chat/files HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nhalf a photo');
    });
    upload.on('error', () => {});
    await begun.promise;
    expect(await close()).toBeLessThan(4_000);
  });

  test('waits for a request that is nearly done, and no longer', async () => {
    const begun = Promise.withResolvers<void>();
    door.open(() => (_incoming, response) => {
      begun.resolve();
      setTimeout(() => response.end('done'), 300);
    });
    const answered = new Promise<string>((resolve, reject) => {
      request({ port: door.port, host: '127.0.0.1' }, (response) => response.on('data', (chunk) => resolve(String(chunk))))
        .on('error', reject)
        .end();
    });
    await begun.promise;
    const took = await close();
    expect(await answered).toBe('done');
    expect(took).toBeLessThan(1_500);
  });

  test('tells the app at once, so that it lets go of open streams', async () => {
    let told: AbortSignal | undefined;
    door.open((closing) => {
      told = closing;
      return () => {};
    });
    const closing = close();
    expect(told?.aborted).toBe(true);
    await closing;
  });
});
