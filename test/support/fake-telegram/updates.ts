/**
 * What waits for the bot: fetched by long polling, or delivered to a webhook from one queue a chat and kind, so that a press
 * can overtake a text. Nothing is taken out before it was confirmed, or answered with 2xx.
 */
import { Agent, request } from 'node:http';
import { Refusal } from './answer.ts';

export type Kind = 'message' | 'callback_query' | 'my_chat_member';

export interface Update {
  update_id: number;
  [kind: string]: unknown;
}

export interface Webhook {
  url: string;
  secret: string | undefined;
  maxConnections: number;
}

interface Waiting {
  update: Update;
  kind: Kind;
  at: number;
}

interface Queue {
  kind: Kind;
  waiting: Waiting[];
  /** Being delivered, or pausing before the next try. */
  busy: boolean;
  tries: number;
}

interface Poll {
  limit: number;
  answer(updates: Update[]): void;
  refuse(refusal: Refusal): void;
}

export interface UpdatesOptions {
  firstUpdateId: number;
  /** Multiplies the pauses between tries of the real one: 0.01 makes 20 ms of 2 s. */
  retryScale: number;
  /** A method that the bot wrote into its answer to a delivery. */
  onReply(method: string, payload: Record<string, unknown>): void;
}

/** Presses that nobody took for so long are dropped. */
const PRESS_MS = 150_000;
const LONGEST_PAUSE_MS = 90_000;

export function createUpdates({ firstUpdateId, retryScale, onReply }: UpdatesOptions) {
  const agent = new Agent({ keepAlive: true });
  const waiting = new Map<number, Waiting>();
  const queues = new Map<string, Queue>();
  const delays: Partial<Record<Kind, number>> = {};
  const counts = { added: 0, delivered: 0, failed: 0, dropped: 0 };
  let nextId = firstUpdateId;
  let allowed: readonly string[] | null = null;
  let webhook: Webhook | null = null;
  let poll: Poll | null = null;
  let connections = 0;
  let closed = false;

  function add(kind: Kind, chatId: number, content: unknown): number {
    if (allowed !== null && !allowed.includes(kind)) return 0;
    const update: Update = { update_id: nextId++, [kind]: content };
    const entry: Waiting = { update, kind, at: performance.now() };
    waiting.set(update.update_id, entry);
    counts.added += 1;
    const key = `${chatId} ${kind}`;
    const queue = queues.get(key) ?? { kind, waiting: [], busy: false, tries: 0 };
    queues.set(key, queue);
    queue.waiting.push(entry);
    if (webhook) pump(key, queue);
    else answerPoll();
    return update.update_id;
  }

  // Polling

  function answerPoll(): void {
    if (!poll || waiting.size === 0) return;
    const { answer, limit } = poll;
    poll = null;
    answer([...waiting.values()].slice(0, limit).map((entry) => entry.update));
  }

  function confirm(offset: number): void {
    for (const id of waiting.keys()) {
      if (id >= offset) break;
      waiting.delete(id);
      counts.delivered += 1;
    }
    for (const [key, queue] of queues) {
      queue.waiting = queue.waiting.filter(({ update }) => waiting.has(update.update_id));
      if (queue.waiting.length === 0) queues.delete(key);
    }
  }

  function getUpdates({ offset, limit = 100, timeout = 0, allowed_updates }: Record<string, unknown>, gone: (leave: () => void) => void) {
    if (webhook) {
      throw new Refusal(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    }
    poll?.refuse(new Refusal(409, 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running'));
    poll = null;
    if (Array.isArray(allowed_updates)) allowed = allowed_updates as string[];
    if (typeof offset === 'number') confirm(offset);
    return new Promise<Update[]>((answer, refuse) => {
      const mine: Poll = { limit: Number(limit), answer, refuse };
      const leave = () => {
        if (poll === mine) poll = null;
        answer([]);
      };
      poll = mine;
      gone(leave);
      setTimeout(leave, Math.min(Number(timeout), 50) * 1000).unref();
      answerPoll();
    });
  }

  // Webhook

  function setWebhook(next: Webhook | null, allowed_updates?: unknown): void {
    if (Array.isArray(allowed_updates)) allowed = allowed_updates as string[];
    webhook = next;
    if (webhook) for (const [key, queue] of queues) pump(key, queue);
  }

  function pump(key: string, queue: Queue): void {
    if (closed || !webhook || queue.busy || connections >= webhook.maxConnections) return;
    const next = queue.waiting[0];
    if (!next) {
      queues.delete(key);
      return;
    }
    queue.busy = true;
    connections += 1;
    const hook = webhook;
    void pause(delays[queue.kind] ?? 0)
      .then(() => deliver(hook, next.update))
      .then((result) => {
        connections -= 1;
        settle(key, queue, next, result);
        if (connections === hook.maxConnections - 1) for (const [other, waits] of queues) pump(other, waits);
      });
  }

  function settle(key: string, queue: Queue, { update, at, kind }: Waiting, result: Delivery): void {
    const late = kind === 'callback_query' && performance.now() - at > PRESS_MS;
    if (result.ok || late) {
      queue.waiting.shift();
      waiting.delete(update.update_id);
      queue.tries = 0;
      queue.busy = false;
      counts[result.ok ? 'delivered' : 'dropped'] += 1;
      if (result.reply) onReply(String(result.reply.method), result.reply);
      pump(key, queue);
      return;
    }
    counts.failed += 1;
    const backoff = queue.tries === 0 ? 0 : Math.min(2_000 * 2 ** (queue.tries - 1), LONGEST_PAUSE_MS);
    queue.tries += 1;
    void pause((result.retryAfterMs ?? backoff) * retryScale).then(() => {
      queue.busy = false;
      pump(key, queue);
    });
  }

  interface Delivery {
    ok: boolean;
    retryAfterMs?: number;
    reply?: Record<string, unknown>;
  }

  function deliver({ url, secret }: Webhook, update: Update): Promise<Delivery> {
    const body = JSON.stringify(update);
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    return new Promise((resolve) => {
      const call = request(url, {
        agent,
        method: 'POST',
        headers: { ...headers, ...(secret !== undefined && { 'x-telegram-bot-api-secret-token': secret }) },
      });
      call.on('error', () => resolve({ ok: false }));
      call.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('error', () => resolve({ ok: false }));
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => {
          const status = response.statusCode ?? 500;
          const after = Number(response.headers['retry-after']);
          const json = /json/.test(response.headers['content-type'] ?? '') ? JSON.parse(Buffer.concat(chunks).toString()) : undefined;
          const ok = status >= 200 && status < 300;
          resolve({ ok, ...(after > 0 && { retryAfterMs: after * 1000 }), ...(ok && json?.method && { reply: json }) });
        });
      });
      call.end(body);
    });
  }

  return {
    add,
    getUpdates,
    setWebhook,
    webhook: () => webhook,
    /** Holds deliveries of a kind back for so many milliseconds. */
    delay(kind: Kind, ms: number): void {
      delays[kind] = ms;
    },
    /** Numbers begin anew, as after a week without updates. */
    renumber(first: number): void {
      nextId = first;
    },
    pending: () => waiting.size,
    counts: () => counts,
    close(): void {
      closed = true;
      poll?.answer([]);
      agent.destroy();
    },
  };
}

function pause(ms: number): Promise<void> | Promise<unknown> {
  return ms === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms).unref());
}
