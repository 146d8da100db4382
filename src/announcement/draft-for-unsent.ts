/**
 * "Nhắc các hộ chưa gửi phiếu": an announcement that is written already, for the households of an officer that can still send and have not.
 * It is a draft like any other: looked at, changed, confirmed, or put away.
 */
import type { Deps } from '../deps.ts';
import { type Locale, sourceLanguage } from '../locale/locale.ts';
import type { Scope } from '../officer/scope.ts';
import { type CountedWard, countWards } from '../report/count-wards.ts';
import { unsentOf } from '../report/numbers.ts';
import { type DraftContent, EMPTY } from './check-content.ts';
import type { AudienceState } from './content.ts';
import { draftAnnouncement } from './draft-announcement.ts';

export interface UnsentOfWard {
  code: string;
  name: string;
  /** Households of theirs there that registered and have not sent. */
  count: number;
}

export type DraftedForUnsent =
  | { outcome: 'drafted'; announcementId: string }
  /** One announcement is of one ward: which? */
  | { outcome: 'several'; wards: UnsentOfWard[] }
  /** All have sent, or nothing can be sent now. */
  | { outcome: 'nobody' }
  /** They look after no household there. */
  | { outcome: 'notFound' };

const STATES: AudienceState[] = ['registered', 'draft'];

/** Wards in which there is anybody to remind. */
export async function listUnsent(deps: Deps, scope: Pick<Scope, 'wards' | 'areas'>): Promise<UnsentOfWard[]> {
  return (await wardsOf(deps, scope)).map(({ code, name, counts }) => ({ code, name, count: unsentOf(counts) }));
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
    return { outcome: 'several', wards: wards.map(({ code, name, counts }) => ({ code, name, count: unsentOf(counts) })) };
  }
  const content = contentFor(ward, locale);
  const there = await sameDraft(deps, scope, ward.code, content);
  if (there) return { outcome: 'drafted', announcementId: there };
  const drafted = await draftAnnouncement(deps, { scope, unitCode: ward.code, content });
  if (drafted.outcome === 'wrong') throw new Error(`the prepared words are no announcement: ${drafted.what}`);
  return drafted;
}

async function wardsOf(deps: Deps, { wards, areas }: Pick<Scope, 'wards' | 'areas'>): Promise<CountedWard[]> {
  const counted = await countWards(deps, { scope: { city: false, wards, areas } });
  if (counted.outcome !== 'counted') return [];
  return counted.wards.filter(({ season, counts }) => season.phase === 'open' && unsentOf(counts) > 0);
}

function contentFor({ season }: CountedWard, locale: Locale): DraftContent {
  const speak = (key: string) => locale.t(key, sourceLanguage);
  return {
    ...EMPTY,
    text: speak('send.unsent.text'),
    deadline: season.dates.selfAssessment.closes,
    audience: { states: STATES },
    buttons: [{ kind: 'open', label: speak('reminder.begin'), words: speak('reminder.begin') }],
  };
}

/** Nobody has written anything of their own into it yet. */
async function sameDraft({ db }: Deps, { officerId }: Scope, unitCode: string, { text, audience }: DraftContent): Promise<string | null> {
  const found = await db.announcement.findFirst({
    where: { unitCode, state: 'draft', createdBy: officerId, text, audience: { equals: audience } },
    orderBy: { createdAt: 'desc' },
    select: { id: true },
  });
  return found?.id ?? null;
}
