/** The lines of a conversation since the last one that the page has. */
import type { RequestHandler } from 'express';
import type { Line } from '../../conversation/lines.ts';
import { sourceLanguage } from '../../locale/locale.ts';
import type { Parts } from '../parts.ts';
import { forVisitor } from '../visitor.ts';

export interface Fresh {
  /** The language that the conversation is in now. */
  language: string;
  /** True: the line that the page had last is gone (it was erased); the page is to forget what it has. */
  reset: boolean;
  lines: Line[];
  /** What to ask for next. */
  last: number;
}

export async function linesAfter(parts: Parts, accountId: string, after: number): Promise<Fresh> {
  const found = await parts.conversation.linesOf(accountId, Math.max(0, after - 1));
  if (after > 0 && found[0]?.seq !== after) return { ...(await linesAfter(parts, accountId, 0)), reset: true };
  const lines = after > 0 ? found.slice(1) : found;
  // Read last, so that lines never arrive ahead of the language that they are in.
  const account = await parts.prisma.account.findUnique({ where: { id: accountId }, select: { language: true } });
  return { language: account?.language ?? sourceLanguage, reset: false, lines, last: lines.at(-1)?.seq ?? after };
}

export function linesRoute(parts: Parts): RequestHandler {
  return forVisitor(async ({ accountId }, request, response) => {
    const fresh = await linesAfter(parts, accountId, lineNumber(request.query.after));
    response.set('cache-control', 'no-store').json(fresh);
    if (fresh.lines.length > 0) await parts.conversation.markHanded(accountId, fresh.last);
  });
}

/** A line number as it stands in a query or header; anything else is the beginning. */
export function lineNumber(value: unknown): number {
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : 0;
}
