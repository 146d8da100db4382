/**
 * The real service behind its webhook of Telegram takes whatever comes: `FUZZ_SEED=7 FUZZ_BODIES=100000 npx vitest run test/fuzz` for
 * other or more of it.
 */
import { Agent } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inboundSchema } from '../../src/conversation/receive.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { createRandom } from '../crash/random.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type FakeTelegram, startFakeTelegram } from '../support/fake-telegram.ts';
import { eventually, type Running, startService, temporaryFolder } from '../support/service.ts';
import { post } from './post.ts';
import { createBodies, type Delivery, FIRST_CHAT, SECRET } from './telegram-bodies.ts';
import { MARK } from './traps.ts';

const SEED = Number(process.env.FUZZ_SEED ?? 324);
const BODIES = Number(process.env.FUZZ_BODIES ?? 2_000);
const AT_ONCE = 16;
const PATIENCE_MS = 120_000 + BODIES * 60;
/** Only what is too large may be cut off before it was answered. */
const LARGE = 1_000_000;

interface Trusted {
  chats: Set<string>;
  sound: boolean;
}

let database: TestDatabase;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let fake: FakeTelegram;
let service: Running;
let endedWith: Promise<number | null>;
const statuses = new Map<string, number>();
/** By the number of the update: the chats it may belong to. */
const trusted = new Map<string, Trusted>();
/** Long numbers that say who somebody is. */
const numbers = new Set<string>();
const cutOff: string[] = [];

beforeAll(async () => {
  [database, folder, fake] = await Promise.all([freshDatabase(), temporaryFolder(), startFakeTelegram({ perSecond: null })]);
  fake.fail('getFile', { status: 400, description: 'Bad Request: invalid file_id' }, Number.POSITIVE_INFINITY);
  // Half of the people can be answered, the others are not there any more.
  for (let id = FIRST_CHAT; id < FIRST_CHAT + 60; id++) fake.user(id).starts();
  service = await startService(
    folder.path,
    {
      DATABASE_URL: database.url,
      LOG_LEVEL: 'debug',
      TELEGRAM_BOT_TOKEN: fake.token,
      TELEGRAM_API_ROOT: fake.apiRoot,
      TELEGRAM_MODE: 'webhook',
      TELEGRAM_WEBHOOK_SECRET: SECRET,
      TELEGRAM_MESSAGES_PER_SECOND: 'unlimited',
    },
    { life: 3 * PATIENCE_MS },
  );
  endedWith = service.ended;
  await eventually(async () => expect(fake.pending()).toBe(0));
  await storm();
  await eventually(async () => {
    expect(await database.prisma.inbox.count({ where: { state: { in: ['new', 'fetching'] } } })).toBe(0);
    const channel = { channelAccount: { channel: 'telegram' as const } };
    expect(await database.prisma.message.count({ where: { ...channel, state: { in: ['queued', 'leased'] } } })).toBe(0);
  }, PATIENCE_MS);
}, 3 * PATIENCE_MS);

afterAll(async () => {
  await service?.end('SIGTERM');
  await fake?.close();
  await database?.drop();
  await folder?.remove();
});

