/** Six digits that stand for a code: what they may do, for how long, and how far guessing gets. */
import { pino } from 'pino';
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { settle } from '../../src/backup/settle.ts';
import type { Deps } from '../../src/deps.ts';
import { digitsOf } from '../../src/household/digit-code.ts';
import { hashSecretCode } from '../../src/household/household-code.ts';
import { membershipOf } from '../../src/household/household-of.ts';
import { inviteMember } from '../../src/household/invite-member.ts';
import { joinHousehold } from '../../src/household/join-household.ts';
import { makeAreaCode } from '../../src/household/make-area-code.ts';
import { makeDigits, shownDigits } from '../../src/household/make-digits.ts';
import { resolveCode } from '../../src/household/resolve-code.ts';
import { removeExpired } from '../../src/jobs/remove-expired.ts';
import { erase } from '../../src/privacy/erase.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type FixedClock, fixedClock, testDeps } from '../support/deps.ts';
import { everything } from '../support/everything.ts';
import { decide, type Family, newAccount, newFamily, SECRET_KEY, UNIT } from '../support/family.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const secret = SECRET_KEY;

let database: TestDatabase;
let deps: Deps;
let clock: FixedClock;
let family: Family;
let invitation: string;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  clock = fixedClock();
  deps = testDeps(database.prisma, { clock, ids: { next: () => v7() } });
  // What another test has let people guess must not count here.
  clock.advance(beforeEachHours++ * 48 * HOUR);
  family = await newFamily(deps);
  invitation = await invite();
});
let beforeEachHours = 0;

async function invite(): Promise<string> {
  const invited = await inviteMember(deps, { accountId: family.accountId, secret });
  if (invited.outcome !== 'code') throw new Error(invited.outcome);
  return invited.code;
}

async function digitsFor(code: string): Promise<string> {
  const made = await makeDigits(deps, { code, secret });
  if (!made) throw new Error('no digits');
  return made.digits;
}

async function areaCode(): Promise<string> {
  const { id } = await database.prisma.area.findFirstOrThrow({ where: { unitCode: UNIT } });
  return makeAreaCode(deps, { areaId: id, actor: 'system' });
}

async function agreed(): Promise<string> {
  const accountId = await newAccount(deps);
  await decide(deps, accountId, 'given');
  return accountId;
}

async function onZalo(externalId = '388613280878808645'): Promise<string> {
  const { id: organisationId } = await database.prisma.organisation.findFirstOrThrow();
  const key = { channel: 'zalo' as const, externalId };
  const channel = await database.prisma.channelAccount.upsert({
    where: { channel_externalId: key },
    create: { id: v7(), ...key, organisationId },
    update: {},
  });
  const id = v7();
  await database.prisma.account.create({ data: { id, channelAccountId: channel.id, externalId: id, createdAt: clock.now() } });
  return id;
}

const resolve = (accountId: string, code: string) => resolveCode(deps, { accountId, code, secret });
const join = (accountId: string, code: string) =>
  database.prisma.$transaction((db) => joinHousehold({ ...deps, db }, { accountId, code, secret, tell: async () => 0 }));

/** Six digits that stand for nothing. */
async function wrongDigits(): Promise<string> {
  for (let number = 100_000; ; number += 7) {
    const hash = hashSecretCode(secret, String(number));
    if ((await database.prisma.code.count({ where: { hash } })) === 0) return String(number);
  }
}

