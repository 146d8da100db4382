import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { FetchTrouble } from '../../../src/channel/fetch-file.ts';
import { type Api, createApi } from '../../../src/channel/telegram/api.ts';
import { createFileFetcher, type FileFetcherParts } from '../../../src/channel/telegram/fetch-file.ts';
import { readUpdate } from '../../../src/channel/telegram/read-update.ts';
import { Problem } from '../../../src/problems.ts';
import { type FakeTelegram, startFakeTelegram } from '../../support/fake-telegram.ts';

let fake: FakeTelegram;
let api: Api;
beforeAll(async () => {
  fake = await startFakeTelegram();
  api = createApi(fake);
});
afterAll(async () => {
  api.close();
  await fake.close();
});
beforeEach(() => fake.heal());

const fetcher = (more: Partial<FileFetcherParts> = {}) => createFileFetcher({ api, token: fake.token, apiRoot: fake.apiRoot, ...more });
const MEGABYTE = 1024 * 1024;

/** A person sends it, and the update says what to fetch. */
async function sent(bytes: Uint8Array, size?: number): Promise<string> {
  fake.user().sendsDocument(bytes, size === undefined ? {} : { size });
  const updates = (await (await fetch(`${fake.apiRoot}/bot${fake.token}/getUpdates`)).json()) as { result: { update_id: number }[] };
  const update = updates.result.at(-1) as { message: { document: { file_id: string } } } & { update_id: number };
  const inbound = readUpdate({
    ...update,
    message: { ...update.message, document: { ...update.message.document, file_size: 1 } },
  })?.inbound;
  return inbound?.type === 'files' ? (inbound.files[0]?.ref ?? '') : '';
}

async function failure(fetching: Promise<unknown>): Promise<Error> {
  const error = await fetching.then(
    () => null,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(Error);
  const told = [error.message, error.stack, JSON.stringify(error), String(error.cause)].join();
  expect(told).not.toContain(fake.token);
  expect(told).not.toContain(fake.token.split(':')[1]);
  return error;
}

describe('a file', () => {
  it('is fetched whole', async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(60_000));
    expect(Buffer.from(await fetcher()(await sent(bytes))).equals(bytes)).toBe(true);
  });

  test.each([
    ['said to be', 11 * MEGABYTE],
    ['too large even for Telegram', 21 * MEGABYTE],
  ])('that is %s too large is not downloaded', async (_what, size) => {
    const ref = await sent(Buffer.from('x'), size);
    const before = fake.calls('download').length;
    expect(await failure(fetcher()(ref))).toMatchObject({ code: 'fileTooLarge' });
    expect(fake.calls('download')).toHaveLength(before);
  });

  it('that turns out larger than it was said to be is not taken', async () => {
    const ref = await sent(new Uint8Array(50_000), 10);
    const error = await failure(fetcher({ maxBytes: 40_000 })(ref));
    expect(error).toBeInstanceOf(Problem);
    expect(error).toMatchObject({ code: 'fileTooLarge' });
  });

  it('that never had this name is broken for good', async () => {
    fake.fail('getFile', { status: 400, description: 'Bad Request: invalid file_id' });
    expect(await failure(fetcher()('nonsense'))).toMatchObject({ code: 'fileBroken' });
  });

  test.each([
    ['getFile', { status: 400, description: 'Bad Request: wrong file_id or the file is temporarily unavailable' }, 'http:400'],
    ['getFile', { status: 429, retryAfter: 3 }, 'http:429'],
    ['getFile', { status: 500 }, 'http:500'],
    ['getFile', 'reset', 'network:ECONNRESET'],
    ['download', { status: 404 }, 'http:404'],
    ['download', { status: 502, body: '<html>' }, 'http:502'],
    ['download', 'reset', 'network'],
    ['download', 'hang', 'timeout'],
  ] as const)('may come another time after %s %j', async (method, answer, reason) => {
    const ref = await sent(Buffer.from('x'));
    fake.fail(method, answer);
    const error = await failure(fetcher({ patienceMs: 300 })(ref));
    expect(error).toBeInstanceOf(FetchTrouble);
    expect(error).toMatchObject({ reason });
    expect(await fetcher()(ref)).toHaveLength(1);
  });

  it('is not fetched from where an answer leads elsewhere', async () => {
    const ref = await sent(Buffer.from('x'));
    fake.fail('getFile', { status: 200, body: '{"ok":true,"result":{"file_id":"x","file_path":"../../etc/passwd?x#y"}}' });
    expect(await failure(fetcher()(ref))).toBeInstanceOf(FetchTrouble);
  });
});
