/** The picture of how far a place is, which goes along with what officers are told. */
import type { RequestHandler } from 'express';
import { Problem } from '../../problems.ts';
import { shownAt } from '../../report/picture-address.ts';
import type { Parts } from '../parts.ts';

/** What it shows is its address: it never becomes another. */
const KEPT = 'public, max-age=86400, immutable';

/** @throws Problem `notFound` where it is none of ours */
export function progressPictureRoute(parts: Parts): RequestHandler {
  return async (request, response) => {
    const shown = shownAt(String(request.params.name), parts);
    if (!shown) throw new Problem('notFound');
    // What draws it is large, and no start should wait for it.
    const { makeProgressPicture } = await import('../../report/draw-progress.ts');
    const png = await makeProgressPicture(shown, parts.locale);
    response.set({ 'cache-control': KEPT, 'x-robots-tag': 'noindex' });
    response.type('png').send(Buffer.from(png.buffer, png.byteOffset, png.byteLength));
  };
}
