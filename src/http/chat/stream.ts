/** New lines as they come, over server-sent events. Each event's id is its line number, so a broken stream goes on where it stopped. */
import { once } from 'node:events';
import type { Request, RequestHandler, Response } from 'express';
import type { Visitor } from '../../channel/web/session.ts';
import { Problem } from '../../problems.ts';
import { addressOf } from '../limiters.ts';
import type { Loads } from '../limits.ts';
import type { Metrics } from '../metrics.ts';
import type { Parts } from '../parts.ts';
import { createPlaces, enterAll } from '../places.ts';
import { forVisitor } from '../visitor.ts';
import { askedAfter, heardUpTo, linesAfter } from './lines.ts';

/** Keeps proxies from closing a quiet stream, catches what another process wrote, and finds pages that stopped reading. */
const HEARTBEAT = 20_000;
/** Milliseconds that a browser waits before it comes back. */
const RETRY = 1_500;
/** Lines that say something else since are told to a page that comes back within so many milliseconds. */
const CHANGES_AGO = 30 * 24 * 60 * 60 * 1000;

export function streamRoute(parts: Parts, metrics: Metrics, limits: Loads): RequestHandler {
  const ofAccount = createPlaces(limits.streamsOfAccount);
  const ofAddress = createPlaces(limits.streamsOfAddress);
  return forVisitor((visitor, request, response) => {
    const leave = enterAll(
      () => ofAccount.enter(visitor.accountId),
      () => ofAddress.enter(addressOf(request)),
    );
    if (!leave) throw new Problem('tooMany');
    metrics.streams.inc();
    response.once('close', () => {
      metrics.streams.dec();
      leave();
    });
    stream(parts, visitor, request, response);
  });
}

function stream(parts: Parts, visitor: Visitor, request: Request, response: Response): void {
  const { accountId } = visitor;
  // A browser that comes back by itself repeats the old address; its header is what counts then.
  let last = heardUpTo(request) ?? askedAfter(request);
  let language = visitor.language;
  /** What changed while the page was away it is told, too. */
  const changedSince = new Date(parts.clock.now().getTime() - CHANGES_AGO);
  /** By number of a line that says something else now: since when. */
  const toldOf = new Map<number, string>();
  let running = false;
  let again = false;
  let stalled = false;
  const ended = new AbortController();

  response.on('error', cut);
  response.once('close', letGo);
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  response.write(`retry: ${RETRY}\n\n`);
  const forget = parts.conversation.onLines(accountId, () => void pump());
  const heart = setInterval(beat, HEARTBEAT);
  parts.stopping?.addEventListener('abort', finish, { once: true });
  if (parts.stopping?.aborted) finish();
  else void pump();

  /** One reader at a time; a call that comes meanwhile has it look once more, so that no line falls between. */
  async function pump(): Promise<void> {
    again = true;
    if (running) return;
    running = true;
    try {
      while (again && !ended.signal.aborted) {
        again = false;
        await sendFresh();
      }
    } catch (error) {
      if (ended.signal.aborted) return;
      parts.log.warn({ err: error }, 'a page lost its stream and will come back');
      cut();
    } finally {
      running = false;
    }
  }

  async function sendFresh(): Promise<void> {
    const fresh = await linesAfter(parts, accountId, last, changedSince);
    if (fresh.reset) await send('reset', 0, {});
    const changed = fresh.changed.filter(({ seq, edited = '' }) => toldOf.get(seq) !== edited);
    if (fresh.language !== language) {
      language = fresh.language;
      await send('language', null, { language });
    }
    for (const line of changed) await send('change', null, line);
    for (const line of fresh.lines) await send('line', line.seq, line);
    for (const { seq, edited } of [...changed, ...fresh.lines]) if (edited !== undefined) toldOf.set(seq, edited);
    last = fresh.last;
    if (fresh.lines.length > 0) await parts.conversation.markHanded(accountId, last);
  }

  /** Waits for a page that reads slowly, so that what it has not read stays in the database and not in memory. */
  async function send(event: string, id: number | null, data: object): Promise<void> {
    ended.signal.throwIfAborted();
    const taken = response.write(`${id === null ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    if (taken) return;
    await once(response, 'drain', { signal: ended.signal });
    stalled = false;
  }

  /** A page that has taken nothing from one beat to the next is gone, whatever its connection says. */
  function beat(): void {
    if (!response.writableNeedDrain) {
      response.write(': still here\n\n');
      void pump();
    } else if (stalled) cut();
    else stalled = true;
  }

  function finish(): void {
    letGo();
    response.end();
  }

  /** `end` would wait until the page has read everything. */
  function cut(): void {
    letGo();
    response.destroy();
  }

  /** Nothing is written from here on. */
  function letGo(): void {
    ended.abort();
    forget();
    clearInterval(heart);
    parts.stopping?.removeEventListener('abort', finish);
  }
}