describe('six digits', () => {
  it('stand for an invitation, and are used up with it', async () => {
    const digits = await digitsFor(invitation);
    expect(digits).toMatch(/^[1-9]\d{5}$/);
    const [ba, tu] = [await agreed(), await agreed()];
    expect(await resolve(ba, digits)).toEqual({ outcome: 'join', code: digits });
    expect(await join(ba, `${digits.slice(0, 3)} ${digits.slice(3)}`)).toMatchObject({ outcome: 'joined', code: family.code });
    expect((await membershipOf(deps, ba))?.code).toBe(family.code);
    expect(await join(tu, digits)).toEqual({ outcome: 'unknownDigits', closed: false });
    expect(await join(tu, invitation)).toEqual({ outcome: 'invalid' });
    const { usedBy } = await database.prisma.code.findUniqueOrThrow({ where: { hash: hashSecretCode(secret, invitation) } });
    expect(usedBy).toBe(ba);
  });

  it('stop with the invitation, whoever used it', async () => {
    const digits = await digitsFor(invitation);
    await join(await agreed(), invitation);
    expect(await join(await agreed(), digits)).toEqual({ outcome: 'unknownDigits', closed: false });
  });

  it('let one in, even when two come at the same moment', async () => {
    const digits = await digitsFor(invitation);
    const outcomes = await Promise.all([join(await agreed(), digits), join(await agreed(), digits)]);
    expect(outcomes.filter(({ outcome }) => outcome === 'joined')).toHaveLength(1);
  });

  it('stand for the code of a khu phố, for many', async () => {
    const digits = await digitsFor(await areaCode());
    for (let time = 0; time < 3; time++) {
      expect(await resolve(await newAccount(deps), digits)).toMatchObject({ outcome: 'area', unit: { code: UNIT } });
    }
    expect(await join(await agreed(), digits)).toEqual({ outcome: 'unknownDigits', closed: false });
  });

  it('can be typed for half an hour', async () => {
    const digits = await digitsFor(invitation);
    clock.advance(30 * MINUTE - 1);
    expect((await resolve(await newAccount(deps), digits)).outcome).toBe('join');
    clock.advance(1);
    expect(await resolve(await newAccount(deps), digits)).toEqual({ outcome: 'unknownDigits', closed: false });
  });

  it('typed in time give as long as the invitation lasts to read what has to be agreed to', async () => {
    const digits = await digitsFor(invitation);
    const [ba, tu] = [await newAccount(deps), await newAccount(deps)];
    expect(await join(ba, digits)).toMatchObject({ outcome: 'held', unit: { code: UNIT } });
    clock.advance(20 * HOUR);
    await removeExpired(deps);
    expect(await resolve(tu, digits)).toEqual({ outcome: 'unknownDigits', closed: false });
    await decide(deps, ba, 'given');
    expect(await join(ba, digits)).toMatchObject({ outcome: 'joined' });
  });

  it('never outlive the invitation', async () => {
    clock.advance(24 * HOUR - 10 * MINUTE);
    const { digits, minutes } = (await makeDigits(deps, { code: invitation, secret })) ?? {};
    expect(minutes).toBe(10);
    const ba = await newAccount(deps);
    expect((await resolve(ba, digits ?? '')).outcome).toBe('join');
    clock.advance(10 * MINUTE);
    expect((await resolve(ba, digits ?? '')).outcome).toBe('unknownDigits');
  });

  it('are the same for everybody who asks, until half their time is over', async () => {
    const first = await digitsFor(invitation);
    clock.advance(15 * MINUTE);
    expect(await makeDigits(deps, { code: invitation, secret })).toEqual({ digits: first, minutes: 15 });
    expect(await shownDigits(deps, { code: invitation, secret })).toEqual({ digits: first, minutes: 15 });
    clock.advance(1);
    expect(await shownDigits(deps, { code: invitation, secret })).toBeNull();
    const second = await digitsFor(invitation);
    expect(second).not.toBe(first);
    for (const digits of [first, second]) expect((await resolve(await newAccount(deps), digits)).outcome).toBe('join');
  });

  it('are made for no code that leads nowhere', async () => {
    const handover = { id: v7(), kind: 'handover' as const, hash: hashSecretCode(secret, 'K7M29QXC'), createdAt: clock.now() };
    await database.prisma.code.create({ data: handover });
    await join(await agreed(), invitation);
    for (const code of [invitation, 'K7M29QXC', 'MPA-2026', '', '482913']) {
      expect(await makeDigits(deps, { code, secret })).toBeNull();
      expect(await shownDigits(deps, { code, secret })).toBeNull();
    }
  });

  it('are others where a number is taken, also by one that is over', async () => {
    const [taken, free] = [v7(), v7()];
    const hash = hashSecretCode(secret, digitsOf(secret, taken));
    const over = { id: v7(), kind: 'digits' as const, hash, createdAt: clock.now(), expiresAt: new Date(clock.now().getTime() - HOUR) };
    await database.prisma.code.create({ data: over });
    const ids = [taken, free];
    const made = await makeDigits({ ...deps, ids: { next: () => ids.shift() ?? v7() } }, { code: invitation, secret });
    expect(made?.digits).toBe(digitsOf(secret, free));
  });

  it('are kept as a keyed hash', async () => {
    const digits = await digitsFor(invitation);
    const rows = await database.prisma.code.findMany({ where: { kind: 'digits' } });
    expect(rows.map(({ hash }) => hash)).toContain(hashSecretCode(secret, digits));
    // Among timestamps and random ids any six digits may stand by chance, but not as a word.
    expect((await everything(database.prisma)).get('Code')).not.toMatch(new RegExp(`\\b${digits}\\b`));
  });
});

