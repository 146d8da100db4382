/** Announcements on their way that say a day: whoever is about to move it is told of them. */
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';

export interface SayingDay {
  id: string;
  text: string;
  deadline: string | null;
}

/** Of a ward all of which the officer looks after; confirmed, and not over. The day is its deadline, or stands in its words. @param dates local */
export async function listSayingDay(
  { db }: Pick<Deps, 'db'>,
  { scope, unitCode, dates }: { scope: Pick<Scope, 'wards'>; unitCode: string; dates: readonly string[] },
): Promise<SayingDay[]> {
  if (!scope.wards.includes(unitCode)) return [];
  const says = dates.flatMap((date) => [{ deadline: new Date(date) }, ...typedAs(date).map((contains) => ({ text: { contains } }))]);
  const rows = await db.announcement.findMany({
    where: { unitCode, state: { in: ['awaitingSecond', 'planned', 'sending', 'paused'] }, OR: says },
    orderBy: { id: 'desc' },
    select: { id: true, text: true, deadline: true },
  });
  return rows.map(({ id, text, deadline }) => ({ id, text, deadline: deadline?.toISOString().slice(0, 10) ?? null }));
}

/** 01/12, and 1/12 where it differs: with its year or without. */
function typedAs(date: string): string[] {
  const [, month = '', day = ''] = date.split('-');
  return [`${day}/${month}`, ` ${Number(day)}/${Number(month)}`];
}
