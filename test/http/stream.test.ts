import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startWeb, type TestWeb, Visitor } from '../support/web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await startWeb();
});
afterAll(() => web.stop());

interface StreamEvent {
  id: string;
  event: string;
  data: { seq?: number; text?: string; language?: string };
}

/** Reads a stream until it is closed, from either side. */
class Listener {
  readonly events: StreamEvent[] = [];
  readonly headers: Headers;
  ended = false;
  private readonly stop: AbortController;

  private constructor(response: Response, stop: AbortController) {
    this.headers = response.headers;
    this.stop = stop;
    void this.read(response);
  }

  static async open(visitor: Visitor, options: { after?: number; lastEventId?: number } = {}): Promise<Listener> {
    const stop = new AbortController();
    const response = await fetch(`${visitor.url}/chat/events?after=${options.after ?? 0}`, {
      headers: { cookie: visitor.cookie, ...(options.lastEventId !== undefined && { 'last-event-id': String(options.lastEventId) }) },
      signal: stop.signal,
    });
    expect(response.status).toBe(200);
    return new Listener(response, stop);
  }

  close(): void {
    this.stop.abort();
  }

  get lines(): number[] {
    return this.events.filter(({ event }) => event === 'line').map(({ data }) => data.seq ?? 0);
  }

  private async read(response: Response): Promise<void> {
    let rest = '';
    try {
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const parts = (rest + chunk).split('\n\n');
        rest = parts.pop() ?? '';
        this.events.push(...parts.flatMap(eventOf));
      }
    } catch {
      // Closed from this side, or the server went away: both are what the test wants.
    }
    this.ended = true;
  }
}

function eventOf(block: string): StreamEvent[] {
  const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s, 2)));
  return fields.event ? [{ id: fields.id ?? '', event: fields.event, data: JSON.parse(fields.data) }] : [];
}

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

async function accountOf(visitor: Visitor): Promise<string> {
  const newest = await web.prisma.webSession.findFirstOrThrow({ orderBy: { account: { id: 'desc' } } });
  expect(visitor.cookie).not.toBe('');
  return newest.accountId;
}

