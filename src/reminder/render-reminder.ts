/** A reminder as one reader gets it. Pure. */
import { AS_TYPED, type ChannelKind, type Outbound, type OutboundChoice } from '../channel/channel.ts';
import { profiles } from '../channel/profiles.ts';
import type { Sentence } from '../flow/session.ts';
import type { Locale } from '../locale/locale.ts';
import { addDays, daysLeft } from '../season/calendar.ts';
import type { SeasonDates } from '../season/definition.ts';
import { awaySentence } from '../season/rules.ts';
import type { NextThing } from './next-thing.ts';
import { SNOOZE_DAYS } from './snooze.ts';

export interface Reminding {
  /** Of the rule. */
  sentence: string;
  dates: SeasonDates;
  next: NextThing;
  /** Local date. */
  today: string;
}

export function renderReminder(
  locale: Locale,
  { sentence, dates, next, today }: Reminding,
  { channel, language }: { channel: ChannelKind; language: string },
): Outbound {
  const { abroad } = profiles[channel];
  const { closes } = dates.selfAssessment;
  const away = awaySentence(sentence);
  const said: Sentence = {
    key: abroad && locale.has(away) ? away : sentence,
    params: {
      ...{ closes: { date: closes }, until: { date: next.until } },
      days: daysLeft(today, closes),
      next: abroad ? next.away : next.text,
    },
  };
  const speak = (one: Sentence) => locale.speak(one, language);
  const button = (key: string, label = key): OutboundChoice => ({ data: `${AS_TYPED}${speak({ key })}`, label: speak({ key: label }) });
  const onward = next.fresh ? button('reminder.begin') : button('menu.continue', next.complete ? 'reminder.send' : 'menu.continue');
  return {
    text: [speak(said), speak({ key: 'announcement.stop' })].join('\n\n'),
    // Peace that lasts beyond the last day would be a no that nobody meant.
    choices: addDays(today, SNOOZE_DAYS) < next.until ? [onward, button('reminder.snooze')] : [onward],
    expect: 'none',
  };
}
