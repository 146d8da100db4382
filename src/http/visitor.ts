/** Who is asking, from the cookie. */
import type { Request, RequestHandler, Response } from 'express';
import { findReader, findVisitor, type Visitor } from '../channel/web/session.ts';
import { Problem } from '../problems.ts';
import { giveToken, pagesTokenOf, tokenOf } from './cookie.ts';
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
    letIn(await currentVisitor(parts, request, response), response, 'notSignedIn');
    next();
  };
}

/** For pages of one's own data: also lets in who came by a one-time link, which is newer than any conversation here. */
export function readerOnly(parts: Parts): RequestHandler {
  return async (request, response, next) => {
    const token = pagesTokenOf(request);
    const reader = token && (await findReader(depsOf(parts), token));
    letIn(reader || (await currentVisitor(parts, request, response)), response, 'pageClosed');
    next();
  };
}

function letIn(visitor: Visitor | null, response: Response, otherwise: 'notSignedIn' | 'pageClosed'): void {
  if (!visitor) throw new Problem(otherwise);
  response.locals.visitor = visitor;
  response.locals.language = visitor.language;
}

/** @throws Problem `notSignedIn` where neither `visitorOnly` nor `readerOnly` stands before */
export function visitorOf(response: Response): Visitor {
  const { visitor } = response.locals;
  if (!visitor) throw new Problem('notSignedIn');
  return visitor;
}

/** A route only for somebody who has a conversation. */
export function forVisitor(route: (visitor: Visitor, request: Request, response: Response) => Promise<void> | void): RequestHandler {
  return (request, response) => route(visitorOf(response), request, response);
}
