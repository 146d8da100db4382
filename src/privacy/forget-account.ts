/** Empties an account of everything that leads to a person. */
import type { Deps } from '../deps.ts';
import { forgetConversation } from './forget-conversation.ts';
import { forgetShownCalls } from './forget-shown.ts';

/**
 * The row itself stays for a day, with nothing but the address of the chat and its language: this happens in the middle
 * of that very conversation, and the goodbye has yet to be delivered. remove-erased-accounts.ts takes it away then.
 * Consents keep their keyed hash, as proof; the audit knows random ids only.
 */
export async function forgetAccount(deps: Deps, accountId: string): Promise<void> {
  const { db } = deps;
  await forgetConversation(deps, accountId);
  await forgetAuthorship(deps, accountId);
  await db.consent.updateMany({ where: { accountId }, data: { accountId: null } });
  await forgetShownCalls(deps, accountId);
  await db.helpRequest.deleteMany({ where: { accountId } });
  await db.code.deleteMany({ where: { accountId } });
  await forgetOffice(deps, accountId);
  await db.webSession.deleteMany({ where: { accountId, pagesOnly: true } });
  await db.code.updateMany({ where: { usedBy: accountId }, data: { usedBy: null } });
  // That its household was written to stays with the household; that it was in this chat does not.
  await db.recipient.updateMany({
    where: { accountId },
    data: { accountId: null, channelAccountId: null, messageId: null, left: 'erased', pressed: null, pressedAt: null },
  });
  await db.membership.deleteMany({ where: { accountId } });
  await db.membership.updateMany({ where: { approvedBy: accountId }, data: { approvedBy: null } });
  await db.account.update({
    where: { id: accountId },
    data: { phone: null, stoppedAt: null, humanUntil: null, humanEndedAt: null, erasedAt: deps.clock.now() },
  });
}

/**
 * This chat speaks for no officer any more, and the browsers that it let in are out. Who the officer is, which duties they hold and
 * what they did stays: others answer for that.
 */
async function forgetOffice({ db }: Deps, accountId: string): Promise<void> {
  await db.officerAccount.deleteMany({ where: { accountId } });
  await db.officerSession.deleteMany({ where: { accountId } });
  await db.signIn.deleteMany({ where: { accountId } });
}

/** What this account entered for a household stays with the household; that this account entered it does not. */
async function forgetAuthorship({ db }: Deps, accountId: string): Promise<void> {
  const isMember = { memberships: { some: { accountId } } };
  // Also in what was put aside when their household and another became one.
  const assessment = { household: { OR: [isMember, { mergedInto: isMember }, { mergedFrom: { some: isMember } }] } };
  await db.answer.updateMany({ where: { enteredBy: accountId, assessment }, data: { enteredBy: null } });
  await db.evidence.updateMany({ where: { enteredBy: accountId, assessment }, data: { enteredBy: null } });
  await db.evidence.updateMany({ where: { removedBy: accountId, assessment }, data: { removedBy: null } });
  await db.submission.updateMany({ where: { submittedBy: accountId, assessment }, data: { submittedBy: null } });
  await db.review.updateMany({ where: { accountId, assessment }, data: { accountId: null } });
  // An officer's seat too: they are told of it in their other chats.
  await db.trainingSeat.updateMany({ where: { accountId }, data: { accountId: null } });
}
