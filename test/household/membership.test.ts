import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Deps } from '../../src/deps.ts';
import { codeFrom, readCode } from '../../src/household/household-code.ts';
import { householdOf, membershipOf } from '../../src/household/household-of.ts';
import { inviteMember } from '../../src/household/invite-member.ts';
import { joinHousehold } from '../../src/household/join-household.ts';
import { loadMe } from '../../src/household/load-me.ts';
import { makeAreaCode } from '../../src/household/make-area-code.ts';
import { othersAgree } from '../../src/household/others-agree.ts';
import { type Registration, registerHousehold } from '../../src/household/register-household.ts';
import { resolveCode } from '../../src/household/resolve-code.ts';
import { showHousehold } from '../../src/household/show-household.ts';
import { updateHousehold } from '../../src/household/update-household.ts';
import { decideConsent } from '../../src/privacy/consent-decide.ts';
import { withdrawConsent } from '../../src/privacy/consent-withdraw.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type FixedClock, fixedClock, testDeps } from '../support/deps.ts';

const WARD = '25966'; // Phường Lái Thiêu
const OTHER_WARD = '25747';
const secret = Buffer.alloc(32, 5);

let database: TestDatabase;
let deps: Deps;
let clock: FixedClock;
let quarter: string;
let neighbourQuarter: string;
let unplaced: string;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  clock = fixedClock();
  deps = testDeps(database.prisma, { clock, ids: { next: () => crypto.randomUUID() } });
  await database.prisma.household.deleteMany();
  await database.prisma.area.deleteMany({ where: { kind: 'quarter' } });
  quarter = await makeArea('Khu phố Bình Đức');
  neighbourQuarter = await makeArea('Khu phố Long Thới');
  unplaced = (await database.prisma.area.findFirstOrThrow({ where: { unitCode: WARD, kind: 'unplaced' } })).id;
});

async function makeArea(name: string): Promise<string> {
  const id = deps.ids.next();
  await database.prisma.area.create({ data: { id, unitCode: WARD, name, kind: 'quarter' } });
  return id;
}

async function account({ agreed = true, unit = WARD } = {}): Promise<string> {
  const channel = await database.prisma.channelAccount.findFirstOrThrow();
  const id = deps.ids.next();
  await database.prisma.account.create({ data: { id, channelAccountId: channel.id, externalId: id, createdAt: clock.now() } });
  if (agreed) await agree(id, unit);
  return id;
}

async function agree(accountId: string, unit = WARD): Promise<void> {
  const speak = () => 'lời đã đọc';
  clock.advance(1000);
  await decideConsent(deps, { accountId, unit, purpose: 'selfAssessment', act: 'given', lang: 'vi', speak, secret: Buffer.alloc(32) });
}

function registration(accountId: string, more: Partial<Registration> = {}): Registration {
  const counts = { preschool: 0, primary: 1, lowerSecondary: 1, upperSecondary: 0, adults: 2, elders: 0 };
  const what = { unit: WARD, area: quarter, head: 'Nguyễn Thị Lan', residence: 'permanent' as const, phone: null, force: false };
  return { accountId, ...what, ...counts, ...more };
}

/** As a turn does it: in a transaction. */
const register = (one: Registration) => database.prisma.$transaction((db) => registerHousehold({ ...deps, db }, one));
const join = (accountId: string, code: string) =>
  database.prisma.$transaction((db) => joinHousehold({ ...deps, db }, { accountId, code, secret, tell: async () => 0 }));
const resolve = (accountId: string, code: string) => resolveCode(deps, { accountId, code, secret });

async function invitationOf(accountId: string): Promise<string> {
  const invited = await inviteMember(deps, { accountId, secret });
  if (invited.outcome !== 'code') throw new Error(invited.outcome);
  return invited.code;
}

