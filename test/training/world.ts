/** A ward with two khu phố, its officers, and families that may be invited to learn something. */
import { v7 } from 'uuid';
import { createTell } from '../../src/conversation/tell.ts';
import type { PrismaClient } from '../../src/db/client.ts';
import type { Deps } from '../../src/deps.ts';
import type { Scope } from '../../src/officer/scope.ts';
import { type PlanTraining, planTraining } from '../../src/training/plan-training.ts';
import { locale, type SentFamily, scope, sentFamily, transaction } from '../review/world.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type FixedClock, fixedClock, testDeps } from '../support/deps.ts';
import { type OfficersHouse, openOfficersHouse } from '../support/officers.ts';
import { seedSample } from '../support/sample.ts';

export interface TrainingWorld {
  database: TestDatabase;
  deps: Deps & { db: PrismaClient };
  clock: FixedClock;
  house: OfficersHouse;
  ward: Scope;
  hamlet: Scope;
}

export const tell = createTell({ locale });

/** A Tuesday morning; trainings are on Thursday evening unless said. */
export async function openTrainingWorld(): Promise<TrainingWorld> {
  const database = await freshDatabase();
  const clock = fixedClock(MORNING);
  const deps = { ...testDeps(database.prisma, { ids: { next: () => v7() }, clock }), db: database.prisma };
  await seedSample(deps);
  const house = await openOfficersHouse(deps);
  const [ward, hamlet] = [await scope(deps, house.officers.ward.officerId), await scope(deps, house.officers.hamlet.officerId)];
  return { database, deps, clock, house, ward, hamlet };
}

export const MORNING = '2026-11-10T08:00:00+07:00';
export const STARTS = '2026-11-12T18:00:00+07:00';
export const ENDS = '2026-11-12T20:00:00+07:00';

export async function plan({ deps, ward, house }: TrainingWorld, more: Partial<PlanTraining> = {}): Promise<string> {
  const fields = { title: 'Dùng điện thoại an toàn', place: 'Nhà văn hóa Khu phố Bưởi', mapUrl: null, capacity: null, technology: false };
  const when = { startsAt: new Date(STARTS), endsAt: new Date(ENDS) };
  const whose = { scope: ward, unitCode: house.home.unitCode, areaIds: [], audience: 'households' as const };
  const planned = await transaction(deps, (within) => planTraining(within, { ...fields, ...when, ...whose, ...more }));
  if (planned.outcome !== 'planned') throw new Error(JSON.stringify(planned));
  return planned.trainingId;
}

/** All answered, nothing sent: its file is open. */
export function family(
  { deps, house }: TrainingWorld,
  head = 'Nguyễn Thị Sen',
  where: 'home' | 'next' | 'abroad' = 'home',
): Promise<SentFamily> {
  const { areaId, unitCode } = house[where];
  return sentFamily(deps, { head, areaId, unit: unitCode, unsent: true });
}

/** What was said in a chat, newest last. */
export async function heard({ deps }: TrainingWorld, accountId: string) {
  const rows = await deps.db.message.findMany({ where: { accountId }, orderBy: { seq: 'asc' } });
  return rows.map(({ body, class: kind, expiresAt }) => ({ text: (body as { text: string }).text, kind, expiresAt }));
}
