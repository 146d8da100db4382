/** A ward that writes to many: households with chats on every channel, officers, and platforms that remember what they were handed. */
import { randomUUID } from 'node:crypto';
import { v7 } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { announcementProgress, type Progress } from '../../src/announcement/announcement-progress.ts';
import { type DraftContent, EMPTY } from '../../src/announcement/check-content.ts';
import { confirmAnnouncement } from '../../src/announcement/confirm-announcement.ts';
import { draftAnnouncement } from '../../src/announcement/draft-announcement.ts';
import { previewAnnouncement } from '../../src/announcement/preview-announcement.ts';
import { createPump, type Pump } from '../../src/announcement/pump.ts';
import { sendingSentence } from '../../src/announcement/typed.ts';
import type { ChannelKind } from '../../src/channel/channel.ts';
import { createOutbox, type Outbox, type OutboxParts } from '../../src/conversation/outbox/outbox.ts';
import { releaseHeld } from '../../src/conversation/release-held.ts';
import type { Prisma } from '../../src/db/client.ts';
import type { Deps } from '../../src/deps.ts';
import { controllerOf } from '../../src/household/controller-of.ts';
import { codeFrom } from '../../src/household/household-code.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { type Scope, scopeOf } from '../../src/officer/scope.ts';
import { quick, unpaced } from '../conversation/outbox/desk.ts';
import { type FakeSender, fakeSender } from '../conversation/outbox/fake-sender.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type FixedClock, fixedClock, testDeps } from '../support/deps.ts';
import { newOfficer, type OfficersHouse, openOfficersHouse, telling } from '../support/officers.ts';
import { seedSample } from '../support/sample.ts';
import { eventually } from '../support/service.ts';

export const locale = createLocale();
export const publicUrl = 'https://nhahoc.example';
export const render = { locale, publicUrl };
/** A Friday in the morning. */
export const MORNING = '2026-11-20T09:00:00+07:00';
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** A busy machine takes what it takes to look at thousands of households. */
const PATIENT = { maxWait: MINUTE, timeout: MINUTE };

export interface SendingWorld {
  database: TestDatabase;
  deps: Deps & { db: TestDatabase['prisma'] };
  clock: FixedClock;
  house: OfficersHouse;
  ward: Scope;
  second: Scope;
  hamlet: Scope;
  organisationId: string;
  pump: Pump;
  close(): Promise<void>;
}

/** @param house where people are spoken with, too; absent: a database of its own */
export async function openSendingWorld(house?: { database: TestDatabase; clock: FixedClock }): Promise<SendingWorld> {
  const database = house?.database ?? (await freshDatabase());
  const { prisma, raw } = database;
  const clock = house?.clock ?? fixedClock(MORNING);
  const deps = { ...testDeps(prisma, { ids: { next: () => v7() }, clock }), db: prisma };
  await seedSample(deps);
  const officers = await openOfficersHouse(deps);
  const { unitCode } = officers.home;
  const other = await newOfficer(deps, { role: 'ward', name: 'Phường Hai', unitCode });
  const of = async (officerId: string) => (await scopeOf(deps, officerId)) as Scope;
  const { id: organisationId } = await controllerOf(deps, unitCode);
  return {
    ...{ database, deps, clock, house: officers, organisationId },
    ...{
      ward: await of(officers.officers.ward.officerId),
      second: await of(other.officerId),
      hamlet: await of(officers.officers.hamlet.officerId),
    },
    pump: createPump({ ...deps, prisma, raw, ...render }),
    close: async () => {
      if (!house) await database.drop();
    },
  };
}

export interface House {
  householdId: string;
  code: string;
  /** Its first chat, and all of them. */
  accountId: string;
  accountIds: string[];
}

export interface Chat {
  channel?: ChannelKind;
  consent?: 'given' | 'refused' | 'withdrawn' | null;
  account?: Partial<Prisma.AccountUncheckedCreateInput>;
}

/** As many as were asked for. */
export type Houses = [House, House, House, House, House, House, House, ...House[]];

/** A khu phố of its own in the ward, with channel accounts of its own, so that tests do not meet. */
export interface Street {
  areaId: string;
  name: string;
  channels: Readonly<Record<ChannelKind, string>>;
  senders: Readonly<Record<'telegram' | 'zalo', FakeSender>>;
  /** A household with these chats; without any it is one of a list. */
  put(chats?: readonly Chat[], head?: string): Promise<House>;
  /** A household of somebody who is there already. */
  putWith(accountId: string): Promise<string>;
  /** So many households with one willing chat each. */
  putMany(count: number, channel?: ChannelKind): Promise<Houses>;
  decide(accountId: string, act: 'given' | 'refused' | 'withdrawn'): Promise<void>;
  /** A sender of the channel, as one process has it; stopped by `close`. */
  outbox(channel: 'telegram' | 'zalo', more?: Partial<OutboxParts>): Outbox;
  /** Starts senders of both, and waits until nothing waits to be handed over any more, but for the night. */
  deliver(): Promise<void>;
  close(): Promise<void>;
}

