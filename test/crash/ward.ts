/** The ground of a storm: the ward where households register, which may decide, and in which days go by at once. */
import { v7 } from 'uuid';
import { TITLE } from '../../src/assessment/rubric-in-force.ts';
import type { PrismaClient } from '../../src/db/client.ts';
import { insertHouseholds } from '../../src/roster/insert-households.ts';
import { silentLog } from '../support/deps.ts';
import { pause } from './household.ts';
import { type Beat, clock, persist } from './officer.ts';

const LOOK_MS = 300;

/** The season counts, and a city officer has adopted what judges in it. */
export async function makeItCount(prisma: PrismaClient): Promise<void> {
  const adopted = { adoptedBy: v7(), document: 'Quyết định số 324/QĐ-KHVN', adoptedAt: clock.now() };
  await prisma.rubricInForce.updateMany({ where: { title: TITLE }, data: adopted });
  await prisma.season.updateMany({ data: { trial: false } });
}

export interface BeatParts {
  prisma: PrismaClient;
  signal: AbortSignal;
  /** Households that never chat, of which officers speak on their sheet. */
  quiet: number;
}

/** The ward of whoever registered first, with a khu phố of some who never chat. */
export function createBeat({ prisma, signal, quiet }: BeatParts): () => Promise<Beat> {
  let found: Promise<Beat> | undefined;
  const quarter = v7();
  const find = async (): Promise<Beat> => {
    const { areaId, area } = await prisma.household.findFirstOrThrow({ include: { area: true }, orderBy: { createdAt: 'asc' } });
    const { unitCode } = area;
    await prisma.area.createMany({
      data: [{ id: quarter, unitCode, name: 'Khu phố Bão', kind: 'quarter', householdsPermanent: quiet }],
      skipDuplicates: true,
    });
    const rows = Array.from({ length: quiet }, (_, at) => ({
      ...{
        areaId: quarter,
        houseCode: `B-${String(at + 1).padStart(3, '0')}`,
        headName: `Hộ Ô ${at + 1}`,
        residence: 'permanent' as const,
      },
    }));
    await prisma.$transaction(async (db) => {
      if ((await db.household.count({ where: { areaId: quarter, houseCode: { not: null } } })) > 0) return;
      await insertHouseholds({ db, clock, ids: { next: () => v7() }, log: silentLog }, rows);
    });
    return { unitCode, areaIds: [...new Set([quarter, areaId])] };
  };
  return () => {
    found ??= persist(signal, find);
    return found;
  };
}

/** Days to answer are over after a second, and so are the ten minutes of a decision: what nobody can wait for in a storm. */
export async function hurry(prisma: PrismaClient, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await passDays(prisma).catch(() => {});
    await pause(LOOK_MS);
  }
}

function passDays(prisma: PrismaClient) {
  return prisma.$transaction([
    prisma.$executeRaw`SET LOCAL session_replication_role = replica`,
    prisma.$executeRaw`
      UPDATE "FileNotice" SET "answerBy" = at::date - 1 WHERE "answerBy" > at::date - 1 AND at < now() - interval '1 second'`,
    prisma.$executeRaw`
      UPDATE "Decision" SET "startsAt" = "confirmedAt" WHERE state = 'planned' AND "startsAt" > now() AND "confirmedAt" < now() - interval '1 second'`,
  ]);
}

/** Whether a decision names the household that sent this update; null: the database does not answer. */
export async function isDecided(prisma: PrismaClient, updateKey: string): Promise<boolean | null> {
  const rows = await prisma.$queryRaw<{ found: boolean }[]>`
    SELECT true AS found FROM "Inbox" i JOIN "Account" c ON c."channelAccountId" = i."channelAccountId" AND c."externalId" = i."chatKey"
    JOIN "Membership" m ON m."accountId" = c.id JOIN "DecisionLine" l ON l."householdId" = m."householdId"
    WHERE i."updateKey" = ${updateKey} LIMIT 1`.catch(() => null);
  return rows && rows.length > 0;
}
