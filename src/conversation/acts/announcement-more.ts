/** Acts of officers who choose more of what they write to many: when it begins, and to which households there. */
import { z } from 'zod';
import { isFarOff } from '../../announcement/check-content.ts';
import { type Audience, audienceTitle, MAX_CODES } from '../../announcement/content.ts';
import { findCodes } from '../../announcement/find-codes.ts';
import type { AnnouncementView } from '../../announcement/list-announcements.ts';
import { offeredHours } from '../../announcement/offered-hours.ts';
import { readHour } from '../../announcement/read-hour.ts';
import { nightOf } from '../../announcement/sending-settings.ts';
import { movedByNight, startOf } from '../../announcement/start-of.ts';
import type { Deps } from '../../deps.ts';
import type { Sentence } from '../../flow/session.ts';
import type { Scope } from '../../officer/scope.ts';
import { endOfLocalDay, localDate } from '../../season/calendar.ts';
import type { QuietHours } from '../../season/quiet-hours.ts';
import type { ActContext, Acts } from './act.ts';
import { changeOf, GONE, namedCodes, theirAnnouncement, unchanged, wrongWords } from './drafting.ts';

export const announcementMoreActs = {
  'announcement.hours': async (deps, { accountId }, { id }) => {
    const theirs = await theirAnnouncement(deps, accountId, id);
    if (!theirs) return GONE;
    const { found } = theirs;
    const night = await nightOf(deps, found.unitCode);
    const options = offeredHours(deps.clock.now(), night).map(({ is, time, at }, index) => ({
      id: `h${index + 1}`,
      label: { key: `send.hours.${is}`, params: { time } },
      value: at.toISOString(),
    }));
    const noNight = night.from === night.to;
    const quiet: Sentence = noNight ? { key: 'send.noNight' } : { key: 'send.atNight', params: { from: night.from, to: night.to } };
    return { outcome: 'shown', value: { options, quiet, planned: found.sendAt !== null } };
  },
  'announcement.time': async (deps, { accountId }, { id, hour }) => {
    const theirs = await theirAnnouncement(deps, accountId, id);
    if (!theirs) return GONE;
    const { scope, found } = theirs;
    const now = deps.clock.now();
    const sendAt = hour === null ? null : momentIn(hour, now);
    const night = await nightOf(deps, found.unitCode);
    const why = hour === null ? null : wrongMoment(sendAt, found, { now, night });
    if (why) return { outcome: 'wrong', value: { why } };
    const done = await changeOf(deps, scope, found, { sendAt });
    if (done.outcome === 'wrong') return { outcome: 'wrong', value: { why: wrongWords(done.what) } };
    if (done.outcome !== 'changed') return unchanged(done);
    const morning = sendAt && movedByNight({ sendAt }, now, night);
    return morning ? { outcome: 'night', value: { ...night, at: { date: morning.toISOString() } } } : { outcome: 'written', value: {} };
  },
  'announcement.narrow': async (deps, { accountId }, { id, years, channels, codes }) => {
    const theirs = await theirAnnouncement(deps, accountId, id);
    if (!theirs) return GONE;
    const { scope, found } = theirs;
    const listed = codes === null ? null : await listedIn(deps, scope, found, codes);
    if (listed && 'why' in listed) return { outcome: 'wrong', value: { why: listed.why } };
    const more: Audience = {
      ...(years !== null && { title: { of: audienceTitle, years } }),
      ...(channels !== null && { channels }),
      ...(listed !== null && { codes: listed.codes }),
    };
    const nothing = Object.keys(more).length === 0;
    const done = await changeOf(deps, scope, found, { audience: nothing ? withoutMore(found.audience) : { ...found.audience, ...more } });
    if (done.outcome === 'wrong') return { outcome: 'wrong', value: { why: wrongWords(done.what) } };
    if (done.outcome !== 'changed') return unchanged(done);
    if (!listed || listed.missing.length === 0) return { outcome: 'written', value: {} };
    return { outcome: 'some', value: { count: listed.codes.length, missing: namedCodes(listed.missing) } };
  },
} satisfies Partial<Acts>;

/** An hour that was offered, or one that was typed. */
function momentIn(hour: string, now: Date): Date | null {
  return z.iso.datetime().safeParse(hour).success ? new Date(hour) : readHour(hour, now);
}

function wrongMoment(sendAt: Date | null, draft: AnnouncementView, { now, night }: { now: Date; night: QuietHours }): Sentence | null {
  if (!sendAt) return { key: 'send.wrongIn.hour' };
  const at = { date: sendAt.toISOString() };
  if (sendAt <= now) return { key: 'send.wrongIn.hourPast', params: { at } };
  if (isFarOff(sendAt, now)) return { key: 'send.wrongIn.hourFar', params: { at } };
  // By the hour at which it would go in truth: the night may carry it past its last day.
  const begins = startOf({ sendAt }, now, night);
  const end = endBefore(begins, draft);
  if (!end) return null;
  if (begins.getTime() === sendAt.getTime()) return { key: 'send.wrongIn.hourLate', params: { at, end } };
  return { key: 'send.wrongIn.hourNight', params: { at, begins: { date: begins.toISOString() }, end } };
}

/** What of its last day and of the hour at which it ends comes before it begins, in words; null: neither. */
function endBefore(begins: Date, { deadline, expiresAt }: AnnouncementView): Sentence | null {
  const day = localDate(begins);
  if (deadline !== null && deadline < day) return endOfDay(deadline);
  if (expiresAt === null || expiresAt > begins) return null;
  const last = localDate(expiresAt);
  if (expiresAt.getTime() === endOfLocalDay(last).getTime()) return endOfDay(last);
  return { key: 'send.until.hour', params: { at: { date: expiresAt.toISOString() } } };
}

function endOfDay(day: string): Sentence {
  return { key: 'send.until.day', params: { day: { date: day } } };
}

/** Those that are there, besides what the draft has already. */
async function listedIn(deps: Deps, scope: Scope, { unitCode, audience }: AnnouncementView, typed: string) {
  const { codes, missing } = await findCodes(deps, { scope, unitCode, areaIds: audience.areaIds, typed });
  if (codes.length === 0) return { why: noneWords(missing) };
  const all = [...new Set([...(audience.codes ?? []), ...codes])];
  if (all.length > MAX_CODES) return { why: { key: 'send.wrongIn.codesMany', params: { most: MAX_CODES } } };
  return { codes: all, missing };
}

function noneWords(missing: readonly string[]): Sentence {
  return missing.length === 0
    ? { key: 'send.wrongIn.noCodes' }
    : { key: 'send.wrongIn.codesElsewhere', params: { codes: namedCodes(missing) } };
}

function withoutMore({ title: _, channels: __, codes: ___, ...rest }: Audience): Audience {
  return rest;
}

/** What the households are narrowed down to, as it is read on the look at the draft. */
export function narrowLines({ title, channels, codes }: Audience, speak: ActContext['speak']): Sentence[] {
  const names = channels?.map((one) => speak({ key: `send.via.${one}` })).join(', ');
  return [
    ...(title ? [{ key: title.years === 1 ? 'send.only.title' : 'send.only.years', params: { years: title.years } }] : []),
    ...(names ? [{ key: 'send.only.channels', params: { channels: names } }] : []),
    ...(codes ? [{ key: 'send.only.codes', params: { count: codes.length } }] : []),
  ];
}
