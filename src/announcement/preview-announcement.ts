/** Who would get an announcement, who would not and why, and what they would read: before anything is sent. */
import { contentHash } from '../canonical.ts';
import type { ChannelKind, Outbound } from '../channel/channel.ts';
import { profiles } from '../channel/profiles.ts';
import type { Deps } from '../deps.ts';
import { findAnnouncement, type OneAnnouncement, type StoredAnnouncement } from './announcement-in-hand.ts';
import { type AudienceAsked, audienceSql, audienceValues } from './audience-sql.ts';
import { announcementButtons, audience as audienceSchema, invitesTo } from './content.ts';
import { groundOfAnnouncement } from './ground-of-announcement.ts';
import type { Unreached } from './left-out.ts';
import { type RenderWorld, renderAnnouncement } from './render-announcement.ts';
import { nightIn, sendingSettings } from './sending-settings.ts';
import { plannedStart, startOf, usualEnd } from './start-of.ts';

export interface ReachOfChannel {
  channel: ChannelKind;
  /** Households that would get it there. */
  households: number;
  /** Of those: at a price. */
  paid: number;
  /** Of those: only once they have written again. */
  closed: number;
  /** How long the platform takes for those that are not closed; 0: it is fetched. */
  seconds: number;
}

export interface Reach {
  /** Households of the audience … */
  audience: number;
  /** … and those of them that would get it, now or once they write. */
  households: number;
  channels: ReachOfChannel[];
  /** By reason; what is not there is none. */
  left: { why: Unreached; households: number }[];
  /** Chats besides the one of each household that gets it: nobody is written to twice. */
  secondAccounts: number;
}

export interface Example {
  channel: ChannelKind;
  language: string;
  /** Null: "chưa xếp khu phố". */
  area: string | null;
  message: Outbound;
}

/** Of those messages that go now. What waits may cost something, too, when it goes. */
export interface Cost {
  /** Messages at a price. */
  messages: number;
  /** In đ, all together; null: the ward has not said what one costs. */
  money: number | null;
}

export interface Preview {
  /** Of the draft that was looked at. */
  seq: number;
  reach: Reach;
  /** Three at most, as different as there are. */
  examples: Example[];
  /** When it begins if it is confirmed now; null: ten minutes after that. */
  startsAt: Date | null;
  /** When it ends, whoever has got it by then. */
  endsAt: Date;
  /** How long the slowest channel takes, without nights. */
  seconds: number;
  cost: Cost;
  /** Names what was looked at: `confirmAnnouncement` refuses anything else. */
  seen: string;
}

/** Null: not there, or not theirs. Names nobody, so it is not audited. */
export async function previewAnnouncement(deps: Deps, world: RenderWorld, one: OneAnnouncement): Promise<Preview | null> {
  const announcement = await findAnnouncement(deps, one);
  if (!announcement) return null;
  const groups = await groupsOf(deps, askedOf(announcement, one.scope));
  const reach = reachIn(groups);
  const settings = await sendingSettings(deps, announcement.unitCode);
  const [now, night] = [deps.clock.now(), nightIn(settings)];
  return {
    ...{ seq: announcement.seq, reach, seen: seenOf(announcement, reach) },
    examples: await examplesOf(deps, world, announcement, groups),
    startsAt: plannedStart(announcement, now, night),
    endsAt: announcement.expiresAt ?? usualEnd(announcement, startOf(announcement, now, night)),
    seconds: Math.max(0, ...reach.channels.map(({ seconds }) => seconds)),
    cost: costOf(reach, settings.messagePrice),
  };
}

function costOf({ channels }: Reach, price: number | null): Cost {
  const messages = channels.reduce((all, { paid }) => all + paid, 0);
  return { messages, money: price === null ? null : messages * price };
}

export function askedOf({ unitCode, audience, mayCost, buttons }: StoredAnnouncement, scope: AudienceAsked['scope']): AudienceAsked {
  return { scope, unitCode, audience: audienceSchema.parse(audience), mayCost, trainingId: invitesTo(announcementButtons.parse(buttons)) };
}

/** Households that are reached in one way, or not for one reason. Of those that are: in one language and khu phố. */
interface Group {
  channel: ChannelKind | null;
  terms: 'free' | 'paid' | 'closed' | null;
  language: string | null;
  areaId: string | null;
  why: Unreached | null;
  households: number;
  open: number;
}

