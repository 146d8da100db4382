/** Who is asking, from the cookie. */
import type { Request, RequestHandler, Response } from 'express';
import { findVisitor, type Visitor } from '../channel/web/session.ts';
import { Problem } from '../problems.ts';
import { giveToken, tokenOf } from './cookie.ts';
import { depsOf, type Parts } from './parts.ts';

/** The visitor, or null when the browser has no conversation yet. Keeps a browser that still visits from expiring. */
export async function currentVisitor(parts: Parts, request: Request, response: Response): Promise<Visitor | null> {
  const token = tokenOf(request);
  if (!token) return null;
  const visitor = await findVisitor(depsOf(parts), token);
  if (visitor?.renewed) giveToken(response, token, parts.publicUrl);
  return visitor;
}

/** A route only for somebody who has a conversation. */
export function forVisitor(
  parts: Parts,
  route: (visitor: Visitor, request: Request, response: Response) => Promise<void> | void,
): RequestHandler {
  return async (request, response) => {
    const visitor = await currentVisitor(parts, request, response);
    if (!visitor) throw new Problem('notSignedIn');
    response.locals.language = visitor.language;
    await route(visitor, request, response);
  };
}
