import type { Deps } from '../deps.ts';
import type { TellHousehold } from '../household/tell-household.ts';
import { asked } from '../rubric/walk.ts';
import { DAYS_TO_ADD } from '../telling/answer-by.ts';
import { noteNotice } from '../telling/note-notice.ts';
import { type Acted, type ActOptions, actOn, tellOf } from './act-on.ts';
import { askedBackNotice } from './notices.ts';
import { readFile } from './read-files.ts';

export interface AskBackOptions extends ActOptions {
  /** What is asked, each with a reason that the household reads. */
  items: readonly { indicator: string; reason: string }[];
  tell: TellHousehold;
  except?: string | null;
}

/**
 * Asks single items back of the household, which is asked those and nothing else. Its days begin when it is truly told; `until`: the
 * last of them if that is now. `told`: accounts that get a notice; none where the household does not chat, or agrees to nothing any more: then somebody has to
 * go and ask.
 */
export async function askBack(deps: Deps, options: AskBackOptions): Promise<Acted<{ told: number; until: string }>> {
  const { items } = options;
  const said = { act: 'askBack' as const, of: items.map((item) => ({ ...item, value: null })) };
  const done = await actOn(deps, options, said, ({ file }) => {
    const known = file.sent ? asked(file.rubric, file.sent.facts).map(({ id }) => id) : [];
    const ids = items.map(({ indicator }) => indicator);
    if (file.sent && (ids.length === 0 || new Set(ids).size < ids.length || ids.some((id) => !known.includes(id))))
      return { why: 'noSuchItem' };
    const standing = new Set(file.asked?.items.map(({ indicator }) => indicator));
    if (ids.some((id) => standing.has(id))) return { why: 'already' };
    const shortest = items
      .map(({ reason }) => reason.trim())
      .reduce((one, other) => (other.length < one.length ? other : one), items[0]?.reason ?? '');
    return {
      act: { act: 'askBack', items: ids.length, reason: shortest },
      rows: items.map(({ indicator, reason }) => ({ act: 'askBack', indicator, value: null, reason })),
    };
  });
  if (done.outcome !== 'done') return done;
  const { file, seen } = done;
  const messageIds: string[] = [];
  const { tell, except = null } = options;
  const written = (id: string) => void messageIds.push(id);
  const told = await tellOf(deps, done, { tell, except, written }, askedBackNotice(items.length, DAYS_TO_ADD));
  const { officerId } = options.scope;
  if (!done.again) await noteNotice(deps, { about: 'askBack', how: 'chat', assessmentId: file.id, officerId, messageIds });
  const now = await readFile(deps, { id: file.id });
  return { outcome: 'done', seen, told, until: now?.asked?.until as string };
}
