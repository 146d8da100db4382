/** For the Zalo group of a khu phố: the words of an announcement, and a code that leads whoever is not with us yet to us. */
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import { makeAreaCode } from '../household/make-area-code.ts';
import { sourceLanguage } from '../locale/locale.ts';
import { areasIn } from '../officer/scope.ts';
import { findAnnouncement, type OneAnnouncement } from './announcement-in-hand.ts';
import { groundOfAnnouncement } from './ground-of-announcement.ts';
import { type RenderWorld, renderForGroup } from './render-announcement.ts';

export type ToPaste =
  | {
      outcome: 'made';
      text: string;
      /** Where the QR leads; it stands in the text too. */
      link: string;
      /** Null: "chưa xếp khu phố". */
      area: string | null;
    }
  | { outcome: 'notFound' };

/** The words without the line that says how to stop: in a group nobody stops anything. Needs a transaction. */
export async function textToPaste(
  deps: Deps,
  { areaId, world, ...one }: OneAnnouncement & { areaId: string; world: RenderWorld },
): Promise<ToPaste> {
  const announcement = await findAnnouncement(deps, one);
  const theirs =
    announcement &&
    isId(areaId) &&
    (await deps.db.area.count({ where: { id: areaId, unitCode: announcement.unitCode, ...areasIn(one.scope) } }));
  if (!announcement || !theirs) return { outcome: 'notFound' };
  const { written, areas } = await groundOfAnnouncement(deps, announcement);
  const code = await makeAreaCode(deps, { areaId, actor: `officer:${one.scope.officerId}` });
  const link = `${world.publicUrl}/k/${code}`;
  const area = areas.get(areaId) ?? null;
  const words = renderForGroup(world, written, area);
  return { outcome: 'made', text: `${words}\n\n${world.locale.t('announcement.join', sourceLanguage, { link })}`, link, area };
}
