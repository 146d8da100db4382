/** A household is confirmed; a phone is lost; nobody does it for their own family. */
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linesOf } from '../../src/conversation/lines.ts';
import type { Deps } from '../../src/deps.ts';
import { inviteMember } from '../../src/household/invite-member.ts';
import { joinHousehold } from '../../src/household/join-household.ts';
import { loadMe } from '../../src/household/load-me.ts';
import { makeDigits } from '../../src/household/make-digits.ts';
import { confirmHousehold, unconfirmHousehold } from '../../src/identity/confirm-household.ts';
import { makeHouseholdCode } from '../../src/identity/make-household-code.ts';
import { unlinkMember } from '../../src/identity/unlink-member.ts';
import { revokeGrant } from '../../src/officer/revoke-grant.ts';
import type { Scope } from '../../src/officer/scope.ts';
import { reapplyErasures } from '../../src/privacy/reapply-erasures.ts';
import { confirmFile } from '../../src/review/confirm-file.ts';
import { confirmUnflagged } from '../../src/review/confirm-unflagged.ts';
import { openFile } from '../../src/review/open-file.ts';
import { waitingShown } from '../../src/review/waiting-shown.ts';
import { listSheets } from '../../src/roster/list-sheets.ts';
import type { SheetLine } from '../../src/roster/plan-sheet.ts';
import { saveSheet } from '../../src/roster/save-sheet.ts';
import { sheetOf } from '../../src/roster/sheet-of.ts';
import { scope as scopeOf, sentFamily, transaction } from '../review/world.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type FixedClock, fixedClock, testDeps } from '../support/deps.ts';
import { decide, newAccount, newMember, SECRET_KEY as secret } from '../support/family.ts';
import { newOfficer, type OfficersHouse, openOfficersHouse } from '../support/officers.ts';
import { telling, toldTo, viewOf } from './world.ts';

let database: TestDatabase;
let clock: FixedClock;
let deps: Deps;
let house: OfficersHouse;
let chief: Scope;
let ward: Scope;
let area: string;

beforeAll(async () => {
  database = await freshDatabase();
  clock = fixedClock();
  deps = testDeps(database.prisma, { clock, ids: { next: () => v7() } });
  house = await openOfficersHouse(deps);
  chief = await scopeOf(deps, house.officers.hamlet.officerId);
  ward = await scopeOf(deps, house.officers.ward.officerId);
  area = house.home.areaId;
});
afterAll(() => database.drop());

const family = (head: string) => sentFamily(deps, { head, areaId: area });
const elsewhere = () => ({ ...chief, areas: [house.next.areaId] });

describe('confirming a household', () => {
  it('says by whom and when, to everybody who looks; and is taken back', async () => {
    const { householdId, accountId } = await family('Nguyễn Xác Nhận');
    const { seen, verified } = await viewOf(deps, chief, householdId);
    expect(verified).toBeNull();
    const confirm = (scope: Scope, shown: string) =>
      transaction(deps, (within) => confirmHousehold(within, { scope, householdId, seen: shown }));
    expect(await confirm(elsewhere(), seen)).toEqual({ outcome: 'notFound' });
    expect(await confirm(chief, 'khác')).toEqual({ outcome: 'changed' });
    expect(await confirm(chief, seen)).toEqual({ outcome: 'done' });
    const view = await viewOf(deps, chief, householdId);
    expect(view.verified).toEqual({ at: clock.now(), officer: 'Khu Phố Nhà' });
    expect(await loadMe(deps, { accountId })).toMatchObject({ verified: true });
    expect(await confirm(chief, view.seen)).toEqual({ outcome: 'refused', why: 'already' });
    expect(await confirm(chief, seen), 'pressed twice').toEqual({ outcome: 'done' });
    expect(await confirm(ward, seen)).toEqual({ outcome: 'changed' });
    expect(await deps.db.audit.count({ where: { action: 'household.confirm', subject: `household:${householdId}` } })).toBe(1);
    const back = (shown: string) => transaction(deps, (within) => unconfirmHousehold(within, { scope: ward, householdId, seen: shown }));
    expect(await back(seen)).toEqual({ outcome: 'changed' });
    expect(await back(view.seen)).toEqual({ outcome: 'done' });
    expect(await back(view.seen), 'pressed twice').toEqual({ outcome: 'done' });
    expect((await viewOf(deps, chief, householdId)).verified).toBeNull();
  });
});

