/** Being invited to a duty, taking it, and losing it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PrismaClient } from '../../src/db/client.ts';
import type { Deps } from '../../src/deps.ts';
import { tidyName } from '../../src/household/head-name.ts';
import { makeDigits } from '../../src/household/make-digits.ts';
import { resolveCode } from '../../src/household/resolve-code.ts';
import { dropAccount } from '../../src/officer/drop-account.ts';
import type { Role } from '../../src/officer/duty.ts';
import { findDutyPlaces } from '../../src/officer/find-place.ts';
import { firstInvitation } from '../../src/officer/first-invitation.ts';
import { inviteOfficer } from '../../src/officer/invite-officer.ts';
import { inviteOwnAccount } from '../../src/officer/invite-own-account.ts';
import { listInvitations, listOfficers } from '../../src/officer/list-officers.ts';
import { loadDesk } from '../../src/officer/load-desk.ts';
import { officerOf } from '../../src/officer/officer-of.ts';
import { officersFor } from '../../src/officer/officers-for.ts';
import { revokeGrant } from '../../src/officer/revoke-grant.ts';
import { scopeOf } from '../../src/officer/scope.ts';
import { takeOffice } from '../../src/officer/take-office.ts';
import { withdrawInvitation } from '../../src/officer/withdraw-invitation.ts';
import { sentFamily } from '../review/world.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type FixedClock, fixedClock, testDeps } from '../support/deps.ts';
import { newAccount, newFamily, SECRET_KEY as secret } from '../support/family.ts';
import { telling } from '../support/officers.ts';
import { invitation, makePlaces, newOfficer, OTHER_WARD, type Places, scopeNow, WARD } from './office.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

let database: TestDatabase;
let deps: Deps & { db: PrismaClient };
let clock: FixedClock;
let places: Places;

beforeAll(async () => {
  database = await freshDatabase();
  deps = { ...testDeps(database.prisma, { ids: { next: () => crypto.randomUUID() } }), db: database.prisma };
  places = await makePlaces(deps);
});
afterAll(() => database.drop());
beforeEach(() => {
  clock = fixedClock();
  deps.clock = clock;
});

/** As a turn does it: in a transaction. */
const take = (accountId: string, code: string) =>
  database.prisma.$transaction((db) => takeOffice({ ...deps, db }, { accountId, code, secret, tell: telling.officer }));
const grantsOf = (officerId: string) => deps.db.grant.findMany({ where: { officerId, to: null }, orderBy: { from: 'asc' } });
const auditOf = (action: string, actor: string) => deps.db.audit.findMany({ where: { action, actor } });

async function grantOf(officerId: string): Promise<string> {
  return (await deps.db.grant.findFirstOrThrow({ where: { officerId, to: null } })).id;
}

