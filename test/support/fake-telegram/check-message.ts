/** The limits that the real server holds messages to, in its words. */
import { badRequest, type Payload } from './answer.ts';

export interface Button {
  text: string;
  callback_data?: string;
  url?: string;
  request_contact?: boolean;
}

export interface Markup {
  inline_keyboard?: Button[][];
  keyboard?: Button[][];
  one_time_keyboard?: boolean;
  remove_keyboard?: boolean;
}

const MAX_BUTTONS = 100;

export function checkText(text: unknown, max = 4096, empty = 'message text is empty', long = 'message is too long'): string {
  if (text !== undefined && typeof text !== 'string') throw badRequest('text must be a string');
  const trimmed = (text ?? '').trim();
  if (!trimmed.isWellFormed()) throw badRequest('strings must be encoded in UTF-8');
  if (trimmed === '') throw badRequest(empty);
  if (trimmed.length > max) throw badRequest(long);
  return trimmed;
}

export function checkMarkup(given: unknown): Markup | undefined {
  const markup = (typeof given === 'string' ? JSON.parse(given) : given) as Markup | undefined;
  if (markup === undefined) return undefined;
  if (typeof markup !== 'object' || markup === null) throw badRequest('object expected as reply markup');
  const rows = markup.inline_keyboard ?? markup.keyboard ?? [];
  if (!Array.isArray(rows) || !rows.every(Array.isArray)) throw badRequest('field of the keyboard must be an Array of Arrays');
  const buttons = rows.flat();
  if (buttons.length > MAX_BUTTONS) throw badRequest('BUTTON_COUNT_INVALID');
  for (const button of buttons) {
    if (typeof button.text !== 'string' || button.text.trim() === '')
      throw badRequest("can't parse keyboard button: text must be non-empty");
    if (markup.inline_keyboard) checkInline(button);
    else if (button.callback_data !== undefined) throw badRequest("can't parse keyboard button: unexpected callback_data");
  }
  if (markup.keyboard && buttons.length === 0) throw badRequest('reply keyboard must be non-empty');
  return markup;
}

function checkInline({ callback_data: data, url }: Button): void {
  if ((data === undefined) === (url === undefined)) {
    throw badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
  }
  if (data !== undefined && (data === '' || Buffer.byteLength(data) > 64)) throw badRequest('BUTTON_DATA_INVALID');
  if (url !== undefined && !isAddress(url)) throw badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`);
}

function isAddress(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return ['http:', 'https:', 'tg:'].includes(protocol) && (protocol === 'tg:' || hostname.includes('.'));
}

export function checkCommands(given: unknown): { command: string; description: string }[] {
  const commands = given as { command: string; description: string }[];
  if (!Array.isArray(commands) || commands.length > 100) throw badRequest('BOT_COMMANDS_INVALID');
  for (const { command, description } of commands) {
    if (!/^[a-z0-9_]{1,32}$/.test(command)) throw badRequest('BOT_COMMAND_INVALID');
    if (typeof description !== 'string' || description.length < 1 || description.length > 256)
      throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
  }
  return commands;
}

export function checkLength(payload: Payload, field: string, max: number, problem: string): string {
  const text = payload[field] ?? '';
  if (typeof text !== 'string' || text.length > max) throw badRequest(problem);
  return text;
}
