/** Fits a message into what a channel can carry. Pure: no words of its own, nothing lost, every limit kept. */
import type { Capabilities, Outbound, OutboundChoice, RenderedMessage } from './channel.ts';
import { splitText } from './split-text.ts';

/**
 * One message, or several when the words are too long; buttons stand under the last. Choices that do not fit as
 * buttons are listed in the words under the numbers by which they can be answered (1 is the first choice).
 */
export function render(outbound: Outbound, can: Capabilities): RenderedMessage[] {
  const { choices } = outbound;
  const fitting = choices.length <= can.maxButtons && choices.every((choice) => fitsData(choice, can));
  const cut = choices.some((choice) => nfc(choice.label).length > can.maxButtonLabel);
  const listed = !fitting || cut;
  const text = listed ? withList(outbound) : outbound.text;
  const buttons = fitting ? choices.map((choice, index) => button(choice, listed ? index + 1 : null, can)) : [];
  const asksContact = can.asksContact && outbound.expect === 'contact';
  const { contactLabel } = outbound;
  const parts = splitText(nfc(text), can.maxText);
  return parts.map((part, index) => ({
    text: part,
    buttons: index === parts.length - 1 ? buttons : [],
    asksContact: asksContact && index === parts.length - 1,
    ...(asksContact &&
      index === parts.length - 1 &&
      contactLabel !== undefined && { contactLabel: cutTo(nfc(contactLabel), can.maxButtonLabel) }),
    // What is ours never goes over servers abroad: no picture, no file.
    ...(index === 0 && outbound.media && !can.abroad && { media: outbound.media }),
  }));
}

function nfc(text: string): string {
  return text.normalize('NFC');
}

function fitsData(choice: OutboundChoice, can: Capabilities): boolean {
  return choice.data === undefined || Buffer.byteLength(choice.data) <= can.maxButtonData;
}

function withList({ text, choices, listHint }: Outbound): string {
  const list = choices.map(({ label, url }, index) => `${index + 1}. ${url === undefined ? label : `${label}: ${url}`}`);
  return [text, list.join('\n'), ...(listHint ? [listHint] : [])].join('\n\n');
}

/** With a number in front where the words above list the whole label under it. */
function button(choice: OutboundChoice, number: number | null, can: Capabilities): OutboundChoice {
  const label = nfc(number === null ? choice.label : `${number}. ${choice.label}`);
  return { ...choice, label: cutTo(label, can.maxButtonLabel) };
}

function cutTo(label: string, length: number): string {
  if (label.length <= length) return label;
  return `${splitText(label, length - 1)[0]}…`;
}
