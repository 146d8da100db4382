/** How far an announcement is, and what became of it: numbers that add up to its audience. */
import { z } from 'zod';
import type { ChannelKind } from '../channel/channel.ts';
import { profiles } from '../channel/profiles.ts';
import type { Deps } from '../deps.ts';
import { afterQuiet } from '../season/quiet-hours.ts';
import { findAnnouncement, type OneAnnouncement, type StoredAnnouncement } from './announcement-in-hand.ts';
import { outcomeSql, outcomes, reasonSql, recipientsSql } from './outcome-sql.ts';
import { nightOf } from './sending-settings.ts';

const count = z.number().int();

/** Kept with the announcement once its recipients are forgotten. */
export const announcementCounts = z.strictObject({
  /** Households of the audience, as it was fixed. */
  audience: count,
  /** Of them, each in exactly one. */
  outcomes: z.array(
    z.strictObject({ outcome: z.enum(outcomes), reason: z.string().nullable(), channel: z.string().nullable(), households: count }),
  ),
  /** Households that pressed each button first, by its place. */
  presses: z.array(count),
  /** Households that were told in person. */
  told: count,
});
export type AnnouncementCounts = z.infer<typeof announcementCounts>;

export interface Progress extends AnnouncementCounts {
  state: StoredAnnouncement['state'];
  seq: number;
  /** Everybody it is for is known. */
  fixed: boolean;
  sent: number;
  failed: number;
  held: number;
  waiting: number;
  uncertain: number;
  left: number;
  /** How long what waits takes the slowest channel, without nights and pauses. */
  secondsLeft: number;
  /** It is night: what waits goes on then. Null: it goes on now, or nothing waits. */
  restsUntil: Date | null;
}

/** Null: not there, or not theirs. Names nobody, so it is not audited. */
export async function announcementProgress(deps: Deps, one: OneAnnouncement): Promise<Progress | null> {
  const announcement = await findAnnouncement(deps, one);
  return announcement && progressOf(deps, announcement);
}

export async function progressOf(deps: Deps, announcement: StoredAnnouncement): Promise<Progress> {
  const { state, seq, fixedAt, counts } = announcement;
  const counted = counts === null ? await countsOf(deps, announcement) : announcementCounts.parse(counts);
  const of = (outcome: string) => sum(counted.outcomes.filter((one) => one.outcome === outcome));
  const seconds = counted.outcomes
    .filter(({ outcome }) => outcome === 'waiting')
    .map(({ channel, households }) => households / (profiles[channel as ChannelKind]?.pace?.perSecond ?? Number.POSITIVE_INFINITY));
  const rests = state === 'sending' && of('waiting') > 0;
  return {
    restsUntil: rests ? await endOfNight(deps, announcement.unitCode) : null,
    ...{ ...counted, state, seq, fixed: fixedAt !== null },
    ...{ sent: of('sent'), failed: of('failed'), held: of('held'), waiting: of('waiting'), uncertain: of('uncertain'), left: of('left') },
    secondsLeft: Math.ceil(Math.max(0, ...seconds)),
  };
}

async function endOfNight({ db, clock }: Deps, unitCode: string): Promise<Date | null> {
  const now = clock.now();
  const end = afterQuiet(await nightOf({ db }, unitCode), now);
  return end > now ? end : null;
}

function sum(rows: AnnouncementCounts['outcomes']): number {
  return rows.reduce((all, { households }) => all + households, 0);
}

const countSql = `
SELECT ${outcomeSql} AS outcome, ${reasonSql} AS reason, ca.channel::text AS channel, count(*)::int AS households
FROM ${recipientsSql} WHERE r."announcementId" = $1::uuid GROUP BY 1, 2, 3 ORDER BY 1, 4 DESC, 2, 3`;

export async function countsOf({ db }: Deps, { id, audienceSize, buttons }: StoredAnnouncement): Promise<AnnouncementCounts> {
  const rows = await db.$queryRawUnsafe<AnnouncementCounts['outcomes']>(countSql, id);
  const pressed = await db.recipient.groupBy({ by: ['pressed'], where: { announcementId: id, pressed: { not: null } }, _count: true });
  // Households that were erased since took their rows along.
  const gone = Math.max(0, audienceSize - sum(rows));
  return {
    audience: Math.max(audienceSize, sum(rows)),
    outcomes: [...rows, ...(gone > 0 ? [{ outcome: 'left' as const, reason: 'erased', channel: null, households: gone }] : [])],
    presses: (buttons as unknown[]).map((_, index) => pressed.find((one) => one.pressed === index)?._count ?? 0),
    told: await db.announcementTold.count({ where: { announcementId: id } }),
  };
}