describe('an invitation', () => {
  const who = {
    operator: { role: 'operator' },
    city: { role: 'city' },
    ward: { role: 'ward', unitCode: WARD },
    hamlet: { role: 'hamlet', area: 'first' },
    helper: { role: 'helper', area: 'first' },
  } as const;
  const what = [
    ['operator', {}],
    ['city', {}],
    ['ward', { unitCode: WARD }],
    ['ward', { unitCode: OTHER_WARD }],
    ['hamlet', { area: 'first' }],
    ['hamlet', { area: 'elsewhere' }],
    ['helper', { area: 'first' }],
    ['helper', { area: 'second' }],
    ['helper', { unitCode: WARD }],
    ['helper', { area: 'elsewhere' }],
  ] as const;
  /** In the order of `what`: + may, - this is not theirs to give, 0 as if there were no such place. */
  const table: Record<keyof typeof who, string> = {
    operator: '++++++++++',
    city: '-+++------',
    ward: '--+0+0+++0',
    hamlet: '--00-0+000',
    helper: '--00000000',
  };

  it.each(Object.entries(table))('of somebody with the duty %s reaches so far and no further', async (role, row) => {
    const { area, ...duty } = { area: undefined, ...who[role as keyof typeof who] } as {
      role: Role;
      area?: keyof Places;
      unitCode?: string;
    };
    const inviter = await newOfficer(deps, { ...duty, ...(area && { areaId: places[area] }) });
    const by = await scopeNow(deps, inviter.officerId);
    const seen: string[] = [];
    for (const [wanted, place] of what) {
      const { area: at, ...unit } = { area: undefined, ...place } as { area?: keyof Places; unitCode?: string };
      const { outcome } = await inviteOfficer(deps, { by, role: wanted, ...unit, ...(at && { areaId: places[at] }), name: 'An', secret });
      seen.push({ invited: '+', notAllowed: '-', notFound: '0', noName: '?' }[outcome]);
    }
    expect(seen.join('')).toBe(row);
  });

  it.each([
    [{ role: 'city', unitCode: WARD }, 'notFound'],
    [{ role: 'ward' }, 'notFound'],
    [{ role: 'ward', unitCode: '00000' }, 'notFound'],
    [{ role: 'hamlet', unitCode: WARD }, 'notFound'],
    [{ role: 'helper' }, 'notFound'],
    [{ role: 'ward', unitCode: WARD, name: '  ' }, 'noName'],
  ] as const)('is for a duty that there is: %o', async (wanted, outcome) => {
    expect(await inviteOfficer(deps, { by: null, name: 'An', secret, ...wanted })).toEqual({ outcome });
  });

  it('to no khu phố is refused where its area is "not placed yet", or in another ward than was said', async () => {
    const unplaced = await deps.db.area.findFirstOrThrow({ where: { unitCode: WARD, kind: 'unplaced' } });
    const base = { by: null, role: 'hamlet', name: 'An', secret } as const;
    expect(await inviteOfficer(deps, { ...base, areaId: unplaced.id })).toEqual({ outcome: 'notFound' });
    expect(await inviteOfficer(deps, { ...base, areaId: places.first, unitCode: OTHER_WARD })).toEqual({ outcome: 'notFound' });
  });

  it('is kept as a keyed hash, and leads to taking a duty wherever codes are typed', async () => {
    const code = await invitation(deps, { role: 'ward', unitCode: WARD });
    const rows = await deps.db.code.findMany({ where: { kind: 'officer' } });
    expect(JSON.stringify(rows)).not.toContain(code);
    expect(await resolveCode(deps, { accountId: await newAccount(deps), code: code.toLowerCase(), secret })).toEqual({
      outcome: 'office',
      code,
    });
    const audited = await deps.db.audit.findMany({ where: { action: 'officer.invite' }, select: { detail: true } });
    expect(audited.length).toBeGreaterThan(0);
    expect(JSON.stringify(audited)).not.toMatch(/Bình/);
  });

  it('ends after a week, and a withdrawn one at once', async () => {
    const [late, withdrawn] = [await invitation(deps, { role: 'city' }), await invitation(deps, { role: 'city', name: 'Lê Văn Rút' })];
    const city = await newOfficer(deps, { role: 'city' });
    const by = await scopeNow(deps, city.officerId);
    const listed = await listInvitations(deps, { scope: by });
    const { invitationId = '' } = listed.find(({ name }) => name === 'Lê Văn Rút') ?? {};
    const helper = await newOfficer(deps, { role: 'helper', unitCode: WARD });
    expect(await withdrawInvitation(deps, { by: await scopeNow(deps, helper.officerId), invitationId })).toEqual({ outcome: 'notFound' });
    expect(await withdrawInvitation(deps, { by, invitationId })).toEqual({ outcome: 'withdrawn' });
    expect(await withdrawInvitation(deps, { by, invitationId })).toEqual({ outcome: 'notFound' });
    expect(await take(await newAccount(deps), withdrawn)).toEqual({ outcome: 'invalid' });
    clock.advance(7 * DAY_MS);
    expect(await take(await newAccount(deps), late)).toEqual({ outcome: 'invalid' });
  });

  it('can be typed as six digits, for as long as it lives once they were typed in time', async () => {
    const code = await invitation(deps, { role: 'ward', unitCode: WARD });
    const made = await makeDigits(deps, { code, secret });
    const accountId = await newAccount(deps);
    const digits = made?.digits ?? '';
    expect(await resolveCode(deps, { accountId, code: digits, secret })).toEqual({ outcome: 'office', code: digits });
    clock.advance(DAY_MS);
    expect(await take(await newAccount(deps), digits)).toEqual({ outcome: 'unknownDigits', closed: false });
    expect(await take(accountId, digits)).toMatchObject({ outcome: 'taken' });
    expect(await take(accountId, digits)).toEqual({ outcome: 'unknownDigits', closed: false });
  });
});

