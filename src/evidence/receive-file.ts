/**
 * A file from outside becomes a clean one in the store. This runs before the update that brings the file is stored, so
 * no turn ever waits for it; what is never attached to anything is swept after a day (sweep-blobs.ts).
 */
import { createHash } from 'node:crypto';
import type { Ids } from '../deps.ts';
import type { ReceivedMedia } from '../flow/session.ts';
import { Problem } from '../problems.ts';
import { type BlobStore, blobKey } from './blob-store.ts';
import { cleanPdf } from './clean-pdf.ts';
import { gate } from './gate.ts';
import { type FileLimits, fileLimits } from './limits.ts';
import { sniff } from './sniff.ts';

export interface FileWorld {
  blobs: BlobStore;
  ids: Ids;
  limits?: FileLimits;
}

/** Two at once: one picture at the limit needs some hundred megabytes while it is decoded. */
const atOnce = gate(2);

/**
 * @param file the bytes as they arrived; its name and declared type are not asked for on purpose
 * @throws Problem `fileTooLarge`, `fileHeic`, `fileUnknown`, `fileBroken`, `fileTooManyPixels`, `fileTooManyPages`,
 *   `fileEncrypted`, `diskFull`
 */
export async function receiveFile(world: FileWorld, file: { bytes: Uint8Array }): Promise<ReceivedMedia> {
  const limits = world.limits ?? fileLimits;
  if (file.bytes.byteLength > limits.bytes) throw new Problem('fileTooLarge');
  if (file.bytes.byteLength === 0) throw new Problem('fileBroken');
  const kind = await sniff(file.bytes);
  const sha256 = createHash('sha256').update(file.bytes).digest('hex');
  const store = kind === 'pdf' ? storePdf : storePicture;
  return atOnce(() => store(world, limits, file.bytes, sha256));
}

async function storePicture({ blobs, ids }: FileWorld, limits: FileLimits, bytes: Uint8Array, sha256: string): Promise<ReceivedMedia> {
  // Its library is large, and no start should wait for it.
  const { cleanPicture } = await import('./clean-picture.ts');
  const picture = await cleanPicture(bytes, limits);
  const key = blobKey(ids.next(), 'jpg');
  const thumbKey = blobKey(ids.next(), 'jpg');
  await blobs.put(key, picture.bytes);
  await blobs.put(thumbKey, picture.thumb);
  return {
    kind: 'photo',
    blobKey: key,
    thumbKey,
    mediaType: 'image/jpeg',
    bytes: picture.bytes.byteLength,
    width: picture.width,
    height: picture.height,
    sha256,
  };
}

async function storePdf({ blobs, ids }: FileWorld, limits: FileLimits, bytes: Uint8Array, sha256: string): Promise<ReceivedMedia> {
  const clean = await cleanPdf(bytes, limits);
  const key = blobKey(ids.next(), 'pdf');
  await blobs.put(key, clean);
  return {
    kind: 'pdf',
    blobKey: key,
    thumbKey: null,
    mediaType: 'application/pdf',
    bytes: clean.byteLength,
    width: null,
    height: null,
    sha256,
  };
}
