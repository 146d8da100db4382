/** Reading a file of the household's evidence. There is no other way to one. */
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import { Problem } from '../problems.ts';
import type { BlobStore } from './blob-store.ts';

export interface OpenedFile {
  bytes: Uint8Array;
  mediaType: string;
  /** Ours, not the one it came with. */
  name: string;
  /** Send these with it: whatever it is, a browser must save it and not run it. */
  headers: Record<string, string>;
}

/** Where a file is served to those who may see it, to save. */
export function fileUrl(evidenceId: string): string {
  return `/files/${evidenceId}`;
}

/** Where the small picture of a photo is. */
export function thumbUrl(evidenceId: string): string {
  return `${fileUrl(evidenceId)}/thumb`;
}

/** The page on which those who may see a file look at it. */
export function viewUrl(evidenceId: string): string {
  return `/evidence/${evidenceId}`;
}

/**
 * A photo or PDF for a member of the household that handed it in. Scope is checked in the query; whose it is and whether
 * it exists cannot be told apart from outside.
 * @throws Problem `notFound`
 */
export async function openFile(
  { db }: Deps,
  blobs: BlobStore,
  { accountId, evidence, thumb = false }: { accountId: string; evidence: string; thumb?: boolean },
): Promise<OpenedFile> {
  const file = isId(evidence) && (await findOf(db, accountId, evidence));
  if (!file) throw new Problem('notFound');
  return readPiece(blobs, { id: evidence, ...file }, { thumb });
}

/**
 * A piece that somebody was found to be allowed to see.
 * @throws Problem `notFound` when it has no such file
 */
export async function readPiece(
  blobs: BlobStore,
  piece: { id: string; kind: 'story' | 'photo' | 'pdf'; blobKey: string | null; thumbKey: string | null },
  { thumb }: { thumb: boolean },
): Promise<OpenedFile> {
  const { id: evidence, kind } = piece;
  const key = thumb ? piece.thumbKey : piece.blobKey;
  if (!key) throw new Problem('notFound');
  const mediaType = kind === 'pdf' ? 'application/pdf' : 'image/jpeg';
  const name = `minh-chung-${evidence.slice(-6)}${thumb ? '-nho' : ''}.${kind === 'pdf' ? 'pdf' : 'jpg'}`;
  return { bytes: await blobs.get(key), mediaType, name, headers: headersOf(mediaType, name) };
}

function findOf(db: Deps['db'], accountId: string, id: string) {
  return db.evidence.findFirst({
    where: { id, removedAt: null, assessment: { household: { memberships: { some: { accountId, to: null } } } } },
    select: { kind: true, blobKey: true, thumbKey: true },
  });
}

function headersOf(mediaType: string, name: string): Record<string, string> {
  return {
    'Content-Type': mediaType,
    'Content-Disposition': `attachment; filename="${name}"`,
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Cache-Control': 'private, no-store',
  };
}
