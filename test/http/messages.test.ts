import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Fresh } from '../../src/http/chat/lines.ts';
import { createLogger } from '../../src/log.ts';
import { startWeb, type TestWeb, Visitor } from '../support/web.ts';

let web: TestWeb;
let visitor: Visitor;
let log = '';
beforeAll(async () => {
  const stream = {
    write(line: string) {
      log += line;
    },
  };
  web = await startWeb({ log: createLogger({ level: 'trace', stream }), limits: { messages: 1e6, address: 1e6 } });
});
afterAll(() => web.stop());
beforeEach(async () => {
  visitor = await Visitor.join(web.url);
});

const stored = () => web.prisma.inbox.count();
const SECRET = 'Nguyễn Thị Kín 0901234567';

describe('a message', () => {
  it('is stored once, however often it is sent', async () => {
    const key = crypto.randomUUID();
    const before = await stored();
    const answers = await Promise.all([1, 2, 3, 4].map(() => visitor.send({ type: 'text', text: 'chào' }, key)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    expect(await answers[0]?.json()).toEqual({ key });
    expect(await stored()).toBe(before + 1);
  });

  it('comes back as a line, with its answer after it', async () => {
    const key = crypto.randomUUID();
    await visitor.send({ type: 'press', data: '1.begin', label: 'Bắt đầu' }, key);
    const { lines, last, reset } = (await (await visitor.get('/chat/lines')).json()) as Fresh;
    expect(lines).toMatchObject([
      { seq: 1, from: 'me', text: 'Bắt đầu', key },
      { seq: 2, from: 'us', text: 'Đã bấm: 1.begin', expect: 'text' },
    ]);
    expect([last, reset]).toEqual([2, false]);
    const since = (await (await visitor.get('/chat/lines?after=1')).json()) as Fresh;
    expect(since.lines).toHaveLength(1);
  });

  it.each(['abc', '-1', '1.5', '', '1234567890', '1&after=2'])('?after=%s is no line number, and says so', async (after) => {
    expect((await visitor.get(`/chat/lines?after=${after}`)).status).toBe(400);
    expect((await visitor.get(`/chat/events?after=${after}`)).status).toBe(400);
  });

  it('marks its answer as sent once the page has it', async () => {
    const key = crypto.randomUUID();
    await visitor.send({ type: 'text', text: 'chào' }, key);
    const { chatKey } = await web.prisma.inbox.findFirstOrThrow({ where: { updateKey: key } });
    const queued = () => web.prisma.message.count({ where: { state: 'queued', account: { externalId: chatKey } } });
    expect(await queued()).toBe(1);
    await visitor.get('/chat/lines');
    await expect.poll(queued).toBe(0);
  });

  it.each(['👩‍👩‍👧‍👦'.repeat(500), 'à'.repeat(10_000), 'nửa \ud83d và \0 không', '{{name}} <b>&'])(
    'may be anything that can be typed: %#',
    async (text) => {
      expect((await visitor.send({ type: 'text', text })).status).toBe(202);
    },
  );

  it('is not shown to another visitor', async () => {
    await visitor.send({ type: 'text', text: SECRET });
    const other = await Visitor.join(web.url);
    await other.send({ type: 'start' });
    expect(await (await other.get('/chat/lines')).text()).not.toContain(SECRET);
  });
});

describe('what is not a message', () => {
  const key = crypto.randomUUID();
  const text = { type: 'text', text: SECRET };
  const json = (value: unknown) => JSON.stringify(value);
  it.each([
    ['broken JSON', 400, `{"key": "${key}", "inbound": {"type": "text", "text": "${SECRET}`, {}],
    ['no JSON object', 400, json([SECRET]), {}],
    ['a bare word', 400, json(SECRET), {}],
    ['no key', 400, json({ inbound: text }), {}],
    ['a key that is no key', 400, json({ key: '../../etc', inbound: text }), {}],
    ['a field too many', 400, json({ key, inbound: { ...text, admin: true } }), {}],
    ['a wrong type', 400, json({ key, inbound: { type: 'text', text: { toString: SECRET } } }), {}],
    ['no words', 400, json({ key, inbound: { type: 'text', text: '' } }), {}],
    ['a file slipped past the files route', 400, json({ key, inbound: { type: 'media', items: [{ blobKey: SECRET }] } }), {}],
    ['a button of a novel', 400, json({ key, inbound: { type: 'press', data: SECRET.repeat(20) } }), {}],
    ['a giant body', 413, json({ key, inbound: { type: 'text', text: SECRET.repeat(10_000) } }), {}],
    ['a form', 415, `text=${SECRET}`, { 'content-type': 'application/x-www-form-urlencoded' }],
    ['plain text', 415, SECRET, { 'content-type': 'text/plain' }],
    ['an unknown character set', 415, json({ key, inbound: text }), { 'content-type': 'application/json; charset=morse' }],
    ['an unknown encoding', 415, json({ key, inbound: text }), { 'content-encoding': 'secret' }],
  ])('is refused, and nothing of it stays: %s', async (_, status, body, headers: Record<string, string>) => {
    const before = await stored();
    const response = await visitor.post('/chat/messages', body, headers);
    expect(response.status).toBe(status);
    const answer = (await response.json()) as { sentence: string };
    expect(answer.sentence).toMatch(/Gia đình/);
    expect(json(answer)).not.toContain('Kín');
    expect(await stored()).toBe(before);
  });

  it('is refused without a conversation', async () => {
    expect((await new Visitor(web.url).send({ type: 'start' })).status).toBe(401);
  });

  it('never ends in our own failure, whatever the JSON', async () => {
    const before = await stored();
    const nearly = fc.record(
      {
        key: fc.oneof(fc.uuid(), fc.jsonValue()),
        inbound: fc.record({
          type: fc.oneof(fc.constantFrom('start', 'text', 'press', 'media', 'voice'), fc.jsonValue()),
          code: fc.jsonValue(),
          data: fc.jsonValue(),
        }),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), nearly), async (body) => {
        const { status } = await visitor.post('/chat/messages', JSON.stringify(body));
        expect(status).toBe(400);
      }),
      { numRuns: 150 },
    );
    expect(await stored()).toBe(before);
  });

  it('never ends in our own failure, whatever the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('/chat/messages', '/chat/session', '/chat/handover/claim'),
        async (body, path) => {
          const { status } = await visitor.post(path, body);
          expect(status).toBeLessThan(500);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('the log', () => {
  afterEach(() => {
    expect(log).not.toMatch(/Kín|0901234567|nhahoc=/);
  });

  it('says which route and how it ended, and nobody’s words', async () => {
    await visitor.send({ type: 'text', text: SECRET });
    await visitor.get(`/chat/lines?after=0&name=${encodeURIComponent(SECRET)}`);
    await visitor.get(`/k/KIN-0901234567`);
    expect(log).toContain('"route":"/chat/messages","status":202');
    expect(log).toContain('"route":"/k/:code","status":302');
  });

  it('says so when the database is gone, without what was being stored', async () => {
    log = '';
    const failing = Object.assign(new Error(`insert failed for ${SECRET}`), { name: 'PrismaClientKnownRequestError' });
    const { receive } = web.conversation;
    web.conversation.receive = () => Promise.reject(failing);
    const response = await visitor.send({ type: 'text', text: SECRET });
    web.conversation.receive = receive;
    expect(response.status).toBe(500);
    expect(
      JSON.parse(
        log
          .trim()
          .split('\n')
          .find((line) => line.includes('request failed')) ?? '',
      ),
    ).toMatchObject({ level: 'error', route: '/chat/messages', problem: 'internal' });
  });
});

describe('too much at once', () => {
  it('is held back with a kind sentence and the time to wait', async () => {
    const strict = await startWeb({ limits: { messages: 3 }, log: pino({ level: 'silent' }) });
    const hasty = await Visitor.join(strict.url);
    const answers = [];
    for (let count = 0; count < 4; count++) answers.push(await hasty.send({ type: 'text', text: 'nhanh' }));
    const other = await (await Visitor.join(strict.url)).send({ type: 'text', text: 'chậm' });
    await strict.stop();
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 429]);
    expect(Number(answers[3]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(other.status).toBe(202);
  });
});