describe('taking a duty', () => {
  it('makes an officer of a chat, and the code good for nothing more', async () => {
    const code = await invitation(deps, { role: 'hamlet', areaId: places.first, name: '  Trần  Thị Bình ' });
    const accountId = await newAccount(deps);
    expect(await officerOf(deps, accountId)).toBeNull();
    const taken = await take(accountId, code);
    expect(taken).toMatchObject({ outcome: 'taken', duty: { role: 'hamlet', unit: 'Phường Bến Cát', area: 'Khu phố 1' } });
    const officer = await officerOf(deps, accountId);
    expect(officer).toEqual({ officerId: 'officerId' in taken ? taken.officerId : '', name: 'Trần Thị Bình' });
    expect(await scopeOf(deps, officer?.officerId ?? '')).toMatchObject({ areas: [places.first], wards: [], city: false, operator: false });
    expect(await take(await newAccount(deps), code)).toEqual({ outcome: 'invalid' });
    const [written] = await auditOf('officer.take', `officer:${officer?.officerId}`);
    expect(written?.detail).toMatchObject({ role: 'hamlet', areaId: places.first, invitedBy: 'system', account: accountId });
  });

  it('is done by one of two who open the same link at once', async () => {
    const code = await invitation(deps, { role: 'ward', unitCode: WARD });
    const chats = [await newAccount(deps), await newAccount(deps)];
    const outcomes = await Promise.all(chats.map((chat) => take(chat, code)));
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['invalid', 'taken']);
  });

  it('adds to what a chat holds already, one officer a chat', async () => {
    const accountId = await newAccount(deps);
    const codes = [
      await invitation(deps, { role: 'hamlet', areaId: places.first }),
      await invitation(deps, { role: 'hamlet', areaId: places.second }),
    ];
    const taken = await Promise.all(codes.map((code) => take(accountId, code)));
    const officers = new Set(taken.map((one) => ('officerId' in one ? one.officerId : one.outcome)));
    expect(officers.size).toBe(1);
    const [officerId = ''] = officers;
    expect((await scopeOf(deps, officerId))?.areas.toSorted()).toEqual([places.first, places.second].toSorted());
  });

  it('leaves an invitation to what they hold for somebody else', async () => {
    const { accountId, officerId } = await newOfficer(deps, { role: 'ward', unitCode: WARD });
    const code = await invitation(deps, { role: 'ward', unitCode: WARD });
    expect(await take(accountId, code)).toMatchObject({ outcome: 'already', officerId });
    expect(await take(await newAccount(deps), code)).toMatchObject({ outcome: 'taken' });
  });

  it('is not possible any more when whoever invited has lost the right to', async () => {
    const ward = await newOfficer(deps, { role: 'ward', unitCode: WARD });
    const by = await scopeNow(deps, ward.officerId);
    const invited = await inviteOfficer(deps, { by, role: 'hamlet', areaId: places.first, name: 'An', secret });
    const operator = await newOfficer(deps, { role: 'operator' });
    await revokeGrant(deps, {
      by: await scopeNow(deps, operator.officerId),
      grantId: await grantOf(ward.officerId),
      tell: telling.officer,
    });
    expect(await take(await newAccount(deps), invited.outcome === 'invited' ? invited.code : '')).toEqual({ outcome: 'invalid' });
  });

  it('is nothing for who only guesses', async () => {
    const accountId = await newAccount(deps);
    const { code } = await newFamily(deps);
    for (let tries = 0; tries < 10; tries++) expect(await take(accountId, code)).toEqual({ outcome: 'invalid' });
    expect(await take(accountId, await invitation(deps, { role: 'city' }))).toEqual({ outcome: 'tooMany' });
  });
});

