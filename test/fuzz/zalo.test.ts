/**
 * The real service behind its webhook of Zalo takes whatever comes: `FUZZ_SEED=7 FUZZ_BODIES=100000 npx vitest run test/fuzz/zalo`
 * for other or more of it.
 */
import { Agent } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inboundSchema } from '../../src/conversation/receive.ts';
import { createRandom } from '../crash/random.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type FakeZalo, startFakeZalo } from '../support/fake-zalo.ts';
import { eventually, type Running, startService, temporaryFolder } from '../support/service.ts';
import { post } from './post.ts';
import { MARK } from './traps.ts';
import { createZaloBodies, OTHER_USERS, TRUSTED, TRUSTED_USERS } from './zalo-bodies.ts';

const SEED = Number(process.env.FUZZ_SEED ?? 324);
const BODIES = Number(process.env.FUZZ_BODIES ?? 2_000);
const AT_ONCE = 16;
const PATIENCE_MS = 120_000 + BODIES * 60;
/** Only what is too large may be cut off before it was answered. */
const LARGE = 1_000_000;
const SECRET_KEY = 'a-secret-that-only-this-service-knows';

let database: TestDatabase;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let fake: FakeZalo;
let service: Running;
let endedWith: Promise<number | null>;
const statuses = new Map<string, number>();
/** Of sound events that were answered as taken. */
const keys = new Set<string>();
const cutOff: string[] = [];

beforeAll(async () => {
  [database, folder, fake] = await Promise.all([freshDatabase(), temporaryFolder(), startFakeZalo({ perMinute: null })]);
  service = await startService(
    folder.path,
    {
      DATABASE_URL: database.url,
      LOG_LEVEL: 'debug',
      SECRET_KEY,
      ZALO_APP_ID: fake.appId,
      ZALO_APP_SECRET: fake.appSecret,
      ZALO_OA_ID: fake.oaId,
      ZALO_OA_SECRET_KEY: fake.oaSecretKey,
      ZALO_ACCESS_TOKEN: fake.accessToken,
      ZALO_REFRESH_TOKEN: fake.refreshToken,
      ZALO_API_ROOT: fake.apiRoot,
      ZALO_OAUTH_ROOT: fake.oauthRoot,
      ZALO_MEDIA_HOSTS: fake.mediaHost,
      ZALO_MESSAGES_PER_MINUTE: 'unlimited',
    },
    { life: 3 * PATIENCE_MS },
  );
  endedWith = service.ended;
  // Nobody is told yet that they are there.
  for (const id of TRUSTED) fake.user({ id }).opensChat();
  await storm();
  await eventually(async () => {
    expect(await database.prisma.inbox.count({ where: { state: { in: ['new', 'fetching'] } } })).toBe(0);
    expect(await database.prisma.message.count({ where: { state: { in: ['queued', 'leased'] } } })).toBe(0);
  }, PATIENCE_MS);
}, 3 * PATIENCE_MS);

afterAll(async () => {
  await service?.end('SIGTERM');
  await fake?.close();
  await database?.drop();
  await folder?.remove();
});