describe('what is left of them', () => {
  it('goes when their time is over, but not while somebody who typed them is reading', async () => {
    const [untyped, typed] = [await digitsFor(await areaCode()), await digitsFor(invitation)];
    await join(await newAccount(deps), typed);
    clock.advance(30 * MINUTE + 1);
    await removeExpired(deps);
    const left = async (digits: string) => database.prisma.code.count({ where: { hash: hashSecretCode(secret, digits) } });
    expect([await left(untyped), await left(typed)]).toEqual([0, 1]);
    clock.advance(48 * HOUR);
    await removeExpired(deps);
    expect(await left(typed)).toBe(0);
  });

  it('goes with the account whose invitation it was', async () => {
    const digits = await digitsFor(invitation);
    await database.prisma.$transaction((db) => erase({ ...deps, db }, { accountId: family.accountId }));
    expect(await database.prisma.code.count({ where: { hash: hashSecretCode(secret, digits) } })).toBe(0);
  });

  it('lets nobody in after a restore', async () => {
    const digits = [await digitsFor(invitation), await digitsFor(await areaCode())];
    const manifest = { at: clock.now().toISOString(), files: { letGo: [] } } as unknown as Parameters<typeof settle>[1];
    await settle({ ...deps, db: database.prisma }, manifest);
    for (const one of digits) expect((await resolve(await newAccount(deps), one)).outcome).toBe('unknownDigits');
  });
});

