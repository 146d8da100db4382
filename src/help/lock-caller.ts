import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { helpIn } from './help-in.ts';

/** Their conversation before the call: a turn of theirs that adds to it takes them in that order. Their account; null: no such call waits. */
export async function lockCaller({ db }: Deps, { scope, id }: { scope: Scope; id: string }): Promise<string | null> {
  const where = { AND: [{ id, state: { not: 'closed' as const } }, helpIn(scope)] };
  const call = await db.helpRequest.findFirst({ where, select: { accountId: true } });
  if (call) await db.$queryRaw`SELECT 1 FROM "Conversation" WHERE "accountId" = ${call.accountId}::uuid FOR UPDATE`;
  return call?.accountId ?? null;
}
