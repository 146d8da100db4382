/** Turns what the engine says into words. */
import type { Outbound, OutboundChoice } from '../channel/channel.ts';
import { fewestButtons } from '../channel/profiles.ts';
import type { Choice, FlowEvent } from '../flow/session.ts';
import type { Locale } from '../locale/locale.ts';

export function localise(event: Extract<FlowEvent, { type: 'say' }>, locale: Locale, lang: string): Outbound {
  const { text, choices, expect, serial } = event;
  return {
    text: locale.speak(text, lang),
    choices: choices.map((choice) => inWords(choice, serial, locale, lang)),
    expect,
    ...(choices.length > fewestButtons && { listHint: locale.t('act.listHint', lang) }),
    ...(expect === 'contact' && { contactLabel: locale.t('act.shareNumber', lang) }),
  };
}

/** What the person is told when their message had to be set aside. */
export function apology(locale: Locale, lang: string): Outbound {
  return { text: locale.t('act.apology', lang), choices: [], expect: 'none' };
}

/** What the person is told when an officer begins to write to them by hand. */
export function officerNotice(locale: Locale, lang: string): Outbound {
  return { text: locale.t('act.officer', lang), choices: [], expect: 'none' };
}

function inWords({ id, label, url }: Choice, serial: number, locale: Locale, lang: string): OutboundChoice {
  const words = locale.speak(label, lang);
  return url === undefined ? { data: `${serial}.${id}`, label: words } : { label: words, url };
}
