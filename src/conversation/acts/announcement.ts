/** Acts of officers who write to many from their chat. */

import { cancelAnnouncement } from '../../announcement/cancel-announcement.ts';
import { discardDraft } from '../../announcement/change-draft.ts';
import type { DraftContent } from '../../announcement/check-content.ts';
import { confirmAnnouncement } from '../../announcement/confirm-announcement.ts';
import { confirmAnnouncementAsSecond } from '../../announcement/confirm-announcement-as-second.ts';
import { MAX_ALT, MAX_BUTTONS } from '../../announcement/content.ts';
import { draftForUnsent } from '../../announcement/draft-for-unsent.ts';
import { type AnnouncementView, listAnnouncements } from '../../announcement/list-announcements.ts';
import { pauseAnnouncement } from '../../announcement/pause-announcement.ts';
import { type Cost, type Example, previewAnnouncement, type Reach } from '../../announcement/preview-announcement.ts';
import { beginningOf, progressLines, startWords, stateWords, timeWords } from '../../announcement/progress-words.ts';
import { textForAll } from '../../announcement/render-announcement.ts';
import { resumeAnnouncement } from '../../announcement/resume-announcement.ts';
import { nightOf } from '../../announcement/sending-settings.ts';
import { startOf } from '../../announcement/start-of.ts';
import { sendingSentence } from '../../announcement/typed.ts';
import { buttonOf } from '../../announcement/typed-button.ts';
import type { ChannelKind } from '../../channel/channel.ts';
import type { Deps } from '../../deps.ts';
import type { ReceivedMedia, Sentence } from '../../flow/session.ts';
import { sourceLanguage } from '../../locale/locale.ts';
import { findDutyPlaces } from '../../officer/find-place.ts';
import { localDate } from '../../season/calendar.ts';
import type { ActContext, Acts } from './act.ts';
import { narrowLines } from './announcement-more.ts';
import { changeOf, GONE, keeper, theirAnnouncement, unchanged, wrongWords } from './drafting.ts';
import { writeDraft } from './write-draft.ts';

/** As many as a phone shows without scrolling. */
const MOST_OFFERED = 6;

