/** Families for tests: a household in Bến Cát with one or more accounts that have agreed to self-assessment. */
import type { PrismaClient } from '../../src/db/client.ts';
import type { Deps } from '../../src/deps.ts';
import { controllerOf } from '../../src/household/controller-of.ts';
import { type FixedClock, fixedClock, sequentialIds, testDeps } from '../support/deps.ts';

export const WARD = '25813';

export interface World {
  deps: Deps;
  clock: FixedClock;
}

/** @param iso when it is; the trial season of the test databases opens on 2026-11-01 */
export function worldOf(prisma: PrismaClient, iso = '2026-11-10T08:00:00+07:00', series = 'a'): World {
  const clock = fixedClock(iso);
  return { clock, deps: testDeps(prisma, { clock, ids: sequentialIds(series) }) };
}

const parents = { preschool: 0, primary: 1, lowerSecondary: 0, upperSecondary: 0, adults: 2, elders: 0 };
type Counts = typeof parents;

export interface Family {
  householdId: string;
  code: string;
  /** One an account. */
  accounts: [string, ...string[]];
}

let families = 0;

export async function family(deps: Deps, { counts = parents, members = 1 }: { counts?: Counts; members?: number } = {}): Promise<Family> {
  families += 1;
  const now = deps.clock.now();
  const area = await deps.db.area.findFirstOrThrow({ where: { unitCode: WARD } });
  const householdId = deps.ids.next();
  const code = `TEST${String(families).padStart(4, '0')}`;
  const name = { headName: 'Nguyễn Văn Thử', headNameKey: 'nguyen van thu' };
  const dates = { createdAt: now, updatedAt: now };
  await deps.db.household.create({
    data: { id: householdId, code, areaId: area.id, residence: 'permanent', ...name, ...counts, ...dates },
  });
  const accounts: string[] = [];
  for (let member = 0; member < members; member++) accounts.push(await joinAccount(deps, householdId));
  return { householdId, code, accounts: accounts as Family['accounts'] };
}

async function joinAccount(deps: Deps, householdId: string): Promise<string> {
  const now = deps.clock.now();
  const accountId = deps.ids.next();
  const channelAccount = await deps.db.channelAccount.findFirstOrThrow({ where: { channel: 'web' } });
  await deps.db.account.create({ data: { id: accountId, channelAccountId: channelAccount.id, externalId: accountId, createdAt: now } });
  const membership = { id: deps.ids.next(), accountId, householdId, approvedBy: accountId, from: now };
  await deps.db.membership.create({ data: membership });
  await consent(deps, accountId, 'given');
  return accountId;
}

/** With the Hội that answers for the ward. */
export async function consent(deps: Deps, accountId: string, act: 'given' | 'withdrawn'): Promise<void> {
  const { id: organisationId } = await controllerOf(deps, WARD);
  await deps.db.consent.create({
    data: {
      id: deps.ids.next(),
      accountId,
      accountHash: 'test',
      organisationId,
      purpose: 'selfAssessment',
      act,
      textVersion: 'test',
      textHash: 'test',
      language: 'vi',
      method: 'chat',
      at: deps.clock.now(),
    },
  });
}
