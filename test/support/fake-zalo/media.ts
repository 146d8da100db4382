/** The CDN on which people's pictures and files lie. Anybody may fetch them who knows their address. */
import { randomBytes } from 'node:crypto';
import type { Answer } from './answer.ts';

export function createMedia() {
  const kept = new Map<string, { bytes: Uint8Array; type: string }>();
  let origin = '';

  return {
    /** Known once the host listens. */
    at(host: string): void {
      origin = `http://${host}`;
    },
    /** Returns its address. */
    add(bytes: Uint8Array, extension: string, type = 'application/octet-stream'): string {
      const path = `/${randomBytes(12).toString('hex')}.${extension}`;
      kept.set(path, { bytes, type });
      return origin + path;
    },
    serve(path: string): Answer {
      const file = kept.get(path);
      if (!file) return { status: 404, headers: {}, body: '' };
      return { status: 200, headers: { 'content-type': file.type }, body: file.bytes };
    },
    /** Takes everything away, as the real one does some day. */
    forget: () => kept.clear(),
  };
}
