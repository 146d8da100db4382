/** What erasing would take, and what would stay: said before anybody confirms it. */
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import { spacedCode } from '../household/household-code.ts';
import { type HouseholdOf, membershipOf } from '../household/household-of.ts';
import { decidedOf } from '../outcome/decided-line.ts';
import { linesIn } from './in-decisions.ts';
import { countOthers } from './members.ts';

export interface ErasePreview {
  goes: Sentence[];
  stays: Sentence[];
  /** The household goes along: nobody else is in it. */
  household: boolean;
  /** It goes along, and has a card that then cannot be opened any more. */
  card: boolean;
  /** Other accounts in the household. */
  others: number;
}

export async function previewErase(deps: Deps, { accountId }: { accountId: string }): Promise<ErasePreview> {
  const household = await membershipOf(deps, accountId);
  const others = household ? await countOthers(deps, household.id, accountId) : 0;
  const whole = household !== null && others === 0;
  const card = household !== null && whole && (await decidedOf(deps, household.id))?.outcome === 'recognised';
  return {
    goes: [
      ...(await ofAccount(deps, accountId)),
      ...(household ? await ofHousehold(deps, household, whole) : []),
      ...(card ? [{ key: 'act.erase.card' }] : []),
    ],
    stays: [
      ...(household && !whole ? [staysWithOthers(household, others)] : []),
      ...(household && whole ? await inDecisions(deps, household) : []),
      ...(card ? [{ key: 'act.erase.stays.title' }, { key: 'act.erase.stays.verify' }] : []),
      ...(await inTheirApp(deps, accountId)),
      ...(await traces(deps, accountId)),
    ],
    household: whole,
    card,
    others,
  };
}

async function ofAccount({ db }: Deps, accountId: string): Promise<Sentence[]> {
  const { phone } = await db.account.findUniqueOrThrow({ where: { id: accountId }, select: { phone: true } });
  const requests = await db.helpRequest.count({ where: { accountId } });
  const office = await db.officerAccount.count({ where: { accountId, to: null } });
  return [
    { key: 'act.erase.chat' },
    ...(phone ? [{ key: 'act.erase.phone' }] : []),
    ...(office > 0 ? [{ key: 'act.erase.office' }] : []),
    ...(requests > 0 ? [{ key: 'act.erase.helpRequests', params: { count: requests } }] : []),
  ];
}

async function ofHousehold({ db }: Deps, { id, code }: HouseholdOf, whole: boolean): Promise<Sentence[]> {
  if (!whole) return [{ key: 'act.erase.membership', params: { code: spacedCode(code) } }];
  const of = { assessment: { householdId: id } };
  const answered = await db.answer.findMany({ where: of, distinct: ['assessmentId', 'indicator'], select: { seq: true } });
  const stories = await db.evidence.count({ where: { ...of, kind: 'story', removedAt: null } });
  const files = await db.evidence.count({ where: { ...of, kind: { not: 'story' }, removedAt: null } });
  const submissions = await db.submission.count({ where: of });
  return [
    { key: 'act.erase.household', params: { code: spacedCode(code) } },
    ...some('act.erase.answers', answered.length),
    ...some('act.erase.stories', stories),
    ...some('act.erase.files', files),
    ...some('act.erase.submissions', submissions),
  ];
}

function some(key: string, count: number): Sentence[] {
  return count > 0 ? [{ key, params: { count } }] : [];
}

function staysWithOthers({ code }: HouseholdOf, others: number): Sentence {
  return { key: 'act.erase.stays.household', params: { code: spacedCode(code), others } };
}

/** A decision is the ward's. */
async function inDecisions(deps: Deps, { id }: HouseholdOf): Promise<Sentence[]> {
  return some('act.erase.stays.decision', await linesIn(deps, [id]));
}

/** What stands on a phone, in an app of somebody else, is not ours to take away. */
async function inTheirApp({ db }: Deps, accountId: string): Promise<Sentence[]> {
  const select = { channelAccount: { select: { channel: true } } };
  const { channelAccount } = await db.account.findUniqueOrThrow({ where: { id: accountId }, select });
  return channelAccount.channel === 'web' ? [] : [{ key: 'act.erase.stays.app' }];
}

async function traces({ db }: Deps, accountId: string): Promise<Sentence[]> {
  const consents = await db.consent.count({ where: { accountId } });
  const office = await db.officerAccount.count({ where: { accountId } });
  return [
    ...(office > 0 ? [{ key: 'act.erase.stays.office' }] : []),
    ...(consents > 0 ? [{ key: 'act.erase.stays.consents' }] : []),
    { key: 'act.erase.stays.updates' },
    { key: 'act.erase.stays.audit' },
  ];
}
