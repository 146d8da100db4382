import { connect, type Socket } from 'node:net';
import sharp from 'sharp';
import { v7 } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ReceivedMedia } from '../../src/flow/session.ts';
import type { Fresh } from '../../src/http/chat/lines.ts';
import { startWeb, type TestWeb, Visitor } from '../support/web.ts';

let web: TestWeb;
let visitor: Visitor;
let photo: Buffer;
/** Each household has a season of its own: a year has one. */
let seasons = 2000;
beforeAll(async () => {
  web = await startWeb({ limits: { uploads: 1000 } });
  photo = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#7a2e1f' } })
    .withExif({ IFD0: { Artist: 'Nguyễn Văn Ẩn' } })
    .jpeg()
    .toBuffer();
});
afterAll(() => web.stop());
beforeEach(async () => {
  visitor = await Visitor.join(web.url);
});

function upload(
  files: (Buffer | string)[],
  fields: Record<string, string> = { key: crypto.randomUUID() },
  name = 'file',
): Promise<Response> {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  for (const file of files) form.append('file', new Blob([new Uint8Array(Buffer.from(file))]), name);
  return visitor.post('/chat/files', form);
}

async function lines(): Promise<Fresh['lines']> {
  return ((await (await visitor.get('/chat/lines')).json()) as Fresh).lines;
}

describe('an upload', () => {
  it('reaches the conversation as one update, however many photos it has', async () => {
    expect((await upload([photo, photo, photo])).status).toBe(202);
    expect((await lines()).map(({ text }) => text)).toEqual(['', 'Đã nhận 3 tệp']);
  });

  it('is taken once, however often it is sent, and stores its files once', async () => {
    const key = crypto.randomUUID();
    await upload([photo], { key });
    const inbox = await web.prisma.inbox.findFirstOrThrow({ where: { updateKey: key } });
    expect((await upload([photo], { key })).status).toBe(202);
    expect((await web.prisma.inbox.findFirstOrThrow({ where: { updateKey: key } })).body).toEqual(inbox.body);
    expect(await lines()).toHaveLength(2);
  });

  it('keeps nothing of a file’s name', async () => {
    await upload([photo], { key: crypto.randomUUID() }, '../../Giấy khai sinh bé Na.jpg');
    const bodies = await web.prisma.inbox.findMany({ select: { body: true, updateKey: true } });
    expect(JSON.stringify(bodies)).not.toMatch(/khai sinh|\.\./);
  });

  it('takes the good files and says what was wrong with the others', async () => {
    await upload([photo, 'no photo at all']);
    expect((await lines()).map(({ text, from }) => [from, text])).toEqual([
      ['me', ''],
      ['us', 'Đã nhận 1 tệp'],
      ['me', ''],
      ['us', 'Trục trặc: fileUnknown'],
    ]);
  });

  it.each([
    ['fileUnknown', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['fileUnknown', '<!doctype html><script>alert(1)</script>'],
    ['fileHeic', Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(100)])],
    ['fileBroken', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, ...Buffer.from('JFIF'), 0, 1, 2, 3])],
  ])('of something else is answered in the conversation: %s', async (problem, file) => {
    expect((await upload([file])).status).toBe(202);
    expect((await lines()).at(-1)?.text).toBe(`Trục trặc: ${problem}`);
  });
});

describe('what is not an upload', () => {
  it.each([
    ['no key', 400, () => upload([photo], {})],
    ['a key that is no key', 400, () => upload([photo], { key: '../up' })],
    ['no file', 400, () => upload([])],
    ['a field too many', 400, () => upload([photo], { key: crypto.randomUUID(), more: 'x' })],
    ['seven files', 413, () => upload(Array.from({ length: 7 }, () => photo))],
    ['a giant file', 413, () => upload([Buffer.alloc(10 * 1024 * 1024 + 1)])],
    ['JSON', 415, () => visitor.post('/chat/files', { key: crypto.randomUUID() })],
    ['a form without a boundary', 400, () => visitor.post('/chat/files', 'x', { 'content-type': 'multipart/form-data' })],
    [
      'a form cut off',
      400,
      () =>
        visitor.post('/chat/files', '--x\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\nhalf', {
          'content-type': 'multipart/form-data; boundary=x',
        }),
    ],
  ])('is refused, and nothing of it stays: %s', async (_, status, attempt) => {
    const before = await web.prisma.inbox.count();
    expect((await attempt()).status).toBe(status);
    expect(await web.prisma.inbox.count()).toBe(before);
  });
});

describe('uploads at one time', () => {
  const FORM = 'multipart/form-data; boundary=x';
  let sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    sockets = [];
  });

  /** An upload that is announced and does not come. */
  async function announce(url: string, cookie: string, length: number): Promise<Socket> {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    sockets.push(socket);
    const head = ['POST /chat/files HTTP/1.1', 'host: x', 'x-nhahoc: vi', `cookie: ${cookie}`, `content-type: ${FORM}`];
    socket.write([...head, `content-length: ${length}`, '', '--x\r\n'].join('\r\n'));
    return socket;
  }

  it('are let in by their bytes, before any is read; the others are told when to come back', async () => {
    const small = await startWeb({ limits: { uploadBytes: 100_000 } });
    const other = await Visitor.join(small.url);
    const form = () => {
      const body = new FormData();
      body.append('key', crypto.randomUUID());
      body.append('file', new Blob([new Uint8Array(photo)]), 'file');
      return body;
    };
    const before = await announce(small.url, other.cookie, 99_900);
    await expect.poll(async () => (await other.post('/chat/files', form())).status).toBe(503);
    const busy = await other.post('/chat/files', form());
    expect(busy.headers.get('retry-after')).toBe('5');
    expect(await busy.json()).toMatchObject({ problem: 'busy' });
    before.destroy();
    await expect.poll(async () => (await other.post('/chat/files', form())).status).toBe(202);
    expect((await other.post('/chat/files', form())).status).toBe(202);
    await small.stop();
  });

  it('leave room for other addresses', async () => {
    const small = await startWeb({ limits: { uploadBytesOfAddress: 1000, uploadBytes: 1_000_000 } });
    const other = await Visitor.join(small.url);
    expect((await other.post('/chat/files', 'x'.repeat(2000), { 'content-type': FORM })).status).toBe(503);
    const elsewhere = { 'content-type': FORM, 'x-forwarded-for': '203.0.113.7' };
    expect((await other.post('/chat/files', 'x'.repeat(900), elsewhere)).status).toBe(400);
    await small.stop();
  });

  it('are refused at once when they announce more than an upload may hold', async () => {
    const socket = await announce(web.url, visitor.cookie, 70 * 1024 * 1024);
    const answer = await new Promise<string>((resolve) => socket.once('data', (bytes) => resolve(bytes.toString())));
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
  });
});