describe('registering', () => {
  it('makes a household with a readable code and its first member', async () => {
    const lan = await account();
    const registered = await register(registration(lan, { head: '  nguyễn   thị lan ', phone: '0912345678' }));
    expect(registered).toEqual({ outcome: 'created', code: expect.any(String) });
    const household = await showHousehold(deps, { accountId: lan });
    expect(readCode(household?.code ?? '')).toBe(household?.code);
    expect(household).toMatchObject({ head: 'Nguyễn Thị Lan', phone: '0912345678', verified: false, primary: 1, adults: 2 });
    expect(household).toMatchObject({ unit: { code: WARD }, area: { id: quarter, name: 'Khu phố Bình Đức', placed: true } });
    const audits = await database.prisma.audit.findMany({ where: { actor: `account:${lan}`, action: 'household.register' } });
    expect(audits).toHaveLength(1);
    expect(JSON.stringify(audits.map((row) => row.detail))).not.toMatch(/lan|0912/i);
  });

  it('keeps a long name whole to the last sign', async () => {
    const lan = await account();
    await register(registration(lan, { head: `${'a'.repeat(79)}👨‍👩‍👧 nữa` }));
    expect((await showHousehold(deps, { accountId: lan }))?.head).toBe(`A${'a'.repeat(78)}`);
    const ba = await account();
    await register(registration(ba, { head: 'ệ'.normalize('NFD').repeat(90) }));
    expect((await showHousehold(deps, { accountId: ba }))?.head).toBe(`Ệ${'ệ'.repeat(79)}`);
  });

  it('needs purpose 1 to be agreed to', async () => {
    expect(await register(registration(await account({ agreed: false })))).toEqual({ outcome: 'noConsent' });
    expect(await database.prisma.household.count()).toBe(0);
  });

  it('needs it to be agreed to with the Hội of that very ward', async () => {
    const city = await database.prisma.organisation.findFirstOrThrow({ where: { level: 'city' } });
    const own = { name: 'Hội phường', contact: '-', dataProtection: '-', level: 'ward' as const, parentId: city.id };
    const id = deps.ids.next();
    await database.prisma.organisation.create({ data: { ...own, id, unitCode: WARD } });
    const elsewhere = await account({ unit: OTHER_WARD });
    expect(await register(registration(elsewhere))).toEqual({ outcome: 'noConsent' });
    await agree(elsewhere, WARD);
    expect((await register(registration(elsewhere))).outcome).toBe('created');
    await database.prisma.organisation.update({ where: { id }, data: { unitCode: null } });
  });

  it('is done once an account', async () => {
    const lan = await account();
    const first = await register(registration(lan));
    expect(await register(registration(lan, { head: 'Trần Văn Ba' }))).toEqual({ ...first, outcome: 'already' });
  });

  it.each([
    ['the same khu phố, without accents', () => ({ head: 'NGUYEN THI LAN' }), 'similar'],
    ['another khu phố', () => ({ area: neighbourQuarter }), 'created'],
    ['no khu phố yet', () => ({ area: unplaced }), 'similar'],
    ['another name', () => ({ head: 'Nguyễn Thị Lan Anh' }), 'created'],
    ['a clear "not ours"', () => ({ force: true }), 'created'],
  ])('asks back when it looks the same: %s', async (_name, more, outcome) => {
    await register(registration(await account()));
    expect((await register(registration(await account(), more()))).outcome).toBe(outcome);
  });

  it('asks back a placed family when the same name waits unplaced', async () => {
    await register(registration(await account(), { area: unplaced }));
    expect((await register(registration(await account()))).outcome).toBe('similar');
  });

  it('asks the second of two who register at the same moment', async () => {
    const [one, two] = [await account(), await account()];
    const outcomes = await Promise.all([register(registration(one)), register(registration(two))]);
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['created', 'similar']);
  });

  it('refuses a khu phố of another ward', async () => {
    await expect(register(registration(await account(), { unit: OTHER_WARD }))).rejects.toMatchObject({ code: 'badRequest' });
  });
});

describe('correcting', () => {
  it('changes what was named and leaves the rest', async () => {
    const lan = await account();
    await register(registration(lan, { phone: '0912345678' }));
    const nothing = { head: null, residence: null, preschool: null, primary: null, lowerSecondary: null, upperSecondary: null };
    const change = { ...nothing, adults: 4, elders: null, phone: null, accountId: lan };
    expect(await updateHousehold(deps, { ...change, head: 'Trần Văn Ba' })).toEqual({ outcome: 'updated', value: {} });
    expect(await showHousehold(deps, { accountId: lan })).toMatchObject({
      head: 'Trần Văn Ba',
      adults: 4,
      primary: 1,
      phone: '0912345678',
    });
    expect((await membershipOf(deps, lan))?.headNameKey).toBe('tran van ba');
    await updateHousehold(deps, { ...change, phone: '' });
    expect(await showHousehold(deps, { accountId: lan })).toMatchObject({ phone: null });
    expect((await updateHousehold(deps, { ...change, accountId: await account() })).outcome).toBe('notMember');
  });
});