describe('a code given in person', () => {
  it('lets one person in, once, within a day, and says who gave it', async () => {
    const { householdId, accountId: member, code: householdCode } = await family('Lê Mất Máy');
    const make = (scope: Scope) => transaction(deps, (within) => makeHouseholdCode(within, { scope, householdId, secret }));
    expect(await make(elsewhere())).toEqual({ outcome: 'notFound' });
    const made = await make(chief);
    if (made.outcome !== 'code') throw new Error(made.outcome);
    expect(made.until.getTime() - clock.now().getTime()).toBe(24 * 60 * 60 * 1000);
    const row = await deps.db.code.findFirstOrThrow({ where: { householdId, kind: 'join' } });
    expect(row).toMatchObject({ accountId: null, madeBy: `officer:${chief.officerId}` });
    expect(JSON.stringify(row)).not.toContain(made.code);
    const digits = await transaction(deps, (within) => makeDigits(within, { code: made.code, secret }));
    const [first, second] = [await newAccount(deps), await newAccount(deps)];
    for (const accountId of [first, second]) await decide(deps, accountId, 'given');
    const join = (accountId: string, code: string) =>
      transaction(deps, (within) => joinHousehold(within, { accountId, code, secret, tell: telling.household }));
    expect(await join(house.officers.hamlet.accountId, made.code), 'not the officer who made it').toEqual({ outcome: 'ownCode' });
    expect(await join(first, digits?.digits ?? '')).toMatchObject({ outcome: 'joined', code: householdCode });
    expect((await toldTo(deps, member)).at(-1), 'the members hear of it').toContain('Khu Phố Nhà vừa trao mã cho một máy mới');
    expect((await join(second, made.code)).outcome).toBe('invalid');
    const { members } = await viewOf(deps, chief, householdId);
    expect(members.map(({ by }) => by)).toEqual([{ kind: 'self' }, { kind: 'officer', name: 'Khu Phố Nhà' }]);
    expect(await deps.db.membership.findFirst({ where: { accountId: first } })).toMatchObject({
      approvedBy: null,
      officerId: chief.officerId,
    });
    const audit = await deps.db.audit.findFirstOrThrow({ where: { action: 'household.join', actor: `account:${first}` } });
    expect(audit.detail).toMatchObject({ officer: chief.officerId });
  });

  it('is of no use any more once its officer has no duty', async () => {
    const { householdId } = await family('Trần Hết Việc');
    const leaving = await newOfficer(deps, { role: 'hamlet', name: 'Sắp Thôi', unitCode: house.home.unitCode, areaId: area });
    const scope = await scopeOf(deps, leaving.officerId);
    const made = await transaction(deps, (within) => makeHouseholdCode(within, { scope, householdId, secret }));
    if (made.outcome !== 'code') throw new Error(made.outcome);
    const { id: grantId } = await deps.db.grant.findFirstOrThrow({ where: { officerId: leaving.officerId } });
    await transaction(deps, (within) => revokeGrant(within, { by: ward, grantId, tell: telling.officer }));
    expect((await toldTo(deps, leaving.accountId)).at(-1)).toContain('chi hội trưởng khuyến học Khu phố Bưởi');
    const accountId = await newAccount(deps);
    await decide(deps, accountId, 'given');
    expect((await joinHousehold(deps, { accountId, code: made.code, secret, tell: telling.household })).outcome).toBe('invalid');
  });
});

