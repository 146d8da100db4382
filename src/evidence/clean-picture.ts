/** A picture is decoded under limits and encoded anew: what it carried besides its pixels (place, phone, time, owner) is gone. */
import sharp, { type Metadata, type Sharp } from 'sharp';
import { Problem } from '../problems.ts';
import type { FileLimits } from './limits.ts';

// One thread a picture, and nothing kept of it: photos come now and then, and memory is dearer than a moment.
sharp.concurrency(1);
sharp.cache(false);

export interface CleanPicture {
  /** JPEG, upright, longest edge at most `limits.edge`. */
  bytes: Uint8Array;
  width: number;
  height: number;
  /** JPEG, longest edge at most `limits.thumbEdge`. */
  thumb: Uint8Array;
}

/** @throws Problem `fileTooManyPixels`, `fileBroken` */
export async function cleanPicture(bytes: Uint8Array, limits: FileLimits): Promise<CleanPicture> {
  const { width, height } = await measure(bytes);
  if (width * height > limits.pixels) throw new Problem('fileTooManyPixels');
  try {
    const picture = await encode(sharp(bytes, { failOn: 'error', limitInputPixels: limits.pixels }), limits.edge, 82, limits.seconds);
    const thumb = await encode(sharp(picture.data), limits.thumbEdge, 76, limits.seconds);
    return { bytes: picture.data, width: picture.info.width, height: picture.info.height, thumb: thumb.data };
  } catch (error) {
    throw new Problem('fileBroken', { cause: error });
  }
}

/** Reads the header only, so that a bomb is refused before it is unpacked. */
async function measure(bytes: Uint8Array): Promise<Metadata> {
  try {
    return await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch (error) {
    throw new Problem('fileBroken', { cause: error });
  }
}

function encode(picture: Sharp, edge: number, quality: number, seconds: number) {
  return picture
    .timeout({ seconds })
    .autoOrient()
    .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .jpeg({ quality, mozjpeg: false, progressive: false })
    .toBuffer({ resolveWithObject: true });
}
