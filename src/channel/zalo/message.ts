/** A message of ours as the OpenAPI takes it. Pure. */
import type { OutboundChoice, RenderedMessage } from '../channel.ts';
import { splitText } from '../split-text.ts';
import { payloadOf } from './press.ts';

/** What POST /v3.0/oa/message/cs takes. */
export interface Body {
  recipient: { user_id: string };
  message: { text?: string; attachment?: object };
}

/** What POST /v3.0/oa/message/template takes. */
export interface TemplateBody {
  user_id: string;
  template_id: string;
  template_data: { noi_dung: string };
}

/** `oa.query.show` would have people say `#nh.7.0`, which is what a press sends. */
type Button =
  | { title: string; type: 'oa.query.hide'; payload: string }
  | { title: string; type: 'oa.open.url'; payload: { url: string } }
  | { title: string; type: 'oa.open.phone'; payload: { phone_code: string } };

/** Characters after NFC. */
const MAX_TEXT = 2000;
const MAX_TITLE = 100;
/** Of the one parameter of our templates: see docs/zalo.md. */
const MAX_TEMPLATE_TEXT = 400;

/** The words with what stands under them. More than one only where addresses that Zalo does not open make them too long. */
export function wordsFor(to: string, { text, buttons }: Pick<RenderedMessage, 'text' | 'buttons'>): Body[] {
  const shown = buttons.flatMap((button) => buttonOf(button) ?? []);
  const bare = buttons.filter((button) => buttonOf(button) === null);
  const parts = splitText(withAddresses(text, bare).normalize('NFC'), MAX_TEXT);
  return parts.map((part, index) => {
    const under = index === parts.length - 1 && shown.length > 0;
    return bodyFor(to, { text: part, ...(under && { attachment: { type: 'template', payload: { buttons: shown } } }) });
  });
}

/** @param picture what an upload gave for it, or where Zalo finds it; `caption`: words under it, as long as a message's */
export function pictureFor(to: string, picture: { attachment_id: string } | { url: string }, caption?: string): Body {
  const payload = { template_type: 'media', elements: [{ media_type: 'image', ...picture }] };
  const text = caption?.normalize('NFC');
  return bodyFor(to, { ...(text && { text }), attachment: { type: 'template', payload } });
}

/** @param token what an upload gave for it */
export function fileFor(to: string, token: string): Body {
  return bodyFor(to, { attachment: { type: 'file', payload: { token } } });
}

/** A card that opens a form with name, number and address. */
export function cardFor(to: string, { title, subtitle, picture }: { title: string; subtitle: string; picture: string }): Body {
  const element = { title: cutTo(title, MAX_TITLE), subtitle: subtitle.normalize('NFC'), image_url: picture };
  return bodyFor(to, { attachment: { type: 'template', payload: { template_type: 'request_user_info', elements: [element] } } });
}

/** Its words on one line, as far as a template's parameter goes. */
export function templateFor(to: string, templateId: string, { text }: Pick<RenderedMessage, 'text'>): TemplateBody {
  const words = cutTo(text.replaceAll(/\s+/g, ' ').trim(), MAX_TEMPLATE_TEXT);
  return { user_id: to, template_id: templateId, template_data: { noi_dung: words } };
}

function bodyFor(to: string, message: Body['message']): Body {
  return { recipient: { user_id: to }, message };
}

/** null: Zalo does not open it. */
function buttonOf({ label, data, url }: OutboundChoice): Button | null {
  const title = cutTo(label, MAX_TITLE);
  if (url === undefined) return { title, type: 'oa.query.hide', payload: payloadOf(data ?? '') };
  const address = URL.parse(url);
  if (address?.protocol === 'tel:') return { title, type: 'oa.open.phone', payload: { phone_code: phoneCode(address.pathname) } };
  if (!address || !/^https?:$/.test(address.protocol) || !address.hostname.includes('.')) return null;
  return { title, type: 'oa.open.url', payload: { url } };
}

/** With the country's code in front and without a sign: 84912345678. */
function phoneCode(number: string): string {
  return number.replaceAll(/\D/g, '').replace(/^0/, '84');
}

function withAddresses(text: string, links: OutboundChoice[]): string {
  return [text, ...links.map(({ label, url }) => `${label}: ${url}`)].join('\n\n');
}

/** At the end of a word, if there is one. */
function cutTo(text: string, length: number): string {
  const whole = text.normalize('NFC');
  return whole.length <= length ? whole : `${splitText(whole, length - 1)[0]}…`;
}
