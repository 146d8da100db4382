/** The ward's officer who invites the families of a play to learn something, and the clock's work around it. */
import { createTell } from '../../../src/conversation/tell.ts';
import type { Scope } from '../../../src/officer/scope.ts';
import { askFeedback } from '../../../src/training/ask-feedback.ts';
import { cancelTraining } from '../../../src/training/cancel-training.ts';
import { countAttendance } from '../../../src/training/count-attendance.ts';
import { doorCode } from '../../../src/training/door-code.ts';
import { planTraining } from '../../../src/training/plan-training.ts';
import { remindDue } from '../../../src/training/remind-due.ts';
import { tellNews } from '../../../src/training/tell-news.ts';
import { type House, SERVICE_SECRET as secret } from '../../support/talk.ts';

const ORGANISER = '0000000e-0000-7000-8000-00000000000e';

/** When things happen around the one training of a play. */
export const moments = {
  'một ngày trước buổi học': '2026-11-02T09:00:10+07:00',
  'hai giờ trước buổi học': '2026-11-03T07:00:10+07:00',
  'ở cửa buổi học': '2026-11-03T08:40:00+07:00',
  'buổi học xong': '2026-11-03T11:00:10+07:00',
} as const;

async function scopeIn({ deps }: House, areaId: string): Promise<Scope & { unitCode: string }> {
  const { unitCode } = await deps.db.area.findUniqueOrThrow({ where: { id: areaId } });
  const create = { id: ORGANISER, name: 'Lê Thị Tổ Chức', createdAt: deps.clock.now() };
  await deps.db.officer.upsert({ where: { id: ORGANISER }, create, update: {} });
  const nowhere = { wards: [], areas: [] };
  return { officerId: ORGANISER, operator: false, city: false, wards: [unitCode], areas: [], helps: nowhere, unitCode };
}

/** For the khu phố's households. */
export async function planInPlay(house: House, areaId: string, capacity: number | null): Promise<void> {
  const scope = await scopeIn(house, areaId);
  const fields = {
    title: 'Dùng điện thoại an toàn',
    place: 'Nhà văn hóa Khu phố 1',
    mapUrl: 'https://maps.app.goo.gl/kp1',
    technology: false,
  };
  const when = { startsAt: new Date('2026-11-03T09:00:00+07:00'), endsAt: new Date('2026-11-03T11:00:00+07:00') };
  const whose = { scope, unitCode: scope.unitCode, areaIds: [areaId], audience: 'households' as const };
  const { deps, database } = house;
  const planned = await database.prisma.$transaction((db) => planTraining({ ...deps, db }, { ...fields, ...when, ...whose, capacity }));
  if (planned.outcome !== 'planned') throw new Error(JSON.stringify(planned));
}

async function trainingOf({ deps }: House): Promise<string> {
  return (await deps.db.training.findFirstOrThrow({ select: { id: true } })).id;
}

export async function cancelInPlay(house: House, areaId: string): Promise<void> {
  const { deps, database } = house;
  const options = { scope: await scopeIn(house, areaId), trainingId: await trainingOf(house) };
  const done = await database.prisma.$transaction((db) => cancelTraining({ ...deps, db }, options));
  if (done.outcome !== 'cancelled') throw new Error(JSON.stringify(done));
  await clockWork(house);
}

/** What hangs at the door. */
export async function doorInPlay(house: House, areaId: string): Promise<{ code: string; digits: string }> {
  const { deps, database } = house;
  const options = { scope: await scopeIn(house, areaId), trainingId: await trainingOf(house), secret };
  const door = await database.prisma.$transaction((db) => doorCode({ ...deps, db }, options));
  if (door.outcome !== 'door') throw new Error(JSON.stringify(door));
  return door;
}

/** What jobs do every few seconds. */
export async function clockWork({ deps, database, locale }: House): Promise<void> {
  const within = { ...deps, db: database.prisma };
  const tell = createTell({ locale });
  await tellNews(within, { tell });
  await remindDue(within, { tell });
  await countAttendance(within, { locale });
  await askFeedback(within, { tell });
}
