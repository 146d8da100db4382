/** Codes are short so that people can read them out: whoever guesses must not get far. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';

/** Good codes that nobody made, or whose time is over. What the check character catches is a slip, and not counted. */
const MAX_WRONG_CODES = 10;
/**
 * Of six digits, by all accounts of a bot or an OA together: whoever makes many accounts could try all 900,000. At this pace that takes
 * half a year, and digits live for half an hour; with ten invitations under way all the time, a guess is right once in 450 hours.
 * Eight signs are taken meanwhile.
 */
const MAX_WRONG_DIGITS = 200;
const WITHIN_MS = 60 * 60 * 1000;
const WRONG_CODE = 'household.wrongCode';
const WRONG_DIGITS = 'household.wrongDigits';
const OF_ALL = 'channelAccount:';

/** True when this account has tried too many in the last hour: then no code of theirs is looked at. */
export async function triedTooMany({ db, clock }: Deps, accountId: string): Promise<boolean> {
  const at = { gt: anHourBefore(clock.now()) };
  const action = { in: [WRONG_CODE, WRONG_DIGITS] };
  return (await db.audit.count({ where: { actor: `account:${accountId}`, action, at } })) >= MAX_WRONG_CODES;
}

export async function countWrongCode(deps: Deps, accountId: string): Promise<void> {
  const actor = `account:${accountId}`;
  await audit(deps, { actor, action: WRONG_CODE, subject: actor });
}

/** True when so many were wrong in the last hour on this account's bot or OA that none are looked at. */
export async function digitsClosed(deps: Deps, accountId: string): Promise<boolean> {
  return (await countDigits(deps, await subjectFor(deps, accountId))) >= MAX_WRONG_DIGITS;
}

/** Each counts for the account. For all of its bot or OA it does while there is something to guess; else once an hour. */
export async function countWrongDigits(deps: Deps, accountId: string): Promise<void> {
  const actor = `account:${accountId}`;
  const ofAll = await subjectFor(deps, accountId);
  const counts = (await digitsAreOut(deps)) || !(await countedLately(deps, actor, ofAll));
  await audit(deps, { actor, action: WRONG_DIGITS, subject: counts ? ofAll : actor });
  if (counts && (await countDigits(deps, ofAll)) === MAX_WRONG_DIGITS)
    deps.log.warn(
      { channelAccount: ofAll.slice(OF_ALL.length), wrong: MAX_WRONG_DIGITS },
      'Six-digit codes are refused for up to an hour: too many wrong ones were typed',
    );
}

/** Somebody was shown some that can be typed now. Otherwise people just write of a sum, a date, a part of a number. */
async function digitsAreOut({ db, clock }: Deps): Promise<boolean> {
  const where = { kind: 'digits' as const, expiresAt: { gt: clock.now() } };
  return (await db.code.findFirst({ where, select: { id: true } })) !== null;
}

async function countedLately({ db, clock }: Deps, actor: string, subject: string): Promise<boolean> {
  const where = { actor, action: WRONG_DIGITS, subject, at: { gt: anHourBefore(clock.now()) } };
  return (await db.audit.findFirst({ where, select: { seq: true } })) !== null;
}

/** Counted no further than it matters. The words stand in the statement because an index is made for them. */
async function countDigits({ db, clock }: Deps, subject: string): Promise<number> {
  const [found] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT 1 FROM "Audit"
      WHERE action = 'household.wrongDigits' AND subject = ${subject} AND at > ${anHourBefore(clock.now())}
      LIMIT ${MAX_WRONG_DIGITS}) AS lately`;
  return found?.count ?? 0;
}

/** What the wrong ones of all accounts of its bot or OA are counted under. */
async function subjectFor({ db }: Deps, accountId: string): Promise<string> {
  const { channelAccountId } = await db.account.findUniqueOrThrow({ where: { id: accountId }, select: { channelAccountId: true } });
  return OF_ALL + channelAccountId;
}

function anHourBefore(now: Date): Date {
  return new Date(now.getTime() - WITHIN_MS);
}
