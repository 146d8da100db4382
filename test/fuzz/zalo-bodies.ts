/** What may arrive at the webhook of Zalo: events as it sends them, the same with something wrong in them, and no events at all. Seeded. */
import { type SigningKeys, signatureOf } from '../../src/channel/zalo/signature.ts';
import type { Random } from '../crash/random.ts';
import { bend, MARK, nested, said, traps } from './traps.ts';

export interface ZaloDelivery {
  body: Buffer;
  headers: Record<string, string>;
  /** Rightly signed. */
  trusted: boolean;
  /** Key of the update that has to be stored, unless it came before; null: none has to be. */
  key: string | null;
  kind: string;
}

/** Ids of people whose events are rightly signed, and of those whose are not: nothing else has such numbers. */
export const TRUSTED_USERS = '73100000000000';
export const OTHER_USERS = '83100000000000';
const USERS = 120;
const userAt = (base: string, place: number) => `${base}${String(place).padStart(5, '0')}`;
export const TRUSTED: ReadonlySet<string> = new Set(Array.from({ length: USERS }, (_, place) => userAt(TRUSTED_USERS, place)));

const otherEvents = [
  'oa_send_text',
  'user_reacted_message',
  'user_feedback',
  'add_user_to_tag',
  'anonymous_send_text',
  'user_send_group_text',
  'change_oa_daily_quota',
  'widget_interaction_accepted',
  'update_user_info',
  '__proto__',
  'constructor',
];

export interface ZaloBodiesParts {
  random: Random;
  keys: SigningKeys;
  oaId: string;
}

