/** Writing an announcement: the words, for whom, the buttons, and when. */
import { changeDraft, type DraftChanged, discardDraft } from '../../announcement/change-draft.ts';
import type { WrongField } from '../../announcement/check-content.ts';
import { MAX_TEXT } from '../../announcement/content.ts';
import { type AnnouncementView, openAnnouncement } from '../../announcement/list-announcements.ts';
import { listAreas } from '../../household/list-areas.ts';
import { type Html, html } from '../../http/html.ts';
import { depsOf } from '../../http/parts.ts';
import { Problem } from '../../problems.ts';
import { alert, form, goTo, show } from '../frame.ts';
import { act, idIn, textIn, type Visit } from '../route.ts';
import { contentFields, type FieldsSaid, fieldsIn, fieldsOf, meantBy } from './announcement-fields.ts';
import { ANNOUNCEMENTS, beginningOf, pathOf } from './announcement-parts.ts';

/** @param said what was filled in, and could not be taken or is not the newest; null: what the draft says */
export async function showDraft(
  visit: Visit,
  draft: AnnouncementView,
  said: FieldsSaid | null = null,
  problem: Html | null = null,
): Promise<void> {
  const { say, parts, officer } = visit;
  const { unitCode, seq, unit } = draft;
  const { wards, areas } = officer.scope;
  const listed = await listAreas(depsOf(parts), { unitCode });
  const theirs = listed.outcome === 'listed' ? listed.areas.filter(({ id }) => wards.includes(unitCode) || areas.includes(id)) : [];
  const fields = html`<input type="hidden" name="seq" value="${seq}">
${contentFields(visit, said ?? fieldsOf(draft), theirs, await followed(visit, draft))}
<p class="faint">${say('announcements.pictureLater')}</p>
<button class="first" name="go" value="preview">${say('announcements.toPreview')}</button>
<button name="go" value="stay">${say('announcements.keep')}</button>`;
  const content = html`${problem}
<p>${say('announcements.ofUnit', { unit })}</p>
<div class="fields">${form(visit, pathOf(draft), fields)}</div>
${discardForm(visit, draft)}
<p><a class="button" href="${ANNOUNCEMENTS}">${say('announcements.back')}</a></p>`;
  show(visit, { title: say('announcements.write'), content, status: problem ? 422 : 200 });
}

/** Whose readers it is for, or whose others. */
export async function followed(visit: Visit, { audience, followsId }: AnnouncementView): Promise<Html | null> {
  const { say, parts, officer } = visit;
  const before = followsId === null ? null : await openAnnouncement(depsOf(parts), { scope: officer.scope, announcementId: followsId });
  const words = before === null ? '' : beginningOf(visit, before);
  if (audience.receivedBy !== undefined) return html`<p class="note">${say('announcements.whoGot', { words })}</p>`;
  return audience.notReachedBy === undefined ? null : html`<p class="note">${say('announcements.whoGotNot', { words })}</p>`;
}

export function discardForm(visit: Visit, draft: AnnouncementView): Html {
  const { say } = visit;
  return html`<details><summary>${say('announcements.discard')}</summary><p>${say('announcements.discardWhat')}</p>
${form(visit, `${pathOf(draft)}/discard`, html`<button>${say('announcements.discardSure')}</button>`)}</details>`;
}

export async function saveDraftRoute(visit: Visit): Promise<void> {
  const { parts, officer, say } = visit;
  const announcementId = idIn(visit);
  const draft = await openAnnouncement(depsOf(parts), { scope: officer.scope, announcementId });
  if (!draft) throw new Problem('notFound');
  const said = fieldsIn(visit);
  const meant = meantBy(said, draft);
  if ('wrong' in meant) return showDraft(visit, draft, said, wrong(visit, meant.wrong));
  const seq = Number(/^\d{1,9}$/.exec(textIn(visit, 'seq'))?.[0] ?? Number.NaN);
  const { content } = meant;
  const done: DraftChanged = await act(visit, (deps, scope) => changeDraft(deps, { scope, announcementId, content, seq }));
  switch (done.outcome) {
    case 'notFound':
      throw new Problem('notFound');
    case 'tooLate':
      return goTo(visit, pathOf(draft), 'announcementTooLate');
    case 'otherwise':
      return showDraft(visit, draft, said, alert(say('announcements.changedMeanwhile')));
    case 'wrong':
      return showDraft(visit, draft, said, wrong(visit, done.what));
    case 'changed':
      if (textIn(visit, 'go') === 'stay') return goTo(visit, pathOf(draft), 'announcementKept');
      return goTo(visit, `${pathOf(draft)}/preview`);
  }
}

function wrong({ say }: Visit, what: WrongField | 'codes'): Html {
  return alert(say(`announcements.wrong.${what}`, { most: MAX_TEXT }));
}

export async function discardRoute(visit: Visit): Promise<void> {
  const announcementId = idIn(visit);
  const { outcome } = await act(visit, (deps, scope) => discardDraft(deps, { scope, announcementId }));
  if (outcome === 'notFound') throw new Problem('notFound');
  goTo(visit, ANNOUNCEMENTS, outcome === 'tooLate' ? 'announcementTooLate' : 'announcementDiscarded');
}
