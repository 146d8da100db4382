/** People with Zalo on their phone: what they see of the OA, and what they do. */
import { createHash } from 'node:crypto';
import { fold } from '../../../src/flow/fold.ts';
import type { Json } from './answer.ts';
import type { Button } from './check-message.ts';
import type { FakeClock } from './clock.ts';
import type { Events } from './events.ts';
import type { createMedia } from './media.ts';
import type { Phone, Received, Standing } from './phone.ts';

export interface PeopleParts {
  clock: FakeClock;
  events: Events;
  media: ReturnType<typeof createMedia>;
  /** Called whenever a phone receives something. */
  onReceived(listener: () => void): () => void;
}

export interface Info {
  name?: string;
  phone?: string | number;
}

/** Extension of what an app has made of a photo. */
const JPEG = 'jpg';

export type FakeUser = ReturnType<typeof createUser>;

export function createUser({ clock, events, media, onReceived }: PeopleParts, phone: Phone) {
  /** Everything here keeps the chat open for two days more. */
  function interact(): void {
    phone.lastInteraction = clock.now();
    if (phone.standing === 'unfollowed') phone.standing = 'open';
  }

  function send(name: string, message: Json): string {
    interact();
    return events.sent(phone, name, message);
  }

  function attach(name: string, payload: Json, text?: string): string {
    return send(name, { ...(text !== undefined && { text }), attachments: [{ type: name, payload }] });
  }

  function picture(bytes: Uint8Array, extension: string): Json {
    return { thumbnail: media.add(bytes.slice(0, 64), extension), url: media.add(bytes, extension, 'image/jpeg') };
  }

  /** What stands under the newest message that has buttons; of all earlier ones with `old`. */
  function buttonsShown(old: boolean): Button[] {
    const rows = phone.received.filter(({ buttons }) => buttons.length > 0).map(({ buttons }) => buttons);
    return old ? rows.slice(0, -1).reverse().flat() : (rows.at(-1) ?? []);
  }

  function find(label: string, old = false): Button {
    const shown = buttonsShown(old);
    const button = shown.find(({ title }) => title === label) ?? shown.find(({ title }) => fold(title).startsWith(fold(label)));
    if (!button) throw new Error(`No button "${label}" among: ${shown.map(({ title }) => title).join(' | ')}`);
    return button;
  }

  function press(button: Button): string {
    if (typeof button.payload !== 'string') throw new Error(`"${button.title}" opens ${JSON.stringify(button.payload)}`);
    return send('text', { text: button.payload });
  }

  return {
    id: phone.userId,
    oaId: phone.oa.oaId,
    received: (): Received[] => phone.received,
    follows(): void {
      phone.following = true;
      interact();
      events.followed(phone);
    },
    /** Nothing says whether an OA may write on while the windows are open: with `open` this one may. */
    unfollows({ open = false } = {}): void {
      phone.following = false;
      if (!open) phone.standing = 'unfollowed';
      events.unfollowed(phone);
    },
    /** The button "Nhắn tin". Only the first press of a lifetime is told. */
    opensChat(): boolean {
      interact();
      const first = !phone.opened;
      phone.opened = true;
      if (first) events.opened(phone);
      return first;
    },
    says: (text: string, { quotes }: { quotes?: string } = {}) =>
      send('text', { text, ...(quotes !== undefined && { quote_msg_id: quotes }) }),
    /** A button of the newest message that has any: its exact title, or how it begins, accents and case aside. */
    presses: (label: string): string => press(find(label)),
    /** A button of an earlier message. */
    pressesOld: (label: string): string => press(find(label, true)),
    /** What a button of the newest message opens. */
    opens(label: string): string {
      const { payload, title } = find(label);
      if (typeof payload === 'string' || payload.url === undefined) throw new Error(`"${title}" opens nothing`);
      return payload.url;
    },
    sendsPhoto: (bytes: Uint8Array, { caption, extension = JPEG }: { caption?: string; extension?: string } = {}) =>
      attach('image', picture(bytes, extension), caption),
    /** Several at once: in one event, or one after the other. */
    sendsPhotos(photos: Uint8Array[], { caption, together = false }: { caption?: string; together?: boolean } = {}): string[] {
      const words = (index: number) => (index === 0 && caption !== undefined ? { text: caption } : {});
      const attachments = photos.map((bytes) => ({ type: 'image', payload: picture(bytes, JPEG) }));
      if (together) return [send('image', { ...words(0), attachments })];
      return attachments.map((one, index) => send('image', { ...words(index), attachments: [one] }));
    },
    sendsFile(bytes: Uint8Array, { name = 'giay-khen.pdf', size = bytes.byteLength } = {}): string {
      const type = name.split('.').at(-1) ?? '';
      const checksum = createHash('md5').update(bytes).digest('hex');
      return attach('file', { size: String(size), name, checksum, type, url: media.add(bytes, type) });
    },
    sendsVoice: () => attach('audio', { url: media.add(Buffer.from('#!AMR\n'), 'amr') }),
    sendsVideo: () => attach('video', { ...picture(Buffer.alloc(64), JPEG), description: '' }),
    sendsGif: () => attach('gif', picture(Buffer.from('GIF89a'), 'gif')),
    sendsSticker: () => attach('sticker', { id: 'c09965c25987b0d9e996', url: media.add(Buffer.alloc(64), 'png') }),
    sendsLocation: (latitude = '10.9013', longitude = '106.6987') => attach('location', { coordinates: { latitude, longitude } }),
    sendsLink: (url: string) => attach('link', { thumbnail: '', description: 'Một trang', url }),
    sendsCard: () => attach('business_card', { thumbnail: '', description: '{"phone":"84900000000"}', url: 'https://zalo.me/0900000000' }),
    /** The form that the OA asked for; in the shape of older pages with `old`. */
    submitsInfo({ name = 'Nguyễn Thị Sen', phone: number = '84912345678' }: Info = {}, { old = false } = {}): void {
      const place = { user_city: 'Thành phố Hồ Chí Minh', user_ward: 'Phường Lái Thiêu', user_address: 'Đường số 13' };
      const now = { name, phone: number, user_dob: '30/10/1960', gender: 'Nữ', full_address: place };
      const before = { address: 'Đường số 13', phone: number, city: 'Bình Dương', district: 'Thuận An', name, ward: 'Lái Thiêu' };
      events.submitted(phone, old ? before : now);
    },
    /** Takes back, at Zalo, what they allowed the app. */
    withdraws: () => events.withdrew(phone),
    becomes(standing: Standing): void {
      phone.standing = standing;
    },
    /** An event of this person as nobody could make it; what it lacks of app, time and signature is added. */
    makes: (event: Json) => events.happen(phone, event),
    /** Resolves with everything received after the first `count`, once that is at least one; rejects after `ms`. */
    hears(count: number, ms = 10_000): Promise<Received[]> {
      return new Promise((resolve, reject) => {
        const look = () => {
          if (phone.received.length <= count) return;
          settle();
          resolve(phone.received.slice(count));
        };
        const timer = setTimeout(() => {
          settle();
          reject(new Error(`Nothing came to ${phone.userId} within ${ms} ms`));
        }, ms);
        const off = onReceived(look);
        const settle = () => {
          clearTimeout(timer);
          off();
        };
        look();
      });
    },
  };
}

/** Somebody of the OA who answers in its own app, past the service. */
export function createOfficer({ clock, events, arrived }: { clock: FakeClock; events: Events; arrived(): void }, adminId: string) {
  return {
    adminId,
    writes(phone: Phone, text: string, messageId: string): void {
      const basics = { messageId, from: 'officer', terms: null, at: performance.now(), sentTime: clock.now(), buttons: [] } as const;
      const received: Received = { ...basics, buttons: [], text };
      phone.received.push(received);
      events.came(phone, received, { name: 'text', adminId });
      arrived();
    },
  };
}
