/** An announcement to be pasted into the Zalo group of a khu phố, for whoever does not chat with us yet. */
import { audit } from '../db/audit.ts';
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import { makeAreaCode } from '../household/make-area-code.ts';
import { areasIn } from '../officer/scope.ts';
import { findAnnouncement, type OneAnnouncement } from './announcement-in-hand.ts';
import { groundOfAnnouncement } from './ground-of-announcement.ts';
import { type RenderWorld, renderForGroup } from './render-announcement.ts';

export type WordsForGroup =
  | {
      outcome: 'ready';
      /** Null: "chưa xếp khu phố". */
      area: string | null;
      text: string;
      /** Of the khu phố: it opens the chat, and lets nobody in. */
      code: string;
    }
  | { outcome: 'notFound' }
  /** Nobody has confirmed it: it may still become another. */
  | { outcome: 'draft' };

/** A code is made each time: what hangs somewhere keeps working. Needs a transaction. */
export async function wordsForGroup(
  deps: Deps,
  { world, areaId, ...one }: OneAnnouncement & { world: RenderWorld; areaId: string },
): Promise<WordsForGroup> {
  const announcement = await findAnnouncement(deps, one);
  const { scope } = one;
  const area =
    announcement && isId(areaId)
      ? await deps.db.area.findFirst({ where: { id: areaId, unitCode: announcement.unitCode, ...areasIn(scope) }, select: { id: true } })
      : null;
  if (!announcement || !area) return { outcome: 'notFound' };
  if (announcement.state === 'draft') return { outcome: 'draft' };
  const { written, areas } = await groundOfAnnouncement(deps, announcement);
  const name = areas.get(areaId) ?? null;
  const actor = `officer:${scope.officerId}`;
  const code = await makeAreaCode(deps, { areaId, actor });
  await audit(deps, { actor, action: 'announcement.group', subject: `announcement:${announcement.id}`, detail: { area: areaId } });
  return { outcome: 'ready', area: name, text: renderForGroup(world, written, name), code };
}
