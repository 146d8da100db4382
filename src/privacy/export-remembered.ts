/** The part of the export that only the conversation knows: what was told and is not in the records, or not yet. */
import type { Deps } from '../deps.ts';
import type { Session, Vars } from '../flow/session.ts';

/** Values by the name that dialogs give them; also of what a question or word has interrupted. */
export async function exportRemembered({ db }: Deps, accountId: string): Promise<Vars> {
  const conversation = await db.conversation.findUnique({ where: { accountId }, select: { session: true } });
  if (!conversation) return {};
  const { stack = [], vars = {} } = conversation.session as unknown as Partial<Session>;
  const layers = [...stack.map(({ interrupts }) => interrupts?.vars ?? {}), vars];
  const entries = layers.flatMap((layer) => Object.entries(layer)).filter(([, value]) => value !== null && value !== '');
  return Object.fromEntries(entries);
}
