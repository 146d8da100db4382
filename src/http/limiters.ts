/** Counts what visitors and addresses ask, and turns away who asks too often. How much is too much is in `limits.ts`. */
import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { Problem } from '../problems.ts';
import type { Rates } from './limits.ts';
import { visitorOf } from './visitor.ts';

export const minute = 60_000;

type Visited = Omit<Rates, 'officers' | 'officerFiles' | 'entries' | 'looks'>;

/** Those by visitor stand behind `visitorOnly` or `readerOnly`. The console has its own. */
export function createLimiters(allowed: Visited): { [name in keyof Visited]: RequestHandler } {
  return {
    address: limiter(allowed.address, minute, addressOf),
    sessions: limiter(allowed.sessions, 10 * minute, addressOf),
    messages: limiter(allowed.messages, minute, visitor),
    uploads: limiter(allowed.uploads, 10 * minute, visitor),
    files: limiter(allowed.files, minute, visitor),
    data: limiter(allowed.data, 10 * minute, visitor),
    handovers: limiter(allowed.handovers, 10 * minute, visitor),
    claims: limiter(allowed.claims, 10 * minute, addressOf),
    opens: limiter(allowed.opens, 10 * minute, addressOf),
    digits: limiter(allowed.digits, 10 * minute, addressOf),
    lookups: limiter(allowed.lookups, 10 * minute, addressOf),
    guesses: limiter(allowed.guesses, 10 * minute, addressOf, { skipSuccessfulRequests: true }),
  };
}

/** One key an address: an IPv6 household has many. */
export function addressOf(request: Request): string {
  return ipKeyGenerator(request.ip ?? '');
}

/** The account, not the cookie: what a stranger writes there must neither earn a fresh count nor be kept. */
function visitor(_request: Request, response: Response): string {
  return visitorOf(response).accountId;
}

export function limiter(
  limit: number,
  windowMs: number,
  keyGenerator: (request: Request, response: Response) => string,
  counting: { skipSuccessfulRequests?: boolean } = {},
): RequestHandler {
  return rateLimit({
    ...counting,
    limit,
    windowMs,
    keyGenerator,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_request, _response, next) => next(new Problem('tooMany')),
  });
}
