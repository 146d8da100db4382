/** Codes are short so that people can read them out: whoever guesses must not get far. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';

/** Good codes that nobody made, or whose time is over. What the check character catches is a slip, and not counted. */
const MAX_WRONG_CODES = 10;
/**
 * Of six digits, by all accounts of a channel together: whoever makes many accounts could try all 900,000. At this pace that takes
 * half a year, and digits live for half an hour; with ten invitations under way all the time, a guess is right once in 450 hours.
 * Eight signs are taken meanwhile.
 */
const MAX_WRONG_DIGITS = 200;
const WITHIN_MS = 60 * 60 * 1000;
const WRONG_CODE = 'household.wrongCode';
const WRONG_DIGITS = 'household.wrongDigits';

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

/** True when so many were wrong in the last hour on this account's channel that none are looked at. */
export async function digitsClosed(deps: Deps, accountId: string): Promise<boolean> {
  return (await countDigits(deps, await channelOf(deps, accountId))) >= MAX_WRONG_DIGITS;
}

export async function countWrongDigits(deps: Deps, accountId: string): Promise<void> {
  const channel = await channelOf(deps, accountId);
  await audit(deps, { actor: `account:${accountId}`, action: WRONG_DIGITS, subject: subjectOf(channel) });
  if ((await countDigits(deps, channel)) === MAX_WRONG_DIGITS)
    deps.log.warn({ channel, wrong: MAX_WRONG_DIGITS }, 'Six-digit codes are refused for up to an hour: too many wrong ones were typed');
}

/** Counted no further than it matters. The words stand in the statement because an index is made for them. */
async function countDigits({ db, clock }: Deps, channel: string): Promise<number> {
  const [found] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT 1 FROM "Audit"
      WHERE action = 'household.wrongDigits' AND subject = ${subjectOf(channel)} AND at > ${anHourBefore(clock.now())}
      LIMIT ${MAX_WRONG_DIGITS}) AS lately`;
  return found?.count ?? 0;
}

async function channelOf({ db }: Deps, accountId: string): Promise<string> {
  const select = { channelAccount: { select: { channel: true } } };
  return (await db.account.findUniqueOrThrow({ where: { id: accountId }, select })).channelAccount.channel;
}

function subjectOf(channel: string): string {
  return `channel:${channel}`;
}

function anHourBefore(now: Date): Date {
  return new Date(now.getTime() - WITHIN_MS);
}
