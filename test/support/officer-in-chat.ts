/** A khu phố, and officers who are spoken with in chat. */
import type { ChannelKind } from '../../src/channel/channel.ts';
import type { Deps } from '../../src/deps.ts';
import { UNIT } from './family.ts';
import type { House, Visitor } from './talk.ts';

export type OfficerInChat = Visitor & { officerId: string };

/** @returns its id */
export async function newArea({ db, ids }: Deps, name: string): Promise<string> {
  const id = ids.next();
  await db.area.create({ data: { id, unitCode: UNIT, name, kind: 'quarter' } });
  return id;
}

export interface NewOfficerInChat {
  name: string;
  /** Of its khu phố; of the ward without. */
  areaId?: string;
  channel?: ChannelKind;
}

export async function officerInChat(house: House, { name, areaId, channel = 'web' }: NewOfficerInChat): Promise<OfficerInChat> {
  const { deps, clock } = house;
  const visitor = await house.visitor({ channel });
  await visitor.start();
  const officerId = deps.ids.next();
  const from = clock.now();
  await deps.db.officer.create({ data: { id: officerId, name, createdAt: from } });
  await deps.db.officerAccount.create({ data: { id: deps.ids.next(), officerId, accountId: await visitor.accountId(), from } });
  const duty = areaId === undefined ? { role: 'ward' as const } : { role: 'hamlet' as const, areaId };
  await deps.db.grant.create({ data: { id: deps.ids.next(), officerId, unitCode: UNIT, ...duty, from } });
  return { ...visitor, officerId };
}
