/** What may arrive at a webhook: updates as Telegram sends them, the same with something wrong in them, and no updates at all. Seeded. */
import { gzipSync } from 'node:zlib';
import type { Random } from '../crash/random.ts';
import { bend, MARK, nested, said, traps } from './traps.ts';

export interface Delivery {
  body: Buffer;
  headers: Record<string, string>;
  /** Has the right secret. */
  trusted: boolean;
  /** An update of a private chat with nothing wrong in it: has to be stored, unless its number came before. */
  sound: boolean;
  kind: string;
}

export const SECRET = 'a-secret-that-only-telegram-knows';

/** Chats with numbers that nothing else has, so that they can be found in a log. */
export const FIRST_CHAT = 7_310_000_000;
const CHATS = 120;
const FIRST_UPDATE = 810_000_000;

const chatTypes = ['group', 'supergroup', 'channel', 'sender', 'Private', '', 'private\u0000'];
const otherKinds = [
  'edited_message',
  'channel_post',
  'inline_query',
  'poll',
  'chat_join_request',
  'message_reaction',
  'business_message',
  '__proto__',
];

export function createBodies(random: Random): { next(): Delivery } {
  let count = 0;
  let updateId = FIRST_UPDATE;

  const mark = () => `${MARK}${(++count).toString(36)}`;
  const trap = () => (random.chance(0.3) ? random.pick(traps) : '');
  const text = () => `${random.chance(0.3) ? `${random.pick(said)} ` : ''}${mark()} ${trap()}`;
  const chatId = () => FIRST_CHAT + random.below(CHATS);
  /** Now and then one that came before. */
  const nextUpdate = () => (random.chance(0.03) ? FIRST_UPDATE + random.below(updateId - FIRST_UPDATE + 1) : ++updateId);
  const person = (id: number) => ({ id, is_bot: false, first_name: mark(), last_name: mark(), username: mark(), language_code: 'vi' });
  const room = (id: number) => ({ id, type: 'private', first_name: mark(), username: mark() });

  function sound(): Record<string, unknown> {
    const id = chatId();
    const update_id = nextUpdate();
    const base = () => ({ message_id: random.below(1_000_000), date: 1_793_494_800, from: person(id), chat: room(id) });
    const message = (content: object) => ({ update_id, message: { ...base(), ...content } });
    const makers: (() => Record<string, unknown>)[] = [
      () => message({ text: text() }),
      () => message({ text: random.pick(said) }),
      () => message({ text: text(), entities: [{ type: 'bold', offset: 0, length: 3 }], reply_to_message: { ...base(), text: text() } }),
      () => ({ update_id, callback_query: { id: mark(), from: person(id), data: press(), chat_instance: '1', message: under(base()) } }),
      () => message({ contact: { phone_number: `+84${mark()}`, first_name: mark(), user_id: random.chance(0.5) ? id : id + 1 } }),
      () => message({ voice: { file_id: mark(), duration: 3 } }),
      () => message({ sticker: { file_id: mark() } }),
      () => message({ location: { latitude: 10.98, longitude: 106.66 } }),
      () => message({ photo: sizes(), caption: text(), ...(random.chance(0.3) && { media_group_id: mark() }) }),
      () =>
        message({ document: { file_id: mark(), file_name: mark(), mime_type: 'application/pdf', file_size: random.below(30_000_000) } }),
      () => ({
        update_id,
        my_chat_member: { chat: room(id), from: person(id), new_chat_member: { status: random.pick(['kicked', 'member']) } },
      }),
    ];
    // Files take a while each.
    return random.chance(0.9) ? random.pick(makers.slice(0, 8))() : random.pick(makers)();
  }

  const press = () => random.pick(['1.start', '1.human', `${random.below(9)}.o1`, mark(), `1.${'x'.repeat(40)}`]);
  const under = (base: object) => ({
    ...base,
    text: text(),
    reply_markup: { inline_keyboard: [[{ text: mark(), callback_data: '1.start' }]] },
  });
  const sizes = () => [90, 1280].map((width) => ({ file_id: mark(), file_unique_id: mark(), width, height: width, file_size: width * 10 }));

  /** Of a private chat, but from or of what is no concern of ours. */
  function foreign(): Record<string, unknown> {
    const update = sound();
    const content = Object.values(update).find((value) => typeof value === 'object') as { chat?: object; message?: { chat: object } };
    if (random.chance(0.5)) {
      const chat = { id: -1_000_000_000_000 - random.below(99), type: random.pick(chatTypes), title: mark() };
      if (content.message) content.message.chat = chat;
      else content.chat = chat;
      return update;
    }
    return { update_id: update.update_id, [random.pick(otherKinds)]: content };
  }

  /** Not JSON, or not of an update's size. */
  function broken(): Buffer {
    const json = Buffer.from(JSON.stringify(sound()));
    const at = random.below(json.length);
    const makers: (() => Buffer)[] = [
      () => json.subarray(0, at),
      () => Buffer.concat([json, json]),
      () => Buffer.concat([json.subarray(0, at), Buffer.from([random.below(256), 0xff, 0xfe]), json.subarray(at)]),
      () => Buffer.from(json.toString().replaceAll('"', "'")),
      () => Buffer.from(`${MARK} xin chào`),
      () => Buffer.from(random.pick(['', ' ', 'null', 'true', '1', '""', '[]', '{}', '[[[]]]', 'NaN', '\ufeff{}', '{"update_id":1e999}'])),
      () => Buffer.from(json.toString('utf8'), 'utf16le'),
      () => Buffer.from(nested(random)),
      () => Buffer.from(JSON.stringify({ update_id: nextUpdate(), __proto__: null, x: mark().repeat(1_000) })),
      () => Buffer.from(json.toString().replace('{', '{"__proto__":{"message":{"text":"x"}},"update_id":5,')),
    ];
    if (random.chance(0.01)) return Buffer.from(`{"update_id":1,"message":"${mark().repeat(random.pick([90_000, 200_000]))}"}`);
    return random.pick(makers)();
  }

  function headersOf(): Record<string, string> {
    return {
      'content-type': random.chance(0.95)
        ? 'application/json'
        : random.pick(['text/plain', 'multipart/form-data', 'application/json; charset=koi8-r', '*/*']),
    };
  }

  function packed(): Pick<Delivery, 'body' | 'headers'> {
    const json = Buffer.from(JSON.stringify(foreign()));
    const [encoding, body] = random.pick<[string, Buffer]>([
      ['gzip', gzipSync(json)],
      ['gzip', json],
      ['gzip', gzipSync(Buffer.alloc(20_000_000, 32))],
      ['br', json],
      [MARK, json],
    ]);
    return { body, headers: { ...headersOf(), 'content-encoding': encoding } };
  }

  function delivery(): Omit<Delivery, 'headers' | 'trusted'> & { headers?: Record<string, string> } {
    const dice = random.below(100);
    if (dice < 16) return { body: Buffer.from(JSON.stringify(sound())), sound: true, kind: 'sound' };
    if (dice < 34) return { body: Buffer.from(JSON.stringify(foreign())), sound: false, kind: 'foreign' };
    if (dice < 70) return { body: Buffer.from(bend(sound(), random)), sound: false, kind: 'bent' };
    if (dice < 99) return { body: broken(), sound: false, kind: 'broken' };
    return { ...packed(), sound: false, kind: 'packed' };
  }

  return {
    next() {
      const { headers = headersOf(), ...made } = delivery();
      const secret = random.chance(0.88)
        ? SECRET
        : random.pick([null, '', SECRET.slice(0, -1), `${SECRET}x`, SECRET.toUpperCase(), MARK.repeat(500)]);
      const trusted = secret === SECRET;
      const decodable = !/charset/.test(headers['content-type'] ?? '');
      return {
        ...made,
        headers: { ...headers, ...(secret !== null && { 'x-telegram-bot-api-secret-token': secret }) },
        trusted,
        sound: made.sound && trusted && decodable,
      };
    },
  };
}