describe('a phone that was lost', () => {
  it('is out of the household at once, with its pages and invitations; the others are told', async () => {
    const lost = await family('Phạm Gỡ Máy');
    const stays = await newMember(deps, lost);
    const at = clock.now();
    await deps.db.conversation.upsert({
      where: { accountId: lost.accountId },
      create: { accountId: lost.accountId, session: { vars: { code: 'X' } }, updatedAt: at },
      update: { session: { vars: { code: 'X' } } },
    });
    const session = { accountId: lost.accountId, createdAt: at, lastSeenAt: at, expiresAt: new Date(at.getTime() + 1e6) };
    await deps.db.webSession.create({ data: { ...session, tokenHash: v7(), pagesOnly: true } });
    await deps.db.webSession.create({ data: { ...session, tokenHash: v7() } });
    expect((await inviteMember(deps, { accountId: lost.accountId, secret })).outcome).toBe('code');
    const account = await deps.db.account.findUniqueOrThrow({ where: { id: lost.accountId } });
    const { channelAccountId, externalId: chatKey } = account;
    await deps.db.conversation.update({ where: { accountId: lost.accountId }, data: { lastSeq: 103 } });
    const inbound = { id: v7(), channelAccountId, chatKey, updateKey: v7(), receivedAt: at, seq: 101, state: 'done' as const };
    await deps.db.inbox.create({ data: { ...inbound, body: { type: 'text', text: 'Tôi là Phạm Gỡ Máy' } } });
    const said = { accountId: lost.accountId, channelAccountId, createdAt: at, class: 'reply' as const };
    const body = { text: 'Chào Phạm Gỡ Máy', choices: [], expect: 'none' };
    await deps.db.message.create({ data: { ...said, id: v7(), seq: 102, body, state: 'sent' } });
    await deps.db.message.create({ data: { ...said, id: v7(), seq: 103, body, state: 'queued' } });
    const { members } = await viewOf(deps, chief, lost.householdId);
    const membershipId = members[0]?.membershipId ?? '';
    const { household, person } = telling;
    const unlink = (scope: Scope) =>
      transaction(deps, (within) => unlinkMember(within, { scope, membershipId, tell: { household, person } }));
    expect(await unlink(elsewhere())).toEqual({ outcome: 'notFound' });
    expect(await unlink(chief)).toEqual({ outcome: 'unlinked', householdId: lost.householdId, told: 1 });
    expect(await unlink(chief), 'pressed twice').toEqual({ outcome: 'unlinked', householdId: lost.householdId, told: 0 });
    expect(await unlink(ward)).toEqual({ outcome: 'notFound' });
    expect(await loadMe(deps, { accountId: lost.accountId })).toBeNull();
    expect(await loadMe(deps, { accountId: stays })).toMatchObject({ code: lost.code });
    expect((await toldTo(deps, stays)).at(-1)).toContain('gỡ một máy');
    expect((await toldTo(deps, lost.accountId)).at(-1)).toContain('không còn nối với hồ sơ gia đình nào');
    expect((await toldTo(deps, lost.accountId)).at(-1)).not.toContain('Phạm');
    const lines = await linesOf(deps, lost.accountId, 0);
    expect(
      lines.map(({ text }) => text),
      'what was said before is not handed out any more',
    ).toEqual([expect.stringContaining('không còn nối với hồ sơ gia đình nào')]);
    expect(await deps.db.message.findFirst({ where: { accountId: lost.accountId, seq: 103 } })).toMatchObject({ state: 'cancelled' });
    expect(await deps.db.webSession.findMany({ where: { accountId: lost.accountId } })).toMatchObject([{ pagesOnly: false }]);
    expect(await deps.db.code.count({ where: { accountId: lost.accountId } })).toBe(0);
    const { session: kept } = await deps.db.conversation.findUniqueOrThrow({ where: { accountId: lost.accountId } });
    expect(JSON.stringify(kept)).not.toContain('"X"');
    expect(await deps.db.account.count({ where: { id: lost.accountId, erasedAt: null } })).toBe(1);
  });

  it('does not come back with a backup from before', async () => {
    const lost = await family('Vũ Khôi Phục');
    const membership = await deps.db.membership.findFirstOrThrow({ where: { accountId: lost.accountId } });
    const later = new Date(clock.now().getTime() + 1000).toISOString();
    const entry = {
      at: later,
      actor: `officer:${chief.officerId}`,
      action: 'household.unlink' as const,
      detail: { membership: membership.id },
    };
    const journal = async function* () {
      yield entry;
    };
    expect(await reapplyErasures({ ...deps, db: database.prisma }, journal())).toBe(1);
    expect(await loadMe(deps, { accountId: lost.accountId })).toBeNull();
    expect(await reapplyErasures({ ...deps, db: database.prisma }, journal())).toBe(0);
  });
});

