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

/** Lets nobody pass who has no conversation. What comes behind it asks `visitorOf`. */
export function visitorOnly(parts: Parts): RequestHandler {
  return async (request, response, next) => {
    const visitor = await currentVisitor(parts, request, response);
    if (!visitor) throw new Problem('notSignedIn');
    response.locals.visitor = visitor;
    response.locals.language = visitor.language;
    next();
  };
}

/** @throws Problem `notSignedIn` where `visitorOnly` does not stand before */
export function visitorOf(response: Response): Visitor {
  const { visitor } = response.locals;
  if (!visitor) throw new Problem('notSignedIn');
  return visitor;
}

/** A route only for somebody who has a conversation. */
export function forVisitor(route: (visitor: Visitor, request: Request, response: Response) => Promise<void> | void): RequestHandler {
  return (request, response) => route(visitorOf(response), request, response);
}
