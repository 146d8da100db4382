/** What a file is, told from its bytes alone: never from its name, nor from what the sender says it is. */
import { Problem } from '../problems.ts';

export type Sniffed = 'picture' | 'pdf';

const PICTURES = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/apng']);

/** @throws Problem `fileHeic` for an iPhone's own format, `fileUnknown` for all else that is neither picture nor PDF */
export async function sniff(bytes: Uint8Array): Promise<Sniffed> {
  const { fileTypeFromBuffer } = await import('file-type');
  const type = (await fileTypeFromBuffer(bytes).catch(() => undefined))?.mime;
  if (type === undefined) throw new Problem('fileUnknown');
  if (type === 'application/pdf') return 'pdf';
  if (PICTURES.has(type)) return 'picture';
  if (/^image\/hei[cf]/.test(type)) throw new Problem('fileHeic');
  throw new Problem('fileUnknown');
}
