/** Acts of officers who choose more of what they write to many: when it begins, and to which households there. */
import { type Audience, audienceTitle, MAX_CODES } from '../../announcement/content.ts';
import { findCodes } from '../../announcement/find-codes.ts';
import { type AnnouncementView, openAnnouncement } from '../../announcement/list-announcements.ts';
import { offeredHours } from '../../announcement/offered-hours.ts';
import { readHour } from '../../announcement/read-hour.ts';
import { nightOf } from '../../announcement/sending-settings.ts';
import { startOf } from '../../announcement/start-of.ts';
import type { Deps } from '../../deps.ts';
import type { Sentence } from '../../flow/session.ts';
import type { Scope } from '../../officer/scope.ts';
import { localDate } from '../../season/calendar.ts';
import type { ActContext, Acts } from './act.ts';
import { changeOf, GONE, keeper, unchanged, wrongWords } from './drafting.ts';

/** More of them than this are counted, not named: it is read on a phone. */
const MOST_NAMED = 20;

export const announcementMoreActs = {
  'announcement.hours': async (deps, { accountId }, { id }) => {
    const scope = await keeper(deps, accountId);
    const found = scope && (await openAnnouncement(deps, { scope, announcementId: id }));
    if (!found) return GONE;
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
    const scope = await keeper(deps, accountId);
    const found = scope && (await openAnnouncement(deps, { scope, announcementId: id }));
    if (!scope || !found) return GONE;
    const now = deps.clock.now();
    const sendAt = hour === null ? null : momentIn(hour, now);
    const why = hour === null ? null : wrongMoment(sendAt, found, now);
    if (why) return { outcome: 'wrong', value: { why } };
    const done = await changeOf(deps, scope, found, { sendAt });
    if (done.outcome === 'wrong') return { outcome: 'wrong', value: { why: wrongWords(done.what) } };
    if (done.outcome !== 'changed') return unchanged(done);
    const night = await nightOf(deps, found.unitCode);
    const begins = startOf({ sendAt }, now, night);
    if (sendAt === null || begins <= sendAt) return { outcome: 'written', value: {} };
    return { outcome: 'night', value: { ...night, at: { date: begins.toISOString() } } };
  },
  'announcement.narrow': async (deps, { accountId }, { id, years, channels, codes }) => {
    const scope = await keeper(deps, accountId);
    const found = scope && (await openAnnouncement(deps, { scope, announcementId: id }));
    if (!scope || !found) return GONE;
    const listed = codes === null ? null : await codesIn(deps, scope, found, codes);
    if (listed && listed.codes.length === 0) return { outcome: 'wrong', value: { why: noneWords(listed.missing) } };
    const all = listed && [...new Set([...(found.audience.codes ?? []), ...listed.codes])];
    if (all && all.length > MAX_CODES)
      return { outcome: 'wrong', value: { why: { key: 'send.wrongIn.codesMany', params: { most: MAX_CODES } } } };
    const more: Audience = {
      ...(years !== null && { title: { of: audienceTitle, years } }),
      ...(channels !== null && { channels }),
      ...(all !== null && { codes: all }),
    };
    const nothing = years === null && channels === null && codes === null;
    const audience = nothing ? withoutMore(found.audience) : { ...found.audience, ...more };
    const done = await changeOf(deps, scope, found, { audience });
    if (done.outcome === 'wrong') return { outcome: 'wrong', value: { why: wrongWords(done.what) } };
    if (done.outcome !== 'changed') return unchanged(done);
    if (!listed || !all || listed.missing.length === 0) return { outcome: 'written', value: {} };
    return { outcome: 'some', value: { count: all.length, missing: namedIn(listed.missing) } };
  },
} satisfies Partial<Acts>;

/** An hour that was offered, or one that was typed. */
function momentIn(hour: string, now: Date): Date | null {
  return /^\d{4}-\d{2}-\d{2}T/.test(hour) ? new Date(hour) : readHour(hour, now);
}

function wrongMoment(sendAt: Date | null, { deadline, expiresAt }: AnnouncementView, now: Date): Sentence | null {
  if (!sendAt) return { key: 'send.wrongIn.hour' };
  const at = { date: sendAt.toISOString() };
  if (sendAt <= now) return { key: 'send.wrongIn.hourPast', params: { at } };
  const day = localDate(sendAt);
  const last = [deadline, expiresAt && localDate(expiresAt)].find((one) => one !== null && one < day);
  return last ? { key: 'send.wrongIn.hourLate', params: { at, last: { date: last } } } : null;
}

function codesIn(deps: Deps, scope: Scope, { unitCode, audience: { areaIds } }: AnnouncementView, typed: string) {
  return findCodes(deps, { scope, unitCode, areaIds, typed });
}

function noneWords(missing: readonly string[]): Sentence {
  return missing.length === 0
    ? { key: 'send.wrongIn.noCodes' }
    : { key: 'send.wrongIn.codesElsewhere', params: { codes: namedIn(missing) } };
}

function namedIn(missing: readonly string[]): Sentence {
  const codes = missing.slice(0, MOST_NAMED).join(', ');
  const others = missing.length - MOST_NAMED;
  return others > 0 ? { key: 'send.codesAndMore', params: { codes, others } } : { text: codes };
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