describe('a file', () => {
  it('is served to its household as something to save, and to nobody else', async () => {
    const evidence = await attachedPhoto();
    for (const [path, type] of [
      [`/files/${evidence}`, 'image/jpeg'],
      [`/files/${evidence}/thumb`, 'image/jpeg'],
    ]) {
      const own = await visitor.get(path as string);
      expect(own.status).toBe(200);
      expect(own.headers.get('content-type')).toBe(type);
      expect(own.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.-]+"$/);
      expect(own.headers.get('x-content-type-options')).toBe('nosniff');
      const bytes = Buffer.from(await own.arrayBuffer());
      expect((await sharp(bytes).metadata()).exif).toBeUndefined();
      expect((await (await Visitor.join(web.url)).get(path as string)).status).toBe(404);
      expect((await new Visitor(web.url).get(path as string)).status).toBe(401);
    }
  });
});

describe('the page of a file', () => {
  it('shows a photo and offers it to save, to its household alone', async () => {
    const evidence = await attachedPhoto();
    const page = await visitor.get(`/evidence/${evidence}`);
    expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const source = await page.text();
    expect(source).toContain(`<img class="shown" src="/files/${evidence}"`);
    expect(source).toContain(`href="/files/${evidence}" download>Tải về</a>`);
    expect((await (await Visitor.join(web.url)).get(`/evidence/${evidence}`)).status).toBe(404);
    expect((await new Visitor(web.url).get(`/evidence/${evidence}`)).status).toBe(401);
    expect((await visitor.get('/evidence/x')).status).toBe(404);
  });

  it('offers a PDF to save, and shows none', async () => {
    const evidence = await attachedPhoto('pdf');
    const source = await (await visitor.get(`/evidence/${evidence}`)).text();
    expect(source).toContain('download>Tải về</a>');
    expect(source).not.toContain(`src="/files/`);
  });

  it('says so when it was deleted, and still only to its household', async () => {
    const evidence = await attachedPhoto();
    const removed = { removedAt: web.clock.now(), blobKey: null, thumbKey: null };
    await web.prisma.evidence.update({ where: { id: evidence }, data: removed });
    const page = await visitor.get(`/evidence/${evidence}`);
    expect(page.status).toBe(410);
    const source = await page.text();
    expect(source).toContain('đã được xóa nên không xem lại được');
    expect(source).not.toContain('/files/');
    expect((await (await Visitor.join(web.url)).get(`/evidence/${evidence}`)).status).toBe(404);
  });
});

/** What a turn with real dialogs would have left behind: the visitor's household, and its photo as evidence, or a PDF in its place. */
async function attachedPhoto(as?: 'pdf'): Promise<string> {
  const key = crypto.randomUUID();
  await upload([photo], { key });
  const { prisma, clock } = web;
  const update = await prisma.inbox.findFirstOrThrow({ where: { updateKey: key } });
  const { items } = update.body as unknown as { items: ReceivedMedia[] };
  const media = items[0] as ReceivedMedia;
  const account = await prisma.account.findFirstOrThrow({ where: { externalId: update.chatKey } });
  const area = await prisma.area.findFirstOrThrow();
  const { organisationId } = await prisma.channelAccount.findFirstOrThrow();
  const now = clock.now();
  const ids = { household: v7(), season: v7(), rubric: v7(), assessment: v7(), evidence: v7() };
  await prisma.household.create({
    data: {
      id: ids.household,
      code: ids.household.slice(-8),
      areaId: area.id,
      residence: 'permanent',
      headName: 'A',
      headNameKey: 'a',
      createdAt: now,
      updatedAt: now,
    },
  });
  await prisma.membership.create({ data: { id: v7(), accountId: account.id, householdId: ids.household, from: now } });
  await prisma.season.create({ data: { id: ids.season, organisationId, year: seasons++, name: 'x', dates: {} } });
  await prisma.rubricVersion.create({
    data: { id: ids.rubric, rubricId: ids.rubric, version: 1, title: 'x', sha256: '', body: {}, createdAt: now },
  });
  await prisma.assessment.create({
    data: {
      id: ids.assessment,
      householdId: ids.household,
      title: 'x',
      seasonId: ids.season,
      rubricVersionId: ids.rubric,
      areaId: area.id,
      source: 'self',
      state: 'draft',
      openedAt: now,
      updatedAt: now,
    },
  });
  const { kind, ...stored } = media;
  await prisma.evidence.create({
    data: { id: ids.evidence, assessmentId: ids.assessment, indicator: 'A1', kind: as ?? kind, ...stored, at: now },
  });
  return ids.evidence;
}
