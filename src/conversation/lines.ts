/** A conversation as a page shows it: what came in and what went out, in one numbering. */
import type { Inbound, Outbound, OutboundChoice } from '../channel/channel.ts';
import type { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';

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
}

/** At most this many lines at once: the newest. */
const MAX_LINES = 500;

/** The lines after `afterSeq`, oldest first. */
export async function linesOf(deps: Deps, accountId: string, afterSeq: number): Promise<Line[]> {
  const account = await deps.db.account.findUnique({ where: { id: accountId }, include: { conversation: { select: { lastSeq: true } } } });
  // Two queries are no snapshot: what a turn commits between them waits for the next call, or a number would be skipped.
  const seq = { gt: afterSeq, lte: account?.conversation?.lastSeq ?? 0 };
  if (!account || seq.lte <= afterSeq) return [];
  const chat = { channelAccountId: account.channelAccountId, chatKey: account.externalId };
  const [mine, ours] = await Promise.all([theirLines(deps, { ...chat, seq }), ourLines(deps, { accountId, seq })]);
  return [...mine, ...ours].sort((a, b) => a.seq - b.seq).slice(-MAX_LINES);
}

async function theirLines(deps: Deps, where: Prisma.InboxWhereInput): Promise<Line[]> {
  const rows = await deps.db.inbox.findMany({ where, orderBy: { seq: 'desc' }, take: MAX_LINES });
  const withFiles = rows.filter((row) => (row.body as Inbound | null)?.type === 'media');
  const evidence = await evidenceOf(
    deps,
    withFiles.map((row) => row.id),
  );
  return rows.flatMap((row) => {
    const inbound = row.body as Inbound | null;
    if (!inbound || row.seq === null) return [];
    const at = row.receivedAt.toISOString();
    const line: Line = { seq: row.seq, from: 'me', at, text: wordsOf(inbound), kind: inbound.type, key: row.updateKey };
    if (inbound.type !== 'media') return [line];
    const files = inbound.items.map(({ kind, sha256 }) => ({ kind, id: evidence.get(`${row.id} ${sha256}`) ?? null }));
    return [{ ...line, files }];
  });
}

async function evidenceOf(deps: Deps, inboxIds: string[]): Promise<Map<string, string>> {
  if (inboxIds.length === 0) return new Map();
  const rows = await deps.db.evidence.findMany({
    where: { inboxId: { in: inboxIds }, removedAt: null },
    select: { id: true, inboxId: true, sha256: true },
  });
  return new Map(rows.map((row) => [`${row.inboxId} ${row.sha256}`, row.id]));
}

async function ourLines(deps: Deps, where: Prisma.MessageWhereInput): Promise<Line[]> {
  const rows = await deps.db.message.findMany({ where, orderBy: { seq: 'desc' }, take: MAX_LINES });
  return rows.flatMap((row) => {
    const outbound = row.body as Outbound | null;
    if (!outbound) return [];
    const { text, choices, expect, media } = outbound;
    return [{ seq: row.seq, from: 'us' as const, at: row.createdAt.toISOString(), text, choices, expect, ...(media && { media }) }];
  });
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
