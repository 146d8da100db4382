import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decodePDFRawStream, PDFDocument, PDFRawStream } from '@cantoo/pdf-lib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BlobStore, isBlobKey } from '../../src/evidence/blob-store.ts';
import { folderBlobStore } from '../../src/evidence/folder-blob-store.ts';
import { fileLimits } from '../../src/evidence/limits.ts';
import { receiveFile } from '../../src/evidence/receive-file.ts';
import { Problem } from '../../src/problems.ts';
import { sequentialIds } from '../support/deps.ts';
import {
  encryptedPdf,
  heic,
  html,
  join,
  jpeg,
  pdf,
  pdfBomb,
  pdfWithExtras,
  photoWithMetadata,
  png,
  pngThatClaims,
  SECRET,
  svg,
  utf8,
  webp,
  zip,
} from './samples.ts';

const ids = sequentialIds('e');
let folder: string;
let blobs: BlobStore;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'nhahoc-files-'));
  blobs = folderBlobStore(folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const receive = (bytes: Uint8Array, limits = fileLimits) => receiveFile({ blobs, ids, limits }, { bytes });

async function problemOf(bytes: Uint8Array, limits = fileLimits): Promise<string> {
  const error: unknown = await receive(bytes, limits).then(
    () => 'taken',
    (caught: unknown) => caught,
  );
  if (error instanceof Problem) return error.code;
  throw error;
}

/** All that is written in a PDF, packed or not. */
async function wordsOf(bytes: Uint8Array): Promise<string> {
  const document = await PDFDocument.load(bytes, { updateMetadata: false });
  const texts = [Buffer.from(bytes).toString('latin1')];
  for (const [, object] of document.context.enumerateIndirectObjects()) {
    texts.push(object.toString());
    if (!(object instanceof PDFRawStream)) continue;
    const packed = object.dict.toString().includes('/FlateDecode');
    texts.push(Buffer.from(packed ? decodePDFRawStream(object).decode() : object.contents).toString('latin1'));
  }
  return texts.join('\n');
}

describe('what a file is, by its bytes alone', () => {
  it.each<[string, () => Promise<Uint8Array> | Uint8Array]>([
    ['a JPEG', () => jpeg()],
    ['a PNG', () => png()],
    ['a WebP', () => webp()],
  ])('%s is taken as a photo', async (_, make) => {
    const media = await receive(await make());
    expect(media).toMatchObject({ kind: 'photo', mediaType: 'image/jpeg', width: 64, height: 48 });
    expect(await sharp(await blobs.get(media.blobKey)).metadata()).toMatchObject({ format: 'jpeg', width: 64, height: 48 });
    expect(await sharp(await blobs.get(media.thumbKey ?? '')).metadata()).toMatchObject({ format: 'jpeg' });
  });

  it('a PDF is taken as a PDF', async () => {
    const media = await receive(await pdf(2));
    expect(media).toMatchObject({ kind: 'pdf', mediaType: 'application/pdf', thumbKey: null, width: null });
    expect((await PDFDocument.load(await blobs.get(media.blobKey))).getPageCount()).toBe(2);
  });

  it.each<[string, string, () => Promise<Uint8Array> | Uint8Array]>([
    ['a HEIC', 'fileHeic', () => heic()],
    ['a HEIF', 'fileHeic', () => heic('mif1')],
    ['a HEIC sequence', 'fileHeic', () => heic('hevc')],
    ['an SVG', 'fileUnknown', () => svg],
    ['a page', 'fileUnknown', () => html],
    ['an archive', 'fileUnknown', () => zip],
    ['a program', 'fileUnknown', () => join(utf8('MZ'), new Uint8Array(200))],
    ['a GIF', 'fileUnknown', () => join(utf8('GIF89a'), new Uint8Array(64))],
    ['words', 'fileUnknown', () => utf8('con được giấy khen')],
    ['nothing', 'fileBroken', () => new Uint8Array()],
    ['an archive that begins like a GIF', 'fileUnknown', () => join(utf8('GIF89a'), new Uint8Array(64), zip)],
    ['a page before a PDF', 'fileUnknown', async () => join(html, await pdf())],
    ['half a JPEG', 'fileBroken', async () => (await jpeg(800, 600)).subarray(0, 900)],
    ['half a PNG', 'fileBroken', async () => (await png(800, 600)).subarray(0, 120)],
    ['a JPEG in name only', 'fileBroken', () => join(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), new Uint8Array(100))],
    ['a PDF in name only', 'fileBroken', () => utf8('%PDF-1.7\nxin chào')],
  ])('%s: %s', async (_, problem, make) => {
    expect(await problemOf(await make())).toBe(problem);
  });

  it.each<[string, Uint8Array]>([
    ['an archive', zip],
    ['a page', html],
    ['words', utf8(SECRET)],
  ])('%s behind a photo is gone', async (_, behind) => {
    const media = await receive(join(await jpeg(), behind));
    expect(Buffer.from(await blobs.get(media.blobKey)).includes(Buffer.from(behind))).toBe(false);
  });

  it.each<[string, Uint8Array]>([
    ['an archive', zip],
    ['words', utf8(SECRET)],
  ])('%s behind a PDF is gone', async (_, behind) => {
    const media = await receive(join(await pdf(), behind));
    expect(Buffer.from(await blobs.get(media.blobKey)).includes(Buffer.from(behind))).toBe(false);
  });
});

