/** The picture of an announcement: for whoever has its address, and as long as the announcement is there. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { blobKey } from '../../src/evidence/blob-store.ts';
import { folderBlobStore } from '../../src/evidence/folder-blob-store.ts';
import { sweepBlobs } from '../../src/evidence/sweep-blobs.ts';
import { testDeps } from '../support/deps.ts';
import { startWeb, type TestWeb } from '../support/web.ts';

let web: TestWeb;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nhahoc-announced-'));
  web = await startWeb({ blobs: folderBlobStore(folder) });
});
afterAll(async () => {
  await web.stop();
  await rm(folder, { recursive: true, force: true });
});

it('is shown, and kept from being swept; a file of somebody’s is not to be had there', async () => {
  const blobs = folderBlobStore(folder);
  const [shown, other] = [blobKey(v7(), 'jpg'), blobKey(v7(), 'jpg')];
  for (const key of [shown, other]) await blobs.put(key, Buffer.from('ảnh'));
  const { code } = await web.prisma.unit.findFirstOrThrow();
  const media = { kind: 'photo', blobKey: shown, thumbKey: null, mediaType: 'image/jpeg', bytes: 4, sha256: 'x', alt: 'Tờ mời' };
  const about = { unitCode: code, createdBy: v7(), createdAt: web.clock.now(), text: '', audience: {}, buttons: [], media };
  await web.prisma.announcement.create({ data: { id: v7(), ...about } });

  const found = await fetch(`${web.url}/tin/${shown}`);
  expect([found.status, await found.text()]).toEqual([200, 'ảnh']);
  expect(found.headers.get('content-type')).toBe('image/jpeg');
  expect(found.headers.get('content-disposition')).toBe('inline; filename="nha-hoc.jpg"');
  expect(found.headers.get('content-security-policy')).toContain('sandbox');
  for (const path of [other, 'x', '..%2f..', `${shown}.jpg`]) expect((await fetch(`${web.url}/tin/${path}`)).status, path).toBe(404);

  const later = { now: () => new Date(Date.now() + 48 * 60 * 60 * 1000) };
  await sweepBlobs(testDeps(web.prisma, { clock: later }), blobs);
  expect((await fetch(`${web.url}/tin/${shown}`)).status).toBe(200);
  await expect(blobs.get(other)).rejects.toThrow('notFound');
});
