/** What becomes of officers when chats are erased, fall silent, or a backup is restored. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { settle } from '../../src/backup/settle.ts';
import type { PrismaClient } from '../../src/db/client.ts';
import type { Deps } from '../../src/deps.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { makeConsoleLink } from '../../src/officer/console-link.ts';
import { dropAccount } from '../../src/officer/drop-account.ts';
import { officerOf } from '../../src/officer/officer-of.ts';
import { revokeGrant } from '../../src/officer/revoke-grant.ts';
import { scopeOf } from '../../src/officer/scope.ts';
import { findSession, openSession } from '../../src/officer/sessions.ts';
import { takeOffice } from '../../src/officer/take-office.ts';
import { dataPage } from '../../src/privacy/data-page.ts';
import { dropEverything } from '../../src/privacy/drop.ts';
import { erase } from '../../src/privacy/erase.ts';
import type { Erasure } from '../../src/privacy/erasure-journal.ts';
import { exportData } from '../../src/privacy/export-data.ts';
import { previewErase } from '../../src/privacy/preview-erase.ts';
import { reapplyErasures } from '../../src/privacy/reapply-erasures.ts';
import { removeErasedAccounts } from '../../src/privacy/remove-erased-accounts.ts';
import { removeIdleAccounts } from '../../src/privacy/remove-idle-accounts.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type FixedClock, fixedClock, testDeps } from '../support/deps.ts';
import { decide, newAccount, newFamily, SECRET_KEY as secret } from '../support/family.ts';
import { telling } from '../support/officers.ts';
import { invitation, newOfficer, type Officer, scopeNow, WARD } from './office.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const locale = createLocale();
const speak = (sentence: Parameters<typeof locale.speak>[0]) => locale.speak(sentence, 'vi');

let database: TestDatabase;
let deps: Deps & { db: PrismaClient };
let clock: FixedClock;
let officer: Officer;

beforeAll(async () => {
  database = await freshDatabase();
  deps = { ...testDeps(database.prisma, { ids: { next: () => crypto.randomUUID() } }), db: database.prisma };
});
afterAll(() => database.drop());
beforeEach(async () => {
  clock = fixedClock();
  deps.clock = clock;
  officer = await newOfficer(deps, { role: 'ward', unitCode: WARD, name: 'Trần Thị Bình' });
});

const inTurn = <T>(work: (deps: Deps) => Promise<T>) => database.prisma.$transaction((db) => work({ ...deps, db }));

describe('an officer who erases their chat', () => {
  it('is told so before, and is no officer there afterwards: duties and audit stay', async () => {
    const { accountId, officerId } = officer;
    const preview = await previewErase(deps, { accountId });
    expect(preview.goes.map(speak)).toContain('Máy này không còn dùng cho việc cán bộ');
    expect(preview.stays.map(speak).join('\n')).toContain('việc cán bộ đã nhận');
    const token = await openSession(deps, { officerId, accountId });
    await makeConsoleLink(deps, { accountId, secret });
    await inTurn((one) => erase(one, { accountId }));
    expect(await officerOf(deps, accountId)).toBeNull();
    expect(await findSession(deps, token)).toBeNull();
    expect(await deps.db.code.count({ where: { kind: 'console', accountId } })).toBe(0);
    expect(await deps.db.officer.findUnique({ where: { id: officerId } })).toMatchObject({ name: 'Trần Thị Bình' });
    expect(await scopeOf(deps, officerId)).toMatchObject({ wards: [WARD] });
    expect(await deps.db.audit.count({ where: { actor: `officer:${officerId}` } })).toBeGreaterThan(0);
    clock.advance(2 * DAY_MS);
    await removeErasedAccounts(deps);
    expect(await deps.db.account.count({ where: { id: accountId } })).toBe(0);
  });

  it('is told nothing of the kind who is none', async () => {
    const preview = await previewErase(deps, { accountId: await newAccount(deps) });
    expect([...preview.goes, ...preview.stays].map(speak).join('\n')).not.toContain('cán bộ');
  });
});

it('refusing a consent for the family leaves the officer one, and lets go of what was told', async () => {
  const { accountId } = officer;
  await decide(deps, accountId, 'refused');
  await deps.db.account.update({ where: { id: accountId }, data: { phone: '0912345678' } });
  await inTurn((one) => dropEverything(one, { accountId }));
  expect(await officerOf(deps, accountId)).not.toBeNull();
  expect(await deps.db.account.findUnique({ where: { id: accountId } })).toMatchObject({ phone: null, erasedAt: null });
});

it('an officer who is silent for long keeps their chat as long as they hold a duty', async () => {
  const { accountId, officerId } = officer;
  clock.advance(40 * DAY_MS);
  await removeIdleAccounts(deps);
  expect(await officerOf(deps, accountId)).not.toBeNull();
  const { id: grantId } = await deps.db.grant.findFirstOrThrow({ where: { officerId } });
  await revokeGrant(deps, { by: await scopeNow(deps, officerId), grantId, tell: telling.officer });
  await removeIdleAccounts(deps);
  expect(await deps.db.account.count({ where: { id: accountId } })).toBe(0);
});

it('an officer reads their own duties among their data', async () => {
  const { accountId } = officer;
  const data = await exportData(deps, { accountId, speak, publicUrl: '' });
  expect(data.office).toEqual({
    name: 'Trần Thị Bình',
    duties: [{ role: 'ward', unit: 'Phường Bến Cát', area: null, from: clock.now().toISOString(), to: null }],
  });
  const section = dataPage(data, speak).sections.find(({ heading }) => heading === 'Việc cán bộ');
  expect(section?.lines.map(({ text }) => text)).toEqual([
    'Tên ghi trong việc cán bộ: Trần Thị Bình',
    expect.stringContaining('cán bộ Hội Khuyến học Phường Bến Cát, từ '),
  ]);
  const family = await newFamily(deps);
  expect((await exportData(deps, { accountId: family.accountId, speak, publicUrl: '' })).office).toBeNull();
});

describe('a restore', () => {
  async function* journal(...erasures: Erasure[]): AsyncIterable<Erasure> {
    yield* erasures;
  }
  const line = (action: Erasure['action'], detail: Erasure['detail']): Erasure => {
    return { at: new Date(clock.now().getTime() + DAY_MS).toISOString(), actor: `officer:${officer.officerId}`, action, detail };
  };

  it('takes away again what was taken away after the backup, once', async () => {
    const chief = await newOfficer(deps, { role: 'helper', unitCode: WARD });
    const held = await deps.db.officerAccount.findFirstOrThrow({ where: { accountId: chief.accountId } });
    const grant = await deps.db.grant.findFirstOrThrow({ where: { officerId: chief.officerId } });
    const lines = [line('officer.dropAccount', { officerAccount: held.id }), line('officer.revoke', { grant: grant.id, last: true })];
    expect(await reapplyErasures(deps, journal(...lines))).toBe(2);
    expect(await deps.db.grant.findUnique({ where: { id: grant.id } })).toMatchObject({
      to: new Date(lines[1]?.at ?? ''),
      revokedBy: `officer:${officer.officerId}`,
    });
    expect(await officerOf(deps, chief.accountId)).toBeNull();
    expect(await reapplyErasures(deps, journal(...lines))).toBe(0);
  });

  it('passes over what is not there', async () => {
    const gone = crypto.randomUUID();
    const lines = [line('officer.dropAccount', { officerAccount: gone }), line('officer.revoke', { grant: 'x' })];
    expect(await reapplyErasures(deps, journal(...lines))).toBe(0);
  });

  it('lets no browser and no invitation of before in', async () => {
    const token = await openSession(deps, officer);
    const code = await invitation(deps, { role: 'city' });
    const manifest = { at: clock.now().toISOString(), files: { letGo: [] } } as unknown as Parameters<typeof settle>[1];
    await settle(deps, manifest);
    expect(await findSession(deps, token)).toBeNull();
    expect(await takeOffice(deps, { accountId: await newAccount(deps), code, secret, tell: telling.officer })).toEqual({
      outcome: 'invalid',
    });
    expect(await officerOf(deps, officer.accountId)).not.toBeNull();
  });
});

it('writes into the audit what the journal needs', async () => {
  const chief = await newOfficer(deps, { role: 'helper', unitCode: WARD });
  const by = await scopeNow(deps, officer.officerId);
  const held = await deps.db.officerAccount.findFirstOrThrow({ where: { accountId: chief.accountId } });
  const grant = await deps.db.grant.findFirstOrThrow({ where: { officerId: chief.officerId } });
  await dropAccount(deps, { by, officerAccountId: held.id });
  await revokeGrant(deps, { by, grantId: grant.id, tell: telling.officer });
  const rows = await deps.db.audit.findMany({
    where: { actor: `officer:${officer.officerId}`, action: { in: ['officer.revoke', 'officer.dropAccount'] } },
    orderBy: { seq: 'asc' },
  });
  expect(rows.map(({ action, detail }) => [action, detail])).toEqual([
    ['officer.dropAccount', { officerAccount: held.id }],
    ['officer.revoke', { grant: grant.id, last: true }],
  ]);
});
