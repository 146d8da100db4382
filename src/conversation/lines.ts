/** A conversation as a page shows it: what came in and what went out, in one numbering. */
import type { Inbound, Outbound, OutboundChoice } from '../channel/channel.ts';
import type { RawDeps } from '../deps.ts';
import { waitsTrulySql } from '../reminder/still-holds.ts';

export interface Line {
  /** Position in the conversation; never reused. Some numbers have no line: content that was blanked. */
  seq: number;
  from: 'me' | 'us';
  /** ISO moment. */
  at: string;
  /** What was written or said; empty for what has no words (a start, a sticker, a voice message). */
  text: string;
  /** Lines of the person: what kind of thing it was. */
  kind?: Inbound['type'];
  /** Lines of the person: the key the update came with. */
  key?: string;
  /** Lines of the person: files, in order; `id` is the piece of evidence it became, or null. */
  files?: { kind: 'photo' | 'pdf'; id: string | null }[];
  /** Our lines: ways to answer, what else is waited for, and a picture or file of ours. */
  choices?: OutboundChoice[];
  expect?: Outbound['expect'];
  media?: { url: string; alt: string };
  /** ISO moment since which it says this; absent: it always has. */
  edited?: string;
}

/** At most this many lines at once: the newest. */
const MAX_LINES = 500;

/** Of those before `afterSeq` that say something else since, no more are told again. */
const MOST_EDITED = 20;

/**
 * The lines after `afterSeq`, oldest first: one statement, so that they are of one moment.
 * @param editedSince also earlier ones that say something else since then
 */
export async function linesOf(
  { db, clock }: Pick<RawDeps, 'db' | 'clock'>,
  accountId: string,
  afterSeq: number,
  editedSince?: Date,
): Promise<Line[]> {
  const [found] = await db.$queryRawUnsafe<Found[]>(
    linesSql,
    accountId,
    afterSeq,
    MAX_LINES,
    editedSince ?? null,
    MOST_EDITED,
    clock.now(),
  );
  if (!found) return [];
  const theirs = found.theirs.flatMap(theirLine);
  const ours = found.ours.flatMap(ourLine);
  return [...theirs, ...ours].sort((a, b) => a.seq - b.seq).slice(-MAX_LINES);
}

interface Found {
  theirs: Theirs[];
  ours: Ours[];
}

interface Theirs {
  updateKey: string;
  seq: number;
  /** null: blanked. */
  body: Inbound | null;
  receivedAt: string;
  /** Pieces of evidence that it brought: id by SHA-256. */
  evidence: Record<string, string> | null;
}

interface Ours {
  seq: number;
  body: Outbound | null;
  createdAt: string;
  editedAt: string | null;
}

/** $1 account, $2 after which line, $3 how many at most of each side, $4 since when earlier ones say something else; null: none are asked for; $5 how many of these, $6 now. */
const linesSql = `
SELECT
  COALESCE((SELECT json_agg(line) FROM (
    SELECT i."updateKey", i.seq, i.body, i."receivedAt", CASE WHEN i.body->>'type' = 'media' THEN (
      SELECT json_object_agg(e.sha256, e.id) FROM "Evidence" e WHERE e."inboxId" = i.id AND e."removedAt" IS NULL
    ) END AS evidence
    FROM "Inbox" i WHERE i."channelAccountId" = a."channelAccountId" AND i."chatKey" = a."externalId" AND i.seq > $2::int
    ORDER BY i.seq DESC LIMIT $3::int) line), '[]') AS theirs,
  COALESCE((SELECT json_agg(line) FROM (
    (SELECT m.seq, m.body, m."createdAt", m."editedAt" FROM "Message" m WHERE m."accountId" = a.id AND m.seq > $2::int
      AND (m."announcementId" IS NULL OR m.state NOT IN ('cancelled', 'expired'))
      AND (m.class <> 'reminder' OR m.state = 'sent' OR ${waitsTrulySql('$6::timestamptz')})
    ORDER BY m.seq DESC LIMIT $3::int)
    UNION ALL
    (SELECT m.seq, m.body, m."createdAt", m."editedAt" FROM "Message" m
    WHERE m."accountId" = a.id AND m."editedAt" >= $4::timestamptz AND m.seq <= $2::int
    ORDER BY m."editedAt" DESC LIMIT $5::int)) line), '[]') AS ours
FROM "Account" a WHERE a.id = $1::uuid`;

function theirLine({ updateKey, seq, body, receivedAt, evidence }: Theirs): Line[] {
  if (!body) return [];
  const line: Line = { seq, from: 'me', at: moment(receivedAt), text: wordsOf(body), kind: body.type, key: updateKey };
  if (body.type !== 'media') return [line];
  return [{ ...line, files: body.items.map(({ kind, sha256 }) => ({ kind, id: evidence?.[sha256] ?? null })) }];
}

function ourLine({ seq, body, createdAt, editedAt }: Ours): Line[] {
  if (!body) return [];
  const { text, choices, expect, media } = body;
  const line: Line = { seq, from: 'us', at: moment(createdAt), text, choices, expect, ...(media && { media }) };
  return [editedAt === null ? line : { ...line, edited: moment(editedAt) }];
}

function moment(at: string): string {
  return new Date(at).toISOString();
}

function wordsOf(inbound: Inbound): string {
  switch (inbound.type) {
    case 'text':
      return inbound.text;
    case 'press':
      return inbound.label ?? '';
    case 'media':
      return inbound.caption ?? '';
    case 'contact':
      return inbound.phone;
    default:
      return '';
  }
}
