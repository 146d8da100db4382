/** What the pages of announcements have in common. */
import type { AnnouncementView } from '../../announcement/list-announcements.ts';
import type { Example } from '../../announcement/preview-announcement.ts';
import { textForAll } from '../../announcement/render-announcement.ts';
import { sendingSentence } from '../../announcement/typed.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import { form } from '../frame.ts';
import type { Say, Visit } from '../route.ts';
import { typedField } from './decision-parts.ts';

export const ANNOUNCEMENTS = '/console/announcements';
const SHOWN_WORDS = 90;

export function pathOf({ id }: Pick<AnnouncementView, 'id'>): string {
  return `${ANNOUNCEMENTS}/${id}`;
}

/** How it begins. */
export function beginningOf({ say, parts }: Visit, one: Pick<AnnouncementView, 'text' | 'unit' | 'deadline'>): string {
  const [line = ''] = textForAll(parts.locale, one).split('\n');
  const characters = [...line];
  if (characters.length === 0) return say('announcements.noWords');
  return characters.length > SHOWN_WORDS ? `${characters.slice(0, SHOWN_WORDS).join('')}…` : line;
}

export function moment(at: Date): { date: string } {
  return { date: at.toISOString() };
}

/** One that is confirmed and not over: when it begins, and how to cancel it; the second officer confirms here. */
export function onItsWay(visit: Visit, announcement: AnnouncementView): Html {
  const { say, officer } = visit;
  const { state, households, confirmedBy, startsAt, unitCode } = announcement;
  const path = pathOf(announcement);
  const about = say('announcements.aboutOne', { words: beginningOf(visit, announcement), count: households ?? 0 });
  const mayBeSecond =
    state === 'awaitingSecond' &&
    confirmedBy?.id !== officer.scope.officerId &&
    officer.scope.wards.includes(unitCode) &&
    households !== null;
  const second = mayBeSecond
    ? html`<div class="fields">${form(
        visit,
        `${path}/second`,
        html`${typedField(visit, sendingSentence(households))}<button class="first">${say('decisions.second')}</button>`,
      )}</div>`
    : null;
  return html`<section class="${startsAt === null || state === 'planned' ? 'problem-note' : 'note'}"><p><a href="${path}">${about}</a></p>
<p><strong>${standing(say, { state, startsAt, confirmedBy })}</strong>${state === 'planned' ? html` ${say('announcements.startsHow')}` : null}</p>
${second}${cancelForm(visit, announcement)}</section>`;
}

function standing(say: Say, { state, startsAt, confirmedBy }: Pick<AnnouncementView, 'state' | 'startsAt' | 'confirmedBy'>): string {
  if (state === 'planned' && startsAt) return say('announcements.startsAt', { at: moment(startsAt) });
  if (state === 'awaitingSecond') return say('decisions.awaitsSecond', { name: confirmedBy?.name ?? '' });
  return say(`announcements.is.${state}`);
}

/** Whoever cancels in a hurry is asked for nothing more before it begins; in the middle, whether they are sure. */
export function cancelForm(visit: Visit, announcement: AnnouncementView): Html {
  const { say } = visit;
  const path = `${pathOf(announcement)}/cancel`;
  if (announcement.startedAt === null) return form(visit, path, html`<button>${say('announcements.cancel')}</button>`);
  return html`<details><summary>${say('announcements.cancel')}</summary><p>${say('announcements.cancelWhat')}</p>
${form(visit, path, html`<button>${say('announcements.cancelSure')}</button>`)}</details>`;
}

/** A message as its reader sees it. */
export function bubble({ text, choices, media }: Example['message']): Html {
  const buttons = choices.map(({ label }) => html`<li>${label}</li>`);
  // Wherever readers find it, an officer's browser finds it here.
  const image = media && URL.parse(media.url, 'http://localhost')?.pathname;
  return html`<div class="bubble">${image ? html`<img src="${image}" alt="${media.alt}">` : null}<p>${text}</p>${
    buttons.length > 0 ? html`<ul>${buttons}</ul>` : null
  }</div>`;
}

export function areaWords(say: Say, area: string | null): string {
  return area ?? say('unplaced');
}

/** Why somebody gets nothing, or nothing yet; a code of a platform that has no words says itself. */
export function reasonWords({ parts, say }: Visit, reason: string | null): Part {
  if (reason === null) return null;
  return parts.locale.has(`console:announcements.reason.${reason}`)
    ? say(`announcements.reason.${reason}`)
    : say('announcements.reason.other', { code: reason });
}
