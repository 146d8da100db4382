/** The Zalo OA of the ward that a code leads to, where its Hội has connected one of its own. */
import type { Deps } from '../deps.ts';
import { type Asked, livingCode } from './look-up-code.ts';

/** ChannelAccount.externalId; null: the ward has none, or it does not work at present. */
export async function wardOa(deps: Deps, asked: Omit<Asked, 'accountId'>): Promise<string | null> {
  const code = await livingCode(deps, asked);
  const unitCode = code && (code.unitCode ?? (await unitOf(deps, code)));
  if (!unitCode) return null;
  const oa = await deps.db.channelAccount.findFirst({
    where: { channel: 'zalo', credentials: { not: null }, stoppedAt: null, organisation: { unitCode, until: null } },
    select: { externalId: true },
  });
  return oa?.externalId ?? null;
}

async function unitOf(
  { db }: Deps,
  { areaId, householdId, trainingId }: { areaId: string | null; householdId: string | null; trainingId: string | null },
): Promise<string | null> {
  if (trainingId) return (await db.training.findUnique({ where: { id: trainingId }, select: { unitCode: true } }))?.unitCode ?? null;
  const where = areaId ? { id: areaId } : householdId ? { households: { some: { id: householdId } } } : null;
  return where && ((await db.area.findFirst({ where, select: { unitCode: true } }))?.unitCode ?? null);
}
