/** An event of an OA becomes neutral updates. Only what is named here is looked at; the rest goes no further. */
import { z } from 'zod';
import { MAX_FILES } from '../../conversation/receive.ts';
import { fileLimits } from '../../evidence/limits.ts';
import type { ProblemCode } from '../../problems.ts';
import type { Inbound, RemoteFile, Update } from '../channel.ts';
import { countedAs } from './event-names.ts';
import { dataOf } from './press.ts';

export interface Reading {
  /** What it is counted as. */
  event: string;
  appId: string | null;
  /** What may be the OA that it concerns, likeliest first; none: it does not say. */
  oaIds: string[];
  /** The person, by their id of that OA; null: it names nobody. */
  userId: string | null;
  /** As it was signed; empty: it has none. */
  timestamp: string;
  /** The same in milliseconds; 0: it has none. */
  at: number;
  updates: Omit<Update, 'channelAccountId'>[];
  /** Messages of ours that have arrived, by the platform's ids. */
  received: string[];
  /** How many messages of ours were looked at. */
  seen: number;
}

/** Of one receipt. */
const MAX_RECEIPTS = 100;
const MAX_REF = 2000;
const MAX_PHONE = 40;
const HOUR = 60 * 60 * 1000;
/** Photos that are sent in a row come in one by one: together they are one answer. */
const BURST = 'burst';

/** What is not as it should be counts as not there: the rest of an event may be sound. */
const lenient = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
/** What holds a list together must not be broken by one of its parts. */
const lenientList = <T extends z.ZodType>(schema: T) => lenient(z.array(lenient(schema)));

const id = z.string().regex(/^[\x21-\x7e]{1,100}$/);
const numeral = z.union([z.string(), z.number()]).transform(String);

const attachment = z.object({
  payload: lenient(z.object({ url: lenient(z.string()), type: lenient(z.string()), name: lenient(z.string()), size: lenient(numeral) })),
});
const message = z.object({
  text: lenient(z.string()),
  msg_id: lenient(id),
  message_id: lenient(id),
  msg_ids: lenientList(id),
  attachments: lenientList(attachment),
});
const event = z.object({
  event_name: z.string().catch(''),
  app_id: lenient(id),
  timestamp: lenient(numeral.pipe(z.string().regex(/^[\x21-\x7e]{1,40}$/))),
  oa_id: lenient(id),
  user_id: lenient(id),
  follower: lenient(z.object({ id: lenient(id) })),
  // An officer who writes in the platform's own app.
  sender: lenient(z.object({ id: lenient(id), admin_id: lenient(numeral) })),
  recipient: lenient(z.object({ id: lenient(id) })),
  message: lenient(message),
  info: lenient(z.object({ phone: lenient(numeral) })),
});

type Event = z.infer<typeof event>;

/** null: nothing that Zalo would send. */
export function readEvent(raw: unknown): Reading | null {
  const { data } = event.safeParse(raw);
  if (!data) return null;
  const name = countedAs(data.event_name);
  const { oaIds, userId } = partiesOf(data);
  const { app_id: appId = null, timestamp = '' } = data;
  const about = { event: name, appId, oaIds, userId, timestamp, at: momentOf(timestamp) };
  const reading: Reading = { ...about, updates: [], received: [], seen: 0 };
  if (name === 'user_received_message') return { ...reading, received: messagesOf(data) };
  if (name === 'user_seen_message') return { ...reading, seen: messagesOf(data).length };
  if (userId === null) return reading;
  const updates = contentsOf(data).map((content) => ({
    updateKey: keyOf(reading, content, data),
    chatKey: userId,
    inbound: content.inbound,
  }));
  return { ...reading, updates };
}

interface Content {
  inbound: Inbound;
  /** What else may bring the same. */
  sharedKey?: string;
}

/** What an event says, in its order. */
function contentsOf(data: Event): Content[] {
  const { event_name: name } = data;
  const say = (...all: Inbound[]): Content[] => all.map((inbound) => ({ inbound }));
  switch (name) {
    case 'user_send_text':
      return say(readText(data));
    case 'user_send_link':
      return say(data.message?.text ? readText(data) : { type: 'other' });
    case 'user_send_image':
      return say(readFiles(data, attachmentsOf(data)));
    case 'user_send_file':
      return say(readDocuments(data));
    case 'user_send_audio':
      return say({ type: 'voice' });
    case 'user_send_video':
    case 'user_send_sticker':
    case 'user_send_gif':
    case 'user_send_location':
    case 'user_send_business_card':
      return say({ type: 'other' });
    case 'user_submit_info':
      return say(readInfo(data));
    case 'follow':
      return [{ inbound: { type: 'reach', reachable: true } }, begin(data)];
    case 'user_click_chatnow':
      return [begin(data)];
    case 'unfollow':
      return say({ type: 'reach', reachable: false });
    case 'user_withdraw':
      return say({ type: 'withdraw' });
    default:
      return isByOfficer(data) ? say({ type: 'human' }) : [];
  }
}

