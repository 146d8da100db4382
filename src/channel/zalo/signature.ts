/** Whether an event comes from Zalo: a plain SHA-256, no HMAC, over what it says and the secret key of the OA. */
import { createHash, timingSafeEqual } from 'node:crypto';

export interface SigningKeys {
  appId: string;
  /** That of the webhook page: not the secret of the app. */
  oaSecretKey: string;
}

/**
 * @param body exactly as it came
 * @param timestamp that of the event itself
 * @returns lower case hex
 */
export function signatureOf({ appId, oaSecretKey }: SigningKeys, body: Uint8Array, timestamp: string): string {
  return createHash('sha256').update(appId).update(body).update(timestamp).update(oaSecretKey).digest('hex');
}

/** @param given the header, with or without `mac=` */
export function isSigned(keys: SigningKeys, body: Uint8Array, timestamp: string, given: string | undefined): boolean {
  const mac = (given ?? '').trim().replace(/^mac=/i, '').toLowerCase();
  // Compared over hashes: neither the time it takes nor its length says anything.
  return timingSafeEqual(sha256(mac), sha256(signatureOf(keys, body, timestamp)));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
