/** The lines of a conversation since the last one that the page has. */
import type { RequestHandler } from 'express';
import type { Line } from '../../conversation/lines.ts';
import type { Parts } from '../parts.ts';
import { forVisitor } from '../visitor.ts';

export interface Fresh {
  /** The language that the conversation is in now. */
  language: string;
  /** True: the conversation began anew (everything was erased); what the page has is to be forgotten. */
  reset: boolean;
  lines: Line[];
  /** What to ask for next. */
  last: number;
}

export async function linesAfter(parts: Parts, accountId: string, after: number): Promise<Fresh> {
  const account = await parts.prisma.account.findUnique({
    where: { id: accountId },
    select: { language: true, conversation: { select: { lastSeq: true } } },
  });
  const reset = after > (account?.conversation?.lastSeq ?? 0);
  const from = reset ? 0 : after;
  const lines = await parts.conversation.linesOf(accountId, from);
  return { language: account?.language ?? 'vi', reset, lines, last: lines.at(-1)?.seq ?? from };
}

export function linesRoute(parts: Parts): RequestHandler {
  return forVisitor(parts, async ({ accountId }, request, response) => {
    const fresh = await linesAfter(parts, accountId, lineNumber(request.query.after));
    response.set('cache-control', 'no-store').json(fresh);
    if (fresh.lines.length > 0) await parts.conversation.markHanded(accountId, fresh.last);
  });
}

/** A line number as it stands in a query or header; anything else is the beginning. */
export function lineNumber(value: unknown): number {
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : 0;
}
