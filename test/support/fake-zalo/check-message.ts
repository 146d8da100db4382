/** The rules that `/v3.0/oa/message/cs` holds a message to. Where the real one's are doubtful, these are the narrower. */
import { exceeds, idIn, invalid, type Json, missing, objectIn, stringIn } from './answer.ts';

export interface Button {
  title: string;
  type: 'oa.query.show' | 'oa.query.hide' | 'oa.open.url' | 'oa.open.phone' | 'oa.open.sms';
  /** Text that comes back; or what is opened: `{url}`, `{phone_code}`, `{content, phone_code}`. */
  payload: string | { url?: string; phone_code?: string; content?: string };
}

export type MediaKind = 'image' | 'gif' | 'sticker';

export interface Content {
  kind: 'text' | 'file' | 'askInfo' | MediaKind;
  text: string;
  buttons: Button[];
  /** Of a picture that was uploaded. */
  attachmentId?: string;
  /** Of a picture that is elsewhere. */
  url?: string;
  /** Of a file that was uploaded. */
  token?: string;
  asksInfo?: { title: string; subtitle: string; imageUrl: string };
  quotes?: string;
}

const MAX_TEXT = 2000;
const MAX_BUTTONS = 5;
const MAX_TITLE = 100;
const MAX_PAYLOAD = 1000;

export function checkMessage(given: unknown): Content {
  const message = objectIn(given, 'message');
  const text = message.text === undefined ? '' : checkText(message.text);
  const quotes = message.quote_message_id === undefined ? {} : { quotes: stringIn(message.quote_message_id, 'quote_message_id') };
  if (message.attachment === undefined) {
    if (text === '') throw invalid('message');
    return { kind: 'text', text, buttons: [], ...quotes };
  }
  const { type, payload } = objectIn(message.attachment, 'attachment');
  if (type !== 'template' && type !== 'file') throw invalid('attachment.type');
  const body = objectIn(payload, 'attachment.payload');
  return { ...(type === 'file' ? checkFile(body, text) : checkTemplate(body, text)), ...quotes };
}

/** Counted as it came: the same words in decomposed letters are longer. */
function checkText(given: unknown): string {
  const text = stringIn(given, 'text');
  if (!text.isWellFormed()) throw invalid('text');
  if (text.length > MAX_TEXT) throw exceeds('text');
  return text;
}

function checkFile({ token }: Json, text: string): Content {
  // No page of the documentation shows words beside a file.
  if (text !== '') throw invalid('text');
  return { kind: 'file', text, buttons: [], token: stringIn(token, 'token') };
}

function checkTemplate(payload: Json, text: string): Content {
  switch (payload.template_type) {
    case undefined: {
      if (text === '') throw invalid('text');
      const buttons = checkButtons(payload.buttons);
      if (buttons.length === 0) throw missing('template_type');
      return { kind: 'text', text, buttons };
    }
    case 'media':
      return { ...checkMedia(onlyElement(payload)), text, buttons: checkButtons(payload.buttons) };
    case 'request_user_info':
      if (text !== '') throw invalid('text');
      return { kind: 'askInfo', text, buttons: [], asksInfo: checkAskInfo(onlyElement(payload)) };
    case 'button':
      throw missing('template_type');
    default:
      throw invalid('template_type');
  }
}

function onlyElement({ elements }: Json): Json {
  if (!Array.isArray(elements) || elements.length !== 1) throw invalid('elements');
  return objectIn(elements[0], 'elements');
}

function checkMedia({ media_type: kind, url, attachment_id: id, width, height }: Json): Pick<Content, 'kind' | 'attachmentId' | 'url'> {
  if (kind !== 'image' && kind !== 'gif' && kind !== 'sticker') throw invalid('media_type');
  if ((url === undefined) === (id === undefined)) throw invalid('attachment_id');
  if (kind === 'gif' && ![width, height].every((side) => Number.isInteger(side) && Number(side) > 0)) throw invalid('width');
  if (kind === 'sticker' && id === undefined) throw invalid('attachment_id');
  if (id !== undefined) return { kind, attachmentId: stringIn(id, 'attachment_id') };
  return { kind, url: addressIn(url, 'url', ['http:', 'https:']) };
}

function checkAskInfo({ title, subtitle, image_url: image }: Json): { title: string; subtitle: string; imageUrl: string } {
  const imageUrl = addressIn(image, 'image_url', ['https:']);
  // Zalo's own servers fetch it.
  if (!new URL(imageUrl).hostname.includes('.') || /^(127|10|192\.168)\./.test(new URL(imageUrl).hostname)) throw invalid('image_url');
  return { title: stringIn(title, 'title'), subtitle: stringIn(subtitle, 'subtitle'), imageUrl };
}

function checkButtons(given: unknown): Button[] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) throw invalid('buttons');
  if (given.length > MAX_BUTTONS) throw exceeds('buttons');
  return given.map(checkButton);
}

function checkButton(given: unknown): Button {
  const button = objectIn(given, 'buttons');
  const title = stringIn(button.title, 'title');
  if (title.length > MAX_TITLE) throw exceeds('title');
  const { type } = button;
  switch (type) {
    case 'oa.query.show':
    case 'oa.query.hide': {
      const payload = stringIn(button.payload, 'payload');
      if (payload.length > MAX_PAYLOAD) throw exceeds('payload');
      return { title, type, payload };
    }
    case 'oa.open.url':
      return { title, type, payload: { url: addressIn(objectIn(button.payload, 'payload').url, 'url', ['http:', 'https:']) } };
    case 'oa.open.phone':
      return { title, type, payload: { phone_code: idIn(objectIn(button.payload, 'payload').phone_code, 'phone_code') } };
    case 'oa.open.sms': {
      const { phone_code, content } = objectIn(button.payload, 'payload');
      return { title, type, payload: { phone_code: idIn(phone_code, 'phone_code'), content: stringIn(content, 'content') } };
    }
    default:
      throw invalid('type');
  }
}

function addressIn(given: unknown, field: string, protocols: string[]): string {
  const address = stringIn(given, field);
  if (!URL.canParse(address) || !protocols.includes(new URL(address).protocol)) throw invalid(field);
  return address;
}