async function storm(): Promise<void> {
  const random = createRandom(SEED);
  const bodies = createZaloBodies({ random, keys: { appId: fake.appId, oaSecretKey: fake.oaSecretKey }, oaId: fake.oaId });
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const began = Date.now();
  let left = BODIES;
  const lane = async () => {
    while (left-- > 0) {
      const delivery = bodies.next();
      const status = await post(`${service.url}/webhooks/zalo`, delivery, agent);
      const name = `${delivery.trusted ? '' : 'untrusted '}${delivery.kind} ${status}`;
      statuses.set(name, (statuses.get(name) ?? 0) + 1);
      if (status === 200 && delivery.key !== null) keys.add(delivery.key);
      if (status === 'cut off' && delivery.body.length < LARGE) cutOff.push(`${name}, ${delivery.body.length} bytes`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  agent.destroy();
  const counts = [...statuses].toSorted().map(([name, count]) => `  ${name}: ${count}`);
  console.log(`seed ${SEED}: ${BODIES} bodies in ${Math.round((Date.now() - began) / 1000)} s\n${counts.join('\n')}`);
}

const inbox = () => database.prisma.inbox.findMany({ where: { channelAccount: { channel: 'zalo' } }, orderBy: { order: 'asc' } });

describe(`after ${BODIES} bodies`, () => {
  it('nothing was answered with anything but what Zalo understands', () => {
    const allowed = ['200', '400', '401', '413', '415', 'off'];
    const others = [...statuses.keys()].filter((name) => !allowed.includes(name.split(' ').at(-1) ?? ''));
    expect(others).toEqual([]);
    expect(cutOff).toEqual([]);
    expect(statuses.get('sound 200')).toBeGreaterThan(BODIES / 10);
    expect(statuses.get('sound 401')).toBeUndefined();
    expect(statuses.get('untrusted sound 401')).toBeGreaterThan(BODIES / 100);
    // One that names nobody we know of is answered as if it were taken; nothing of it is stored.
    expect(statuses.get('untrusted sound 200')).toBeUndefined();
  });

  it('the service is there, and answers', async () => {
    expect(await Promise.race([endedWith, Promise.resolve('running')])).toBe('running');
    await fake.subscribe(`${service.url}/webhooks/zalo`);
    const lan = fake.user();
    lan.follows();
    expect((await lan.hears(0, 60_000))[0]?.text).toContain('Chào gia đình');
  });

  it('what was stored is valid, and of events that were rightly signed', async () => {
    const rows = await inbox();
    expect(rows.length).toBeGreaterThan(BODIES / 10);
    expect(rows.filter(({ chatKey }) => chatKey.startsWith(OTHER_USERS))).toEqual([]);
    for (const { body } of rows) {
      // Erased on request.
      if (body !== null) expect(inboundSchema.parse(body)).toEqual(body);
      expect(JSON.stringify(body).length).toBeLessThan(70_000);
      // Who somebody is at Zalo, what they are called there, where they are: none of it.
      expect(JSON.stringify(body)).not.toMatch(/user_id|latitude|longitude|admin_id|checksum/);
    }
  });

  it('every sound event that was taken is stored', async () => {
    const stored = new Set((await inbox()).map(({ updateKey }) => updateKey));
    expect(keys.size).toBeGreaterThan(BODIES / 20);
    expect([...keys].filter((key) => !stored.has(key))).toEqual([]);
  });

  it('every turn ended, and none went on and on', async () => {
    const messages = Map.groupBy(await database.prisma.message.findMany(), ({ inboxId }) => inboxId ?? '');
    for (const { id, state, attempts } of await inbox()) {
      expect(['done', 'parked']).toContain(state);
      expect(attempts).toBeLessThanOrEqual(3);
      expect((messages.get(id) ?? []).length).toBeLessThan(15);
    }
  });

  it('nothing personal is in the log, and nothing secret', () => {
    const output = service.output();
    expect(output.split('\n').length).toBeGreaterThan(BODIES);
    const { accessToken, refreshToken, appSecret, oaSecretKey } = fake;
    for (const secret of [MARK, SECRET_KEY, accessToken, refreshToken, appSecret, oaSecretKey, TRUSTED_USERS, OTHER_USERS])
      expect(output.toLowerCase()).not.toContain(secret.toLowerCase());
  });

  it('nothing was wrong with the service itself', async () => {
    // Some ids were bent: Zalo knows nobody of that name.
    const strangers = await database.prisma.account.findMany({ where: { externalId: { notIn: [...TRUSTED] } }, select: { id: true } });
    const unknown = new Set(strangers.map(({ id }) => id));
    const bad = service
      .output()
      .split('\n')
      .filter((line) => /"level":"(error|fatal)"/.test(line))
      .filter((line) => !(line.includes('"reason":"zalo:-201"') && unknown.has(/"account":"([^"]+)"/.exec(line)?.[1] ?? '')));
    expect(bad).toEqual([]);
  });
});
