/** What an officer types becomes a draft; or a draft says something else, or is for other households. */
import { EMPTY } from '../../announcement/check-content.ts';
import { type Audience, invitesTo } from '../../announcement/content.ts';
import { draftAnnouncement } from '../../announcement/draft-announcement.ts';
import { findCodes } from '../../announcement/find-codes.ts';
import { type AnnouncementView, openAnnouncement } from '../../announcement/list-announcements.ts';
import type { Deps } from '../../deps.ts';
import type { Sentence } from '../../flow/session.ts';
import type { Scope } from '../../officer/scope.ts';
import type { Acts } from './act.ts';
import { changeOf, contentOf, namedCodes } from './drafting.ts';

type Asked = Parameters<Acts['announcement.write']>[2];

/** Where it is to go now. `areas`, `states` null: all there. */
type Place = Pick<Asked, 'areas' | 'states'> & { unit: string };

/** A draft as it is for other households, or why it is not. `missing`: codes that it had, of no household there. */
type Moved = { audience: Audience; missing: readonly string[] } | { why: Sentence };

export function writeDraft(deps: Deps, scope: Scope, { id, ...written }: Asked) {
  return id === null ? draft(deps, scope, written) : rewrite(deps, scope, { id, ...written });
}

function draft(deps: Deps, scope: Scope, { unit, areas, states, text }: Omit<Asked, 'id'>) {
  const audience = { ...(areas !== null && { areaIds: areas }), ...(states !== null && { states }) };
  return draftAnnouncement(deps, { scope, unitCode: unit ?? '', content: { ...EMPTY, text: text ?? '', audience } });
}

/** What is not said anew stays as it is. One announcement is of one ward: for another one there is a second draft, like the first. */
async function rewrite(deps: Deps, scope: Scope, { id, unit, areas, states, ...said }: Asked & { id: string }) {
  const found = await openAnnouncement(deps, { scope, announcementId: id });
  if (!found) return { outcome: 'notFound' as const };
  const text = said.text ?? found.text;
  if (unit === null) return changeOf(deps, scope, found, { text });
  const moved = await movedTo(deps, scope, found, { unit, areas, states });
  if ('why' in moved) return { outcome: 'elsewhere' as const, why: moved.why };
  const { audience, missing } = moved;
  const done =
    unit === found.unitCode
      ? await changeOf(deps, scope, found, { text, audience })
      : await draftAnnouncement(deps, { scope, unitCode: unit, content: { ...contentOf(found), text, audience } });
  const isDone = done.outcome === 'changed' || done.outcome === 'drafted';
  if (!isDone || missing.length === 0) return done;
  const codes = { count: audience.codes?.length ?? 0, missing: namedCodes(missing) };
  return { outcome: 'fewer' as const, announcementId: done.outcome === 'drafted' ? done.announcementId : id, ...codes };
}

/** Only its khu phố and states are others: to whom it was narrowed down, and those whom it follows, hold on. */
async function movedTo(deps: Deps, scope: Scope, found: AnnouncementView, { unit, areas, states }: Place): Promise<Moved> {
  if (unit !== found.unitCode && isOfItsWard(found)) return { why: { key: 'send.wrongIn.otherWard' } };
  const { areaIds: _, states: __, codes: before, ...rest } = found.audience;
  const audience = { ...rest, ...(areas !== null && { areaIds: areas }), ...(states !== null && { states }) };
  if (!before) return { audience, missing: [] };
  const { codes, missing } = await findCodes(deps, { scope, unitCode: unit, areaIds: audience.areaIds, typed: before.join(' ') });
  // Without any it would go to everybody there.
  if (codes.length === 0) return { why: { key: 'send.wrongIn.codesThere', params: { count: before.length } } };
  return { audience: { ...audience, codes }, missing };
}

/** For those who have got, or have not got, another announcement there; or the invitation to a training there. */
function isOfItsWard({ audience: { receivedBy, notReachedBy }, buttons }: AnnouncementView): boolean {
  return receivedBy !== undefined || notReachedBy !== undefined || invitesTo(buttons) !== undefined;
}
