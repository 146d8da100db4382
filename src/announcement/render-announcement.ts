/** An announcement as one reader gets it: in the words of the ledger, before a channel fits it to its limits. */
import { AS_TYPED, type ChannelKind, type Outbound, type OutboundChoice } from '../channel/channel.ts';
import { profiles } from '../channel/profiles.ts';
import { type Locale, sourceLanguage } from '../locale/locale.ts';
import type { StoredAnnouncement } from './announcement-in-hand.ts';
import { type AnnouncementButton, type AnnouncementMedia, announcementButtons, announcementMedia, fillPlaces } from './content.ts';

/** What its words are made of, whoever reads it. */
export interface Written {
  text: string;
  /** Local date. */
  deadline: string | null;
  buttons: readonly AnnouncementButton[];
  media: AnnouncementMedia | null;
  /** The ward, as it is called. */
  unit: string;
}

export interface Reader {
  channel: ChannelKind;
  language: string;
  /** Null: "chưa xếp khu phố". */
  area: string | null;
  /** Recipient.position, in their buttons; null: of nobody, who only looks. */
  position: bigint | null;
}

export interface RenderWorld {
  locale: Locale;
  /** Where people reach the pages, without a slash at the end. */
  publicUrl: string;
}

/** What a press of an announcement's button begins with: see conversation/presses.ts. */
export const PRESS = 'a.';

/** Where a picture or file of an announcement is, for everybody who has the address. */
export const MEDIA_PATH = '/tin/';

export function writtenOf({ text, deadline, buttons, media }: StoredAnnouncement, unit: string): Written {
  return {
    ...{ text, unit, buttons: announcementButtons.parse(buttons), media: announcementMedia.nullable().parse(media) },
    deadline: deadline === null ? null : deadline.toISOString().slice(0, 10),
  };
}

/** A picture goes along where our own may go, a file where the channel carries one; elsewhere a link leads to it. */
export function renderAnnouncement(world: RenderWorld, written: Written, reader: Reader): Outbound {
  const { locale, publicUrl } = world;
  const { channel, language, area, position } = reader;
  const speak = (key: string) => locale.t(`announcement.${key}`, language);
  const { media } = written;
  const shown = media !== null && isShown(media, channel);
  // Whatever address our own page was opened at, its browser knows the way from there.
  const url = media && `${channel === 'web' ? '' : publicUrl}${MEDIA_PATH}${media.blobKey}`;
  const calls = written.buttons.flatMap((button) =>
    button.kind === 'call' && profiles[channel].abroad ? [`${button.label}: ${button.phone}`] : [],
  );
  const paragraphs = [textOf(locale, written, { language, area }), calls.join('\n'), speak('stop')];
  const choices = [
    ...written.buttons.flatMap((button, index) => choiceOf(button, { index, position, channel })),
    ...(url && !shown ? [{ label: speak(media.kind === 'pdf' ? 'file' : 'picture'), url }] : []),
  ];
  return {
    text: paragraphs.filter((paragraph) => paragraph !== '').join('\n\n'),
    choices,
    expect: 'none',
    ...(shown && url && { media: { url, alt: media.alt } }),
  };
}

/** For a group that is not ours: buttons are lines, what a button opens is typed to us, and nobody there is to be left alone. */
export function renderForGroup({ locale, publicUrl }: RenderWorld, written: Written, area: string | null): string {
  const speak = (key: string) => locale.t(`announcement.${key}`, sourceLanguage);
  const { media, buttons } = written;
  const lines = [
    ...buttons.flatMap((button) => {
      if (button.kind === 'open') return [];
      return [`${button.label}: ${button.kind === 'link' ? button.url : button.phone}`];
    }),
    ...(media ? [`${speak(media.kind === 'pdf' ? 'file' : 'picture')}: ${publicUrl}${MEDIA_PATH}${media.blobKey}`] : []),
  ];
  return [textOf(locale, written, { language: sourceLanguage, area }), lines.join('\n')].filter((part) => part !== '').join('\n\n');
}

/** As typed, with its places filled. */
export function textOf(locale: Locale, { text, unit, deadline }: Written, { language, area }: Pick<Reader, 'language' | 'area'>): string {
  const khuPho = area ?? locale.t('announcement.yourArea', language);
  const hanChot = deadline === null ? '' : locale.t('announcement.day', language, { day: { date: deadline } });
  return fillPlaces(text, { khuPho, phuong: unit, hanChot });
}

/** As an officer knows it again, whoever it is for: in the language in which it was written. */
export function textForAll(locale: Locale, { text, unit, deadline }: Pick<Written, 'text' | 'unit' | 'deadline'>): string {
  const speak = (key: string, params = {}) => locale.t(`announcement.${key}`, sourceLanguage, params);
  const hanChot = deadline === null ? speak('someDay') : speak('day', { day: { date: deadline } });
  return fillPlaces(text, { khuPho: speak('eachArea'), phuong: unit, hanChot });
}

/** Telegram refuses an address that only dials; there the number stands in the words, and its app makes a link of it. */
function choiceOf(
  button: AnnouncementButton,
  { index, position, channel }: { index: number; position: bigint | null; channel: ChannelKind },
): OutboundChoice[] {
  const { label } = button;
  switch (button.kind) {
    case 'open':
      return [{ label, data: position === null ? `${AS_TYPED}${button.words}` : `${PRESS}${position}.${index}` }];
    case 'link':
      return [{ label, url: button.url }];
    case 'call':
      return profiles[channel].abroad ? [] : [{ label, url: `tel:${button.phone}` }];
  }
}

function isShown({ kind }: AnnouncementMedia, channel: ChannelKind): boolean {
  return kind === 'photo' ? !profiles[channel].abroad : channel === 'zalo';
}
