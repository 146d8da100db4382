/** A message of ours as Telegram shows it: words, and what stands under them. Pure. */
import type { InlineKeyboardButton, KeyboardButton } from 'telegraf/types';
import type { OutboundChoice, RenderedMessage } from '../channel.ts';

type Markup =
  | { inline_keyboard: InlineKeyboardButton[][] }
  | { keyboard: KeyboardButton[][]; one_time_keyboard: true; resize_keyboard: true }
  | { remove_keyboard: true };

export interface Shown {
  text: string;
  reply_markup: Markup;
}

/** Characters of a label that can stand beside another on a small phone. */
const HALF_ROW = 18;
/** Where a message comes from an earlier release, which gave the button no words. */
const SHARE = '☎';

export function show(message: RenderedMessage): Shown {
  const links = message.buttons.filter((button) => button.url !== undefined);
  if (message.asksContact) return { text: withAddresses(message.text, links), reply_markup: contactKeyboard(message) };
  const bare = links.filter(({ url }) => !isOpenable(url));
  const buttons = message.buttons.filter((button) => !bare.includes(button));
  return {
    text: withAddresses(message.text, bare),
    reply_markup: buttons.length > 0 ? inlineKeyboard(buttons) : { remove_keyboard: true },
  };
}

function inlineKeyboard(buttons: OutboundChoice[]): Markup {
  return { inline_keyboard: rows(buttons).map((row) => row.map(inlineButton)) };
}

function inlineButton({ label, data, url }: OutboundChoice): InlineKeyboardButton {
  return url === undefined ? { text: label, callback_data: data ?? '' } : { text: label, url };
}

/**
 * Only a keyboard in place of the phone's own can share a number. Its other buttons send their words, which are understood
 * as the choice. It folds away once used, and goes with the next message that has nothing under it.
 */
function contactKeyboard({ buttons, contactLabel = SHARE }: RenderedMessage): Markup {
  const choices = rows(buttons.filter(({ url }) => url === undefined)).map((row) => row.map(({ label }) => ({ text: label })));
  return { keyboard: [[{ text: contactLabel, request_contact: true }], ...choices], one_time_keyboard: true, resize_keyboard: true };
}

/** Two in a row where all are short, else each in a row of its own. */
function rows(buttons: OutboundChoice[]): OutboundChoice[][] {
  const perRow = buttons.every(({ label }) => label.length <= HALF_ROW) ? 2 : 1;
  return Array.from({ length: Math.ceil(buttons.length / perRow) }, (_, index) => buttons.slice(index * perRow, (index + 1) * perRow));
}

function withAddresses(text: string, links: OutboundChoice[]): string {
  return [text, ...links.map(({ label, url }) => `${label}: ${url}`)].join('\n\n');
}

/** Telegram takes no button to a machine without a full name, as a service on one's own machine has. */
function isOpenable(url: string | undefined): boolean {
  return url !== undefined && new URL(url).hostname.includes('.');
}
