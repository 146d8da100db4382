/** An officer writes to whoever called, where they called: once the call is taken, by themselves or by somebody near. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { TellPerson } from '../household/tell-household.ts';
import type { Scope } from '../officer/scope.ts';
import { helpIn } from './help-in.ts';
import { hasLeft } from './list-help.ts';
import { lockCaller } from './lock-caller.ts';
import { dutyFor, takeHelp } from './take-help.ts';

export interface AnswerOptions {
  scope: Scope;
  id: string;
  words: string;
  /** Does what is said there travel over servers abroad? */
  isAbroad(channel: string): boolean;
  tell: TellPerson;
}

export type HelpAnswered =
  | { outcome: 'sent' }
  | { outcome: 'empty' }
  /** Their messages travel over servers abroad, or this phone is the family's no more: they are rung up, or met. */
  | { outcome: 'notHere' }
  /** It is over, or never was theirs. */
  | { outcome: 'notFound' };

/** What fits into one message of every channel. */
export const MOST_WORDS = 1_000;

/** Who answers has taken the call, where nobody had. Needs a transaction. */
export async function answerHelp(deps: Deps, { scope, id, words, isAbroad, tell }: AnswerOptions): Promise<HelpAnswered> {
  const said = words.normalize('NFC').trim().slice(0, MOST_WORDS);
  const accountId = await lockCaller(deps, { scope, id });
  if (accountId === null) return { outcome: 'notFound' };
  if (said === '') return { outcome: 'empty' };
  const call = await deps.db.helpRequest.findFirst({
    where: { AND: [{ id, state: { not: 'closed' } }, helpIn(scope)] },
    include: { account: { include: { channelAccount: true, memberships: { orderBy: { from: 'desc' } } } } },
  });
  if (!call) return { outcome: 'notFound' };
  // What an officer writes is personal.
  if (hasLeft(call.account, call.at) || isAbroad(call.account.channelAccount.channel)) return { outcome: 'notHere' };
  // What is written says who writes: that somebody has taken the call need not be said before it.
  if (call.state === 'open') await takeHelp(deps, { scope, id, tell: async () => 0 });
  const { name } = await deps.db.officer.findUniqueOrThrow({ where: { id: scope.officerId }, select: { name: true } });
  const params = { name, duty: await dutyFor(deps, scope, call), words: said };
  await tell(deps, accountId, {
    text: { key: 'human.answer', params },
    away: { key: 'human.takenAway' },
    buttons: [{ key: 'human.writeBack' }],
  });
  await audit(deps, {
    actor: `officer:${scope.officerId}`,
    action: 'help.answer',
    subject: `help:${id}`,
    detail: { letters: said.length },
  });
  return { outcome: 'sent' };
}
