/** The part of the export that was said: both sides of the conversation, as long as it is kept. */
import type { Inbound, Outbound } from '../channel/channel.ts';
import type { Deps } from '../deps.ts';

export interface ExportedLine {
  at: string;
  from: 'me' | 'us';
  /** `text`, `press`, `media` … for what the person did; `message` for ours. */
  kind: string;
  text: string;
}

export async function exportMessages(
  { db }: Deps,
  account: { id: string; channelAccountId: string; externalId: string },
): Promise<ExportedLine[]> {
  const mine = await db.inbox.findMany({
    where: { channelAccountId: account.channelAccountId, chatKey: account.externalId },
    select: { seq: true, body: true, receivedAt: true },
  });
  // What was merged into another message went with that one.
  const ours = await db.message.findMany({
    where: { accountId: account.id, mergedIntoId: null },
    select: { seq: true, body: true, createdAt: true },
  });
  const lines = [
    ...mine.map(({ seq, body, receivedAt }) => ({
      seq: seq ?? Number.POSITIVE_INFINITY,
      line: myLine(body as Inbound | null, receivedAt),
    })),
    ...ours.map(({ seq, body, createdAt }) => ({ seq, line: ourLine(body as Outbound | null, createdAt) })),
  ];
  return lines.sort((a, b) => a.seq - b.seq).flatMap(({ line }) => line ?? []);
}

function myLine(body: Inbound | null, at: Date): ExportedLine | null {
  // That an officer wrote is nothing that this person did.
  if (body?.type === 'human') return null;
  return body && { at: at.toISOString(), from: 'me', kind: body.type, text: wordsOf(body) };
}

function wordsOf(body: Inbound): string {
  if (body.type === 'text') return body.text;
  if (body.type === 'press') return body.label ?? '';
  if (body.type === 'contact') return body.phone;
  return body.type === 'media' ? (body.caption ?? '') : '';
}

function ourLine(body: Outbound | null, at: Date): ExportedLine | null {
  return body && { at: at.toISOString(), from: 'us', kind: 'message', text: body.text };
}