export function createZaloBodies({ random, keys, oaId }: ZaloBodiesParts): { next(): ZaloDelivery } {
  let count = 0;
  let at = 1_793_494_800_000;

  const mark = () => `${MARK}${(++count).toString(36)}`;
  const trap = () => (random.chance(0.3) ? random.pick(traps) : '');
  const text = () => `${random.chance(0.3) ? `${random.pick(said)} ` : ''}${mark()} ${trap()}`;
  const idOf = (trusted: boolean) => userAt(trusted ? TRUSTED_USERS : OTHER_USERS, random.below(USERS));

  function event(user: string): { event: Record<string, unknown>; key: string | null } {
    const timestamp = random.chance(0.1) ? ++at : String(++at);
    const base = (event_name: string, more: object) => ({ app_id: keys.appId, event_name, timestamp, user_id_by_app: mark(), ...more });
    const message = (kind: string, content: object) => {
      const id = random.chance(0.03) && count > 0 ? `${MARK}m${random.below(count)}` : `${MARK}m${count++}`;
      const named = random.chance(0.1) ? { message_id: id } : { msg_id: id };
      const sent = base(`user_send_${kind}`, { sender: { id: user }, recipient: { id: oaId }, message: { ...content, ...named } });
      return { event: sent, key: id };
    };
    const attached = (kind: string, payload: object) => message(kind, { text: text(), attachments: [{ type: kind, payload }] });
    const told = (name: string, more: object) => ({ event: base(name, more), key: null });
    // Nothing is fetched from there, so nobody waits for it.
    const url = () => `https://${mark()}.example/${mark()}.jpg`;
    const makers: (() => { event: Record<string, unknown>; key: string | null })[] = [
      () => message('text', { text: text() }),
      () => message('text', { text: random.pick(said) }),
      // The same button again means nothing.
      () => ({ ...message('text', { text: `#nh.${random.pick(['1.start', '1.human', `${random.below(9)}.o1`, mark()])}` }), key: null }),
      () => message('text', { text: text(), quote_msg_id: mark() }),
      () => attached('audio', { url: url() }),
      () => attached('sticker', { id: mark(), url: url() }),
      () => attached('location', { coordinates: { latitude: mark(), longitude: mark() } }),
      () => attached('link', { thumbnail: url(), description: mark(), url: url() }),
      () => attached('business_card', { thumbnail: url(), description: `{"phone":"${mark()}"}`, url: url() }),
      () => told('user_submit_info', { sender: { id: user }, recipient: { id: oaId }, info: { name: mark(), phone: `84${mark()}` } }),
      () => told('user_click_chatnow', { oa_id: oaId, user_id: user }),
      () => told(random.pick(['follow', 'unfollow']), { oa_id: oaId, follower: { id: user }, source: mark() }),
      () => told('user_received_message', { sender: { id: oaId }, recipient: { id: user }, message: { msg_id: mark() } }),
      () => told('user_seen_message', { sender: { id: oaId }, recipient: { id: user }, message: { msg_ids: [mark(), mark()] } }),
      () =>
        told('oa_send_text', {
          sender: { id: oaId, admin_id: mark() },
          recipient: { id: user },
          message: { text: text(), msg_id: mark() },
        }),
      () => told('user_withdraw', { user_id: user }),
      () => attached('image', { thumbnail: url(), url: url() }),
      () => attached('file', { size: String(random.below(30_000_000)), name: mark(), checksum: mark(), type: 'pdf', url: url() }),
    ];
    return random.chance(0.95) ? random.pick(makers.slice(0, 14))() : random.pick(makers)();
  }

  function foreign(user: string): Record<string, unknown> {
    const { event: made } = event(user);
    if (random.chance(0.3)) return { ...made, recipient: { id: mark() }, oa_id: mark() };
    return { ...made, event_name: random.pick(otherEvents) };
  }

  /** Not JSON, or not of an event's size. */
  function broken(user: string): Buffer {
    const json = Buffer.from(JSON.stringify(event(user).event));
    const cut = random.below(json.length);
    const makers: (() => Buffer)[] = [
      () => json.subarray(0, cut),
      () => Buffer.concat([json, json]),
      () => Buffer.concat([json.subarray(0, cut), Buffer.from([random.below(256), 0xff, 0xfe]), json.subarray(cut)]),
      () => Buffer.from(json.toString().replaceAll('"', "'")),
      () => Buffer.from(`${MARK} xin chào`),
      () => Buffer.from(random.pick(['', ' ', 'null', 'true', '1', '""', '[]', '{}', '[[[]]]', 'NaN', '\ufeff{}', '{"timestamp":1e999}'])),
      () => Buffer.from(json.toString('utf8'), 'utf16le'),
      () => Buffer.from(nested(random)),
      () => Buffer.from(json.toString().replace('{', '{"__proto__":{"event_name":"follow"},"timestamp":5,')),
    ];
    if (random.chance(0.01)) return Buffer.from(`{"event_name":"${mark().repeat(random.pick([90_000, 200_000]))}"}`);
    return random.pick(makers)();
  }

  function made(user: string): { body: Buffer; key: string | null; kind: string } {
    const dice = random.below(100);
    if (dice < 20) {
      const one = event(user);
      return { body: Buffer.from(JSON.stringify(one.event)), key: one.key, kind: 'sound' };
    }
    if (dice < 36) return { body: Buffer.from(JSON.stringify(foreign(user))), key: null, kind: 'foreign' };
    if (dice < 72) return { body: Buffer.from(bend(event(user).event, random)), key: null, kind: 'bent' };
    return { body: broken(user), key: null, kind: 'broken' };
  }

  function signature(body: Buffer): string {
    const hex = signatureOf(keys, body, timestampIn(body));
    return random.chance(0.5) ? `mac=${hex}` : hex;
  }

  return {
    next() {
      const trusted = random.chance(0.88);
      const { body, key, kind } = made(idOf(trusted));
      const wrong = () =>
        random.pick([
          null,
          '',
          'mac=',
          `mac=${'0'.repeat(64)}`,
          `mac=${signatureOf({ ...keys, oaSecretKey: 'x' }, body, '1')}`,
          MARK.repeat(500),
        ]);
      const given = trusted ? signature(body) : wrong();
      const headers = {
        'content-type': random.chance(0.95) ? 'application/json' : random.pick(['text/plain', '*/*', 'multipart/form-data']),
      };
      return {
        body,
        kind,
        trusted,
        key: trusted ? key : null,
        headers: { ...headers, ...(given !== null && { 'x-zevent-signature': given }) },
      };
    },
  };
}

/** As whoever signs writes it; of what is no event, nothing. */
function timestampIn(body: Buffer): string {
  try {
    const { timestamp } = JSON.parse(body.toString('utf8')) as { timestamp?: unknown };
    return typeof timestamp === 'string' || typeof timestamp === 'number' ? String(timestamp) : '';
  } catch {
    return '';
  }
}