describe('one more chat of an officer', () => {
  it('speaks for the same one, with the same duties', async () => {
    const { officerId } = await newOfficer(deps, { role: 'ward', unitCode: WARD });
    const { code } = await inviteOwnAccount(deps, { officerId, secret });
    const phone = await newAccount(deps);
    expect(await take(phone, code)).toEqual({ outcome: 'added', officerId });
    expect(await officerOf(deps, phone)).toMatchObject({ officerId });
    expect(await grantsOf(officerId)).toHaveLength(1);
    const { code: another } = await inviteOwnAccount(deps, { officerId, secret });
    expect(await take(phone, another)).toEqual({ outcome: 'already', officerId, duty: null });
  });

  it('is told of in those that they had, with what to do if it was not them, and not in itself', async () => {
    const { officerId, accountId } = await newOfficer(deps, { role: 'ward', unitCode: WARD });
    const phone = await newAccount(deps);
    await take(phone, (await inviteOwnAccount(deps, { officerId, secret })).code);
    const [told, ...more] = await deps.db.message.findMany({ where: { accountId: { in: [accountId, phone] } } });
    expect(more).toEqual([]);
    expect(told).toMatchObject({ accountId, class: 'duty' });
    expect(JSON.stringify(told?.body)).toContain('Nếu không phải mình thêm');
  });

  it('is not one that speaks for somebody else who holds a duty, and is one that did', async () => {
    const mine = await newOfficer(deps, { role: 'ward', unitCode: WARD });
    const other = await newOfficer(deps, { role: 'ward', unitCode: OTHER_WARD });
    const { code } = await inviteOwnAccount(deps, { officerId: mine.officerId, secret });
    expect(await take(other.accountId, code)).toEqual({ outcome: 'otherOfficer' });
    await revokeGrant(deps, { by: await scopeNow(deps, other.officerId), grantId: await grantOf(other.officerId), tell: telling.officer });
    expect(await take(other.accountId, code)).toEqual({ outcome: 'added', officerId: mine.officerId });
  });

  it('has one code at a time, for a day', async () => {
    const { officerId } = await newOfficer(deps, { role: 'ward', unitCode: WARD });
    const { code: first } = await inviteOwnAccount(deps, { officerId, secret });
    const { code: second } = await inviteOwnAccount(deps, { officerId, secret });
    expect(await take(await newAccount(deps), first)).toEqual({ outcome: 'invalid' });
    clock.advance(DAY_MS);
    expect(await take(await newAccount(deps), second)).toEqual({ outcome: 'invalid' });
  });

  it('is dropped by its officer or by who may take every duty of theirs away', async () => {
    const ward = await newOfficer(deps, { role: 'ward', unitCode: WARD });
    const chief = await newOfficer(deps, { role: 'hamlet', areaId: places.first });
    const held = await deps.db.officerAccount.findFirstOrThrow({ where: { accountId: chief.accountId } });
    const wardsHeld = await deps.db.officerAccount.findFirstOrThrow({ where: { accountId: ward.accountId } });
    const [byWard, byChief] = [await scopeNow(deps, ward.officerId), await scopeNow(deps, chief.officerId)];
    expect(await dropAccount(deps, { by: byChief, officerAccountId: wardsHeld.id })).toEqual({ outcome: 'notFound' });
    expect(await dropAccount(deps, { by: byWard, officerAccountId: held.id })).toEqual({ outcome: 'dropped', officerId: chief.officerId });
    expect(await dropAccount(deps, { by: byWard, officerAccountId: held.id })).toEqual({ outcome: 'notFound' });
    expect(await officerOf(deps, chief.accountId)).toBeNull();
    expect(await scopeOf(deps, chief.officerId), 'the duty itself is still held').not.toBeNull();
    expect(await dropAccount(deps, { by: byWard, officerAccountId: wardsHeld.id })).toMatchObject({ outcome: 'dropped' });
  });
});