async function storm(): Promise<void> {
  const bodies = createBodies(createRandom(SEED));
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const began = Date.now();
  let left = BODIES;
  const lane = async () => {
    while (left-- > 0) {
      const delivery = bodies.next();
      note(delivery);
      const status = await post(`${service.url}/webhooks/telegram`, delivery, agent);
      const name = `${delivery.trusted ? '' : 'untrusted '}${delivery.kind} ${status}`;
      statuses.set(name, (statuses.get(name) ?? 0) + 1);
      if (status === 'cut off' && delivery.body.length < LARGE) cutOff.push(`${name}, ${delivery.body.length} bytes`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  agent.destroy();
  const stored = await database.prisma.inbox.groupBy({ by: ['state'], _count: true });
  const counts = [...statuses].toSorted().map(([name, count]) => `  ${name}: ${count}`);
  const rows = stored.map(({ state, _count }) => `${_count} ${state}`).join(', ');
  console.log(
    `seed ${SEED}: ${BODIES} bodies in ${Math.round((Date.now() - began) / 1000)} s; stored so far: ${rows}\n${counts.join('\n')}`,
  );
}

/** What the service will see, as any reader of JSON would see it. */
function note({ body, trusted: isTrusted, sound, headers }: Delivery): void {
  for (const [found] of body.toString('latin1').matchAll(/\d{10,}/g)) numbers.add(found);
  if (!isTrusted || headers['content-encoding']) return;
  const update = parsed(body);
  if (typeof update?.update_id !== 'number') return;
  const key = String(update.update_id);
  const entry = trusted.get(key) ?? { chats: new Set(), sound: false };
  for (const content of [update.message, update.callback_query?.message, update.my_chat_member])
    if (content?.chat?.type === 'private' && typeof content.chat.id === 'number') entry.chats.add(String(content.chat.id));
  entry.sound ||= sound;
  trusted.set(key, entry);
}

// biome-ignore lint/suspicious/noExplicitAny: anything may stand in it
function parsed(body: Buffer): any {
  try {
    return JSON.parse(body.toString('utf8').replace(/^\ufeff/, ''));
  } catch {
    return null;
  }
}

const inbox = () => database.prisma.inbox.findMany({ where: { channelAccount: { channel: 'telegram' } }, orderBy: { order: 'asc' } });
/** When each chat last left: its person said that they blocked us, or a message did not reach them any more. */
async function whoLeft(): Promise<Map<string, Date>> {
  const channelAccount = { channel: 'telegram' as const };
  const said = await database.prisma.inbox.findMany({ where: { channelAccount, body: { path: ['reachable'], equals: false } } });
  const unreached = await database.prisma.account.findMany({ where: { channelAccount, blockedAt: { not: null } } });
  const left = new Map<string, Date>();
  const note = (chat: string, at: Date) => left.set(chat, new Date(Math.max(at.getTime(), left.get(chat)?.getTime() ?? 0)));
  for (const { chatKey, saidAt, receivedAt } of said) note(chatKey, saidAt ?? receivedAt);
  for (const { externalId, blockedAt } of unreached) if (blockedAt) note(externalId, blockedAt);
  return left;
}

/** Those that people of the fake sent before the storm, to be there. */
const isOwn = (updateKey: string) => Number(updateKey) < 600_000;

describe(`after ${BODIES} bodies`, () => {
  it('nothing was answered with anything but what Telegram understands', () => {
    const allowed = ['200', '400', '401', '413', '415', 'off'];
    const others = [...statuses.keys()].filter((name) => !allowed.includes(name.split(' ').at(-1) ?? ''));
    expect(others).toEqual([]);
    expect(cutOff).toEqual([]);
    const untrusted = [...statuses.keys()].filter((name) => name.startsWith('untrusted') && !/(401|off)$/.test(name));
    expect(untrusted).toEqual([]);
    expect(statuses.get('sound 200')).toBeGreaterThan(BODIES / 10);
  });

  it('the service is there, and answers', async () => {
    expect(await Promise.race([endedWith, Promise.resolve('running')])).toBe('running');
    expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
    const lan = fake.user(FIRST_CHAT + 10_000);
    lan.starts();
    await lan.hears(0, 60_000);
    expect(lan.received()[0]?.text).toContain('Chào gia đình');
  });

  it('what was stored is valid, of an update with the right secret and of its chat', async () => {
    const rows = (await inbox()).filter(({ updateKey }) => !isOwn(updateKey));
    expect(rows.length).toBeGreaterThan(BODIES / 10);
    for (const { updateKey, chatKey, body } of rows) {
      expect(trusted.get(updateKey)?.chats.has(chatKey), updateKey).toBe(true);
      // Erased on request.
      if (body !== null) expect(inboundSchema.parse(body)).toEqual(body);
      expect(JSON.stringify(body).length).toBeLessThan(70_000);
    }
  });

  it('every sound update was stored', async () => {
    const keys = new Set((await inbox()).map(({ updateKey }) => updateKey));
    const missing = [...trusted].filter(([key, { sound }]) => sound && !keys.has(key)).map(([key]) => key);
    expect(missing).toEqual([]);
  });

  it('every turn ended: answered, or set aside with an apology, and none went on and on', async () => {
    const rows = await inbox();
    const messages = Map.groupBy(await database.prisma.message.findMany(), ({ inboxId }) => inboxId ?? '');
    const locale = createLocale();
    const apologies = locale.languages.map((language) => locale.t('act.apology', language));
    const left = await whoLeft();
    let parked = 0;
    for (const { id, state, body, attempts, chatKey, saidAt, receivedAt } of rows) {
      const replies = messages.get(id) ?? [];
      expect(['done', 'parked']).toContain(state);
      expect(attempts).toBeLessThanOrEqual(3);
      expect(replies.length).toBeLessThan(15);
      if (state === 'parked') {
        parked += 1;
        expect(replies.map((reply) => apologies.includes((reply.body as { text: string }).text))).toEqual([true]);
      }
      const type = (body as { type?: string } | null)?.type;
      // Who began, and has left since, is not greeted.
      const leftAt = left.get(chatKey);
      const isSilent = type === 'reach' || (type === 'start' && leftAt !== undefined && (saidAt ?? receivedAt) < leftAt);
      if (state === 'done' && type !== undefined && !isSilent) expect(replies.length, `${type} without an answer`).toBeGreaterThan(0);
    }
    const states = Map.groupBy([...messages.values()].flat(), ({ state, reason }) => (reason ? `${state} (${reason})` : state));
    console.log(
      `${rows.length} turns, ${parked} set aside; messages: ${[...states].map(([state, all]) => `${all.length} ${state}`).join(', ')}`,
    );
  });

  it('nothing personal is in the log, and nothing secret', () => {
    const output = service.output();
    expect(output.split('\n').length).toBeGreaterThan(BODIES);
    for (const secret of [MARK, SECRET, fake.token, fake.token.split(':')[1] ?? ''])
      expect(output.toLowerCase()).not.toContain(secret.toLowerCase());
    const told = [...output.matchAll(/\d{10,}/g)].map(([found]) => found).filter((found) => numbers.has(found));
    expect(told).toEqual([]);
    const chats = [...output.matchAll(/73100000\d\d/g)];
    expect(chats).toEqual([]);
  });

  it('nothing was wrong with the service itself', () => {
    const bad = service
      .output()
      .split('\n')
      .filter((line) => /"level":"(error|fatal)"/.test(line));
    expect(bad).toEqual([]);
  });
});
