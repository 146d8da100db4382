/** An officer gets an announcement as others would: in every chat in which they are spoken with. */
import type { ChannelKind, Outbound } from '../channel/channel.ts';
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { lockOfficers } from '../officer/lock-officers.ts';
import { findAnnouncement, type OneAnnouncement } from './announcement-in-hand.ts';
import { groundOfAnnouncement } from './ground-of-announcement.ts';
import { type RenderWorld, renderAnnouncement } from './render-announcement.ts';

/** Says to an officer what it is handed the words of; src/conversation/tell.ts does it. Returns to how many chats. */
export type SayToOfficer = (
  deps: Deps,
  officerId: string,
  words: (chat: { channel: ChannelKind; language: string }) => Outbound,
) => Promise<number>;

export type Tested = { outcome: 'sent'; chats: number } | { outcome: 'notFound' } | { outcome: 'empty' };

/** With the name of the first khu phố that it is for. Its buttons count nothing. Needs a transaction. */
export async function testToMyself(
  deps: Deps,
  { say, world, ...one }: OneAnnouncement & { say: SayToOfficer; world: RenderWorld },
): Promise<Tested> {
  const announcement = await findAnnouncement(deps, one);
  if (!announcement) return { outcome: 'notFound' };
  if (announcement.text === '') return { outcome: 'empty' };
  const { officerId } = one.scope;
  await lockOfficers(deps, [officerId]);
  const { written, areas } = await groundOfAnnouncement(deps, announcement);
  const [area = null] = [...areas.values()].filter((name) => name !== null);
  const chats = await say(deps, officerId, ({ channel, language }) =>
    renderAnnouncement(world, written, { channel, language, area, position: null }),
  );
  await audit(deps, {
    actor: `officer:${officerId}`,
    action: 'announcement.test',
    subject: `announcement:${announcement.id}`,
    detail: { chats },
  });
  return { outcome: 'sent', chats };
}
