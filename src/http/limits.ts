/** How often, and how much at once, one visitor and one address may ask. Many households share an address behind a mobile carrier. */
import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { Problem } from '../problems.ts';
import { visitorOf } from './visitor.ts';

const minute = 60_000;
const megabyte = 1024 * 1024;

/** Requests per window. */
export interface Rates {
  /** Everything, one address, a minute. */
  address: number;
  /** New conversations, one address, ten minutes. */
  sessions: number;
  /** Messages, one visitor, a minute. */
  messages: number;
  /** Uploads, one visitor, ten minutes. */
  uploads: number;
  /** Stored files opened, one visitor, a minute. A long conversation shows dozens of photos. */
  files: number;
  /** Everything held about a household gathered, one visitor, ten minutes. */
  data: number;
  /** Codes made for another phone, one visitor, ten minutes. */
  handovers: number;
  /** Codes tried, one address, ten minutes. */
  claims: number;
  /** One-time links opened, one address, ten minutes. Nobody guesses them; many households share an address. */
  opens: number;
}

/** At one moment. */
export interface Loads {
  /** Pages that listen to one conversation. */
  streamsOfAccount: number;
  /** Pages that listen from one address. */
  streamsOfAddress: number;
  /** Bytes of uploads on their way from one address. They lie in memory until the files are cleaned. */
  uploadBytesOfAddress: number;
  /** Bytes of uploads on their way from everybody. */
  uploadBytes: number;
}

export interface Limits extends Rates, Loads {}

export const defaultLimits: Limits = {
  address: 3000,
  sessions: 300,
  messages: 240,
  uploads: 60,
  files: 600,
  data: 30,
  handovers: 10,
  claims: 20,
  opens: 300,
  streamsOfAccount: 12,
  streamsOfAddress: 300,
  uploadBytesOfAddress: 64 * megabyte,
  uploadBytes: 128 * megabyte,
};

export type Limiters = { [name in keyof Rates]: RequestHandler };

/** Those by visitor stand behind `visitorOnly` or `readerOnly`. */
export function createLimiters(allowed: Rates): Limiters {
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

function limiter(limit: number, windowMs: number, keyGenerator: (request: Request, response: Response) => string): RequestHandler {
  return rateLimit({
    limit,
    windowMs,
    keyGenerator,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_request, _response, next) => next(new Problem('tooMany')),
  });
}
