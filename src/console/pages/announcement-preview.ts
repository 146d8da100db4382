/** An announcement before anything is sent: who gets it, who does not and why, what they read, and the sentence that sends it. */

import { changeDraft } from '../../announcement/change-draft.ts';
import type { DraftContent } from '../../announcement/check-content.ts';
import { confirmAnnouncement } from '../../announcement/confirm-announcement.ts';
import { type AnnouncementMedia, announcementMedia } from '../../announcement/content.ts';
import { type AnnouncementView, openAnnouncement } from '../../announcement/list-announcements.ts';
import {
  type Cost,
  type Example,
  type Preview,
  previewAnnouncement,
  type Reach,
  type ReachOfChannel,
} from '../../announcement/preview-announcement.ts';
import { needsSecondToSend, sendingSettings } from '../../announcement/sending-settings.ts';
import { testToMyself } from '../../announcement/test-to-myself.ts';
import { sendingSentence } from '../../announcement/typed.ts';
import { createTell } from '../../conversation/tell.ts';
import { receiveFile } from '../../evidence/receive-file.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import { depsOf } from '../../http/parts.ts';
import { Problem } from '../../problems.ts';
import { alert, form, goTo, LANGUAGE, show, table } from '../frame.ts';
import { act, actLong, idIn, textIn, type Visit } from '../route.ts';
import { discardForm, followed } from './announcement-draft.ts';
import { ANNOUNCEMENTS, areaWords, bubble, moment, pathOf, reasonWords } from './announcement-parts.ts';
import { durationWords } from './announcement-progress.ts';
import { typedField } from './decision-parts.ts';

const ALT = 200;

export async function previewPage(visit: Visit): Promise<void> {
  await showPreview(visit, null);
}

async function showPreview(visit: Visit, problem: Html | null): Promise<void> {
  const { say, parts, officer } = visit;
  const announcementId = idIn(visit);
  const { draft, preview, settings } = await actLong(visit, async (deps, scope) => {
    const found = await openAnnouncement(deps, { scope, announcementId });
    return {
      draft: found,
      preview: found?.state === 'draft' ? await previewAnnouncement(deps, parts, { scope, announcementId }) : null,
      settings: found && (await sendingSettings(deps, found.unitCode)),
    };
  });
  if (!draft || !settings) throw new Problem('notFound');
  if (!preview) return goTo(visit, pathOf(draft), 'announcementTooLate');
  const { reach, examples } = preview;
  const content = html`${problem}
${reachPart(visit, reach)}
${await followed(visit, draft)}
${leftPart(visit, reach)}
${timePart(visit, draft, preview, settings)}
${examplesPart(visit, examples)}
${mediaPart(visit, draft)}
<h2>${say('announcements.test')}</h2>
<p class="faint">${say('announcements.testHow')}</p>
${form(visit, `${pathOf(draft)}/test`, html`<button>${say('announcements.testMe')}</button>`)}
${confirmPart(visit, draft, preview, needsSecondToSend(settings, officer.scope.officerId))}
<p><a class="button" href="${pathOf(draft)}">${say('announcements.edit')}</a></p>
${discardForm(visit, draft)}
<p><a href="${ANNOUNCEMENTS}">${say('announcements.back')}</a></p>`;
  show(visit, { title: say('announcements.preview'), content, status: problem ? 422 : 200 });
}

/** How many of whom it is meant for get it at all, before anything else. */
function reachPart({ say }: Visit, { audience, households, channels, secondAccounts }: Reach): Html {
  const percent = audience === 0 ? 0 : Math.floor((households * 100) / audience);
  const heads = ['channel', 'households', 'closed', 'paid', 'takes'].map((key) => say(`announcements.head.${key}`));
  const rows = channels.map((one): Part[] => [
    say(`announcements.via.${one.channel}`),
    one.households,
    one.closed,
    one.paid,
    takes(say, one),
  ]);
  return html`<p class="reach"><strong>${say('announcements.reach', { households, audience, percent })}</strong></p>
${channels.length > 0 ? table({ caption: say('announcements.perChannel'), heads, rows }) : null}
${channels.some(({ closed }) => closed > 0) ? html`<p>${say('announcements.closedHow')}</p>` : null}
${secondAccounts > 0 ? html`<p class="faint">${say('announcements.secondAccounts', { count: secondAccounts })}</p>` : null}`;
}

