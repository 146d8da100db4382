/** The door: an update that an adapter has authenticated is stored before anything else happens to it. */
import { z } from 'zod';
import type { Inbound, Update } from '../channel/channel.ts';
import type { Deps } from '../deps.ts';
import { Problem } from '../problems.ts';
import { type NewUpdate, storeUpdates } from './store-updates.ts';

/** The engine looks at no more than this; what is longer is cut here, so that it is not stored either. */
const MAX_TEXT = 10_000;
export const MAX_FILES = 20;
/** After this long nothing more of an album is waited for. */
export const ALBUM_MS = 1_500;
/** No platform brings an update later. */
const OLDEST_MS = 7 * 24 * 60 * 60 * 1000;

/** No language stacks more (UAX #15, "stream-safe"). Composing takes time by the square of them: minutes for a long text of nothing else. */
const MARKS_TOO_MANY = /(\p{M}{30})\p{M}+/gu;

// PostgreSQL's JSON takes neither NUL nor half a surrogate pair.
const words = z
  .string()
  .transform((text) =>
    text
      .slice(0, MAX_TEXT)
      .toWellFormed()
      .replaceAll('\0', '')
      .replaceAll(MARKS_TOO_MANY, '$1')
      .normalize('NFC')
      .slice(0, MAX_TEXT)
      .toWellFormed(),
  );
const name = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\x21-\x7e]+$/);

/** What a platform gives a file for: some give an address. */
const fileRef = z.string().regex(/^[\x21-\x7e]{1,2000}$/);

const receivedMedia = z.strictObject({
  kind: z.enum(['photo', 'pdf']),
  blobKey: name,
  thumbKey: name.nullable(),
  mediaType: name,
  bytes: z.number().int().positive(),
  width: z.number().int().positive().nullable(),
  height: z.number().int().positive().nullable(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Every field that is kept of an update; anything else is refused, so that no platform's payload slips in. */
export const inboundSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('start'), code: name.optional() }),
  z.strictObject({ type: z.literal('text'), text: words }),
  z.strictObject({ type: z.literal('press'), data: words.pipe(z.string().max(256)), label: words.pipe(z.string().max(500)).optional() }),
  z.strictObject({ type: z.literal('media'), items: z.array(receivedMedia).min(1).max(MAX_FILES), caption: words.optional() }),
  z.strictObject({ type: z.literal('mediaProblem'), problem: name }),
  z.strictObject({ type: z.literal('contact'), phone: words.pipe(z.string().max(40)), own: z.boolean() }),
  z.strictObject({ type: z.literal('voice') }),
  z.strictObject({ type: z.literal('other') }),
  z.strictObject({
    type: z.literal('files'),
    files: z
      .array(z.strictObject({ ref: fileRef, bytes: z.number().int().nonnegative().optional() }))
      .min(1)
      .max(MAX_FILES),
    caption: words.optional(),
    album: name.optional(),
  }),
  z.strictObject({ type: z.literal('reach'), reachable: z.boolean() }),
  z.strictObject({ type: z.literal('human') }),
  z.strictObject({ type: z.literal('withdraw') }),
]);

const updateSchema = z.strictObject({
  channelAccountId: z.uuid(),
  updateKey: name,
  chatKey: name,
  inbound: inboundSchema,
  at: z.date().optional(),
});

/**
 * Stores an update, once. Throws a `badRequest` problem for a malformed one; any other error means that the
 * database did not take it, and the platform should send it again.
 */
export async function receive(deps: Deps, update: Update): Promise<'stored' | 'duplicate'> {
  const stored = await storeUpdates(deps.db, [accept(deps, update)]);
  return stored.size === 1 ? 'stored' : 'duplicate';
}

/** The row that an update becomes. Throws a `badRequest` problem for a malformed one. */
export function accept({ clock, ids }: Pick<Deps, 'clock' | 'ids'>, update: Update): NewUpdate {
  const { inbound, at, ...keys } = validated(update);
  const receivedAt = clock.now();
  return { id: ids.next(), ...keys, body: inbound, receivedAt, saidAt: saidAt(at, receivedAt), ...waitsFor(inbound, receivedAt) };
}

/** Clocks disagree a little; one that is out by days is not to be believed. */
function saidAt(at: Date | undefined, receivedAt: Date): Date | null {
  if (at === undefined || receivedAt.getTime() - at.getTime() > OLDEST_MS) return null;
  return at < receivedAt ? at : receivedAt;
}

/** The pictures of an album arrive one by one. */
function waitsFor(inbound: Inbound, receivedAt: Date): Pick<NewUpdate, 'state' | 'until'> {
  if (inbound.type !== 'files') return { state: 'new', until: null };
  const wait = inbound.album === undefined ? 0 : ALBUM_MS;
  return { state: 'fetching', until: new Date(receivedAt.getTime() + wait) };
}

function validated(update: Update) {
  const parsed = updateSchema.safeParse(update);
  // The parser's own message quotes what was sent: it stays here.
  if (!parsed.success) throw new Problem('badRequest');
  return parsed.data as Omit<Update, 'inbound'> & { inbound: Inbound & object };
}