/** Who opens the chat often follows in the same moment: that is one beginning. */
function begin(data: Event): Content {
  const hour = Math.floor(momentOf(data.timestamp ?? '') / HOUR);
  return { inbound: { type: 'start' }, sharedKey: `start.${partiesOf(data).userId}.${hour}` };
}

function keyOf({ event: name, userId, timestamp }: Reading, { inbound, sharedKey }: Content, { message: sent }: Event): string {
  return sharedKey ?? sent?.msg_id ?? sent?.message_id ?? `${name === 'other' ? inbound.type : name}.${userId}.${timestamp}`;
}

/** What is ours, and what tells of it, has the OA as its sender. */
function partiesOf(data: Event): Pick<Reading, 'oaIds' | 'userId'> {
  const { event_name: name, sender, recipient, follower } = data;
  const fromOa = name.startsWith('oa_') || name === 'user_received_message' || name === 'user_seen_message';
  const [oa, person] = fromOa ? [sender?.id, recipient?.id] : [recipient?.id, sender?.id];
  // Whoever it is: one of them may be an OA that we know.
  const oaIds = [data.oa_id, oa, person].filter((one) => one !== undefined);
  return { oaIds: [...new Set(oaIds)], userId: data.user_id ?? follower?.id ?? person ?? null };
}

function isByOfficer({ event_name: name, sender }: Event): boolean {
  return name.startsWith('oa_send_') && !/^oa_send_(group|anonymous)_/.test(name) && (sender?.admin_id ?? '') !== '';
}

function messagesOf({ message: told }: Event): string[] {
  const ids = [told?.msg_id ?? told?.message_id, ...(told?.msg_ids ?? [])].filter((one) => one !== undefined);
  return [...new Set(ids)].slice(0, MAX_RECEIPTS);
}

function readText({ message: sent }: Event): Inbound {
  if (sent?.text === undefined) return { type: 'other' };
  const data = dataOf(sent.text);
  return data === null ? { type: 'text', text: sent.text } : { type: 'press', data };
}

function readInfo({ info }: Event): Inbound {
  return info?.phone ? { type: 'contact', phone: info.phone.slice(0, MAX_PHONE), own: true } : { type: 'other' };
}

interface Attached {
  url: string;
  /** As the platform says; lower case. */
  type: string;
  bytes: number | undefined;
}

function attachmentsOf({ message: sent }: Event): Attached[] {
  return (sent?.attachments ?? []).flatMap((one) => {
    const { url, type, name, size } = one?.payload ?? {};
    const address = url === undefined ? null : asRef(url);
    if (address === null) return [];
    const kind = type ?? /\.(\w+)$/.exec(name ?? '')?.[1] ?? '';
    const bytes = Number(size ?? Number.NaN);
    return [{ url: address, type: kind.toLowerCase(), bytes: Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : undefined }];
  });
}

/** In letters that may stand in an address; null: it is none. */
function asRef(url: string): string | null {
  const address = URL.parse(url)?.href ?? '';
  return /^https?:[\x21-\x7e]+$/.test(address) && address.length <= MAX_REF ? address : null;
}

/** What a file may be; one that the platform says nothing of is looked at when it is here. */
const DOCUMENTS = new Set(['pdf', 'jpg', 'jpeg', 'png', 'webp', '']);
const HEIC = new Set(['heic', 'heif']);

/** What would be refused once it is here is not fetched. */
function readDocuments(data: Event): Inbound {
  const attached = attachmentsOf(data);
  const wrong = attached.map(problemOf).find((problem) => problem !== null);
  return wrong ? { type: 'mediaProblem', problem: wrong } : readFiles(data, attached);
}

function problemOf({ type, bytes = 0 }: Attached): ProblemCode | null {
  if (HEIC.has(type)) return 'fileHeic';
  if (!DOCUMENTS.has(type)) return 'fileUnknown';
  return bytes > fileLimits.bytes ? 'fileTooLarge' : null;
}

function readFiles({ message: sent }: Event, attached: Attached[]): Inbound {
  if (attached.length === 0) return { type: 'mediaProblem', problem: 'fileBroken' satisfies ProblemCode };
  const files: RemoteFile[] = attached.slice(0, MAX_FILES).map(({ url, bytes }) => ({ ref: url, ...(bytes !== undefined && { bytes }) }));
  return { type: 'files', files, ...(sent?.text && { caption: sent.text }), album: BURST };
}

function momentOf(timestamp: string): number {
  return /^\d{1,15}$/.test(timestamp) ? Number(timestamp) : 0;
}