/** Each household is looked at once, for how many there are and for what they would read; there may be a million of them. By khu phố. */
export const groupsSql = `${audienceSql}
SELECT CASE WHEN why IS NULL THEN channel END AS channel, CASE WHEN why IS NULL THEN terms END AS terms,
  CASE WHEN why IS NULL THEN language END AS language, CASE WHEN why IS NULL THEN "areaId" END AS "areaId", why,
  count(*)::int AS households, COALESCE(sum(open) FILTER (WHERE why IS NULL), 0)::int AS open
FROM standing GROUP BY 1, 2, 3, 4, 5 ORDER BY min(area), 4, 1, 2, 3, 5`;

async function groupsOf(deps: Deps, asked: AudienceAsked): Promise<Group[]> {
  return deps.db.$queryRawUnsafe<Group[]>(groupsSql, ...(await audienceValues(deps, asked)));
}

export async function reachOf(deps: Deps, asked: AudienceAsked): Promise<Reach> {
  return reachIn(await groupsOf(deps, asked));
}

function reachIn(groups: readonly Group[]): Reach {
  const reached = groups.filter(({ why }) => why === null);
  const households = sum(reached);
  const channels = (Object.keys(profiles) as ChannelKind[]).flatMap((channel): ReachOfChannel[] => {
    const here = reached.filter((group) => group.channel === channel);
    if (here.length === 0) return [];
    const of = (terms: Group['terms']) => sum(here.filter((group) => group.terms === terms));
    const pace = profiles[channel].pace?.perSecond ?? Number.POSITIVE_INFINITY;
    const closed = of('closed');
    const all = sum(here);
    return [{ channel, households: all, paid: of('paid'), closed, seconds: Math.ceil((all - closed) / pace) }];
  });
  const left = [...Map.groupBy(groups, ({ why }) => why)].flatMap(([why, of]) => (why === null ? [] : [{ why, households: sum(of) }]));
  return {
    ...{ audience: sum(groups), households, channels },
    left: left.sort((a, b) => b.households - a.households || a.why.localeCompare(b.why)),
    secondAccounts: reached.reduce((all, { open }) => all + open, 0) - households,
  };
}

function sum(groups: readonly Group[]): number {
  return groups.reduce((all, { households }) => all + households, 0);
}

/** What the officer who confirms has looked at: the words, and how many get it, where, and who not. */
export function seenOf(announcement: StoredAnnouncement, { audience, households, channels, left }: Reach): string {
  const { seq, text, deadline, buttons, media, sendAt, expiresAt, mayCost } = announcement;
  const reached = channels.map(({ channel, households: count, paid, closed }) => ({ channel, count, paid, closed }));
  const dates = [deadline, sendAt, expiresAt].map((date) => date?.toISOString() ?? null);
  return contentHash({ seq, text, dates, buttons, media, mayCost, audience, households, reached, left });
}

const MOST_EXAMPLES = 3;

/** Of each channel and language the one khu phố that comes first; then other khu phố. */
function kindsIn(groups: readonly Group[]): { channel: ChannelKind; language: string; areaId: string }[] {
  const reached = groups.flatMap(({ channel, language, areaId }) => (channel && language && areaId ? [{ channel, language, areaId }] : []));
  const byKind = [...Map.groupBy(reached, ({ channel, language }) => `${channel} ${language}`)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const ranked = byKind.flatMap(([, of]) => {
    const areas = new Map(of.map((one) => [one.areaId, one]));
    return [...areas.values()].slice(0, MOST_EXAMPLES).map((one, nth) => ({ one, nth }));
  });
  return ranked
    .toSorted((a, b) => a.nth - b.nth)
    .slice(0, MOST_EXAMPLES)
    .map(({ one }) => one);
}

async function examplesOf(deps: Deps, world: RenderWorld, announcement: StoredAnnouncement, groups: readonly Group[]): Promise<Example[]> {
  const { written, areas } = await groundOfAnnouncement(deps, announcement);
  return kindsIn(groups).map(({ channel, language, areaId }) => {
    const area = areas.get(areaId) ?? null;
    return { channel, language, area, message: renderAnnouncement(world, written, { channel, language, area, position: null }) };
  });
}
