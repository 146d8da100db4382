/** The lines of a conversation since the last one that the page has. */
import type { Request, RequestHandler } from 'express';
import type { Line } from '../../conversation/lines.ts';
import { sourceLanguage } from '../../locale/locale.ts';
import { Problem } from '../../problems.ts';
import type { Parts } from '../parts.ts';
import { forVisitor } from '../visitor.ts';

const LINE_NUMBER = /^\d{1,9}$/;

export interface Fresh {
  /** The language that the conversation is in now. */
  language: string;
  /** True: the line that the page had last is gone (it was erased); the page is to forget what it has. */
  reset: boolean;
  lines: Line[];
  /** Lines that the page has and that say something else since. */
  changed: Line[];
  /** What to ask for next. */
  last: number;
}

/** @param editedSince when the page was last told what changed; absent: what says something else since is not asked for */
export async function linesAfter(parts: Parts, accountId: string, after: number, editedSince?: Date): Promise<Fresh> {
  const found = await parts.conversation.linesOf(accountId, Math.max(0, after - 1), editedSince);
  if (after > 0 && !found.some(({ seq }) => seq === after)) return { ...(await linesAfter(parts, accountId, 0)), reset: true };
  const lines = found.filter(({ seq }) => seq > after);
  const changed = editedSince
    ? found.filter(({ seq, edited }) => seq <= after && edited !== undefined && new Date(edited) >= editedSince)
    : [];
  // Read last, so that lines never arrive ahead of the language that they are in.
  const account = await parts.prisma.account.findUnique({ where: { id: accountId }, select: { language: true } });
  return { language: account?.language ?? sourceLanguage, reset: false, lines, changed, last: lines.at(-1)?.seq ?? after };
}

export function linesRoute(parts: Parts): RequestHandler {
  return forVisitor(async ({ accountId }, request, response) => {
    const fresh = await linesAfter(parts, accountId, askedAfter(request));
    response.set('cache-control', 'no-store').json(fresh);
    if (fresh.lines.length > 0) await parts.conversation.markHanded(accountId, fresh.last);
  });
}

/**
 * The line that a page asks from: `?after=12`; without it, the beginning.
 *
 * @throws Problem `badRequest` for anything that is no line number
 */
export function askedAfter({ query: { after } }: Request): number {
  if (after === undefined) return 0;
  if (typeof after !== 'string' || !LINE_NUMBER.test(after)) throw new Problem('badRequest');
  return Number(after);
}

/** The header with which a browser's stream comes back; null: none that we gave. */
export function heardUpTo(request: Request): number | null {
  const header = request.get('last-event-id') ?? '';
  return LINE_NUMBER.test(header) ? Number(header) : null;
}
