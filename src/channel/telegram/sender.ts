/** Hands one message to Telegram. When, and whether again, is the ledger's business. */
import type { RenderedMessage, Sender } from '../channel.ts';
import type { Api } from './api.ts';
import { show } from './keyboard.ts';
import { sendFailure } from './send-failure.ts';

/** Characters under a picture. */
const MAX_CAPTION = 1024;

export function createSender({ api }: { api: Api }): Sender {
  async function send(to: string, message: RenderedMessage): Promise<string> {
    const chat = { chat_id: Number(to) };
    const { text, reply_markup } = show(message);
    const captioned = message.media && text.length <= MAX_CAPTION;
    if (message.media) {
      const photo = { ...chat, photo: message.media.url, ...(captioned && { caption: text, reply_markup }) };
      const sent = await api.call('sendPhoto', photo).catch(withoutPicture);
      if (sent && captioned) return String(sent.message_id);
    }
    const sent = await api.call('sendMessage', { ...chat, text, reply_markup, link_preview_options: { is_disabled: true } });
    return String(sent.message_id);
  }

  /** Only buttons under the message itself can be changed. */
  async function edit(to: string, providerId: string, message: RenderedMessage): Promise<void> {
    const { text, reply_markup } = show(message);
    const inline = 'inline_keyboard' in reply_markup ? { reply_markup } : {};
    const which = { chat_id: Number(to), message_id: Number(providerId) };
    await api.call('editMessageText', { ...which, text, ...inline, link_preview_options: { is_disabled: true } });
  }

  return {
    send: (to, message) => inItsWords(send(to, message)),
    edit: (to, providerId, message) => inItsWords(edit(to, providerId, message)),
  };
}

/** Telegram fetches a picture itself. Where it cannot, its words go without: they are what it is about. */
function withoutPicture(error: unknown): null {
  if (sendFailure(error).kind !== 'refused') throw error;
  return null;
}

async function inItsWords<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw sendFailure(error);
  }
}
