/** New lines as they come, over server-sent events. Each event's id is its line number, so a broken stream goes on where it stopped. */
import type { Request, RequestHandler, Response } from 'express';
import type { Visitor } from '../../channel/web/session.ts';
import { Problem } from '../../problems.ts';
import type { Metrics } from '../metrics.ts';
import type { Parts } from '../parts.ts';
import { forVisitor } from '../visitor.ts';
import { lineNumber, linesAfter } from './lines.ts';

/** Keeps proxies from closing a quiet stream, and catches what another process wrote. */
const HEARTBEAT = 20_000;
/** Milliseconds that a browser waits before it comes back. */
const RETRY = 1_500;
/** Pages of one account that may listen at once. */
const MAX_STREAMS = 12;

export function streamRoute(parts: Parts, metrics: Metrics): RequestHandler {
  const open = new Map<string, number>();
  return forVisitor(parts, (visitor, request, response) => {
    const { accountId } = visitor;
    const others = open.get(accountId) ?? 0;
    if (others >= MAX_STREAMS) throw new Problem('tooMany');
    open.set(accountId, others + 1);
    metrics.streams.inc();
    response.once('close', () => {
      metrics.streams.dec();
      const left = (open.get(accountId) ?? 1) - 1;
      if (left > 0) open.set(accountId, left);
      else open.delete(accountId);
    });
    stream(parts, visitor, request, response);
  });
}

function stream(parts: Parts, visitor: Visitor, request: Request, response: Response): void {
  const { accountId } = visitor;
  // A browser that comes back by itself repeats the old address; its header is what counts then.
  let last = lineNumber(request.get('last-event-id') ?? request.query.after);
  let language = visitor.language;
  let running = false;
  let again = false;

  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  response.write(`retry: ${RETRY}\n\n`);

  /** One reader at a time; a call that comes meanwhile has it look once more, so that no line falls between. */
  async function pump(): Promise<void> {
    again = true;
    if (running) return;
    running = true;
    try {
      while (again && !response.writableEnded) {
        again = false;
        await sendFresh();
      }
    } catch (error) {
      parts.log.warn({ err: error }, 'a page lost its stream and will come back');
      response.end();
    } finally {
      running = false;
    }
  }

  async function sendFresh(): Promise<void> {
    const fresh = await linesAfter(parts, accountId, last);
    if (fresh.reset) send('reset', 0, {});
    if (fresh.language !== language) {
      language = fresh.language;
      send('language', null, { language });
    }
    for (const line of fresh.lines) send('line', line.seq, line);
    last = fresh.last;
    if (fresh.lines.length > 0) await parts.conversation.markHanded(accountId, last);
  }

  function send(event: string, id: number | null, data: object): void {
    response.write(`${id === null ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  const end = () => response.end();
  const forget = parts.conversation.onLines(accountId, () => void pump());
  const heart = setInterval(() => {
    response.write(': still here\n\n');
    void pump();
  }, HEARTBEAT);
  parts.stopping?.addEventListener('abort', end, { once: true });
  response.once('close', () => {
    forget();
    clearInterval(heart);
    parts.stopping?.removeEventListener('abort', end);
  });
  if (parts.stopping?.aborted) end();
  void pump();
}
