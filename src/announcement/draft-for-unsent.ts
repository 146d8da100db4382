/**
 * "Nhắc các hộ chưa gửi phiếu": an announcement that is written already, for the households of an officer that can still send and have not.
 * It is a draft like any other: looked at, changed, confirmed, or put away.
 */
import { audit } from '../db/audit.ts';
import type { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { type Locale, sourceLanguage } from '../locale/locale.ts';
import type { Scope } from '../officer/scope.ts';
import { type CountedWard, countWards } from '../report/count-wards.ts';
import { unsentOf } from '../report/numbers.ts';
import { localDate, startOfLocalDay } from '../season/calendar.ts';
import type { StoredAnnouncement } from './announcement-in-hand.ts';
import { type DraftContent, EMPTY } from './check-content.ts';
import type { AudienceState } from './content.ts';
import { draftAnnouncement } from './draft-announcement.ts';

export interface UnsentOfWard {
  code: string;
  name: string;
  /** Households of theirs there that registered and have not sent. */
  count: number;
  /** When the officer confirmed the prepared words there last; null: not this season. */
  remindedAt: Date | null;
  /** On this very day: not again before tomorrow. */
  today: boolean;
}

export type DraftedForUnsent =
  | { outcome: 'drafted'; announcementId: string }
  /** They have confirmed the same on this day: one a day is enough. */
  | { outcome: 'already'; announcementId: string; at: Date }
  /** One announcement is of one ward: which? */
  | { outcome: 'several'; wards: { code: string; name: string; count: number }[] }
  /** All have sent, or nothing can be sent now. */
  | { outcome: 'nobody' }
  /** They look after no household there. */
  | { outcome: 'notFound' };

const STATES: AudienceState[] = ['registered', 'draft'];

/** Wards in which there is anybody to remind. */
export async function listUnsent(deps: Deps, scope: Scope, locale: Locale): Promise<UnsentOfWard[]> {
  const found: UnsentOfWard[] = [];
  for (const ward of await wardsOf(deps, scope)) {
    const last = await confirmedLast(deps, scope, ward, contentFor(ward, locale));
    const at = last?.confirmedAt ?? null;
    found.push({ ...unsentIn(ward), remindedAt: at, today: isToday(deps, at) });
  }
  return found;
}

function unsentIn({ code, name, counts }: CountedWard): { code: string; name: string; count: number } {
  return { code, name, count: unsentOf(counts) };
}

function isToday({ clock }: Deps, at: Date | null): boolean {
  return at !== null && localDate(at) === localDate(clock.now());
}

/** Asked for twice it is there once. Needs a transaction. @param unitCode null: where there is anybody to remind */
export async function draftForUnsent(
  deps: Deps,
  { scope, unitCode, locale }: { scope: Scope; unitCode: string | null; locale: Locale },
): Promise<DraftedForUnsent> {
  const wards = await wardsOf(deps, scope);
  const [ward, ...others] = unitCode === null ? wards : wards.filter(({ code }) => code === unitCode);
  if (!ward) return { outcome: unitCode === null ? 'nobody' : 'notFound' };
  if (others.length > 0) {
    return { outcome: 'several', wards: wards.map(unsentIn) };
  }
  const content = contentFor(ward, locale);
  const last = await confirmedLast(deps, scope, ward, content);
  if (last?.confirmedAt && isToday(deps, last.confirmedAt)) return { outcome: 'already', announcementId: last.id, at: last.confirmedAt };
  const there = await sameDraft(deps, scope, ward, content);
  if (there) return { outcome: 'drafted', announcementId: await asOfToday(deps, scope, there, content) };
  const drafted = await draftAnnouncement(deps, { scope, unitCode: ward.code, content });
  if (drafted.outcome === 'wrong') throw new Error(`the prepared words are no announcement: ${drafted.what}`);
  return drafted;
}

async function wardsOf(deps: Deps, { wards, areas }: Pick<Scope, 'wards' | 'areas'>): Promise<CountedWard[]> {
  const counted = await countWards(deps, { scope: { city: false, wards, areas } });
  if (counted.outcome !== 'counted') return [];
  return counted.wards.filter(({ season, counts }) => season.phase === 'open' && unsentOf(counts) > 0);
}

interface PreparedWords {
  text: string;
  audience: { equals: { states: AudienceState[] } };
  buttons: { equals: { kind: 'open'; label: string; words: string }[] };
}

/** By these they are known again: whoever has changed them has words of their own. */
export function preparedWords(locale: Locale): PreparedWords {
  const begin = locale.t('reminder.begin', sourceLanguage);
  return {
    text: locale.t('send.unsent.text', sourceLanguage),
    audience: { equals: { states: STATES } },
    buttons: { equals: [{ kind: 'open', label: begin, words: begin }] },
  };
}

function contentFor({ season }: CountedWard, locale: Locale): DraftContent {
  const { text, audience, buttons } = preparedWords(locale);
  return {
    ...EMPTY,
    text,
    deadline: season.dates.selfAssessment.closes,
    audience: audience.equals,
    buttons: buttons.equals,
  };
}

/** Nobody has written anything of their own into it yet. */
async function sameDraft(deps: Deps, scope: Scope, ward: CountedWard, content: DraftContent): Promise<StoredAnnouncement | null> {
  const where = { ...preparedOf(scope, ward, content), state: 'draft' as const };
  return deps.db.announcement.findFirst({ where, orderBy: { createdAt: 'desc' } });
}

/** Cancelled is as if it had never been. */
async function confirmedLast(deps: Deps, scope: Scope, ward: CountedWard, content: DraftContent): Promise<StoredAnnouncement | null> {
  const where = { ...preparedOf(scope, ward, content), state: { notIn: ['draft' as const, 'cancelled' as const] } };
  return deps.db.announcement.findFirst({ where, orderBy: { confirmedAt: 'desc' } });
}

/** The officer's own with these words for these households, of this season. */
function preparedOf({ officerId }: Scope, { code, season }: CountedWard, { text, audience }: DraftContent): Prisma.AnnouncementWhereInput {
  const createdAt = { gte: startOfLocalDay(season.dates.selfAssessment.opens) };
  return { unitCode: code, createdBy: officerId, text, audience: { equals: audience }, createdAt };
}

/** The ward may have moved its last day since: the draft says the one that holds. Whoever looked at it before looks anew. */
async function asOfToday(
  deps: Deps,
  { officerId }: Scope,
  { id, deadline: was }: StoredAnnouncement,
  { deadline }: DraftContent,
): Promise<string> {
  const day = deadline === null ? null : new Date(deadline);
  if (was?.getTime() === day?.getTime()) return id;
  const { count } = await deps.db.announcement.updateMany({
    where: { id, state: 'draft' },
    data: { deadline: day, seq: { increment: 1 } },
  });
  if (count > 0) await audit(deps, { actor: `officer:${officerId}`, action: 'announcement.change', subject: `announcement:${id}` });
  return id;
}
