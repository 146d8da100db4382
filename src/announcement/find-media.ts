/** The picture or file of an announcement, for whoever has its address: it shows nobody, and goes to many. */
import type { Deps } from '../deps.ts';
import { type BlobStore, isBlobKey } from '../evidence/blob-store.ts';
import { Problem } from '../problems.ts';
import { announcementMedia } from './content.ts';

/** @throws Problem `notFound` */
export async function findMedia(
  { db }: Pick<Deps, 'db'>,
  blobs: BlobStore,
  key: string,
): Promise<{ bytes: Uint8Array; mediaType: string }> {
  const found = isBlobKey(key)
    ? await db.announcement.findFirst({ where: { media: { path: ['blobKey'], equals: key } }, select: { media: true } })
    : null;
  if (!found) throw new Problem('notFound');
  const { mediaType } = announcementMedia.parse(found.media);
  return { bytes: await blobs.get(key), mediaType };
}
