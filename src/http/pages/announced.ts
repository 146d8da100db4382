/** The picture or file of an announcement: to look at or to save, never to run. */
import type { RequestHandler } from 'express';
import { findMedia } from '../../announcement/find-media.ts';
import { depsOf, type Parts } from '../parts.ts';

/** It is the same for everybody, and never becomes another. */
const KEPT = 'public, max-age=86400, immutable';

export function announcedFileRoute(parts: Parts): RequestHandler {
  return async (request, response) => {
    const { bytes, mediaType } = await findMedia(depsOf(parts), parts.blobs, String(request.params.key));
    const how = mediaType === 'application/pdf' ? 'attachment' : 'inline';
    response.set({
      'content-type': mediaType,
      'content-disposition': `${how}; filename="nha-hoc.${mediaType === 'application/pdf' ? 'pdf' : 'jpg'}"`,
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': KEPT,
      'x-robots-tag': 'noindex',
    });
    response.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  };
}
