/** Codes are short so that people can read them out: whoever guesses must not get far. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';

/** Good codes that nobody made, or whose time is over. What the check character catches is a slip, and not counted. */
const MAX_WRONG_CODES = 10;
/**
 * Of six digits, by all accounts of a bot or an OA together: whoever makes many accounts could try all 900,000. At this pace that takes
 * half a year, and digits live for half an hour; with ten invitations under way all the time, a guess is right once in 450 hours.
 * From then on only those are heard who typed no wrong ones, so that a few who guess shut nobody else out. Eight signs are taken all
 * the time.
 */
const MAX_WRONG_DIGITS = 200;
/** Nobody is heard any more: these are hundreds of accounts. */
const MANY_WRONG_DIGITS = 2_000;
const WITHIN_MS = 60 * 60 * 1000;
const WRONG_CODE = 'household.wrongCode';
const WRONG_DIGITS = 'household.wrongDigits';
const OF_ALL = 'channelAccount:';

/** True when this account has tried too many in the last hour: then no code of theirs is looked at. */
export async function triedTooMany(deps: Deps, accountId: string): Promise<boolean> {
  return (await wrongOnesOf(deps, accountId)) >= MAX_WRONG_CODES;
}

export async function countWrongCode(deps: Deps, accountId: string): Promise<void> {
  const actor = `account:${accountId}`;
  await audit(deps, { actor, action: WRONG_CODE, subject: actor });
}

/** True when so many were wrong in the last hour on this account's bot or OA that none of theirs are looked at. */
export async function digitsClosed(deps: Deps, accountId: string): Promise<boolean> {
  const { channelAccountId, channel } = await reachedBy(deps, accountId);
  const wrong = await countDigits(deps, OF_ALL + channelAccountId);
  if (wrong < MAX_WRONG_DIGITS) return false;
  // Our own page gives accounts away, and sends nobody with six digits to itself.
  return wrong >= MANY_WRONG_DIGITS || channel === 'web' || (await wrongOnesOf(deps, accountId)) > 0;
}

/** Each counts for the account. For all of its bot or OA it does while there is something to guess; else once an hour. */
export async function countWrongDigits(deps: Deps, accountId: string): Promise<void> {
  const actor = `account:${accountId}`;
  const { channelAccountId } = await reachedBy(deps, accountId);
  const ofAll = OF_ALL + channelAccountId;
  const counts = (await digitsAreOut(deps)) || !(await countedLately(deps, actor, ofAll));
  await audit(deps, { actor, action: WRONG_DIGITS, subject: counts ? ofAll : actor });
  const wrong = counts ? await countDigits(deps, ofAll) : 0;
  if (wrong === MAX_WRONG_DIGITS || wrong === MANY_WRONG_DIGITS)
    deps.log.warn(
      { channelAccount: channelAccountId, wrong },
      'Many wrong six-digit codes were typed: for up to an hour they are refused where somebody guesses',
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
      LIMIT ${MANY_WRONG_DIGITS + 1}) AS lately`;
  return found?.count ?? 0;
}

/** Of either kind, in the last hour. */
function wrongOnesOf({ db, clock }: Deps, accountId: string): Promise<number> {
  const action = { in: [WRONG_CODE, WRONG_DIGITS] };
  return db.audit.count({ where: { actor: `account:${accountId}`, action, at: { gt: anHourBefore(clock.now()) } } });
}

/** The bot or OA under which the wrong ones of all its accounts are counted. */
async function reachedBy({ db }: Deps, accountId: string): Promise<{ channelAccountId: string; channel: string }> {
  const select = { channelAccountId: true, channelAccount: { select: { channel: true } } };
  const { channelAccountId, channelAccount } = await db.account.findUniqueOrThrow({ where: { id: accountId }, select });
  return { channelAccountId, channel: channelAccount.channel };
}

function anHourBefore(now: Date): Date {
  return new Date(now.getTime() - WITHIN_MS);
}
