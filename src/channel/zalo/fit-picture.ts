/** A picture as Zalo takes it: JPEG or PNG, of at most one megabyte. */
import sharp from 'sharp';
import { gate } from '../../evidence/gate.ts';
import type { Upload } from './api.ts';

/** Bytes; counted as the smaller of the two megabytes there are. */
const MAX_BYTES = 1_000_000;
const MAX_PIXELS = 50_000_000;
/** Longest edge and quality: the first that fits is taken. The last always does. */
const TRIES: readonly (readonly [number, number])[] = [
  ...([2560, 1920, 1440, 1080, 800] as const).flatMap((edge) => [[edge, 82] as const, [edge, 64] as const]),
  [480, 40],
];

/** A large one takes some hundred megabytes while it is decoded. */
const atOnce = gate(1);

/** @throws when it is no picture, or one of too many pixels */
export async function fitPicture(bytes: Uint8Array): Promise<Upload> {
  return atOnce(async () => {
    const { format, orientation = 1 } = await open(bytes).metadata();
    const fits = bytes.byteLength <= MAX_BYTES && orientation === 1;
    if (fits && format === 'jpeg') return { name: 'picture.jpg', type: 'image/jpeg', bytes };
    if (fits && format === 'png') return { name: 'picture.png', type: 'image/png', bytes };
    for (const [edge, quality] of TRIES) {
      const fitted = await encode(bytes, edge, quality);
      if (fitted.byteLength <= MAX_BYTES) return { name: 'picture.jpg', type: 'image/jpeg', bytes: fitted };
    }
    throw new Error('A picture does not get small enough');
  });
}

function open(bytes: Uint8Array) {
  return sharp(bytes, { failOn: 'error', limitInputPixels: MAX_PIXELS });
}

function encode(bytes: Uint8Array, edge: number, quality: number): Promise<Buffer> {
  return open(bytes)
    .autoOrient()
    .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .jpeg({ quality })
    .toBuffer();
}