describe('joining', () => {
  async function family(): Promise<{ lan: string; code: string; invitation: string }> {
    const lan = await account();
    const registered = await register(registration(lan));
    return { lan, code: 'code' in registered ? registered.code : '', invitation: await invitationOf(lan) };
  }

  it('takes a member’s code, however it is typed', async () => {
    const { lan, code, invitation } = await family();
    const ba = await account();
    const joined = await join(ba, ` ${invitation.slice(0, 4).toLowerCase()}-${invitation.slice(4)} `);
    expect(joined).toMatchObject({ outcome: 'joined', code, unit: { code: WARD } });
    expect((await membershipOf(deps, ba))?.code).toBe(code);
    const membership = await database.prisma.membership.findFirstOrThrow({ where: { accountId: ba } });
    expect(membership.approvedBy).toBe(lan);
  });

  it('uses a code up', async () => {
    const { invitation } = await family();
    const outcomes = await Promise.all([join(await account(), invitation), join(await account(), invitation)]);
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['invalid', 'joined']);
  });

  it('keeps the code good until purpose 1 is agreed to', async () => {
    const { invitation } = await family();
    const ba = await account({ agreed: false });
    expect(await join(ba, invitation)).toMatchObject({ outcome: 'held', unit: { code: WARD } });
    await agree(ba);
    expect(await join(ba, invitation)).toMatchObject({ outcome: 'joined' });
  });

  it('ends after 24 hours', async () => {
    const { invitation } = await family();
    clock.advance(24 * 60 * 60 * 1000);
    expect(await join(await account(), invitation)).toEqual({ outcome: 'invalid' });
    expect(await resolve(await account(), invitation)).toEqual({ outcome: 'unknown' });
  });

  it('does not take a household’s own code, nor one that was never made', async () => {
    const { code } = await family();
    for (const typed of [code, 'K7M29QXC', '', 'xin chào']) expect(await join(await account(), typed)).toEqual({ outcome: 'invalid' });
  });

  it('leaves who is in a household where they are', async () => {
    const { code, invitation } = await family();
    const ba = await account();
    await join(ba, invitation);
    expect(await join(ba, invitation)).toEqual({ outcome: 'already', code });
  });

  it('keeps no code that could be read back', async () => {
    const { invitation } = await family();
    const rows = await database.prisma.code.findMany();
    expect(JSON.stringify(rows)).not.toContain(invitation);
    for (const row of rows) expect(row.hash).toMatch(/^[0-9a-f]{64}$/);
    const plain = createHash('sha256').update(invitation).digest('hex');
    expect(rows.map((row) => row.hash)).not.toContain(plain);
  });

  describe('by guessing', () => {
    /** Good codes that nobody made. */
    const guesses = Array.from({ length: 10 }, (_, index) => codeFrom(`guess ${index}`));

    it('comes to an end after ten wrong codes, for an hour and for that account alone', async () => {
      const { invitation } = await family();
      const ba = await account();
      for (const guess of guesses) expect(await join(ba, guess)).toEqual({ outcome: 'invalid' });
      expect(await join(ba, invitation)).toEqual({ outcome: 'tooMany' });
      expect(await resolve(ba, invitation)).toEqual({ outcome: 'unknown' });
      clock.advance(60 * 60 * 1000);
      expect(await join(ba, invitation)).toMatchObject({ outcome: 'joined' });
      expect((await join(await account(), guesses[0] ?? '')).outcome).toBe('invalid');
    });

    it('is counted where links are looked at, too', async () => {
      const { invitation } = await family();
      const ba = await account();
      for (const guess of guesses) expect(await resolve(ba, guess)).toEqual({ outcome: 'unknown' });
      expect(await resolve(ba, invitation)).toEqual({ outcome: 'unknown' });
      expect(await join(ba, invitation)).toEqual({ outcome: 'tooMany' });
    });

    it('is not what a slip of the finger is', async () => {
      const { invitation } = await family();
      const ba = await account();
      const slip = invitation.slice(0, -1) + (invitation.endsWith('A') ? 'B' : 'A');
      for (let time = 0; time < 20; time++) expect(await join(ba, slip)).toEqual({ outcome: 'invalid' });
      expect(await join(ba, invitation)).toMatchObject({ outcome: 'joined' });
    });
  });
});