describe('revoking', () => {
  it('holds at once, is written into the grant for good, and is done once', async () => {
    const ward = await newOfficer(deps, { role: 'ward', unitCode: WARD });
    const chief = await newOfficer(deps, { role: 'hamlet', areaId: places.first });
    const by = await scopeNow(deps, ward.officerId);
    const grantId = await grantOf(chief.officerId);
    expect(await revokeGrant(deps, { by, grantId, tell: telling.officer })).toEqual({
      outcome: 'revoked',
      officerId: chief.officerId,
      last: true,
    });
    expect(await scopeOf(deps, chief.officerId)).toBeNull();
    expect(await officerOf(deps, chief.accountId)).toBeNull();
    expect(await revokeGrant(deps, { by, grantId, tell: telling.officer })).toEqual({ outcome: 'notFound' });
    expect(await deps.db.grant.findUnique({ where: { id: grantId } })).toMatchObject({
      to: clock.now(),
      revokedBy: `officer:${ward.officerId}`,
    });
    await expect(deps.db.grant.update({ where: { id: grantId }, data: { to: null } })).rejects.toThrow();
    await expect(deps.db.grant.delete({ where: { id: grantId } })).rejects.toThrow();
  });

  it('is for those who may give that duty, and for one’s own', async () => {
    const ward = await newOfficer(deps, { role: 'ward', unitCode: WARD });
    const chief = await newOfficer(deps, { role: 'hamlet', areaId: places.elsewhere });
    const grantId = await grantOf(chief.officerId);
    expect(await revokeGrant(deps, { by: await scopeNow(deps, ward.officerId), grantId, tell: telling.officer })).toEqual({
      outcome: 'notFound',
    });
    const chiefScope = await scopeNow(deps, chief.officerId);
    expect(await revokeGrant(deps, { by: chiefScope, grantId: await grantOf(ward.officerId), tell: telling.officer })).toEqual({
      outcome: 'notFound',
    });
    expect(await revokeGrant(deps, { by: chiefScope, grantId, tell: telling.officer })).toMatchObject({ outcome: 'revoked', last: true });
  });

  it('leaves the duties that they hold besides', async () => {
    const chief = await newOfficer(deps, { role: 'hamlet', areaId: places.first });
    await newOfficer(deps, { role: 'hamlet', areaId: places.second }, chief.accountId);
    const [first] = await grantsOf(chief.officerId);
    const scope = await scopeNow(deps, chief.officerId);
    expect(await revokeGrant(deps, { by: scope, grantId: first?.id ?? '', tell: telling.officer })).toMatchObject({
      outcome: 'revoked',
      last: false,
    });
    expect((await scopeNow(deps, chief.officerId)).areas).toHaveLength(1);
  });

  it('lets them come back as who they were', async () => {
    const chief = await newOfficer(deps, { role: 'hamlet', areaId: places.first });
    await revokeGrant(deps, { by: await scopeNow(deps, chief.officerId), grantId: await grantOf(chief.officerId), tell: telling.officer });
    expect(await newOfficer(deps, { role: 'hamlet', areaId: places.first }, chief.accountId)).toEqual(chief);
  });
});

describe('who there is', () => {
  it('is listed as far as somebody has to do with it', async () => {
    const city = await newOfficer(deps, { role: 'city', name: 'Anh Thành Phố' });
    const ward = await newOfficer(deps, { role: 'ward', unitCode: OTHER_WARD, name: 'Bà Phường Bên' });
    const chief = await newOfficer(deps, { role: 'hamlet', areaId: places.elsewhere, name: 'Chú Khu Phố' });
    const namesFor = async (officerId: string) =>
      (await listOfficers(deps, { scope: await scopeNow(deps, officerId) })).filter(({ officerId: id }) =>
        [city, ward, chief].some((one) => one.officerId === id),
      );
    expect((await namesFor(city.officerId)).map(({ name }) => name)).toEqual(['Anh Thành Phố', 'Bà Phường Bên']);
    const forWard = await namesFor(ward.officerId);
    expect(forWard.map(({ name, mayDrop }) => [name, mayDrop])).toEqual([
      ['Bà Phường Bên', true],
      ['Chú Khu Phố', true],
    ]);
    expect(forWard[1]).toMatchObject({
      grants: [{ role: 'hamlet', unit: 'Phường Lái Thiêu', area: 'Khu phố 1', mayRevoke: true }],
      accounts: [{ channel: 'web' }],
    });
    const forChief = await namesFor(chief.officerId);
    expect(forChief.map(({ name }) => name)).toEqual(['Chú Khu Phố']);
  });

  it('is told for a khu phố: its own first, then those of its ward', async () => {
    const ward = await newOfficer(deps, { role: 'ward', unitCode: OTHER_WARD });
    const chief = await newOfficer(deps, { role: 'hamlet', areaId: places.elsewhere });
    await newOfficer(deps, { role: 'helper', areaId: places.elsewhere });
    const { code } = await inviteOwnAccount(deps, { officerId: chief.officerId, secret });
    const phone = await newAccount(deps);
    clock.advance(1000);
    await take(phone, code);
    const found = (await officersFor(deps, { areaId: places.elsewhere })).filter(({ officerId }) =>
      [ward.officerId, chief.officerId].includes(officerId),
    );
    expect(found).toEqual([
      { officerId: chief.officerId, name: 'Trần Thị Bình', role: 'hamlet', accounts: [chief.accountId, phone] },
      { officerId: ward.officerId, name: 'Trần Thị Bình', role: 'ward', accounts: [ward.accountId] },
    ]);
    expect(await officersFor(deps, { areaId: crypto.randomUUID() })).toEqual([]);
  });

  it('counts what waits in their care, and no further', async () => {
    const lone = await deps.db.area.create({ data: { id: crypto.randomUUID(), unitCode: WARD, name: 'Ấp Một Mình', kind: 'hamlet' } });
    const chief = await newOfficer(deps, { role: 'hamlet', areaId: lone.id });
    const neighbour = await newOfficer(deps, { role: 'hamlet', areaId: places.second });
    const { accountId, assessmentId } = await sentFamily(deps, { areaId: lone.id });
    await deps.db.helpRequest.create({
      data: { id: crypto.randomUUID(), accountId, areaId: lone.id, unitCode: WARD, state: 'open', at: clock.now() },
    });
    expect(await loadDesk(deps, { accountId: chief.accountId })).toMatchObject({
      looksAfter: true,
      waiting: 1,
      calls: 1,
      gives: ['helper'],
    });
    const before = await loadDesk(deps, { accountId: neighbour.accountId });
    expect(before).toMatchObject({ waiting: 0, calls: 0 });
    await deps.db.assessment.update({ where: { id: assessmentId }, data: { stage: 'confirmed' } });
    expect(await loadDesk(deps, { accountId: chief.accountId })).toMatchObject({ waiting: 0 });
    const city = await newOfficer(deps, { role: 'city' });
    expect(await loadDesk(deps, { accountId: city.accountId })).toMatchObject({ looksAfter: false, waiting: 0, gives: ['ward', 'city'] });
    expect(await loadDesk(deps, { accountId })).toBeNull();
  });
});

