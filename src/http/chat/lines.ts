/** The lines of a conversation since the last one that the page has. */
import type { RequestHandler } from 'express';
import type { Line } from '../../conversation/lines.ts';
import { sourceLanguage } from '../../locale/locale.ts';
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
  const lines = await parts.conversation.linesOf(accountId, after);
  // Read last, so that lines never arrive ahead of the language that they are in.
  const account = await parts.prisma.account.findUnique({
    where: { id: accountId },
    select: { language: true, conversation: { select: { lastSeq: true } } },
  });
  if (lines.length === 0 && after > (account?.conversation?.lastSeq ?? 0)) {
    return { ...(await linesAfter(parts, accountId, 0)), reset: true };
  }
  return { language: account?.language ?? sourceLanguage, reset: false, lines, last: lines.at(-1)?.seq ?? after };
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
