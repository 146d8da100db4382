/** The officer whom a chat speaks for. */
import type { Deps } from '../deps.ts';
import { type Scope, scopeOf } from './scope.ts';

export interface OfficerOf {
  officerId: string;
  name: string;
}

/** Null: this chat speaks for none, or for one who holds no duty any more. */
export async function officerOf(deps: Pick<Deps, 'db' | 'clock'>, accountId: string): Promise<OfficerOf | null> {
  const known = await officerAt(deps, accountId);
  return known && { officerId: known.officerId, name: known.name };
}

/** The same, with where they may look now. */
export async function officerAt(deps: Pick<Deps, 'db' | 'clock'>, accountId: string): Promise<(OfficerOf & { scope: Scope }) | null> {
  const held = await deps.db.officerAccount.findFirst({ where: { accountId, to: null }, select: { officer: true } });
  const scope = held && (await scopeOf(deps, held.officer.id));
  return held && scope && { officerId: held.officer.id, name: held.officer.name, scope };
}

/** Whether this chat is, or ever was, one of the officer's: whoever asks a household for its yes does not give it. */
export async function speaksFor({ db }: Pick<Deps, 'db'>, accountId: string, officerId: string): Promise<boolean> {
  return (await db.officerAccount.count({ where: { accountId, officerId } })) > 0;
}
