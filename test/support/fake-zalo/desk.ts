/** Where every request comes in: written down as it came, failed if that was asked for, and answered. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, Refusal } from './answer.ts';
import { pause } from './clock.ts';

/** A kind of request; `*` stands for each. */
export type What = 'oauth' | 'cs' | 'template' | 'image' | 'gif' | 'file' | 'getoa' | 'detail' | 'media' | 'other';

/**
 * - `reset`: the connection breaks before anything was done
 * - `deaf`: it is done, but the connection breaks before the answer
 * - `hang`: no answer, ever; nothing is done
 * - `lateMs`: it is done at once, and answered so much later
 * - `code`: refused in the envelope
 * - `status`: an answer of whatever stands in front
 */
export type Failure =
  | 'reset'
  | 'deaf'
  | 'hang'
  | { lateMs: number }
  | { code: number; message?: string }
  | { status: number; headers?: Record<string, string>; body?: string };

/** Nothing is hidden: tests look here for what should not be here. */
export interface Asked {
  what: What;
  method: string;
  /** With its query. */
  url: string;
  headers: IncomingHttpHeaders;
  /** Of uploads only the length. */
  body: string;
  /** performance.now() */
  at: number;
  /** 0: the connection broke. undefined: it is not answered yet. */
  status?: number;
  /** `error` of the envelope. */
  error?: number;
}

export interface Handling {
  what: What;
  request: IncomingMessage;
  response: ServerResponse;
  body: Buffer;
  /** @param forced what to refuse it with, where it would refuse things */
  handle(forced: Refusal | null): Promise<Answer>;
}

export function createDesk() {
  const failures: { what: What | '*'; failure: Failure; times: number }[] = [];
  const asked: Asked[] = [];

  function takeFailure(what: What): Failure | undefined {
    const found = failures.find((one) => one.what === what || one.what === '*');
    if (!found) return undefined;
    found.times -= 1;
    if (found.times <= 0) failures.splice(failures.indexOf(found), 1);
    return found.failure;
  }

  async function serve({ what, request, response, body, handle }: Handling): Promise<void> {
    const { method = '', url = '', headers } = request;
    const upload = (headers['content-type'] ?? '').startsWith('multipart/');
    const shown = upload ? `${body.byteLength} bytes` : body.toString();
    const entry: Asked = { what, method, url, headers, body: shown, at: performance.now() };
    asked.push(entry);
    const failure = takeFailure(what);
    if (failure === 'hang') return;
    if (failure === 'reset') return breakOff(entry, request);
    const answer = await answerOf(failure, handle);
    if (failure === 'deaf') return breakOff(entry, request);
    if (isLate(failure)) await pause(failure.lateMs);
    entry.status = answer.status;
    if (answer.error !== undefined) entry.error = answer.error;
    const length = String(Buffer.byteLength(answer.body));
    response.writeHead(answer.status, { ...answer.headers, 'content-length': length }).end(answer.body);
  }

  return {
    serve,
    fail(what: What | '*', failure: Failure, times = 1): void {
      failures.push({ what, failure, times });
    },
    heal: () => void failures.splice(0),
    asked: (what?: What) => (what === undefined ? asked : asked.filter((one) => one.what === what)),
  };
}

async function answerOf(failure: Failure | undefined, handle: Handling['handle']): Promise<Answer> {
  if (typeof failure !== 'object' || isLate(failure)) return handle(null);
  if ('code' in failure) return handle(new Refusal(failure.code, failure.message));
  const { status, headers = {}, body = '' } = failure;
  return { status, headers: { 'content-type': 'text/html', ...headers }, body };
}

function isLate(failure: Failure | undefined): failure is { lateMs: number } {
  return typeof failure === 'object' && 'lateMs' in failure;
}

function breakOff(entry: Asked, request: IncomingMessage): void {
  entry.status = 0;
  request.socket.resetAndDestroy();
}