function takes(say: Visit['say'], { seconds, households, closed }: ReachOfChannel): string {
  if (households === closed) return say('announcements.whenTheyWrite');
  return seconds === 0 ? say('announcements.whenOpened') : durationWords(say, seconds);
}

function leftPart(visit: Visit, { left }: Reach): Part {
  const { say } = visit;
  if (left.length === 0) return null;
  const count = left.reduce((all, { households }) => all + households, 0);
  const lines = left.map(
    ({ why, households }) => html`<li>${say('announcements.leftLine', { count: households })} ${reasonWords(visit, why)}</li>`,
  );
  return html`<h2>${say('announcements.left', { count })}</h2>
<ul>${lines}</ul>
<p class="faint">${say('announcements.leftHow')}</p>`;
}

function timePart(
  { say }: Visit,
  { mayCost }: AnnouncementView,
  { startsAt, endsAt, seconds, cost }: Preview,
  { quietFrom, quietTo }: { quietFrom: string; quietTo: string },
): Html {
  const quiet = quietFrom === quietTo ? null : html`<p>${say('announcements.quiet', { from: quietFrom, to: quietTo })}</p>`;
  return html`<h2>${say('announcements.when')}</h2>
<p>${startsAt === null ? say('announcements.startsSoon') : say('announcements.startsNotBefore', { at: moment(startsAt) })}
${seconds > 0 ? say('announcements.takesAll', { time: durationWords(say, seconds) }) : null}</p>
${quiet}
<p>${say('announcements.expiresAt', { at: moment(endsAt) })}</p>
<p>${mayCost ? costWords(say, cost) : say('announcements.free')}</p>`;
}

function costWords(say: Visit['say'], { messages: count, money }: Cost): string {
  const known = money === null ? say('announcements.costsUnknown', { count }) : say('announcements.costs', { count, money });
  return `${known} ${say('announcements.costsLater')}`;
}

function examplesPart({ say }: Visit, examples: readonly Example[]): Part {
  if (examples.length === 0) return null;
  const items = examples.map(({ channel, language, area, message }) => {
    const of = say('announcements.exampleOf', {
      channel: say(`announcements.via.${channel}`),
      area: areaWords(say, area),
      language: say(`announcements.language.${language}`),
    });
    return html`<li><p class="faint">${of}</p>${bubble(message)}</li>`;
  });
  return html`<h2>${say('announcements.examples')}</h2>
<ul class="cards">${items}</ul>`;
}

function mediaPart(visit: Visit, draft: AnnouncementView): Html {
  const { say } = visit;
  const { media } = draft;
  const path = `${pathOf(draft)}/file`;
  const has =
    media &&
    html`<p>${say(`announcements.has.${media.kind}`, { alt: media.alt })}</p>
${form(visit, `${path}/drop`, html`${seqField(draft)}<button>${say('announcements.dropFile')}</button>`)}`;
  const fields = html`${seqField(draft)}<label>${say('announcements.file')}<input type="file" name="file" accept="image/*,.pdf" required></label>
<label>${say('announcements.alt')}<input name="alt" maxlength="${ALT}" autocomplete="off" required></label>
<button>${say('announcements.addFile')}</button>`;
  return html`<h2>${say('announcements.picture')}</h2>
${has}
<details><summary>${say(media ? 'announcements.otherFile' : 'announcements.someFile')}</summary><p class="faint">${say('announcements.fileHow')}</p>
<div class="fields">${form(visit, path, fields, { file: true })}</div></details>`;
}

function seqField({ seq }: AnnouncementView): Html {
  return html`<input type="hidden" name="seq" value="${seq}">`;
}

function confirmPart(visit: Visit, draft: AnnouncementView, { reach: { households }, seen }: Preview, second: boolean): Html {
  const { say } = visit;
  const title = html`<h2>${say('announcements.send')}</h2>`;
  if (draft.text === '') return html`${title}<p>${say('announcements.refused.empty')}</p>`;
  if (households === 0) return html`${title}<p>${say('announcements.refused.nobody')}</p>`;
  const fields = html`<input type="hidden" name="seen" value="${seen}">
${typedField(visit, sendingSentence(households))}
<button class="first">${say('announcements.confirm')}</button>`;
  return html`${title}
<p>${say(second ? 'announcements.howSecond' : 'announcements.how')}</p>
<div class="fields">${form(visit, `${pathOf(draft)}/confirm`, fields)}</div>`;
}

