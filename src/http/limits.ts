/** How often one visitor, and one address, may ask. Many households share an address behind a mobile carrier. */
import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { Problem } from '../problems.ts';
import { tokenOf } from './cookie.ts';

const minute = 60_000;

/** Requests per window. */
export interface Limits {
  /** Everything, one address, a minute. */
  address: number;
  /** New conversations, one address, ten minutes. */
  sessions: number;
  /** Messages, one visitor, a minute. */
  messages: number;
  /** Uploads, one visitor, ten minutes. */
  uploads: number;
  /** Codes made for another phone, one visitor, ten minutes. */
  handovers: number;
  /** Codes tried, one address, ten minutes. */
  claims: number;
}

export const defaultLimits: Limits = { address: 3000, sessions: 300, messages: 240, uploads: 60, handovers: 10, claims: 20 };

export type Limiters = { [name in keyof Limits]: RequestHandler };

export function createLimiters(limits: Partial<Limits> = {}): Limiters {
  const allowed = { ...defaultLimits, ...limits };
  return {
    address: limiter(allowed.address, minute, address),
    sessions: limiter(allowed.sessions, 10 * minute, address),
    messages: limiter(allowed.messages, minute, visitor),
    uploads: limiter(allowed.uploads, 10 * minute, visitor),
    handovers: limiter(allowed.handovers, 10 * minute, visitor),
    claims: limiter(allowed.claims, 10 * minute, address),
  };
}

function limiter(limit: number, windowMs: number, keyGenerator: (request: Request) => string): RequestHandler {
  return rateLimit({
    limit,
    windowMs,
    keyGenerator,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_request, _response, next) => next(new Problem('tooMany')),
  });
}

function address(request: Request): string {
  return ipKeyGenerator(request.ip ?? '');
}

function visitor(request: Request): string {
  return tokenOf(request) ?? address(request);
}
