/** Several notices as one message. Pure. */
import { fewestButtons } from '../channel/profiles.ts';
import type { Sentence } from '../flow/session.ts';
import type { Notice, NoticeButton } from '../household/tell-household.ts';

/** In their order; the first is what it is about: its picture goes along, and it is of use as long as that. Buttons that lead to the same are there once. */
export function inOne(notices: readonly Notice[]): Notice | null {
  const [first, ...others] = notices;
  if (!first || others.length === 0) return first ?? null;
  const picture = notices.find((one) => one.picture)?.picture;
  return {
    text: others.reduce((before, { text }) => below(before, text), first.text),
    away: others.reduce((before, { away }) => below(before, away), first.away),
    buttons: buttonsOf(notices.flatMap(({ buttons }) => buttons)).slice(0, fewestButtons),
    ...(picture && { picture }),
    ...(first.expiresAt && { expiresAt: first.expiresAt }),
  };
}

function below(before: Sentence, next: Sentence): Sentence {
  return { key: 'nudge.below', params: { before, next } };
}

function buttonsOf(all: readonly NoticeButton[]): NoticeButton[] {
  return [...new Map(all.map((button) => [JSON.stringify(button), button])).values()];
}
