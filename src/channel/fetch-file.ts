/** How an adapter gives the bytes of a file that is still at its platform. */
import { Problem } from '../problems.ts';

/**
 * Fetches by RemoteFile.ref.
 *
 * @param signal breaks it off
 * @throws Problem below 500 for what will never be had (`fileTooLarge`, `fileBroken`), FetchTrouble for what may be tried again
 */
export type FetchFile = (ref: string, signal?: AbortSignal) => Promise<Uint8Array>;

/** Something that may be otherwise the next time; `reason` is a code. */
export class FetchTrouble extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(`a file could not be fetched: ${reason}`);
    this.name = 'FetchTrouble';
    this.reason = reason;
  }
}

/** What is too much is not waited for. */
export async function collect(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new Problem('fileTooLarge');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