describe('the first invitation', () => {
  it('is the same one while it is open, a new one after that, and none once somebody of the city is there', async () => {
    const fresh = await freshDatabase();
    const own = { ...deps, db: fresh.prisma };
    const look = () => fresh.prisma.$transaction((db) => firstInvitation({ ...own, db }, { secret }));
    const both = await Promise.all([look(), look()]);
    expect(both[0]?.code).toBe(both[1]?.code);
    clock.advance(7 * DAY_MS);
    const later = await look();
    expect(later?.code).not.toBe(both[0]?.code);
    const accountId = await newAccount(own);
    const code = later?.code ?? '';
    expect(await takeOffice(own, { accountId, code, secret, tell: telling.officer }), 'nobody knew who would open it').toEqual({
      outcome: 'noName',
    });
    expect(await takeOffice(own, { accountId, code, name: ' trần thị  cả ', secret, tell: telling.officer })).toMatchObject({
      outcome: 'taken',
      duty: { role: 'city' },
    });
    expect(await officerOf(own, accountId)).toMatchObject({ name: tidyName(' trần thị  cả ') });
    expect(await look()).toBeNull();
    await fresh.drop();
  });
});

describe('the places that somebody may be invited to', () => {
  const named = async (officerId: string, role: Parameters<typeof findDutyPlaces>[1]['role'], query = '') => {
    const found = await findDutyPlaces(deps, { scope: await scopeNow(deps, officerId), role, query });
    return found.outcome === 'found' ? found.value.options.map(({ label }) => label.text) : found.outcome;
  };

  it('are those that the inviting one looks after', async () => {
    const lone = await deps.db.unit.findFirstOrThrow({ where: { areas: { none: { kind: { not: 'unplaced' } } } } });
    const city = await newOfficer(deps, { role: 'city' });
    expect(await named(city.officerId, 'ward'), 'too many to list').toBe('none');
    expect(await named(city.officerId, 'ward', 'lai thieu')).toEqual(['Phường Lái Thiêu']);

    const ward = await newOfficer(deps, { role: 'ward', unitCode: OTHER_WARD });
    expect(await named(ward.officerId, 'ward')).toEqual(['Phường Lái Thiêu']);
    expect(await named(ward.officerId, 'ward', 'bến cát')).toBe('none');
    expect(await named(ward.officerId, 'hamlet')).toEqual(['Khu phố 1']);
    expect(await named(ward.officerId, 'hamlet', 'kp 9')).toBe('none');
    expect(await named(ward.officerId, 'helper')).toEqual(['Phường Lái Thiêu', 'Khu phố 1']);

    const chief = await newOfficer(deps, { role: 'hamlet', areaId: places.second });
    expect(await named(chief.officerId, 'helper')).toEqual(['Khu phố 2']);
    expect(await named(chief.officerId, 'helper', 'khu phố 1')).toBe('none');

    const bare = await newOfficer(deps, { role: 'ward', unitCode: lone.code });
    expect(await named(bare.officerId, 'hamlet')).toBe('empty');
    expect(await named(bare.officerId, 'helper')).toEqual([lone.name]);
  });
});