export const announcementActs = {
  'announcement.desk': async (deps, context) => {
    const { accountId, speak } = context;
    const scope = await keeper(deps, accountId);
    if (!scope) return { outcome: 'none', value: {} };
    const { announcements: onWay } = await listAnnouncements(deps, { scope, onTheirWay: true });
    const { announcements: newest } = await listAnnouncements(deps, { scope });
    const drafts = newest.filter(({ state, createdBy }) => state === 'draft' && createdBy.id === scope.officerId);
    const over = newest.filter(({ state }) => state === 'done' || state === 'cancelled');
    const options = [...onWay, ...drafts, ...over].slice(0, MOST_OFFERED).map((one, index) => ({
      id: `a${index + 1}`,
      label: { text: speak({ key: 'send.one', params: { words: wordsIn(one, context), state: { key: `send.short.${one.state}` } } }) },
      value: one.id,
    }));
    return { outcome: 'desk', value: { options } };
  },
  'announcement.places': async (deps, { accountId, speak }, { query, unit, areas }) => {
    const scope = await keeper(deps, accountId);
    if (!scope) return { outcome: 'refused', value: {} };
    // A helper, too, is one of a whole ward or of a khu phố.
    const find = (words: string) => findDutyPlaces(deps, { scope, role: 'helper', query: words });
    const found = await find(query);
    const all = query === '' ? found : await find('');
    if (found.outcome !== 'found' || all.outcome !== 'found') return { outcome: found.outcome === 'empty' ? 'empty' : 'none', value: {} };
    const chosen = areas ?? [];
    const options = found.value.options
      .map(({ value, ...option }) => ({ ...option, value: value as Place }))
      .filter(({ value }) => areas === null || isBeside(value, { unit, areas }))
      .map(({ id, label, value }) => {
        const then = { unit: value.unit, areas: [...chosen, ...(value.area === null ? [] : [value.area])] };
        const others = all.value.options.some((other) => isBeside(other.value as Place, then));
        const shown = value.area === null ? { text: speak({ key: 'send.wholeWard', params: { place: label.text } }) } : label;
        return { id, label: shown, value: { ...value, name: label.text, others } };
      });
    return options.length === 0 ? { outcome: 'none', value: {} } : { outcome: 'found', value: { options } };
  },
  'announcement.write': async (deps, { accountId }, { id, unit, areas, states, text }) => {
    const scope = await keeper(deps, accountId);
    if (!scope) return GONE;
    const done = await writeDraft(deps, scope, { id, unit, areas, states, text });
    switch (done.outcome) {
      case 'drafted':
        return { outcome: 'written', value: { id: done.announcementId } };
      case 'changed':
        return { outcome: 'written', value: { id: id ?? '' } };
      case 'fewer':
        return { outcome: 'fewer', value: { id: done.announcementId, count: done.count, missing: done.missing } };
      case 'elsewhere':
        return { outcome: 'elsewhere', value: { why: done.why } };
      case 'wrong':
        // They look after the place no longer: it is as if it were not there.
        if (done.what === 'audience') return GONE;
        return { outcome: 'wrong', value: { why: wrongWords(done.what) } };
      default:
        return unchanged(done);
    }
  },
  'announcement.add': async (deps, context, asked) => {
    const theirs = await theirAnnouncement(deps, context.accountId, asked.id);
    if (!theirs) return GONE;
    const { scope, found } = theirs;
    const wrong = (what: string) => ({
      outcome: 'wrong' as const,
      value: { why: { key: `send.wrongIn.${what}`, params: { most: MAX_BUTTONS } } },
    });
    const more = addedTo(found, context, asked);
    if (more.buttons && more.buttons.length > MAX_BUTTONS) return wrong('full');
    if (more.deadline && more.deadline < localDate(deps.clock.now())) return wrong('past');
    const early = more.deadline ? await beforeItBegins(deps, found, more.deadline) : null;
    if (early) return { outcome: 'wrong', value: { why: early } };
    const done = await changeOf(deps, scope, found, more);
    if (done.outcome === 'wrong')
      return done.what === 'buttons' ? wrong(asked.what) : { outcome: 'wrong', value: { why: wrongWords(done.what) } };
    return done.outcome === 'changed' ? { outcome: 'written', value: {} } : unchanged(done);
  },
  // The door (receive.ts) has checked what a file says of itself.
  'announcement.picture': async (deps, { accountId, render }, { id, media }) => {
    const theirs = await theirAnnouncement(deps, accountId, id);
    if (!theirs) return GONE;
    const { scope, found } = theirs;
    const [file, ...others] = media as ReceivedMedia[];
    if (!file) return { outcome: 'refused', value: { why: { key: 'send.pictureWaits' } } };
    // Which of an album is meant, nobody guesses: many will see it.
    if (others.length > 0) return { outcome: 'refused', value: { why: { key: 'send.wrongIn.oneFile' } } };
    const { kind, blobKey, thumbKey, mediaType, bytes, sha256 } = file;
    const alt = render.locale.speak({ key: `send.alt.${kind}` }, sourceLanguage);
    const done = await changeOf(deps, scope, found, { media: { kind, blobKey, thumbKey, mediaType, bytes, sha256, alt } });
    if (done.outcome === 'wrong') return { outcome: 'refused', value: { why: wrongWords(done.what) } };
    // Refused, so that words that came with it are not told of the picture that is there.
    if (done.outcome === 'otherwise') return { outcome: 'refused', value: { why: { key: 'send.meanwhile' } } };
    if (done.outcome === 'tooLate') return { outcome: 'refused', value: { why: { key: 'send.refused.tooLate' } } };
    return done.outcome === 'changed' ? { outcome: 'added', value: {} } : GONE;
  },
  'announcement.describe': async (deps, { accountId }, { id, text }) => {
    const theirs = await theirAnnouncement(deps, accountId, id);
    if (!theirs) return GONE;
    const { scope, found } = theirs;
    const alt = text.normalize('NFC').trim();
    if (!found.media || alt === '') return { outcome: 'refused', value: { why: { key: 'send.pictureWaits' } } };
    const done = await changeOf(deps, scope, found, { media: { ...found.media, alt: alt.slice(0, MAX_ALT).trim() } });
    if (done.outcome === 'wrong') return { outcome: 'refused', value: { why: wrongWords(done.what) } };
    return done.outcome === 'changed' ? { outcome: 'described', value: {} } : unchanged(done);
  },
  'announcement.unsent': async (deps, { accountId, render }, { unit }) => {
    const scope = await keeper(deps, accountId);
    if (!scope) return GONE;
    const done = await draftForUnsent(deps, { scope, unitCode: unit, locale: render.locale });
    switch (done.outcome) {
      case 'drafted':
        return { outcome: 'written', value: { id: done.announcementId } };
      case 'already':
        return { outcome: 'already', value: { at: { date: done.at.toISOString() } } };
      case 'several': {
        const options = done.wards.map(({ code, name, count }, index) => ({
          id: `w${index + 1}`,
          label: { key: 'send.unsent.ward', params: { place: name, count } },
          value: code,
        }));
        return { outcome: 'several', value: { options } };
      }
      case 'nobody':
        return { outcome: 'nobody', value: {} };
      default:
        return GONE;
    }
  },
  'announcement.preview': async (deps, context, { id }) => {
    const theirs = await theirAnnouncement(deps, context.accountId, id);
    if (!theirs) return GONE;
    const { scope, found } = theirs;
    if (found.state !== 'draft') return { outcome: 'over', value: {} };
    const preview = await previewAnnouncement(deps, context.render, { scope, announcementId: id });
    if (!preview) return GONE;
    const { reach, startsAt, seconds, seen, cost } = preview;
    const { audience, households } = reach;
    const example = await exampleFor(deps, context, preview.examples);
    const narrow = narrowLines(found.audience, context.speak);
    const shown = {
      ...{ households, audience, percent: audience === 0 ? 0 : Math.floor((households * 100) / audience) },
      lines: [
        ...narrow,
        ...reachLines(reach),
        ...leftLines(reach),
        ...(households > 0 ? [...(startsAt ? [startWords(startsAt)] : []), timeWords(seconds), costWords(found, cost)] : []),
      ],
      area: areaWords(example),
      words: wordsOf(example),
      ...{ some: found.text !== '', sentence: sendingSentence(households), seen },
      when: startsAt ? startWords(startsAt) : { key: 'send.startsSoon' },
      ...{ narrow, narrowed: narrow.length > 0, buttons: found.buttons.length > 0, picture: found.media !== null },
      ...{ mayCost: found.mayCost, mayAskCost: !found.mayCost && reach.channels.some(({ closed }) => closed > 0) },
    };
    return { outcome: 'shown', value: shown };
  },
  'announcement.discard': async (deps, { accountId }, { id }) => {
    const scope = await keeper(deps, accountId);
    const done = scope && (await discardDraft(deps, { scope, announcementId: id }));
    if (done?.outcome === 'tooLate') return { outcome: 'over', value: {} };
    return done?.outcome === 'discarded' ? { outcome: 'discarded', value: {} } : GONE;
  },
  'announcement.confirm': async (deps, { accountId, tell }, { id, seen, typed }) => {
    const scope = await keeper(deps, accountId);
    if (!scope) return GONE;
    const done = await confirmAnnouncement(deps, { scope, announcementId: id, seen, typed, tell: tell.officer });
    if (done.outcome === 'notFound') return GONE;
    if (done.outcome === 'confirmed')
      return done.startsAt === null
        ? { outcome: 'awaits', value: {} }
        : { outcome: 'planned', value: { at: { date: done.startsAt.toISOString() } } };
    if (done.why === 'typedOtherwise') return { outcome: 'otherwise', value: {} };
    return { outcome: 'refused', value: { why: { key: `send.refused.${done.why}` } } };
  },
  'announcement.second': async (deps, { accountId, tell }, { id, typed }) => {
    const scope = await keeper(deps, accountId);
    if (!scope) return GONE;
    const done = await confirmAnnouncementAsSecond(deps, { scope, announcementId: id, typed, tell: tell.officer });
    if (done.outcome === 'notFound') return GONE;
    if (done.outcome === 'confirmed') return { outcome: 'planned', value: { at: { date: done.startsAt.toISOString() } } };
    if (done.why === 'typedOtherwise') return { outcome: 'otherwise', value: {} };
    return { outcome: 'refused', value: { why: { key: `send.refused.${done.why}` } } };
  },
  'announcement.watch': async (deps, context, { id }) => {
    const theirs = await theirAnnouncement(deps, context.accountId, id);
    if (!theirs) return GONE;
    const { scope, found } = theirs;
    const { state, households, confirmedBy, unitCode } = found;
    if (state === 'draft') return { outcome: 'draft', value: {} };
    const shown = {
      words: wordsIn(found, context),
      state: stateWords(found),
      lines: found.startedAt === null ? [] : progressLines(found.progress),
      goesOn: state !== 'done' && state !== 'cancelled',
      mayPause: state === 'sending',
      mayResume: state === 'paused',
      mayCancel: state !== 'done' && state !== 'cancelled',
      mayBeSecond: state === 'awaitingSecond' && confirmedBy?.id !== scope.officerId && scope.wards.includes(unitCode),
      sentence: sendingSentence(households ?? 0),
    };
    return { outcome: 'shown', value: shown };
  },
  'announcement.act': async (deps, { accountId, tell }, { id, act }) => {
    const scope = await keeper(deps, accountId);
    if (!scope) return GONE;
    const one = { scope, announcementId: id };
    const done = await {
      pause: () => pauseAnnouncement(deps, one),
      resume: () => resumeAnnouncement(deps, one),
      cancel: () => cancelAnnouncement(deps, { ...one, tell: tell.officer }),
    }[act]();
    if (done.outcome === 'notFound') return GONE;
    const isDone = done.outcome === 'paused' || done.outcome === 'resumed' || done.outcome === 'cancelled';
    return { outcome: isDone ? 'done' : 'otherwise', value: {} };
  },
} satisfies Partial<Acts>;

