/** Households of a play that are written to, and how far what is sent to them has come. */
import { createPump } from '../../../src/announcement/pump.ts';
import { createTell } from '../../../src/conversation/tell.ts';
import { reachedHousehold } from '../../announcement/reached.ts';
import { householdIn } from '../../report/ward.ts';
import type { House } from '../../support/talk.ts';

/** In a khu phố, each in a chat of its own on our page; the others do not chat with us. */
export async function wantingNews({ deps }: House, areaId: string, count: { wanting: number; others: number }): Promise<void> {
  const { unitCode } = await deps.db.area.findUniqueOrThrow({ where: { id: areaId } });
  for (let made = 0; made < count.wanting; made += 1) await reachedHousehold(deps, { unitCode, areaId });
  for (let made = 0; made < count.others; made += 1) await householdIn(deps, areaId);
}

/** What is due is written. */
export async function tenMinutesLater(house: House): Promise<void> {
  house.clock.advance(10 * 60_000);
  await look(house);
}

/** Every household has opened our page. */
export async function newsArrives(house: House): Promise<void> {
  const { deps, clock } = house;
  const where = { announcementId: { not: null }, state: 'queued' as const };
  await deps.db.message.updateMany({ where, data: { state: 'sent', sentAt: clock.now() } });
  await look(house);
}

async function look({ deps, database, locale }: House): Promise<void> {
  const { prisma, raw } = database;
  const { officer: tell } = createTell({ locale });
  await createPump({ ...deps, prisma, raw, locale, publicUrl: 'https://nhahoc.example', tell }).turn();
}
