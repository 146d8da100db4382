/** A household's own files: to save, never to run. */
import type { RequestHandler } from 'express';
import { openFile } from '../../evidence/open-file.ts';
import { depsOf, type Parts } from '../parts.ts';
import { forVisitor } from '../visitor.ts';

export function fileRoute(parts: Parts, { thumb }: { thumb: boolean }): RequestHandler {
  return forVisitor(async ({ accountId }, request, response) => {
    const { bytes, headers } = await openFile(depsOf(parts), parts.blobs, { accountId, evidence: String(request.params.id), thumb });
    response.set(headers).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  });
}