type Place = {
  unit: string;
  area: string | null;
};

/** One announcement is of one ward. */
function isBeside(place: Place, { unit, areas }: { unit: string | null; areas: readonly string[] }): boolean {
  return place.unit === unit && place.area !== null && !areas.includes(place.area);
}

/** What it says families read, whatever language the officer is spoken with in. */
function addedTo(
  { buttons }: AnnouncementView,
  { render }: ActContext,
  { what, value }: Parameters<Acts['announcement.add']>[2],
): Partial<Pick<DraftContent, 'buttons' | 'deadline' | 'media' | 'mayCost'>> {
  if (what === 'deadline') return { deadline: value };
  if (what === 'noPicture') return { media: null };
  if (what === 'none') return { buttons: [] };
  if (what === 'mayCost' || what === 'noCost') return { mayCost: what === 'mayCost' };
  const label = render.locale.speak({ key: `send.does.${what}` }, sourceLanguage);
  return { buttons: [...buttons, buttonOf({ does: what, label, value: (value ?? '').trim() })] };
}

/** A last day that is over before the first household gets it, be it only for the night. */
async function beforeItBegins(deps: Deps, { unitCode, sendAt }: AnnouncementView, deadline: string): Promise<Sentence | null> {
  const begins = startOf({ sendAt }, deps.clock.now(), await nightOf(deps, unitCode));
  if (localDate(begins) <= deadline) return null;
  if (sendAt && localDate(sendAt) > deadline) return { key: 'send.wrongIn.beforeHour' };
  return { key: 'send.wrongIn.beforeStart', params: { at: { date: begins.toISOString() } } };
}

