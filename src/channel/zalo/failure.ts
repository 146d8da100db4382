/** How a call to Zalo ended without a result, in words of our own, which hold no token and nothing that a person wrote. */

/**
 * - `refused`: Zalo answered with an error: `code` is its own, `status` that of HTTP
 * - `notSent`: there was no connection; nothing was sent
 * - `lost`: it was sent, or may have been, and no answer came that says what became of it
 * - `heldBack`: not sent, because Zalo takes nothing from us for the moment
 * - `noToken`: not sent, because no token is good any more until the operator mends it; `description` says why
 */
export type ZaloEnd = 'refused' | 'notSent' | 'lost' | 'heldBack' | 'noToken';

/** `refreshToken`: it is refused; `noTokens`: the OA was never connected; `credentials`: they were sealed with another secret. */
export type NoToken = 'refreshToken' | 'noTokens' | 'credentials';

export interface ZaloFailureParts {
  end: ZaloEnd;
  /** `error` of the envelope; null without one. */
  code?: number | null;
  /** 0 without an answer. */
  status?: number;
  /** A short code of ours or of the system. Of a refusal: Zalo's words, for an operator's eyes only. */
  description: string;
  retryAfterMs?: number | undefined;
}

export class ZaloFailure extends Error {
  readonly end: ZaloEnd;
  readonly code: number | null;
  readonly status: number;
  readonly description: string;
  readonly retryAfterMs: number | undefined;

  /** @param what was called: a path without anything that varies */
  constructor(what: string, { end, code = null, status = 0, description, retryAfterMs }: ZaloFailureParts) {
    super(`${what}: ${end} ${end === 'refused' ? (code ?? `http:${status}`) : description}`);
    this.name = 'ZaloFailure';
    this.end = end;
    this.code = code;
    this.status = status;
    this.description = description;
    this.retryAfterMs = retryAfterMs;
  }
}
