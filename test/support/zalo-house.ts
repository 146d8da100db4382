/**
 * A house that people reach on Zalo and on nothing else, end to end: the fake OA, its webhook, files, turns, and the ledger's
 * sender. `const { fake, settled } = await openZaloHouse(); const lan = fake.user(); lan.follows(); await settled();`
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApi } from '../../src/channel/zalo/api.ts';
import { changeCredentials, pastedTokens } from '../../src/channel/zalo/credentials.ts';
import { createDoor } from '../../src/channel/zalo/door.ts';
import { createFileFetcher } from '../../src/channel/zalo/fetch-file.ts';
import { createZaloHook } from '../../src/channel/zalo/hook.ts';
import { createOauth } from '../../src/channel/zalo/oauth.ts';
import { createSender } from '../../src/channel/zalo/sender.ts';
import { createTokenStore } from '../../src/channel/zalo/tokens.ts';
import { createFetcher, type Fetcher } from '../../src/conversation/fetcher.ts';
import { createOutbox, type Outbox } from '../../src/conversation/outbox/outbox.ts';
import { ALBUM_MS } from '../../src/conversation/receive.ts';
import { ensureChannelAccount } from '../../src/db/channel-account.ts';
import { createApp } from '../../src/http/app.ts';
import { quick, unpaced } from '../conversation/outbox/desk.ts';
import { fixedClock, silentLog } from './deps.ts';
import { type FakeZalo, type FakeZaloOptions, startFakeZalo } from './fake-zalo.ts';
import { type House, openHouse } from './talk.ts';

export interface ZaloHouse {
  house: House;
  fake: FakeZalo;
  channelAccountId: string;
  /**
   * Resolves once everything that people did was told, heard, answered and read. What they sent in a row is waited for no
   * longer: the clock moves on by as much.
   */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface ZaloHouseOptions extends Partial<Pick<House, 'locale' | 'world'>> {
  fake?: Omit<FakeZaloOptions, 'now'>;
}

const PUBLIC_URL = 'https://nhahoc.example';
/** That of the house. */
export const SECRET = Buffer.alloc(32, 7);
/** Its pages are not looked at. */
const log = silentLog;

export async function openZaloHouse({ fake: fakeOptions, ...common }: ZaloHouseOptions = {}): Promise<ZaloHouse> {
  const clock = fixedClock();
  const platform: { outbox?: Outbox; fetcher?: Fetcher } = {};
  const house = await openHouse({
    ...common,
    clock,
    onCommitted: () => platform.outbox?.wake(),
    onFiles: () => platform.fetcher?.wake(),
  });
  const { conversation, deps, blobs, locale, database } = house;
  const { prisma, raw } = database;
  const fake = await startFakeZalo({ perMinute: null, patienceMs: 60_000, ...fakeOptions, now: () => clock.now().getTime() });
  const { appId, appSecret, oaId, oaSecretKey } = fake;
  const channelAccountId = await ensureChannelAccount(deps, { channel: 'zalo', externalId: oaId });
  const tokens = pastedTokens(fake, clock.now());
  await changeCredentials(raw, SECRET, channelAccountId, () => ({ appId, appSecret, oaId, oaSecretKey, tokens }));

  const oauth = createOauth(fake.oauthRoot);
  const store = createTokenStore({ raw, secret: SECRET, channelAccountId, oauth, clock, log });
  const api = createApi({ apiRoot: fake.apiRoot, tokens: store, clock });
  const sender = createSender({ api, clock, log, locale, channelAccountId, templates: {}, cardPicture: `${PUBLIC_URL}/card.png` });
  const outbox = createOutbox({ ...parts(), sender, processId: randomUUID(), channel: 'zalo', pace: unpaced, timing: quick });
  platform.outbox = outbox;
  const fetchFile = createFileFetcher({ hosts: [fake.mediaHost] });
  const fetcher = createFetcher({
    ...parts(),
    blobs,
    fetch: (_account, ref, signal) => fetchFile(ref, signal),
    onReady: conversation.wake,
  });
  platform.fetcher = fetcher;

  const door = createDoor({ prisma, channelAccountId, oaId, conversation });
  const hook = createZaloHook({ oas: () => [{ oaId, keys: { appId, appSecret, oaSecretKey }, door }], log });
  const stopping = new AbortController();
  const about = { secret: SECRET, webChannelId: channelAccountId, publicUrl: PUBLIC_URL, stopping: stopping.signal };
  const server = createServer(createApp({ ...parts(), ...about, locale, blobs, conversation, zalo: { hook } }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await outbox.start();
  fetcher.start();
  await fake.subscribe(`http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/zalo`);

  function parts() {
    return { prisma, raw, clock, ids: deps.ids, log, channelAccountId };
  }

  async function waits(): Promise<boolean> {
    const [found] = await raw.$queryRawUnsafe<{ waits: boolean }[]>(
      `SELECT EXISTS (SELECT FROM "Message" WHERE "channelAccountId" = $1::uuid AND state IN ('queued', 'leased')) AS waits`,
      channelAccountId,
    );
    return found?.waits ?? false;
  }

  async function files(): Promise<void> {
    if ((await prisma.inbox.count({ where: { channelAccountId, state: 'fetching' } })) === 0) return;
    clock.advance(ALBUM_MS);
    await fetcher.idle();
  }

  return {
    house,
    fake,
    channelAccountId,
    async settled() {
      await fake.settled();
      await files();
      await conversation.idle();
      while (await waits()) await new Promise((resolve) => setTimeout(resolve, 3));
      await fake.settled();
    },
    async close() {
      fake.setWebhook(null);
      await fetcher.stop();
      await outbox.stop();
      await store.stop();
      stopping.abort();
      server.closeAllConnections();
      server.close();
      api.close();
      oauth.close();
      await fake.close();
      await house.close();
    },
  };
}
