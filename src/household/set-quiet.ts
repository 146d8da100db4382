/** "DỪNG": no reminders and no announcements, replies still come; and the way back. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';

export async function setQuiet(deps: Deps, { accountId, quiet }: { accountId: string; quiet: boolean }): Promise<void> {
  await deps.db.account.update({ where: { id: accountId }, data: { stoppedAt: quiet ? deps.clock.now() : null } });
  await audit(deps, { actor: `account:${accountId}`, action: quiet ? 'account.stop' : 'account.resume', subject: `account:${accountId}` });
}