describe('a code from a link', () => {
  it('names ward and khu phố, for anybody and as often as wanted', async () => {
    const code = await makeAreaCode(deps, { areaId: quarter, actor: 'system' });
    for (let time = 0; time < 2; time++) {
      expect(await resolve(await account(), code)).toMatchObject({
        outcome: 'area',
        unit: { code: WARD },
        area: { id: quarter, placed: true },
      });
    }
  });

  it('of a member says that it lets somebody in, and using it is another step', async () => {
    const lan = await account();
    await register(registration(lan));
    const code = await invitationOf(lan);
    expect(await resolve(await account(), code.toLowerCase())).toEqual({ outcome: 'join', code });
    expect(await join(await account(), code)).toMatchObject({ outcome: 'joined' });
    expect(await resolve(await account(), code)).toEqual({ outcome: 'unknown' });
  });
});

describe('whose file it is', () => {
  async function twoMembers(): Promise<{ lan: string; ba: string }> {
    const [lan, ba] = [await account(), await account()];
    await register(registration(lan));
    expect(await join(ba, await invitationOf(lan))).toMatchObject({ outcome: 'joined' });
    return { lan, ba };
  }

  it('stops with the consent, while people can still see their own data', async () => {
    const lan = await account();
    await register(registration(lan));
    expect(await householdOf(deps, lan)).not.toBeNull();
    clock.advance(1000);
    await withdrawConsent(deps, { accountId: lan, purpose: 'selfAssessment' });
    expect(await householdOf(deps, lan)).toBeNull();
    expect(await inviteMember(deps, { accountId: lan, secret })).toEqual({ outcome: 'noConsent' });
    expect(await inviteMember(deps, { accountId: await account(), secret })).toEqual({ outcome: 'notMember' });
    expect(await showHousehold(deps, { accountId: lan })).not.toBeNull();
  });

  it('goes on for the others who agree, and says so to who took it back', async () => {
    const { lan, ba } = await twoMembers();
    expect(await othersAgree(deps, lan)).toBe(true);
    expect(await loadMe(deps, { accountId: lan })).toMatchObject({ othersGoOn: false });
    clock.advance(1000);
    await withdrawConsent(deps, { accountId: lan, purpose: 'selfAssessment' });
    expect(await loadMe(deps, { accountId: lan })).toMatchObject({ consents: { selfAssessment: false }, othersGoOn: true });
    expect(await householdOf(deps, ba)).not.toBeNull();
    await withdrawConsent(deps, { accountId: ba, purpose: 'selfAssessment' });
    expect(await loadMe(deps, { accountId: lan })).toMatchObject({ othersGoOn: false });
    expect(await othersAgree(deps, await account())).toBe(false);
  });

  it('goes on for corrections, which are a right of their own', async () => {
    const lan = await account();
    await register(registration(lan));
    clock.advance(1000);
    await withdrawConsent(deps, { accountId: lan, purpose: 'selfAssessment' });
    const counts = { preschool: null, primary: null, lowerSecondary: null, upperSecondary: null, adults: null, elders: null };
    const change = { accountId: lan, head: 'Trần Văn Ba', residence: null, phone: null, ...counts };
    expect((await updateHousehold(deps, change)).outcome).toBe('updated');
    expect(await showHousehold(deps, { accountId: lan })).toMatchObject({ head: 'Trần Văn Ba' });
  });

  it('waits for a new "yes" when another Hội answers for the ward', async () => {
    const [lan, ba] = [await account(), await account()];
    await register(registration(lan));
    await register(registration(ba, { head: 'Trần Văn Ba' }));
    clock.advance(1000);
    await withdrawConsent(deps, { accountId: ba, purpose: 'selfAssessment' });
    const city = await database.prisma.organisation.findFirstOrThrow({ where: { level: 'city', until: null } });
    const own = { name: 'Hội phường', contact: '-', dataProtection: '-', level: 'ward' as const, parentId: city.id };
    const id = deps.ids.next();
    await database.prisma.organisation.create({ data: { ...own, id, unitCode: WARD } });

    expect(await householdOf(deps, lan)).toBeNull();
    expect(await loadMe(deps, { accountId: lan })).toMatchObject({ consents: { selfAssessment: null } });
    // Who took it back under the one before is not asked as if nothing had been said.
    expect(await loadMe(deps, { accountId: ba })).toMatchObject({ consents: { selfAssessment: false } });
    await agree(lan);
    expect(await householdOf(deps, lan)).not.toBeNull();
    expect(await loadMe(deps, { accountId: lan })).toMatchObject({ consents: { selfAssessment: true } });
    await database.prisma.organisation.update({ where: { id }, data: { unitCode: null } });
  });
});
