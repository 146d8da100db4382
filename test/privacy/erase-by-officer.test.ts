/** A ward's officer erases a household that nobody speaks for in chat. On a real database. */
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { issueDueDecisions } from '../../src/decision/issue-due-decisions.ts';
import { findHousehold, seenOf } from '../../src/identity/find-household.ts';
import { type EraseByOfficer, eraseByOfficer, eraseSentence } from '../../src/privacy/erase-by-officer.ts';
import { linesOfMember } from '../../src/privacy/in-decisions.ts';
import { reapplyErasures } from '../../src/privacy/reapply-erasures.ts';
import { confirmed, type DecisionWorld, emptied, linesOf, openDecisionWorld, type Put, put } from '../decision/world.ts';
import { transaction } from '../review/world.ts';
import { newAccount } from '../support/family.ts';

let world: DecisionWorld;
let one: Put;
beforeAll(async () => {
  world = await openDecisionWorld();
});
beforeEach(async () => {
  world.clock.set('2026-11-20T08:00:00+07:00');
  await emptied(world);
  one = await put(world, 'Vũ Văn An');
});
afterAll(() => world.database.drop());

async function ask(more: Partial<EraseByOfficer> = {}) {
  const { ward, deps } = world;
  const { householdId } = one;
  const code = (await deps.db.household.findUnique({ where: { id: householdId } }))?.code ?? '';
  const found = await findHousehold(deps, ward, householdId);
  const seen = found ? seenOf(found) : '';
  const options = { scope: ward, householdId, seen, reason: 'asked' as const, typed: eraseSentence(code), ...more };
  return transaction(deps, (within) => eraseByOfficer(within, options));
}

/** It signed a slip. */
async function sign(): Promise<void> {
  const { deps } = world;
  const { id: organisationId } = await deps.db.organisation.findFirstOrThrow({ where: { level: 'city', until: null } });
  const words = { textVersion: '1', textHash: 'ab', language: 'vi', method: 'slip:12' };
  const about = { householdId: one.householdId, accountHash: 'khóa', organisationId, purpose: 'selfAssessment' as const };
  await deps.db.consent.create({ data: { id: v7(), ...about, act: 'given', ...words, at: deps.clock.now() } });
}

async function join(): Promise<string> {
  const { deps } = world;
  const accountId = await newAccount(deps);
  await deps.db.membership.create({ data: { id: v7(), accountId, householdId: one.householdId, from: deps.clock.now() } });
  return accountId;
}

const isThere = async () => (await world.deps.db.household.count({ where: { id: one.householdId } })) > 0;

describe('a household without chat', () => {
  it('that gives its slip back goes with all that was entered; what proves is a keyed hash', async () => {
    expect(await ask({ reason: 'slipBack' }), 'it signed none').toEqual({ outcome: 'refused', why: 'noSlip' });
    await sign();
    world.clock.advance(1000);
    expect(await ask({ reason: 'slipBack' })).toEqual({ outcome: 'erased', unitCode: world.house.home.unitCode });
    const { db } = world.deps;
    expect([await isThere(), await db.assessment.count({ where: { id: one.assessmentId } })]).toEqual([false, 0]);
    expect(await db.consent.findMany({ where: { accountHash: 'khóa' }, orderBy: { at: 'asc' } })).toMatchObject([
      { act: 'given', householdId: null },
      { act: 'withdrawn', householdId: null },
    ]);
    expect(await db.audit.findFirstOrThrow({ where: { action: 'privacy.erase' }, orderBy: { seq: 'desc' } })).toMatchObject({
      actor: `officer:${world.ward.officerId}`,
      subject: `household:${one.householdId}`,
      detail: { households: [one.householdId], reason: 'slipBack' },
    });
    expect(await ask(), 'pressed twice').toEqual({ outcome: 'erased', unitCode: null });
    expect(await ask({ scope: world.second })).toEqual({ outcome: 'notFound' });
    expect(await db.audit.count({ where: { action: 'privacy.erase', subject: `household:${one.householdId}` } })).toBe(1);
  });

  it('stays in a decision that was issued, and leads to nobody', async () => {
    const accountId = await join();
    expect(await linesOfMember(world.deps, accountId)).toBe(0);
    const decisionId = await confirmed(world).catch(() => null);
    expect(decisionId, 'nobody of it agrees').toBeNull();
    await world.deps.db.membership.updateMany({ where: { accountId }, data: { to: world.clock.now() } });
    const issuedId = await confirmed(world);
    world.clock.advance(10 * 60_000);
    await issueDueDecisions({ ...world.deps, db: world.database.prisma });
    await world.deps.db.membership.updateMany({ where: { accountId }, data: { to: null } });
    expect(await linesOfMember(world.deps, accountId), 'who refuses is told so').toBe(1);
    await world.deps.db.membership.deleteMany({ where: { accountId } });
    expect(await ask()).toMatchObject({ outcome: 'erased' });
    expect(await linesOf(world, issuedId)).toMatchObject([{ head: 'Vũ Văn An', householdId: null, assessmentId: null, left: null }]);
  });

  it('goes again after a restore of what was kept before', async () => {
    const { householdId } = one;
    const at = world.clock.now().toISOString();
    const erasure = {
      at,
      actor: `officer:${world.ward.officerId}`,
      action: 'privacy.erase' as const,
      detail: { households: [householdId] },
    };
    const journal = async function* () {
      yield erasure;
    };
    expect(await reapplyErasures({ ...world.deps, db: world.database.prisma }, journal())).toBe(1);
    expect(await isThere()).toBe(false);
  });
});

describe('is refused', () => {
  it('where somebody of it chats: they do it themselves', async () => {
    await join();
    expect(await ask()).toEqual({ outcome: 'refused', why: 'hasMembers' });
  });

  it('where another sentence is typed, or it is not as it was looked at', async () => {
    expect(await ask({ typed: 'xóa hồ sơ' })).toEqual({ outcome: 'refused', why: 'typedOtherwise' });
    expect(await ask({ seen: 'khác' })).toEqual({ outcome: 'changed' });
  });

  it('to whoever does not look after the whole ward', async () => {
    expect(await ask({ scope: world.hamlet })).toEqual({ outcome: 'notFound' });
    expect(await ask({ scope: { ...world.ward, wards: [], areas: [] } })).toEqual({ outcome: 'notFound' });
  });

  it('and two at once erase it once', async () => {
    const done = await Promise.all([ask(), ask({ scope: world.second })]);
    expect(done.map(({ outcome }) => outcome).sort()).toEqual(['erased', 'notFound']);
  });
});

it('what was refused changed nothing', async () => {
  await ask({ typed: 'xóa' });
  expect(await isThere()).toBe(true);
});