describe('guessing', () => {
  it('comes to an end for an account after ten wrong ones, six digits or eight signs', async () => {
    const ba = await agreed();
    for (let time = 0; time < 10; time++) expect((await join(ba, await wrongDigits())).outcome).toBe('unknownDigits');
    expect(await join(ba, await digitsFor(invitation))).toEqual({ outcome: 'tooMany' });
    expect(await join(ba, invitation)).toEqual({ outcome: 'tooMany' });
    expect(await resolve(ba, invitation)).toEqual({ outcome: 'unknown' });
    clock.advance(HOUR);
    expect(await join(ba, invitation)).toMatchObject({ outcome: 'joined' });
  });

  describe('by many accounts', () => {
    /** As often as that was typed what stands for nothing. */
    async function guessed(times: number, guess: (time: number) => Promise<string>): Promise<void> {
      const wrong = await wrongDigits();
      for (let time = 0; time < times; time++)
        expect(await resolve(await guess(time), wrong)).toEqual({ outcome: 'unknownDigits', closed: false });
    }

    it('shuts out whoever guessed, after two hundred at an OA, and nobody else', async () => {
      const lines: { channelAccount?: string; wrong?: number; msg?: string }[] = [];
      const log = pino({ level: 'warn' }, { write: (line) => void lines.push(JSON.parse(line)) });
      deps = { ...deps, log };
      const guessers: string[] = [];
      for (let account = 0; account < 40; account++) guessers.push(await onZalo());
      const digits = await digitsFor(invitation);
      await guessed(200, async (time) => guessers[time % guessers.length] ?? '');
      const [guesser = '', lan] = [guessers[0], await onZalo()];
      expect(await resolve(guesser, digits)).toEqual({ outcome: 'unknownDigits', closed: true });
      expect(await join(guesser, digits)).toEqual({ outcome: 'unknownDigits', closed: true });
      expect(await resolve(guesser, invitation)).toEqual({ outcome: 'join', code: invitation });
      for (const other of [lan, await onZalo('388613280878808646'), await newAccount(deps)])
        expect(await resolve(other, digits)).toEqual({ outcome: 'join', code: digits });
      const { channelAccountId } = await database.prisma.account.findUniqueOrThrow({ where: { id: lan } });
      expect(lines).toEqual([
        expect.objectContaining({ channelAccount: channelAccountId, wrong: 200, msg: expect.stringContaining('refused') }),
      ]);
      clock.advance(HOUR);
      expect((await resolve(guesser, await digitsFor(invitation))).outcome).toBe('join');
    });

    it('shuts everybody out where accounts cost nothing', async () => {
      const digits = await digitsFor(invitation);
      await guessed(200, () => newAccount(deps));
      expect(await resolve(await newAccount(deps), digits)).toEqual({ outcome: 'unknownDigits', closed: true });
      expect(await resolve(await newAccount(deps), invitation)).toEqual({ outcome: 'join', code: invitation });
      expect(await resolve(await onZalo(), digits)).toEqual({ outcome: 'join', code: digits });
    });

    it('shuts everybody out when hundreds guess', async () => {
      const digits = await digitsFor(invitation);
      const { channelAccountId } = await database.prisma.account.findUniqueOrThrow({ where: { id: await onZalo() } });
      const subject = `channelAccount:${channelAccountId}`;
      const guess = () => ({ at: clock.now(), actor: `account:${v7()}`, action: 'household.wrongDigits', subject, detail: {} });
      await database.prisma.audit.createMany({ data: Array.from({ length: 1_999 }, guess) });
      expect((await resolve(await onZalo(), digits)).outcome).toBe('join');
      await guessed(1, () => onZalo());
      expect(await resolve(await onZalo(), digits)).toEqual({ outcome: 'unknownDigits', closed: true });
      expect(await resolve(await onZalo(), invitation)).toEqual({ outcome: 'join', code: invitation });
      clock.advance(HOUR);
      expect((await resolve(await onZalo(), await digitsFor(invitation))).outcome).toBe('join');
    });
  });

  it('is not what people do who write of a number while there is nothing to guess: each counts once an hour', async () => {
    const wrong = await wrongDigits();
    const counted = async (accountId: string) => {
      const { channelAccountId } = await database.prisma.account.findUniqueOrThrow({ where: { id: accountId } });
      return database.prisma.audit.count({ where: { action: 'household.wrongDigits', subject: `channelAccount:${channelAccountId}` } });
    };
    const [lan, minh] = [await onZalo('388613280878808647'), await onZalo('388613280878808647')];
    for (const accountId of [lan, lan, lan, minh, minh]) await resolve(accountId, wrong);
    expect(await counted(lan)).toBe(2);
    clock.advance(HOUR);
    await resolve(lan, wrong);
    expect(await counted(lan)).toBe(3);
    // From now on they may be guesses.
    await digitsFor(invitation);
    for (let time = 0; time < 3; time++) await resolve(lan, wrong);
    expect(await counted(lan)).toBe(6);
    // For the person each counts all the time.
    for (let time = 0; time < 6; time++) await resolve(lan, wrong);
    expect(await resolve(lan, invitation)).toEqual({ outcome: 'unknown' });
  });
});