export async function confirmAnnouncementRoute(visit: Visit): Promise<void> {
  const { say, parts } = visit;
  const announcementId = idIn(visit);
  const asked = { announcementId, seen: textIn(visit, 'seen'), typed: textIn(visit, 'typed'), tell: createTell(parts).officer };
  const done = await actLong(visit, (deps, scope) => confirmAnnouncement(deps, { scope, ...asked }));
  if (done.outcome === 'notFound') throw new Problem('notFound');
  if (done.outcome === 'confirmed')
    return goTo(visit, `${ANNOUNCEMENTS}/${announcementId}`, done.state === 'planned' ? 'announcementPlanned' : 'announcementAwaits');
  await showPreview(visit, alert(say(`announcements.refused.${done.why}`)));
}

export async function testRoute(visit: Visit): Promise<void> {
  const { say, parts } = visit;
  const announcementId = idIn(visit);
  const done = await act(visit, (deps, scope) => testToMyself(deps, { scope, announcementId, say: createTell(parts).say, world: parts }));
  if (done.outcome === 'notFound') throw new Problem('notFound');
  if (done.outcome === 'empty') return showPreview(visit, alert(say('announcements.refused.empty')));
  goTo(visit, `${ANNOUNCEMENTS}/${announcementId}/preview`, 'announcementTested');
}

/** Cleaned as what families send is: nothing of the officer's phone goes along. */
export async function addFileRoute(visit: Visit): Promise<void> {
  const { parts, file, say, officer } = visit;
  const announcementId = idIn(visit);
  const draft = await openAnnouncement(depsOf(parts), { scope: officer.scope, announcementId });
  if (!draft) throw new Problem('notFound');
  const alt = textIn(visit, 'alt').slice(0, ALT);
  if (!file || alt === '') return showPreview(visit, alert(say('announcements.noFile')));
  const received = await cleaned(visit, file.bytes);
  if (received instanceof Problem) return showPreview(visit, alert(parts.locale.t(`problem:${received.code}`, LANGUAGE)));
  const { kind, blobKey, thumbKey, mediaType, bytes, sha256 } = received;
  await setMedia(visit, draft, announcementMedia.parse({ kind, blobKey, thumbKey, mediaType, bytes, sha256, alt }), 'announcementFile');
}

async function cleaned({ parts }: Visit, bytes: Uint8Array) {
  try {
    return await receiveFile({ blobs: parts.blobs, ids: parts.ids }, { bytes });
  } catch (error) {
    if (error instanceof Problem && error.status < 500) return error;
    throw error;
  }
}

export async function dropFileRoute(visit: Visit): Promise<void> {
  const { parts, officer } = visit;
  const draft = await openAnnouncement(depsOf(parts), { scope: officer.scope, announcementId: idIn(visit) });
  if (!draft) throw new Problem('notFound');
  await setMedia(visit, draft, null, 'announcementNoFile');
}

async function setMedia(visit: Visit, draft: AnnouncementView, media: AnnouncementMedia | null, done: string): Promise<void> {
  const { say } = visit;
  const { id: announcementId, text, deadline, audience, buttons, sendAt, expiresAt, mayCost } = draft;
  const content: DraftContent = { text, deadline, audience, buttons, media, sendAt, expiresAt, mayCost };
  const seq = Number(textIn(visit, 'seq'));
  const { outcome } = await act(visit, (deps, scope) => changeDraft(deps, { scope, announcementId, content, seq }));
  if (outcome === 'notFound') throw new Problem('notFound');
  if (outcome === 'changed') return goTo(visit, `${pathOf(draft)}/preview`, done);
  if (outcome === 'tooLate') return goTo(visit, pathOf(draft), 'announcementTooLate');
  await showPreview(visit, alert(say(outcome === 'otherwise' ? 'announcements.refused.changed' : 'announcements.wrong.dates')));
}