/** Of the file of tests that asked for them. */
export let world: SendingWorld;
export let street: Street;

/** A world for a file of tests, in which each of them has a khu phố of its own, and begins in the morning. */
export function inAStreet(open: () => Promise<SendingWorld> = openSendingWorld): void {
  beforeAll(async () => {
    world = await open();
  });
  beforeEach(async () => {
    world.clock.set(MORNING);
    street = await openStreet(world);
  });
  afterEach(() => street.close());
  afterAll(() => world.close());
}

let streets = 0;

export async function openStreet(world: SendingWorld, unitCode = world.house.home.unitCode): Promise<Street> {
  const { deps, clock, organisationId, database } = world;
  const { db } = deps;
  const areaId = deps.ids.next();
  const name = `Khu phố ${++streets + 100}`;
  await db.area.create({ data: { id: areaId, unitCode, name, kind: 'quarter' } });
  const channels = { web: randomUUID(), telegram: randomUUID(), zalo: randomUUID() };
  for (const [channel, id] of Object.entries(channels))
    await db.channelAccount.create({ data: { id, channel: channel as ChannelKind, externalId: id, organisationId } });
  const senders = { telegram: fakeSender(), zalo: fakeSender() };
  const outboxes: Outbox[] = [];

  async function decide(accountId: string, act: 'given' | 'refused' | 'withdrawn'): Promise<void> {
    await db.consent.create({ data: consentOf(accountId, act) });
  }

  function consentOf(accountId: string, act: 'given' | 'refused' | 'withdrawn') {
    const about = { accountId, accountHash: '', organisationId, purpose: 'announcements' as const, act, textVersion: '1', textHash: '' };
    return { id: deps.ids.next(), ...about, language: 'vi', method: 'chat', at: clock.now() };
  }

  function householdOf(head: string) {
    const now = clock.now();
    const householdId = deps.ids.next();
    const code = codeFrom(householdId);
    const about = { headName: head, headNameKey: head.toLowerCase(), residence: 'permanent' as const };
    return { id: householdId, code, areaId, ...about, createdAt: now, updatedAt: now };
  }

  function accountOf(channel: ChannelKind, more: Chat['account'] = {}) {
    const id = randomUUID();
    return {
      id,
      channelAccountId: channels[channel],
      externalId: `chat-${id}`,
      createdAt: clock.now(),
      lastInboundAt: clock.now(),
      ...more,
    };
  }

  function outbox(channel: 'telegram' | 'zalo', more: Partial<OutboxParts> = {}): Outbox {
    const one = createOutbox({
      ...{ prisma: database.prisma, raw: database.raw, clock, log: deps.log, processId: randomUUID() },
      ...{ channelAccountId: channels[channel], channel, sender: senders[channel], pace: unpaced },
      ...more,
      timing: { ...quick, ...more.timing },
    });
    outboxes.push(one);
    return one;
  }

  return {
    ...{ areaId, name, channels, senders, decide, outbox },
    async put(chats = [{}], head = 'Nguyễn Thị Sen') {
      const household = householdOf(head);
      await db.household.create({ data: household });
      const accountIds: string[] = [];
      for (const { channel = 'telegram', consent = 'given', account } of chats) {
        const one = accountOf(channel, account);
        await db.account.create({ data: one });
        await db.conversation.create({ data: { accountId: one.id, session: {}, updatedAt: clock.now() } });
        await db.membership.create({ data: { id: deps.ids.next(), accountId: one.id, householdId: household.id, from: clock.now() } });
        if (consent) await decide(one.id, consent);
        accountIds.push(one.id);
      }
      return { householdId: household.id, code: household.code, accountId: accountIds[0] ?? '', accountIds };
    },
    async putWith(accountId) {
      const household = householdOf('Trần Văn Có');
      await db.household.create({ data: household });
      await db.membership.create({ data: { id: deps.ids.next(), accountId, householdId: household.id, from: clock.now() } });
      await decide(accountId, 'given');
      return household.id;
    },
    async putMany(count, channel = 'telegram') {
      const all = Array.from({ length: count }, (_, index) => ({ household: householdOf(`Hộ ${index}`), account: accountOf(channel) }));
      await db.household.createMany({ data: all.map(({ household }) => household) });
      await db.account.createMany({ data: all.map(({ account }) => account) });
      await db.conversation.createMany({
        data: all.map(({ account }) => ({ accountId: account.id, session: {}, updatedAt: clock.now() })),
      });
      await db.membership.createMany({
        data: all.map(({ household, account }) => ({
          id: deps.ids.next(),
          accountId: account.id,
          householdId: household.id,
          from: clock.now(),
        })),
      });
      await db.consent.createMany({ data: all.map(({ account }) => consentOf(account.id, 'given')) });
      return all.map(({ household, account }) => ({
        ...{ householdId: household.id, code: household.code, accountId: account.id, accountIds: [account.id] },
      })) as Houses;
    },
    async deliver() {
      const mine = Object.entries(channels).flatMap(([channel, id]) => (channel === 'web' ? [] : [id]));
      const started = (['telegram', 'zalo'] as const).map((channel) => outbox(channel));
      await Promise.all(started.map((one) => one.start()));
      const queued = { state: 'queued' as const, OR: [{ reason: null }, { reason: { not: 'night' } }] };
      const where = { channelAccountId: { in: mine }, OR: [{ state: 'leased' as const }, queued] };
      await eventually(async () => expect0(await db.message.count({ where })));
      await Promise.all(started.map((one) => one.stop()));
    },
    async close() {
      await Promise.all(outboxes.map((one) => one.stop()));
    },
  };
}

