/** A family that has answered, told and handed in: something of everything that a backup has to carry. */
import { answerIndicator } from '../../src/assessment/answer-indicator.ts';
import type { Deps } from '../../src/deps.ts';
import { attachFiles } from '../../src/evidence/attach.ts';
import type { BlobStore } from '../../src/evidence/blob-store.ts';
import { receiveFile } from '../../src/evidence/receive-file.ts';
import { tellStory } from '../../src/evidence/tell.ts';
import { jpeg } from '../evidence/samples.ts';
import { type Family, newFamily } from './family.ts';

/** Tabs, line ends, backslashes and what PostgreSQL takes for the end of a COPY. */
export const STORY = 'Tối nào cũng\tđọc sách\\\n\\.\r\nvà “kể chuyện” 📚 \\N';

export async function newFamilyWithEvidence(
  deps: Deps,
  blobs: BlobStore,
  options: { head?: string; photos?: number } = {},
): Promise<Family> {
  const family = await newFamily(deps, { head: options.head ?? 'Nguyễn Thị Sen', phone: '0912000111' });
  const asked = { accountId: family.accountId, item: 'B2', inboxId: null };
  await answerIndicator(deps, { ...asked, choice: 'full', seen: null });
  await tellStory(deps, { ...asked, text: STORY });
  for (let number = 0; number < (options.photos ?? 1); number++) await addPhoto(deps, blobs, family.accountId, 60 + number);
  return family;
}

/** Another width makes another photo. */
export async function addPhoto(deps: Deps, blobs: BlobStore, accountId: string, width: number): Promise<void> {
  const media = [await receiveFile({ blobs, ids: deps.ids }, { bytes: await jpeg(width) })];
  await attachFiles(deps, { accountId, item: 'B2', inboxId: null, media });
}

export async function keysIn(blobs: BlobStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of blobs.list()) keys.push(key);
  return keys.sort();
}
