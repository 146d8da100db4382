/** Coming into the console: by a link from chat, or by a code that a PC shows. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PrismaClient } from '../../src/db/client.ts';
import type { Deps } from '../../src/deps.ts';
import { removeExpired } from '../../src/jobs/remove-expired.ts';
import { approveSignIn, lookAtSignIn } from '../../src/officer/approve-sign-in.ts';
import { beginSignIn } from '../../src/officer/begin-sign-in.ts';
import { consoleLinkWaits, makeConsoleLink, useConsoleLink } from '../../src/officer/console-link.ts';
import { dropAccount } from '../../src/officer/drop-account.ts';
import { finishSignIn } from '../../src/officer/finish-sign-in.ts';
import { readPcCode, spacedPcCode } from '../../src/officer/pc-code.ts';
import { revokeGrant } from '../../src/officer/revoke-grant.ts';
import { endSession, endSessionsOf, findSession, openSession } from '../../src/officer/sessions.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type FixedClock, fixedClock, testDeps } from '../support/deps.ts';
import { everything } from '../support/everything.ts';
import { newAccount, SECRET_KEY as secret } from '../support/family.ts';
import { telling } from '../support/officers.ts';
import { newOfficer, type Officer, scopeNow, WARD } from './office.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let database: TestDatabase;
let deps: Deps & { db: PrismaClient };
let clock: FixedClock;
let binh: Officer;

beforeAll(async () => {
  database = await freshDatabase();
  deps = { ...testDeps(database.prisma, { ids: { next: () => crypto.randomUUID() } }), db: database.prisma };
});
afterAll(() => database.drop());
beforeEach(async () => {
  clock = fixedClock();
  deps.clock = clock;
  binh = await newOfficer(deps, { role: 'ward', unitCode: WARD, name: 'Trần Thị Bình' });
});

const inTransaction = <T>(work: (deps: Deps) => Promise<T>) => database.prisma.$transaction((db) => work({ ...deps, db }));

async function link(accountId = binh.accountId): Promise<string> {
  const made = await makeConsoleLink(deps, { accountId, secret });
  if (made.outcome !== 'link') throw new Error(made.outcome);
  expect(made.path).toMatch(/^\/console\/in\/[\w-]{24}$/);
  return made.path.slice('/console/in/'.length);
}

async function loseDuty({ officerId }: Officer): Promise<void> {
  const { id } = await deps.db.grant.findFirstOrThrow({ where: { officerId, to: null } });
  await revokeGrant(deps, { by: await scopeNow(deps, officerId), grantId: id, tell: telling.officer });
}

describe('the link from chat', () => {
  it('opens the console once, for the officer who asked for it', async () => {
    const code = await link();
    expect(await consoleLinkWaits(deps, { code, secret })).toBe(true);
    expect(await consoleLinkWaits(deps, { code, secret }), 'looking uses nothing up').toBe(true);
    const opened = await Promise.all([1, 2].map(() => inTransaction((one) => useConsoleLink(one, { code, secret }))));
    const tokens = opened.flatMap((one) => one?.token ?? []);
    expect(tokens).toHaveLength(1);
    expect(await consoleLinkWaits(deps, { code, secret })).toBe(false);
    expect(await findSession(deps, tokens[0] ?? '')).toMatchObject({
      officerId: binh.officerId,
      name: 'Trần Thị Bình',
      scope: { wards: [WARD] },
      fresh: true,
    });
  });

  it('ends after five minutes', async () => {
    const code = await link();
    clock.advance(5 * MINUTE_MS);
    expect(await consoleLinkWaits(deps, { code, secret })).toBe(false);
    expect(await useConsoleLink(deps, { code, secret })).toBeNull();
  });

  it('is nothing for a chat of nobody, or of somebody whose duty ended meanwhile', async () => {
    expect(await makeConsoleLink(deps, { accountId: await newAccount(deps), secret })).toEqual({ outcome: 'notOfficer' });
    const code = await link();
    await loseDuty(binh);
    expect(await useConsoleLink(deps, { code, secret })).toBeNull();
    expect(await makeConsoleLink(deps, { accountId: binh.accountId, secret })).toEqual({ outcome: 'notOfficer' });
  });
});

describe('the code on a PC', () => {
  const begin = (session?: string) => beginSignIn(deps, { secret, ...(session !== undefined && { session }) });
  const approve = (code: string, accountId = binh.accountId) => inTransaction((one) => approveSignIn(one, { accountId, code, secret }));
  const finish = ({ browserToken, signInId }: { browserToken: string; signInId: string }) =>
    inTransaction((one) => finishSignIn(one, { browserToken, signInId }));

  it('lets that browser in once an officer approved it in chat', async () => {
    const pc = await begin();
    expect(await finish(pc)).toEqual({ outcome: 'waiting' });
    expect(await lookAtSignIn(deps, { accountId: binh.accountId, code: pc.code, secret })).toEqual({
      outcome: 'waits',
      at: clock.now(),
      fresh: false,
    });
    expect(await approve(`mã ${spacedPcCode(pc.code)}.`)).toEqual({ outcome: 'approved', fresh: false });
    expect(await approve(pc.code), 'a second time').toEqual({ outcome: 'invalid' });
    const finished = await Promise.all([finish(pc), finish(pc)]);
    expect(finished.map(({ outcome }) => outcome).toSorted()).toEqual(['in', 'over']);
    const token = finished.flatMap((one) => (one.outcome === 'in' ? one.token : []))[0] ?? '';
    expect(await findSession(deps, token)).toMatchObject({ officerId: binh.officerId, fresh: true });
  });

  it('lets in no other browser that knows the code or the id', async () => {
    const pc = await begin();
    await approve(pc.code);
    expect(await finish({ ...pc, browserToken: (await begin()).browserToken })).toEqual({ outcome: 'over' });
    expect(await finish(pc)).toMatchObject({ outcome: 'in' });
  });

  it('is approved by officers only, while it is shown', async () => {
    const pc = await begin();
    expect(await approve(pc.code, await newAccount(deps))).toEqual({ outcome: 'notOfficer' });
    clock.advance(5 * MINUTE_MS);
    expect(await approve(pc.code)).toEqual({ outcome: 'invalid' });
    expect(await finish(pc)).toEqual({ outcome: 'over' });
  });

  it('is of no use when the duty ended between the approval and the browser', async () => {
    const pc = await begin();
    await approve(pc.code);
    await loseDuty(binh);
    expect(await finish(pc)).toEqual({ outcome: 'over' });
    expect(await deps.db.officerSession.count({ where: { officerId: binh.officerId } })).toBe(0);
  });

  it('is not found by guessing', async () => {
    const wrong = await newOfficer(deps, { role: 'ward', unitCode: WARD });
    const pc = await begin();
    const guess = pc.code === '99999999' ? '99999998' : '99999999';
    for (let tries = 0; tries < 10; tries++) expect(await approve(guess, wrong.accountId)).toEqual({ outcome: 'invalid' });
    expect(await approve(pc.code, wrong.accountId)).toEqual({ outcome: 'tooMany' });
  });

  it('gives a browser that is in a fresh approval, by its own officer alone', async () => {
    const token = await openSession(deps, binh);
    clock.advance(10 * MINUTE_MS);
    expect(await findSession(deps, token)).toMatchObject({ fresh: false });
    const other = await newOfficer(deps, { role: 'ward', unitCode: WARD });
    const again = await begin(token);
    expect(await approve(again.code, other.accountId)).toEqual({ outcome: 'invalid' });
    expect(await approve(again.code)).toEqual({ outcome: 'approved', fresh: true });
    expect(await finish(again)).toEqual({ outcome: 'fresh' });
    expect(await findSession(deps, token)).toMatchObject({ fresh: true });
    clock.advance(10 * MINUTE_MS);
    expect(await findSession(deps, token)).toMatchObject({ fresh: false });
  });

  it.each([
    ['48217036', '48217036'],
    ['4821 7036', '48217036'],
    ['Mã: 4821-7036.', '48217036'],
    ['ma 4821.7036', '48217036'],
    ['0821 7036', null],
    ['4821 703', null],
    ['0912 345 678', null],
    ['vào máy', null],
  ])('is read as people type it: %s', (typed, code) => {
    expect(readPcCode(typed)).toBe(code);
  });
});

describe('a browser in the console', () => {
  it('stays for twelve hours after its last visit, and a week at most', async () => {
    const token = await openSession(deps, binh);
    const visits = async (hours: number, times: number) => {
      for (let time = 0; time < times; time++) {
        clock.advance(hours * HOUR_MS);
        if (!(await findSession(deps, token))) return time * hours;
      }
      return null;
    };
    expect(await visits(11, 15)).toBeNull();
    expect(await visits(1, 5)).toBe(2);
    const idle = await openSession(deps, binh);
    clock.advance(12 * HOUR_MS);
    expect(await findSession(deps, idle)).toBeNull();
  });

  it('is out when it leaves, when its duty ends, and when the chat that let it in is dropped', async () => {
    const [left, stays] = [await openSession(deps, binh), await openSession(deps, binh)];
    await endSession(deps, left);
    expect(await findSession(deps, left)).toBeNull();
    expect(await findSession(deps, stays)).not.toBeNull();

    const held = await deps.db.officerAccount.findFirstOrThrow({ where: { accountId: binh.accountId } });
    const fromElsewhere = await openSession(deps, { officerId: binh.officerId, accountId: await newAccount(deps) });
    await dropAccount(deps, { by: await scopeNow(deps, binh.officerId), officerAccountId: held.id });
    expect(await findSession(deps, stays)).toBeNull();
    expect(await findSession(deps, fromElsewhere)).not.toBeNull();
    await loseDuty(binh);
    expect(await findSession(deps, fromElsewhere)).toBeNull();
    expect(await endSessionsOf(deps, { officerId: binh.officerId }), 'they were ended, and not only passed over').toBe(0);
  });

  it('carries a sign of its own for forms, which tells nothing of its token', async () => {
    const [one, two] = [await openSession(deps, binh), await openSession(deps, binh)];
    const [first, again, second] = [await findSession(deps, one), await findSession(deps, one), await findSession(deps, two)];
    expect(first?.csrf).toBe(again?.csrf);
    expect(first?.csrf).not.toBe(second?.csrf);
    expect(one).not.toContain(first?.csrf ?? one);
  });

  it('leaves no secret in any table', async () => {
    const pc = await beginSignIn(deps, { secret });
    const code = await link();
    const token = await openSession(deps, binh);
    const tables = [...(await everything(database.prisma)).values()].join('\n');
    for (const hidden of [pc.code, pc.browserToken, code, token]) expect(tables).not.toContain(hidden);
  });

  it('goes from the tables a day after it ended, and codes on PCs too', async () => {
    const token = await openSession(deps, binh);
    const pc = await beginSignIn(deps, { secret });
    const there = async () => [
      await deps.db.officerSession.count({ where: { officerId: binh.officerId } }),
      await deps.db.signIn.count({ where: { id: pc.signInId } }),
    ];
    await endSession(deps, token);
    clock.advance(24 * HOUR_MS);
    await removeExpired(deps);
    expect(await there()).toEqual([1, 1]);
    clock.advance(6 * MINUTE_MS);
    await removeExpired(deps);
    expect(await there()).toEqual([0, 0]);
  });
});