function expect0(count: number): void {
  if (count !== 0) throw new Error(`${count} messages still wait`);
}

export function within<T>({ deps }: Pick<SendingWorld, 'deps'>, work: (deps: Deps) => Promise<T>): Promise<T> {
  return deps.db.$transaction((db) => work({ ...deps, db }), PATIENT);
}

export interface Wanted extends Partial<DraftContent> {
  scope?: Scope;
}

/** A draft for the households of a khu phố. */
export async function draft(
  world: SendingWorld,
  street: Pick<Street, 'areaId'>,
  { scope = world.ward, ...content }: Wanted = {},
): Promise<string> {
  const wanted = { ...EMPTY, text: 'Mời gia đình ở {khuPho} dự buổi học.', audience: { areaIds: [street.areaId] }, ...content };
  const done = await within(world, (deps) => draftAnnouncement(deps, { scope, unitCode: world.house.home.unitCode, content: wanted }));
  if (done.outcome !== 'drafted') throw new Error(JSON.stringify(done));
  return done.announcementId;
}

export function preview(world: SendingWorld, announcementId: string, scope = world.ward) {
  return within(world, async (deps) => {
    const found = await previewAnnouncement(deps, render, { scope, announcementId });
    if (!found) throw new Error('not there');
    return found;
  });
}

/** As an officer does it who looked at the preview just now. */
export async function confirm(world: SendingWorld, announcementId: string, more: { seen?: string; typed?: string; scope?: Scope } = {}) {
  const { scope = world.ward } = more;
  const { seen, reach } = await preview(world, announcementId, scope);
  const options = { scope, announcementId, seen, typed: sendingSentence(reach.households), tell: telling.officer, ...more };
  return within(world, (deps) => confirmAnnouncement(deps, options));
}

/** Confirmed, and its ten minutes are over; nothing is written yet. */
export async function due(world: SendingWorld, street: Pick<Street, 'areaId'>, content: Wanted = {}): Promise<string> {
  const id = await draft(world, street, content);
  const done = await confirm(world, id, content.scope ? { scope: content.scope } : {});
  if (done.outcome !== 'confirmed') throw new Error(JSON.stringify(done));
  world.clock.advance(10 * MINUTE);
  return id;
}

export async function progress(world: SendingWorld, announcementId: string): Promise<Progress> {
  const found = await announcementProgress(world.deps, { scope: world.ward, announcementId });
  if (!found) throw new Error('not there');
  return found;
}

/** `{ sent: 3, 'left cap': 1 }` */
export async function columns(world: SendingWorld, announcementId: string): Promise<Record<string, number>> {
  const { outcomes } = await progress(world, announcementId);
  const found: Record<string, number> = {};
  for (const { outcome, reason, households } of outcomes) {
    const name = reason === null ? outcome : `${outcome} ${reason}`;
    found[name] = (found[name] ?? 0) + households;
  }
  return found;
}

/** They write again: what was held for them may go. */
export async function writesAgain(world: SendingWorld, accountId: string): Promise<void> {
  const { deps, clock } = world;
  await deps.db.account.update({ where: { id: accountId }, data: { lastInboundAt: clock.now() } });
  await within(world, ({ db }) => releaseHeld({ db, clock }, [accountId]));
}

export function stateOf({ deps }: SendingWorld, id: string): Promise<string> {
  return deps.db.announcement.findUniqueOrThrow({ where: { id }, select: { state: true } }).then(({ state }) => state);
}
