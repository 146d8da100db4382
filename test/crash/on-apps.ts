/** What households on apps have in common. */
import sharp from 'sharp';
import type { Random } from './random.ts';

/** Where pictures may be sent: some items want words only. */
export const photoAsked = /ảnh|chụp/;
/** The questions without a button. */
export const wordsAwaited = /^(Gia đình ở phường hay xã nào|Họ và tên chủ hộ là gì)/;

/** Base64 of one unlike any other. */
export async function photoOf(random: Random): Promise<string> {
  const raw = { width: 16, height: 12, channels: 3 as const };
  const pixels = Buffer.from(Array.from({ length: raw.width * raw.height * raw.channels }, () => random.below(256)));
  const bytes = await sharp(pixels, { raw }).jpeg().toBuffer();
  return bytes.toString('base64');
}
