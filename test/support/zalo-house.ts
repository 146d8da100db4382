/**
 * A house that people reach on Zalo and on nothing else, end to end: the fake OA, its webhook, files, turns, and the ledger's
 * sender. `const { fake, settled } = await openZaloHouse(); const lan = fake.user(); lan.follows(); await settled();`
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createZalo } from '../../src/channel/zalo/zalo.ts';
import type { ZaloConfig } from '../../src/config.ts';
import { createFetcher, type Fetcher } from '../../src/conversation/fetcher.ts';
import { createOutbox, type Outbox } from '../../src/conversation/outbox/outbox.ts';
import { ALBUM_MS } from '../../src/conversation/receive.ts';
import { createApp } from '../../src/http/app.ts';
import { quick } from '../conversation/outbox/desk.ts';
import { fixedClock } from './deps.ts';
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

/** Whoever writes a message wakes the sender: looking for others all the time would be most of what several houses do. */
const timing = { ...quick, renewEvery: 1_000, lookEvery: 2_000, sweepEvery: 2_000 };
const LOOK_MS = 10;
const PUBLIC_URL = 'https://nhahoc.example';
/** That of the house. */
export const SECRET = Buffer.alloc(32, 7);

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
  const ground = { ...deps, prisma, raw, locale, secret: SECRET, conversation };
  const config = configOf(fake);
  const zalo = await createZalo({ ...ground, config, patient: raw, cardPicture: `${PUBLIC_URL}/card.png` });
  const [oa] = zalo.oas();
  if (!oa) throw new Error('there is no OA');
  const { channelAccountId, sender, pace, fetchFile } = oa;
  const about = { ...ground, channelAccountId, channel: 'zalo', processId: randomUUID(), timing } as const;
  const outbox = createOutbox({ ...about, sender, pace, remedy: oa.remedy });
  platform.outbox = outbox;
  const fetch = (_account: string, ref: string, signal: AbortSignal) => fetchFile(ref, signal);
  const fetcher = createFetcher({ ...ground, blobs, fetch, onReady: conversation.wake });
  platform.fetcher = fetcher;

  const stopping = new AbortController();
  const surface = { webChannelId: channelAccountId, publicUrl: PUBLIC_URL, blobs, zalo, stopping: stopping.signal };
  const server = createServer(createApp({ ...ground, ...surface }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await outbox.start();
  fetcher.start();
  oa.start();
  await fake.subscribe(`http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/zalo`);

  async function isThere(sql: string): Promise<boolean> {
    const [found] = await raw.$queryRawUnsafe<{ there: boolean }[]>(`SELECT EXISTS (${sql}) AS there`, channelAccountId);
    return found?.there ?? false;
  }

  const waits = () => isThere(`SELECT FROM "Message" WHERE "channelAccountId" = $1::uuid AND state IN ('queued', 'leased')`);

  async function files(): Promise<void> {
    if (!(await isThere(`SELECT FROM "Inbox" WHERE "channelAccountId" = $1::uuid AND state = 'fetching'`))) return;
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
      while (await waits()) {
        outbox.wake();
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      }
      await fake.settled();
    },
    async close() {
      fake.setWebhook(null);
      stopping.abort();
      server.closeAllConnections();
      server.close();
      await fetcher.stop();
      await outbox.stop();
      await oa.stop();
      oa.close();
      zalo.close();
      await fake.close();
      await house.close();
    },
  };
}

function configOf({ appId, appSecret, oaId, oaSecretKey, accessToken, refreshToken, apiRoot, oauthRoot, mediaHost }: FakeZalo): ZaloConfig {
  const keys = { appId, appSecret, oaId, oaSecretKey, accessToken, refreshToken };
  const rest = { templates: {}, messagesPerMinute: Number.POSITIVE_INFINITY };
  return { ...keys, apiRoot, oauthRoot, mediaHosts: [mediaHost], ...rest };
}
