/**
 * Where a picture of how far a place is stands: what it shows is its address, so that it stays as it was when it was sent, and nothing has
 * to be kept. Only what we have signed is drawn.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Progress, progress } from './progress.ts';

export interface PictureSecret {
  secret: Uint8Array;
  /** Where people reach the pages, without a slash at the end. */
  publicUrl: string;
}

const PICTURES_PATH = '/so-do/';
/** What anybody can guess no more. */
const SIGN_BYTES = 16;
const NAME = /^([\w-]{20,2000})\.([\w-]{22})$/;

export function addressOfPicture(shown: Progress, { secret }: Pick<PictureSecret, 'secret'>): string {
  const data = Buffer.from(JSON.stringify(shown)).toString('base64url');
  return `${PICTURES_PATH}${data}.${signOf(data, secret).toString('base64url')}.png`;
}

/** Null: it is none of ours. @param name without its ending */
export function shownAt(name: string, { secret }: Pick<PictureSecret, 'secret'>): Progress | null {
  const [, data, sign] = NAME.exec(name) ?? [];
  if (!data || !sign) return null;
  const given = Buffer.from(sign, 'base64url');
  if (given.length !== SIGN_BYTES || !timingSafeEqual(given, signOf(data, secret))) return null;
  const parsed = progress.safeParse(JSON.parse(Buffer.from(data, 'base64url').toString()));
  return parsed.success ? parsed.data : null;
}

function signOf(data: string, secret: Uint8Array): Buffer {
  return createHmac('sha256', secret).update(`progress picture ${data}`).digest().subarray(0, SIGN_BYTES);
}