describe('the stream', () => {
  it('says what a line says now, to a page that reads and to one that comes back', async () => {
    const visitor = await Visitor.join(web.url);
    await visitor.send({ type: 'start' });
    const listener = await Listener.open(visitor);
    await vi.waitFor(() => expect(listener.lines.length).toBeGreaterThan(1));
    const accountId = await accountOf(visitor);
    const line = await web.prisma.message.findFirstOrThrow({ where: { accountId }, orderBy: { seq: 'asc' } });
    const change = async (text: string, at: string) => {
      await web.prisma.message.update({
        where: { id: line.id },
        data: { body: { text, choices: [], expect: 'none' }, editedAt: new Date(at) },
      });
      // Whatever wakes the stream.
      await visitor.send({ type: 'text', text: 'menu' });
    };
    const told = (one: Listener) => one.events.filter(({ event }) => event === 'change');
    const now = web.clock.now().getTime();
    await change('một nửa', new Date(now).toISOString());
    await vi.waitFor(() => expect(told(listener)).toMatchObject([{ id: '', data: { seq: line.seq, text: 'một nửa' } }]));
    await change('xong', new Date(now + 1).toISOString());
    await vi.waitFor(() => expect(told(listener).map(({ data }) => data.text)).toEqual(['một nửa', 'xong']));
    const back = await Listener.open(visitor, { lastEventId: listener.lines.at(-1) ?? 0 });
    await vi.waitFor(() => expect(told(back)).toMatchObject([{ data: { seq: line.seq, text: 'xong' } }]));
    const anew = await Listener.open(visitor);
    await vi.waitFor(() => expect(anew.lines.at(-1)).toBe(listener.lines.at(-1)));
    expect(anew.events.find(({ data }) => data.seq === line.seq)).toMatchObject({ event: 'line', data: { text: 'xong' } });
    for (const one of [listener, back, anew]) one.close();
  });

  it('brings what was said before and what is said now, each line under its number', async () => {
    const visitor = await Visitor.join(web.url);
    await visitor.send({ type: 'start' });
    const listener = await Listener.open(visitor);
    await visitor.send({ type: 'text', text: 'chào' });
    await expect.poll(() => listener.lines).toEqual(upTo(5));
    expect(listener.events.map(({ id }) => Number(id))).toEqual(upTo(5));
    expect(listener.headers.get('content-type')).toBe('text/event-stream');
    listener.close();
  });

  it('goes on after the last line a page has, and believes its header before the old address', async () => {
    const visitor = await Visitor.join(web.url);
    await visitor.send({ type: 'start' });
    const byAddress = await Listener.open(visitor, { after: 2 });
    const byHeader = await Listener.open(visitor, { after: 0, lastEventId: 3 });
    await visitor.send({ type: 'text', text: 'chào' });
    await expect.poll(() => byAddress.lines).toEqual([3, 4, 5]);
    await expect.poll(() => byHeader.lines).toEqual([4, 5]);
    byAddress.close();
    byHeader.close();
  });

  it('has neither gap nor double while messages pour in and the connection keeps breaking', async () => {
    const visitor = await Visitor.join(web.url);
    const accountId = await accountOf(visitor);
    const seen: number[] = [];
    let talking = true;
    const talk = (async () => {
      for (let count = 0; count < 60; count++) await web.conversation.say(accountId, { text: `tin ${count}` });
      talking = false;
    })();
    while (talking || seen.length < 60) {
      const listener = await Listener.open(visitor, { lastEventId: seen.at(-1) ?? 0 });
      await new Promise((resolve) => setTimeout(resolve, 30));
      listener.close();
      await expect.poll(() => listener.ended).toBe(true);
      seen.push(...listener.lines);
    }
    await talk;
    expect(seen).toEqual(upTo(60));
  });

  it('lets go when the service stops, and the next process goes on', async () => {
    const visitor = await Visitor.join(web.url);
    await visitor.send({ type: 'start' });
    const before = await Listener.open(visitor);
    await expect.poll(() => before.lines).toEqual(upTo(3));
    await web.restart();
    await expect.poll(() => before.ended).toBe(true);
    const after = await Listener.open(visitor, { lastEventId: 3 });
    await visitor.send({ type: 'text', text: 'vẫn đây' });
    await expect.poll(() => after.lines).toEqual([4, 5]);
    after.close();
  });

  it('tells the page when everything was erased', async () => {
    const visitor = await Visitor.join(web.url);
    const accountId = await accountOf(visitor);
    await visitor.send({ type: 'start' });
    const listener = await Listener.open(visitor, { after: 3 });
    await web.conversation.forget(accountId);
    await visitor.send({ type: 'start' });
    await expect.poll(() => listener.lines).toEqual([4, 5, 6]);
    expect(listener.events[0]).toMatchObject({ event: 'reset', id: '0' });
    listener.close();
  });

  it('tells the page when the conversation changes its language, before the words in it', async () => {
    const visitor = await Visitor.join(web.url);
    const listener = await Listener.open(visitor);
    await visitor.send({ type: 'text', text: 'english' });
    await expect.poll(() => listener.lines).toEqual([1, 2]);
    expect(listener.events[0]).toMatchObject({ event: 'language', data: { language: 'en' } });
    listener.close();
  });

  it('says nothing to a stranger, or about a neighbour', async () => {
    expect((await new Visitor(web.url).get('/chat/events')).status).toBe(401);
    const neighbour = await Listener.open(await Visitor.join(web.url));
    await (await Visitor.join(web.url)).send({ type: 'text', text: 'chuyện nhà' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(neighbour.events).toEqual([]);
    neighbour.close();
  });

  it('is not opened without end by one visitor', async () => {
    const visitor = await Visitor.join(web.url);
    const open = await Promise.all(Array.from({ length: 12 }, () => Listener.open(visitor)));
    expect((await visitor.get('/chat/events')).status).toBe(429);
    for (const listener of open) listener.close();
    await expect.poll(() => streamsOpen(web)).toBe(0);
  });

  it('is not opened without end from one address, whoever asks', async () => {
    const strict = await startWeb({ limits: { streamsOfAddress: 2 } });
    const visitors = await Promise.all(Array.from({ length: 3 }, () => Visitor.join(strict.url)));
    const [first, , third] = visitors as [Visitor, Visitor, Visitor];
    const open = [await Listener.open(first), await Listener.open(visitors[1] as Visitor)];
    expect((await third.get('/chat/events')).status).toBe(429);
    open[0]?.close();
    await expect.poll(() => streamsOpen(strict)).toBe(1);
    const later = await Listener.open(third);
    for (const listener of [...open, later]) listener.close();
    await strict.stop();
  });
});

describe('a page that stops reading', () => {
  /** More than the connection itself takes in. */
  const MEGABYTES = 24;
  let sockets: Socket[] = [];
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    for (const socket of sockets) socket.destroy();
    sockets = [];
  });

  /** A visitor with much to read, and the connection of their page, which reads none of it. */
  async function stalledPage(): Promise<{ accountId: string; reads: () => number }> {
    const visitor = await Visitor.join(web.url);
    const accountId = await accountOf(visitor);
    for (let line = 0; line < MEGABYTES; line++) await web.conversation.say(accountId, { text: 'a'.repeat(1024 * 1024) });
    const linesOf = vi.spyOn(web.conversation, 'linesOf');
    // Only the heartbeat is wound by hand.
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const socket = connect(Number(new URL(web.url).port), '127.0.0.1');
    sockets.push(socket);
    socket.pause();
    socket.write(`GET /chat/events HTTP/1.1\r\nhost: x\r\ncookie: ${visitor.cookie}\r\n\r\n`);
    await expect.poll(() => streamsOpen(web)).toBe(1);
    const reads = () => linesOf.mock.calls.filter(([asked]) => asked === accountId).length;
    await expect.poll(reads).toBe(1);
    return { accountId, reads };
  }

  /** Beats until nobody listens. What the connection takes in by itself goes in meanwhile. */
  async function beatUntilGone(): Promise<void> {
    await expect
      .poll(
        async () => {
          await vi.advanceTimersByTimeAsync(20_000);
          return streamsOpen(web);
        },
        { timeout: 15_000 },
      )
      .toBe(0);
  }

  it('has nothing more read for it, and is let go', async () => {
    const { accountId, reads } = await stalledPage();
    for (let line = 0; line < 5; line++) await web.conversation.say(accountId, { text: 'thêm' });
    await beatUntilGone();
    expect(reads()).toBe(1);
  });

  it.each([
    [
      'its stream fails',
      async (accountId: string) => {
        vi.spyOn(web.conversation, 'linesOf').mockRejectedValue(new Error('gone'));
        await web.conversation.say(accountId, { text: 'thêm' });
      },
    ],
    ['the service says good-bye', () => web.restart()],
  ])('harms nobody when %s', async (_, happen) => {
    const { accountId } = await stalledPage();
    const complaints: unknown[] = [];
    const note = (error: unknown) => complaints.push(error);
    process.on('uncaughtException', note);
    await happen(accountId);
    await beatUntilGone();
    process.off('uncaughtException', note);
    expect(complaints).toEqual([]);
  });

  it('for a while gets everything all the same', async () => {
    await stalledPage();
    const [socket] = sockets as [Socket];
    let received = 0;
    socket.on('data', (chunk) => {
      received += chunk.length;
    });
    await vi.advanceTimersByTimeAsync(20_000);
    socket.resume();
    await expect.poll(() => received, { timeout: 15_000 }).toBeGreaterThan(MEGABYTES * 1024 * 1024);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await streamsOpen(web)).toBe(1);
    expect(socket.destroyed).toBe(false);
  });
});

async function streamsOpen({ url }: TestWeb): Promise<number> {
  const figures = await (await fetch(`${url}/metrics`)).text();
  return Number(/nhahoc_web_streams (\d+)/.exec(figures)?.[1]);
}
