/** Where files rest: a narrow port, so that a bucket (S3 and its kin) can take the folder's place. */

export interface BlobStore {
  /**
   * Stores bytes for good before it returns. A key is written once and never changed.
   * @throws Problem `diskFull`
   */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** @throws Problem `notFound` */
  get(key: string): Promise<Uint8Array>;
  /** Deleting what is not there is no error, so that a deletion can be repeated after a crash. */
  delete(key: string): Promise<void>;
  list(): AsyncIterable<{ key: string; storedAt: Date }>;
  /** Removes what writes interrupted before `before` left behind. */
  tidy(before: Date): Promise<void>;
}

export type BlobKind = 'jpg' | 'pdf';

const KEY = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.(?:jpg|pdf)$/;

/** Keys are made of our own ids only: nothing that came from outside is ever part of a path. */
export function blobKey(id: string, kind: BlobKind): string {
  const key = `${id}.${kind}`;
  assertBlobKey(key);
  return key;
}

export function isBlobKey(key: string): boolean {
  return KEY.test(key);
}

/** A key that is not ours is a mistake of the program, not of a person. */
export function assertBlobKey(key: string): void {
  if (!isBlobKey(key)) throw new TypeError('not a blob key');
}
