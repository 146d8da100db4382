/** Puts what the OA sends on people's phones, if they may be written to now, and counts what each message costs. */
import { idIn, invalid, objectIn, Refusal, stringIn } from './answer.ts';
import { type Content, checkMessage } from './check-message.ts';
import type { FakeClock } from './clock.ts';
import { type Events, newMessageId } from './events.ts';
import type { Oa } from './oauth.ts';
import type { Phone, Received, Standing, Terms } from './phone.ts';
import type { createUploads } from './uploads.ts';

/** Approved templates: id, then the most characters of each thing to fill in. null: any id, any data. */
export type Templates = Readonly<Record<string, Readonly<Record<string, number>>>> | null;

export interface SendingParts {
  clock: FakeClock;
  phones: ReadonlyMap<string, Phone>;
  uploads: ReturnType<typeof createUploads>;
  events: Events;
  templates: Templates;
  /** Answers say what is left, as they did until March 2026. */
  quota: boolean;
  arrived(): void;
}

const HOUR = 60 * 60 * 1000;
const FREE_MS = 48 * HOUR;
const PAID_MS = 7 * 24 * HOUR;
const refusals: Readonly<Record<Exclude<Standing, 'open'>, number>> = { blocked: -217, restricted: -244, unfollowed: -213, inactive: -227 };
const echoes: Readonly<Record<Content['kind'], string>> = {
  text: 'text',
  image: 'image',
  gif: 'gif',
  sticker: 'sticker',
  file: 'file',
  askInfo: 'template',
};
const quotas: Readonly<Record<Terms, object>> = {
  free: { quota_type: 'reply', remain: '8', total: '8' },
  paid: { quota_type: 'sub_quota', owner_type: 'OA', remain: '1999', total: '2000' },
  template: { quota_type: 'purchase_quota', remain: 4821 },
};

export function createSending({ clock, phones, uploads, events, templates, quota, arrived }: SendingParts) {
  const terms: Record<Terms, number> = { free: 0, paid: 0, template: 0 };
  const acceptedAt: number[] = [];

  function phoneOf(oa: Oa, given: unknown): Phone {
    const phone = phones.get(idIn(given, 'user_id'));
    if (phone?.oa !== oa) throw invalid('user_id');
    return phone;
  }

  function reachable({ standing }: Phone): void {
    if (standing !== 'open') throw new Refusal(refusals[standing]);
  }

  /** What a plain message costs now. */
  function termsNow({ lastInteraction }: Phone): Terms {
    if (lastInteraction === null) throw new Refusal(-232);
    const silence = clock.now() - lastInteraction;
    if (silence > PAID_MS) throw new Refusal(-230);
    return silence > FREE_MS ? 'paid' : 'free';
  }

  /** With what was uploaded earlier in its place. */
  function filled(oa: Oa, content: Content): Partial<Received> {
    const { kind, attachmentId, url, token, asksInfo, quotes } = content;
    const shown = { ...(asksInfo && { asksInfo }), ...(quotes !== undefined && { quotes }) };
    if (kind === 'sticker') return { ...shown, sticker: attachmentId as string };
    if (token !== undefined) {
      const { name, bytes } = uploads.find('file', oa, token);
      return { ...shown, file: { name, bytes } };
    }
    if (attachmentId !== undefined) return { ...shown, picture: uploads.find(kind as 'image' | 'gif', oa, attachmentId).bytes };
    return { ...shown, ...(url !== undefined && { picture: url }) };
  }

  function put(phone: Phone, cost: Terms, shown: Partial<Received>, name: string): object {
    const basics = { messageId: newMessageId(), from: 'oa', at: performance.now(), sentTime: clock.now(), text: '', buttons: [] } as const;
    const received: Received = { ...basics, buttons: [], terms: cost, ...shown };
    phone.received.push(received);
    terms[cost] += 1;
    acceptedAt.push(received.at);
    events.came(phone, received, { name });
    arrived();
    const { messageId: message_id, sentTime } = received;
    return { message_id, user_id: phone.userId, sent_time: String(sentTime), ...(quota && { quota: quotas[cost] }) };
  }

  function dataOf(id: string, given: unknown): Record<string, string> {
    const data = objectIn(given, 'template_data') as Record<string, string>;
    const asked = templates === null ? {} : templates[id];
    if (!asked) throw invalid('template_id');
    for (const value of Object.values(data)) stringIn(value, 'template_data');
    for (const [name, most] of Object.entries(asked)) {
      if (stringIn(data[name], name).length > most) throw invalid(name);
    }
    return data;
  }

  return {
    /** POST /v3.0/oa/message/cs */
    cs(oa: Oa, given: unknown): object {
      const body = objectIn(given, 'body');
      const phone = phoneOf(oa, objectIn(body.recipient, 'recipient').user_id);
      const content = checkMessage(body.message);
      const shown = filled(oa, content);
      reachable(phone);
      return put(phone, termsNow(phone), { text: content.text, buttons: content.buttons, ...shown }, echoes[content.kind]);
    },
    /** POST /v3.0/oa/message/template */
    template(oa: Oa, given: unknown): object {
      const body = objectIn(given, 'body');
      const phone = phoneOf(oa, body.user_id);
      const id = stringIn(body.template_id, 'template_id');
      const data = dataOf(id, body.template_data);
      reachable(phone);
      return put(phone, 'template', { template: { id, data } }, 'template');
    },
    terms: () => ({ ...terms }),
    /** performance.now() of each message. */
    acceptedAt: () => acceptedAt,
  };
}
