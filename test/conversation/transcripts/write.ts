/** A transcript as a person reads it: 👤 the family, 🏠 the house, buttons in brackets. */
import type { Capabilities, RenderedMessage } from '../../../src/channel/channel.ts';
import { render } from '../../../src/channel/render.ts';
import { readCode } from '../../../src/household/household-code.ts';
import type { Entry } from './stage.ts';

/** Codes differ with every change of how many ids are drawn before them. */
const code = /(?<![\w])[1-9A-HJKMNP-TV-Z]{4} ?[1-9A-HJKMNP-TV-Z]{4}(?![\w])/g;

/** And so does every one-time link. */
const link = /\/(o|console\/in)\/[\w-]{24}/g;

export function write(title: string, entries: Entry[], channel: Capabilities): string {
  const blocks = entries.flatMap((entry) => {
    if (entry.who === 'stage') return [`⏳ ${entry.text}`];
    if (entry.who === 'family') return [`👤 ${indented(entry.text)}`];
    const { said } = entry;
    return ('came' in said ? [said.came] : render(said.message, channel)).map(writeMessage);
  });
  return `${[`# ${title}`, ...blocks].join('\n\n').replaceAll(code, maskCode).replaceAll(link, '/$1/‹mã›')}\n`;
}

function maskCode(found: string): string {
  return readCode(found) === null ? found : '‹mã›';
}

function writeMessage({ text, buttons, asksContact }: RenderedMessage): string {
  const pressed = buttons.map(({ label, url }) => (url === undefined ? `[${label}]` : `[${label} ↗]`));
  const offered = asksContact ? [...pressed, '[☎ gửi số của máy này]'] : pressed;
  return [`🏠 ${indented(text)}`, ...(offered.length > 0 ? [`   ${offered.join(' ')}`] : [])].join('\n');
}

function indented(text: string): string {
  return text
    .split('\n')
    .join('\n   ')
    .replaceAll(/[ ]+\n/g, '\n');
}
