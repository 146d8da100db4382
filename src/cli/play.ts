/** `nhahoc play [dialog]`: talks to the dialogs in the terminal, with a pretended household behind them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { CannotStart } from '../cannot-start.ts';
import { profiles } from '../channel/profiles.ts';
import { render } from '../channel/render.ts';
import { localise } from '../conversation/localise.ts';
import { dialogKey } from '../flow/definition.ts';
import { step, type World } from '../flow/engine.ts';
import { emptySession, type FlowEvent, type Input, type Session } from '../flow/session.ts';
import { typedCode } from '../household/typed-code.ts';
import { createLocale, type Locale, sourceLanguage } from '../locale/locale.ts';
import { parseRubric } from '../rubric/parse.ts';
import { pretend } from './play/pretend.ts';
import { projectFolder } from './project-folder.ts';
import { readFlows } from './read-flows.ts';
import type { Shell } from './shell.ts';

const RUBRIC = 'gdht-324-mau';

const HELP = `Type as a household would: a number, the words of a choice, anything.
Besides words:  /start [code]  /photo [words]  /voice  /sticker  /press <serial>.<id>  Ctrl-D ends
`;

export async function run([dialog]: string[], { stdin, write }: Shell): Promise<number> {
  const locale = createLocale();
  const world = await loadWorld(locale, dialog);
  const answer = pretend(await loadRubric(), new Date());
  const terminal = createInterface({ input: stdin, terminal: false });
  write(HELP);
  const take = (before: Session, input: Input) => talk({ world, answer, locale, write }, before, input);
  let session = emptySession(sourceLanguage);
  session = take(session, { type: 'start' });
  for await (const line of terminal) session = take(session, toInput(line));
  return 0;
}

interface Parts extends Pick<Shell, 'write'> {
  world: World;
  answer: ReturnType<typeof pretend>;
  locale: Locale;
}

/** One input, and every request that follows it. */
function talk(parts: Parts, before: Session, input: Input): Session {
  const { world, answer, locale, write } = parts;
  const { session, events, requests } = step(world, before, input, new Date());
  for (const event of events) write(show(event, session, locale));
  const [request] = requests;
  return request ? talk(parts, session, answer(request)) : session;
}

function show(event: FlowEvent, session: Session, locale: Locale): string {
  if (event.type === 'trouble') return `⚠ trouble: ${event.code} in ${event.dialog}.${event.step}\n`;
  if (event.type === 'ended') return `  (${event.dialog} is over)\n`;
  const messages = render(localise(event, locale, session.lang), profiles.web);
  return messages
    .map(({ text, buttons }) => {
      const choices = buttons.map(({ label, url }, index) => `   [${index + 1}] ${label}${url ? ` → ${url}` : ''}\n`);
      return `\n🏠 ${text.replaceAll('\n', '\n   ')}\n${choices.join('')}`;
    })
    .join('');
}

function toInput(line: string): Input {
  const [, command, rest = ''] = /^\/(\w+)\s*(.*)$/.exec(line) ?? [];
  switch (command) {
    case 'start':
      return rest === '' ? { type: 'start' } : { type: 'start', code: rest };
    case 'photo':
      return { type: 'media', items: [photo], ...(rest === '' ? {} : { caption: rest }) };
    case 'voice':
      return { type: 'voice' };
    case 'sticker':
      return { type: 'other' };
    case 'press':
      return { type: 'press', data: rest };
    default:
      return { type: 'text', text: line };
  }
}

const photo = {
  kind: 'photo',
  blobKey: 'pretended',
  thumbKey: null,
  mediaType: 'image/jpeg',
  bytes: 1,
  width: 1,
  height: 1,
  sha256: '0'.repeat(64),
} as const;

/** With a dialog named, that one begins instead of the entry dialog. */
export async function loadWorld(locale: Locale, entry: string | undefined): Promise<World> {
  const { dialogs, words } = await readFlows();
  if (entry !== undefined && !dialogs.some(({ id }) => id === entry)) {
    throw new CannotStart(`There is no dialog ${entry}. There are: ${dialogs.map(({ id }) => id).join(', ')}`);
  }
  return {
    dialogs: new Map(dialogs.map((dialog) => [dialogKey(dialog.id, dialog.version), dialog])),
    current: new Map(dialogs.map(({ id, version }) => [id, version])),
    words: { ...words, entry: entry ?? words.entry },
    text: locale.speak,
    code: typedCode,
  };
}

export async function loadRubric() {
  const file = `flows/rubrics/${RUBRIC}.yaml`;
  const parsed = parseRubric(await readFile(join(projectFolder, file), 'utf8'), file);
  if (!parsed.ok) throw new CannotStart(`${file} cannot be read; npm run lint tells why`);
  return parsed.source.data;
}