describe('limits', () => {
  it('refuses too many bytes before it looks at them', async () => {
    expect(await problemOf(await jpeg(), { ...fileLimits, bytes: 100 })).toBe('fileTooLarge');
  });

  it('refuses a picture that claims to be enormous, without unpacking it', async () => {
    const started = performance.now();
    expect(await problemOf(await pngThatClaims(60_000, 60_000))).toBe('fileTooManyPixels');
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('refuses a real bomb: a few kilobytes that are 81 million pixels', async () => {
    const bomb = await png(9000, 9000);
    expect(bomb.length).toBeLessThan(fileLimits.bytes);
    expect(await problemOf(bomb)).toBe('fileTooManyPixels');
  });

  it('stops a PDF that unpacks to more than memory should hold', async () => {
    expect(await receive(pdfBomb(1))).toMatchObject({ kind: 'pdf' });
    expect(await problemOf(pdfBomb(900))).toBe('fileBroken');
  });

  it('stops a PDF that takes too long', async () => {
    expect(await problemOf(pdfBomb(100), { ...fileLimits, seconds: 0.05 })).toBe('fileBroken');
  });

  it('refuses a PDF of too many pages, or with a password', async () => {
    expect(await problemOf(await pdf(4), { ...fileLimits, pages: 3 })).toBe('fileTooManyPages');
    expect(await problemOf(await encryptedPdf())).toBe('fileEncrypted');
  });

  it('makes big photos smaller, and never small ones bigger', async () => {
    expect(await receive(await jpeg(4000, 1000))).toMatchObject({ width: 2048, height: 512 });
    const small = await receive(await jpeg(20, 10));
    expect(small).toMatchObject({ width: 20, height: 10 });
    expect(await sharp(await blobs.get(small.thumbKey ?? '')).metadata()).toMatchObject({ width: 20 });
  });
});

describe('what a file says besides what it shows', () => {
  it('a photo loses place, owner, phone and comment, and stands upright', async () => {
    const original = await photoWithMetadata();
    expect(Buffer.from(original).includes(SECRET)).toBe(true);
    expect(await sharp(original).metadata()).toMatchObject({ exif: expect.anything(), xmp: expect.anything(), orientation: 6 });
    const media = await receive(original);
    expect(media).toMatchObject({ width: 300, height: 400 });
    for (const key of [media.blobKey, media.thumbKey ?? '']) {
      const bytes = await blobs.get(key);
      const { exif, xmp, iptc, comments, orientation } = await sharp(bytes).metadata();
      expect({ exif, xmp, iptc, comments, orientation }).toEqual({});
      expect(Buffer.from(bytes).includes(SECRET)).toBe(false);
    }
  });

  it('a PDF loses author, attachments, scripts, actions, links, and what its photos say', async () => {
    const original = await pdfWithExtras();
    expect((await wordsOf(original)).split(SECRET).length).toBeGreaterThan(10);
    const media = await receive(original);
    const clean = await blobs.get(media.blobKey);
    const words = await wordsOf(clean);
    expect(words).not.toContain(SECRET);
    expect(words).not.toMatch(/JavaScript|OpenAction|Launch|EmbeddedFile|\/Metadata|\/Info\b|Exif|GPS|URI/);
  });

  it('what is seen on its pages stays: photos and notes', async () => {
    const media = await receive(await pdfWithExtras());
    const clean = await PDFDocument.load(await blobs.get(media.blobKey), { updateMetadata: false });
    const words = await wordsOf(await clean.save({ useObjectStreams: false }));
    expect(clean.getPage(0).getSize()).toEqual({ width: 300, height: 200 });
    expect(words).toMatch(/\/DCTDecode/);
    expect(words).toMatch(/\/FreeText/);
  });
});

describe('what is stored', () => {
  it('names nothing after what came from outside', async () => {
    const media = await receive(await jpeg());
    expect(isBlobKey(media.blobKey)).toBe(true);
    expect(isBlobKey(media.thumbKey ?? '')).toBe(true);
  });

  it('remembers the file as it was received, so that the same one is recognised', async () => {
    const photo = await photoWithMetadata();
    const [first, second, other] = [await receive(photo), await receive(photo), await receive(await jpeg())];
    expect(first.sha256).toBe(second.sha256);
    expect(first.blobKey).not.toBe(second.blobKey);
    expect(other.sha256).not.toBe(first.sha256);
  });
});
