/** A raw update of the Bot API becomes a neutral one. Only what is named here is looked at; the rest goes no further. */
import { z } from 'zod';
import { fileLimits } from '../../evidence/limits.ts';
import type { Inbound, RemoteFile } from '../channel.ts';

export interface Reading {
  updateId: number;
  chatKey: string;
  inbound: Inbound;
  /** A press whose clock turns until this is answered. */
  ack?: string;
}

/** Longer than any that Telegram gives. */
const MAX_REF = 200;
const MAX_LABEL = 500;
const MAX_PHONE = 40;

const id = z.int();
const ref = z.string().regex(new RegExp(`^[\\x21-\\x7e]{1,${MAX_REF}}$`));
/** Tells that something is there; never what. */
const there = z
  .unknown()
  .optional()
  .transform((value) => value !== undefined);

const chat = z.object({ id, type: z.literal('private') });
const file = z.object({ file_id: ref, file_size: z.int().nonnegative().optional() });
const message = z.object({
  chat,
  from: z.object({ id }).optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  media_group_id: ref.optional(),
  photo: z.array(file).min(1).optional(),
  document: file.optional(),
  contact: z.object({ phone_number: z.string(), user_id: id.optional() }).optional(),
  animation: there,
  voice: there,
  video_note: there,
  audio: there,
  pinned_message: there,
  message_auto_delete_timer_changed: there,
  chat_background_set: there,
  write_access_allowed: there,
});
const button = z.object({ text: z.string(), callback_data: z.string().optional() });
const press = z.object({
  id: ref,
  data: z.string().min(1),
  message: z.object({
    chat,
    reply_markup: z
      .object({ inline_keyboard: z.array(z.array(button)) })
      .optional()
      .catch(undefined),
  }),
});
const membership = z.object({ chat, new_chat_member: z.object({ status: z.string() }) });

const update = z.union([
  z.object({ update_id: id, message }),
  z.object({ update_id: id, callback_query: press }),
  z.object({ update_id: id, my_chat_member: membership }),
]);

/** null: it is not for us: a group, something we did not ask for, or nothing that Telegram would send. */
export function readUpdate(raw: unknown): Reading | null {
  const { data } = update.safeParse(raw);
  if (!data) return null;
  if ('message' in data) return reading(data.update_id, data.message.chat.id, readMessage(data.message));
  if ('callback_query' in data) return readPress(data.update_id, data.callback_query);
  return reading(data.update_id, data.my_chat_member.chat.id, readMembership(data.my_chat_member));
}

/** The number of an update, whatever else is in it; null when it has none. */
export function updateIdOf(raw: unknown): number | null {
  return z.object({ update_id: id }).safeParse(raw).data?.update_id ?? null;
}

function reading(updateId: number, chatId: number, inbound: Inbound | null): Reading | null {
  return inbound && { updateId, chatKey: String(chatId), inbound };
}

function readPress(updateId: number, { id: ack, data, message: under }: z.infer<typeof press>): Reading | null {
  const pressed = under.reply_markup?.inline_keyboard.flat().find((one) => one.callback_data === data);
  const label = pressed?.text.slice(0, MAX_LABEL);
  return { updateId, chatKey: String(under.chat.id), inbound: { type: 'press', data, ...(label && { label }) }, ack };
}

function readMembership({ new_chat_member: { status } }: z.infer<typeof membership>): Inbound | null {
  if (status === 'kicked') return { type: 'reach', reachable: false };
  return status === 'member' ? { type: 'reach', reachable: true } : null;
}

function readMessage(sent: z.infer<typeof message>): Inbound | null {
  const { text, contact, photo, document } = sent;
  if (isNotice(sent)) return null;
  if (text !== undefined) return readText(text);
  if (contact) {
    const own = contact.user_id !== undefined && contact.user_id === sent.from?.id;
    return { type: 'contact', phone: contact.phone_number.slice(0, MAX_PHONE), own };
  }
  if (sent.voice || sent.video_note || sent.audio) return { type: 'voice' };
  if (photo) return readFiles(sent, largest(photo));
  // An animation is given as a document too.
  if (document && !sent.animation) return readFiles(sent, fits(document) ? document : null);
  return { type: 'other' };
}

/** What Telegram itself writes into a chat: nobody said it, and nobody waits for an answer. */
function isNotice(sent: z.infer<typeof message>): boolean {
  return sent.pinned_message || sent.message_auto_delete_timer_changed || sent.chat_background_set || sent.write_access_allowed;
}

/** "/start" comes from the button that opens the chat, and carries what stood in the link. */
function readText(text: string): Inbound {
  const start = /^\/start(?:@\w+)?(?:\s+(\S*))?\s*$/.exec(text);
  if (!start) return { type: 'text', text };
  const code = start[1];
  return { type: 'start', ...(code && /^[\w-]{1,64}$/.test(code) && { code }) };
}

type Sent = z.infer<typeof file>;

function readFiles({ caption, media_group_id: album }: z.infer<typeof message>, sent: Sent | null): Inbound {
  if (!sent) return { type: 'mediaProblem', problem: 'fileTooLarge' };
  const remote: RemoteFile = { ref: sent.file_id, ...(sent.file_size !== undefined && { bytes: sent.file_size }) };
  return { type: 'files', files: [remote], ...(caption !== undefined && { caption }), ...(album !== undefined && { album }) };
}

/** Of the sizes of one photo; Telegram lists them from small to large. */
function largest(sizes: Sent[]): Sent | null {
  return sizes.findLast(fits) ?? null;
}

/** What would be refused once it is here is not fetched; Telegram itself hands out twice as much. */
function fits({ file_size: bytes = 0 }: Sent): boolean {
  return bytes <= fileLimits.bytes;
}