describe('one’s own family', () => {
  it('is left to another officer, whatever there is to do', async () => {
    const own = await family('Nhà Chi Hội');
    const { accountId, officerId } = house.officers.hamlet;
    await deps.db.membership.create({ data: { id: deps.ids.next(), accountId, householdId: own.householdId, from: clock.now() } });
    const refused = { outcome: 'refused', why: 'ownHousehold' };
    const { seen } = await viewOf(deps, chief, own.householdId);
    expect(await confirmHousehold(deps, { scope: chief, householdId: own.householdId, seen })).toEqual(refused);
    expect(await makeHouseholdCode(deps, { scope: chief, householdId: own.householdId, secret })).toEqual(refused);
    const options = { assessmentId: own.assessmentId, seen: '0.1', tell: telling.household };
    expect(await transaction(deps, (within) => confirmFile(within, { scope: chief, ...options }))).toEqual(refused);
    expect(await openFile(deps, { scope: chief, assessmentId: own.assessmentId })).toMatchObject({
      file: { ofOwnFamily: true, level: null, may: { confirm: false, change: false } },
    });
    const shown = await waitingShown(deps, { scope: chief, areaId: area });
    const together = await transaction(deps, (within) => confirmUnflagged(within, { scope: chief, areaId: area, shown }));
    expect(together).toMatchObject({ outcome: 'done' });
    expect(await deps.db.assessment.findUnique({ where: { id: own.assessmentId } })).toMatchObject({ stage: 'waiting' });
    expect(await transaction(deps, (within) => confirmFile(within, { scope: ward, ...options }))).toMatchObject({ outcome: 'done' });
    expect(officerId).toBe(chief.officerId);
    const opened = await transaction(deps, (within) => sheetOf(within, { scope: chief, areaId: area }));
    if (opened.outcome !== 'found') throw new Error(opened.outcome);
    const { season, rows } = opened.sheet;
    const row = rows.find(({ householdId }) => householdId === own.householdId);
    if (!row) throw new Error('not on the sheet');
    const { householdId, seen: shownAt, proposal, points } = row;
    const shownThen = { seen: shownAt, proposal, points, why: null };
    const line: SheetLine = { householdId, shown: shownThen, proposal: 'propose', points, reason: '', source: 'meeting' };
    const sheet = { scope: chief, areaId: area, season: season.id, lines: [line], tell: telling.household };
    expect(await transaction(deps, (within) => saveSheet(within, sheet))).toMatchObject({
      outcome: 'refused',
      lines: [{ householdId: own.householdId, why: 'ownHousehold' }],
    });
  });
});

it('counts on the list of sheets who agrees, and nobody who does not', async () => {
  const before = (await listSheets(deps, { scope: chief }))[0]?.known ?? 0;
  const { accountId } = await family('Một Phiếu Nữa');
  expect((await listSheets(deps, { scope: chief }))[0]?.known).toBe(before + 1);
  clock.advance(1000);
  await decide(deps, accountId, 'refused');
  expect((await listSheets(deps, { scope: chief }))[0]?.known).toBe(before);
});
