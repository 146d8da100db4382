/** What a person pressed, where they pressed a button: what its data says names one thing among several. */
import type { Deps } from '../deps.ts';

/** Null: they wrote something. @param inboxId the update that is being answered */
export async function pressedIn({ db }: Pick<Deps, 'db'>, inboxId: string): Promise<string | null> {
  const inbound = await db.inbox.findUnique({ where: { id: inboxId }, select: { body: true } });
  const body = inbound?.body as { type?: string; data?: string } | null | undefined;
  return body?.type === 'press' ? (body.data ?? null) : null;
}
