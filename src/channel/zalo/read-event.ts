/** An event of an OA becomes neutral updates. Only what is named here is looked at; the rest goes no further. */
import { z } from 'zod';
import { MAX_FILES } from '../../conversation/receive.ts';
import { fileLimits } from '../../evidence/limits.ts';
import type { ProblemCode } from '../../problems.ts';
import type { Inbound, RemoteFile, Update } from '../channel.ts';
import { countedAs } from './event-names.ts';
import { dataOf } from './press.ts';

/** What has to be known of an event before it can be believed. */
export interface Envelope {
  /** What it is counted as. */
  event: string;
  appId: string | null;
  /** What may be the OA that it concerns, likelier first; none: it does not say. */
  oaIds: string[];
  /** The person, by their id of that OA; null: it names nobody. */
  userId: string | null;
  /** As it was signed; empty: it has none. */
  timestamp: string;
}

export interface Reading extends Envelope {
  /** Its time in milliseconds; 0: it has none. */
  at: number;
  updates: Omit<Update, 'channelAccountId'>[];
  /** Messages of ours that have arrived, by the platform's ids. */
  received: string[];
  /** What it calls the id of a message; null: there is none. */
  idField: 'msg_id' | 'message_id' | null;
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
/** Few fields and no lists: anybody may send anything. */
const envelope = z.object({
  event_name: z.string().catch(''),
  app_id: lenient(id),
  timestamp: lenient(numeral.pipe(z.string().regex(/^[\x21-\x7e]{1,40}$/))),
  oa_id: lenient(id),
  user_id: lenient(id),
  follower: lenient(z.object({ id: lenient(id) })),
  // An officer who writes in the platform's own app.
  sender: lenient(z.object({ id: lenient(id), admin_id: lenient(numeral) })),
  recipient: lenient(z.object({ id: lenient(id) })),
});
const event = envelope.extend({ message: lenient(message), info: lenient(z.object({ phone: lenient(numeral) })) });

type Event = z.infer<typeof event>;

/** null: nothing that Zalo would send. */
export function readEnvelope(raw: unknown): Envelope | null {
  const { data } = envelope.safeParse(raw);
  return data ? envelopeOf(data) : null;
}

/** The same, and what is in it; once it is known to come from Zalo. */
export function readEvent(raw: unknown): Reading | null {
  const { data } = event.safeParse(raw);
  if (!data) return null;
  const about = envelopeOf(data);
  const reading: Reading = { ...about, at: momentOf(about.timestamp), idField: idFieldOf(data), updates: [], received: [], seen: 0 };
  const { event: name, userId } = about;
  if (name === 'user_received_message') return { ...reading, received: messagesOf(data) };
  if (name === 'user_seen_message') return { ...reading, seen: messagesOf(data).length };
  if (userId === null) return reading;
  const contents = contentsOf(data, reading);
  return {
    ...reading,
    updates: contents.map(({ inbound, key }) => ({ updateKey: key ?? keyOf(data, reading, inbound), chatKey: userId, inbound })),
  };
}

function envelopeOf(data: z.infer<typeof envelope>): Envelope {
  const { event_name: name, app_id: appId = null, timestamp = '' } = data;
  return { event: countedAs(name), appId, ...partiesOf(data), timestamp };
}

interface Content {
  inbound: Inbound;
  /** Where another event may bring the same. */
  key?: string;
}

/** What an event says, in its order. */
function contentsOf(data: Event, { userId, at }: Reading): Content[] {
  const { event_name: name } = data;
  const say = (inbound: Inbound): Content[] => [{ inbound }];
  // Who opens the chat often follows in the same moment: that is one beginning.
  const start: Content = { inbound: { type: 'start' }, key: `start.${userId}.${Math.floor(at / HOUR)}` };
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
      return [{ inbound: { type: 'reach', reachable: true } }, start];
    case 'user_click_chatnow':
      return [start];
    case 'unfollow':
      return say({ type: 'reach', reachable: false });
    case 'user_withdraw':
      return say({ type: 'withdraw' });
    default:
      return isByOfficer(data) ? say({ type: 'human' }) : [];
  }
}

function keyOf({ message: sent }: Event, { event: name, userId, timestamp }: Reading, { type }: Inbound): string {
  return sent?.msg_id ?? sent?.message_id ?? `${name === 'other' ? type : name}.${userId}.${timestamp}`;
}

function idFieldOf({ message: said }: Event): Reading['idField'] {
  if (said?.msg_id !== undefined) return 'msg_id';
  return said?.message_id === undefined ? null : 'message_id';
}

/** What is ours, and what tells of it, has the OA as its sender. */
function partiesOf(data: z.infer<typeof envelope>): Pick<Envelope, 'oaIds' | 'userId'> {
  const { event_name: name, sender, recipient, follower } = data;
  const fromOa = name.startsWith('oa_') || name === 'user_received_message' || name === 'user_seen_message';
  const [oa, person] = fromOa ? [sender?.id, recipient?.id] : [recipient?.id, sender?.id];
  const oaIds = [data.oa_id, oa].filter((one) => one !== undefined);
  return { oaIds: [...new Set(oaIds)], userId: person ?? data.user_id ?? follower?.id ?? null };
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
  /** Of a file, as its name would end; empty: unknown. */
  kind: string;
  bytes: number | undefined;
}

function attachmentsOf({ message: sent }: Event): Attached[] {
  return (sent?.attachments ?? []).flatMap((one) => {
    const { url, type, name, size } = one?.payload ?? {};
    const address = url === undefined ? null : asRef(url);
    if (address === null) return [];
    const bytes = Number(size || Number.NaN);
    return [{ url: address, kind: kindOf(type, name), bytes: Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : undefined }];
  });
}

/** @param type `pdf`, or a media type; without one the name tells */
function kindOf(type = '', name = ''): string {
  const after = (text: string, mark: string) => text.slice(text.lastIndexOf(mark) + 1);
  return (after(type, '/') || (name.includes('.') ? after(name, '.') : '')).toLowerCase();
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

function problemOf({ kind, bytes = 0 }: Attached): ProblemCode | null {
  if (HEIC.has(kind)) return 'fileHeic';
  if (!DOCUMENTS.has(kind)) return 'fileUnknown';
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