function wordsIn(one: AnnouncementView, { render, speak }: ActContext): string {
  return beginningOf(textForAll(render.locale, one)) || speak({ key: 'send.noWords' });
}

/** As it will be read in the app that the officer has in hand; else as the first of those who get it. */
async function exampleFor({ db }: Deps, { accountId }: ActContext, examples: readonly Example[]): Promise<Example | null> {
  const { channelAccount } = await db.account.findUniqueOrThrow({ where: { id: accountId }, select: { channelAccount: true } });
  return examples.find(({ channel }) => channel === (channelAccount.channel as ChannelKind)) ?? examples[0] ?? null;
}

function areaWords(example: Example | null): Sentence {
  return example?.area == null ? { key: 'send.anyArea' } : { text: example.area };
}

/** With what its picture shows and its buttons say: here they would be the officer's own. */
function wordsOf(example: Example | null): string {
  if (!example) return '';
  const { text, choices, media } = example.message;
  return [text, media ? `(${media.alt})` : '', choices.map(({ label }) => `[${label}]`).join(' ')]
    .filter((part) => part !== '')
    .join('\n\n');
}

function reachLines({ channels }: Reach): Sentence[] {
  return channels.map(({ channel, households, closed }) => ({
    key: closed > 0 ? 'send.reachClosed' : 'send.reach',
    params: { channel: { key: `send.via.${channel}` }, count: households, closed },
  }));
}

function leftLines({ left }: Reach): Sentence[] {
  return left.map(({ why, households }) => ({ key: 'send.left', params: { count: households, why: { key: `send.why.${why}` } } }));
}

function costWords({ mayCost }: AnnouncementView, { messages: count, money }: Cost): Sentence {
  if (!mayCost) return { key: 'send.free' };
  return money === null ? { key: 'send.costsUnknown', params: { count } } : { key: 'send.costs', params: { count, money } };
}
