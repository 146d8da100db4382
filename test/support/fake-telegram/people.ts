/** People with the app on their phone: what they see of the bot, and what they do. */
import { randomUUID } from 'node:crypto';
import { fold } from '../../../src/flow/fold.ts';
import type { Button, Markup } from './check-message.ts';
import type { createUpdates } from './updates.ts';

/** Something that the bot has put into a chat. */
export interface Received {
  messageId: number;
  method: string;
  text: string;
  markup: Markup | undefined;
  /** performance.now() of the fake when the call came. */
  at: number;
  /** Bytes of a picture that came with it, or its address. */
  photo?: number | string;
}

export interface Chat {
  id: number;
  /** The person has written at least once. */
  started: boolean;
  state: 'open' | 'blocked' | 'deactivated';
  /** The id under which it is found now. */
  movedTo?: number;
  received: Received[];
}

export interface StoredFile {
  bytes: Uint8Array;
  path: string;
  /** What the platform says of its size; differs in tests of limits. */
  size: number;
}

export interface PeopleParts {
  botId: number;
  updates: ReturnType<typeof createUpdates>;
  chat(id: number): Chat;
  addFile(bytes: Uint8Array, more: { extension: string; size?: number }): string;
  addPress(id: string): void;
  /** Called whenever a chat receives something. */
  onReceived(listener: () => void): () => void;
  nextMessageId(): number;
}

export type FakeUser = ReturnType<typeof createUser>;

const DATE = 1_793_494_800;

export function createUser(parts: PeopleParts, id: number) {
  const { updates, addFile } = parts;
  const chat = parts.chat(id);
  const from = { id, is_bot: false, first_name: `Người ${id}`, last_name: 'Kín', username: `kin${id}`, language_code: 'vi' };
  const room = { id, type: 'private', first_name: from.first_name, last_name: from.last_name, username: from.username };

  function message(content: object): number {
    chat.started = true;
    return updates.add('message', id, { message_id: parts.nextMessageId(), from, chat: room, date: DATE, ...content });
  }

  function membership(status: 'kicked' | 'member', before: 'kicked' | 'member'): number {
    const user = { id: parts.botId, is_bot: true, first_name: 'Nhà Học', username: 'nhahoc_bot' };
    return updates.add('my_chat_member', id, {
      chat: room,
      from,
      date: DATE,
      old_chat_member: { user, status: before },
      new_chat_member: { user, status, ...(status === 'kicked' && { until_date: 0 }) },
    });
  }

  function photoSizes(bytes: Uint8Array, size = bytes.byteLength) {
    const small = { file_id: addFile(bytes.slice(0, 64), { extension: 'jpg' }), width: 90, height: 67, file_size: 64 };
    const whole = { file_id: addFile(bytes, { extension: 'jpg', size }), width: 1280, height: 960, file_size: size };
    return [small, whole].map((one) => ({ ...one, file_unique_id: one.file_id.slice(0, 16) }));
  }

  /** The newest message that has this button, accents and case aside. */
  function find(label: string): { under: Received; button: Button } {
    const wanted = fold(label);
    for (const under of chat.received.toReversed()) {
      const rows = under.markup?.inline_keyboard ?? under.markup?.keyboard;
      const button = rows?.flat().find(({ text }) => fold(text).startsWith(wanted));
      if (button) return { under, button };
    }
    const last = chat.received.findLast(({ markup }) => markup?.inline_keyboard ?? markup?.keyboard);
    const labels = (last?.markup?.inline_keyboard ?? last?.markup?.keyboard ?? []).flat().map(({ text }) => text);
    throw new Error(`No button "${label}" among: ${labels.join(' | ')}`);
  }

  return {
    id,
    received: () => chat.received,
    says: (text: string) => message({ text }),
    starts: (code?: string) => message({ text: code === undefined ? '/start' : `/start ${code}` }),
    presses(label: string): number {
      const { under, button } = find(label);
      if (button.url !== undefined) throw new Error(`"${label}" opens ${button.url}`);
      return button.callback_data === undefined ? message({ text: button.text }) : this.pressesData(button.callback_data, under);
    },
    /** Any data, under any message: also what no button has. */
    pressesData(data: string, under: Received | undefined = chat.received.at(-1)): number {
      const press = randomUUID();
      parts.addPress(press);
      const from_bot = { id: parts.botId, is_bot: true, first_name: 'Nhà Học' };
      const bot = {
        message_id: under?.messageId ?? 0,
        from: from_bot,
        chat: room,
        date: DATE,
        text: under?.text,
        reply_markup: under?.markup,
      };
      return updates.add('callback_query', id, { id: press, from, message: bot, chat_instance: '1', data });
    },
    sendsPhoto: (bytes: Uint8Array, more: { caption?: string; size?: number } = {}) =>
      message({ photo: photoSizes(bytes, more.size), ...(more.caption !== undefined && { caption: more.caption }) }),
    sendsAlbum(photos: Uint8Array[], caption?: string): number[] {
      const media_group_id = randomUUID().replaceAll(/\D/g, '').slice(0, 17);
      return photos.map((bytes, index) =>
        message({ photo: photoSizes(bytes), media_group_id, ...(index === 0 && caption !== undefined && { caption }) }),
      );
    },
    sendsDocument(bytes: Uint8Array, more: { name?: string; mime?: string; size?: number; caption?: string } = {}): number {
      const { name = 'giay-khen.pdf', mime = 'application/pdf', size = bytes.byteLength, caption } = more;
      const file_id = addFile(bytes, { extension: 'pdf', size });
      const document = { file_id, file_unique_id: file_id.slice(0, 16), file_name: name, mime_type: mime, file_size: size };
      return message({ document, ...(caption !== undefined && { caption }) });
    },
    sendsVoice: () => message({ voice: { file_id: 'voice', file_unique_id: 'v', duration: 3, mime_type: 'audio/ogg' } }),
    sendsSticker: () => message({ sticker: { file_id: 'sticker', file_unique_id: 's', width: 512, height: 512, type: 'regular' } }),
    shares: (phone: string, { own = true } = {}) =>
      message({ contact: { phone_number: phone, first_name: from.first_name, user_id: own ? id : id + 1 } }),
    blocks(): number {
      chat.state = 'blocked';
      return membership('kicked', 'member');
    },
    unblocks(): number {
      chat.state = 'open';
      return membership('member', 'kicked');
    },
    deletesAccount(): void {
      chat.state = 'deactivated';
    },
    /** Resolves with everything received after the first `count`, once that is at least one; rejects after `ms`. */
    hears(count: number, ms = 10_000): Promise<Received[]> {
      return new Promise((resolve, reject) => {
        const look = () => {
          if (chat.received.length <= count) return;
          settle();
          resolve(chat.received.slice(count));
        };
        const timer = setTimeout(() => {
          settle();
          reject(new Error(`Nothing came to ${id} within ${ms} ms`));
        }, ms);
        const off = parts.onReceived(look);
        const settle = () => {
          clearTimeout(timer);
          off();
        };
        look();
      });
    },
  };
}
