/** Whether an event comes from Zalo: a plain SHA-256, no HMAC, over what it says and the secret key of the OA. */
import { createHash, type Hash, timingSafeEqual } from 'node:crypto';

export interface SigningKeys {
  appId: string;
  /** That of the webhook page: not the secret of the app. */
  oaSecretKey: string;
}

export interface Signed {
  /** Exactly as it came. */
  body: Uint8Array;
  /** That of the event itself. */
  timestamp: string;
  /** The header, with or without `mac=`. */
  given: string | undefined;
}

const PREFIX = /^mac=/i;
const MAC = /^[0-9a-f]{64}$/;

/** How a header can look that may be right; null: it cannot be. */
export type SignatureForm = 'mac=' | 'bare';

export function formOf(given: string | undefined): SignatureForm | null {
  if (macIn(given) === null) return null;
  return PREFIX.test((given ?? '').trim()) ? 'mac=' : 'bare';
}

/** @returns lower case hex */
export function signatureOf(keys: SigningKeys, body: Uint8Array, timestamp: string): string {
  return finished(begun(keys.appId, body, timestamp), keys);
}

/** @param given the header, with or without `mac=` */
export function isSigned(keys: SigningKeys, body: Uint8Array, timestamp: string, given: string | undefined): boolean {
  return signersOf([{ keys }], { body, timestamp, given }).length > 0;
}

/**
 * Those whose key it is signed with. What cannot be a signature costs nothing, and a body is gone through once for all OAs of an
 * app: anybody may send a large one.
 */
export function signersOf<Oa extends { keys: SigningKeys }>(oas: readonly Oa[], { body, timestamp, given }: Signed): Oa[] {
  const mac = macIn(given);
  if (mac === null) return [];
  const shared = new Map<string, Hash>();
  return oas.filter(({ keys }) => {
    const hash = shared.get(keys.appId) ?? begun(keys.appId, body, timestamp);
    shared.set(keys.appId, hash);
    return timingSafeEqual(Buffer.from(mac), Buffer.from(finished(hash.copy(), keys)));
  });
}

/** null: it is none. */
function macIn(given: string | undefined): string | null {
  const mac = (given ?? '').trim().replace(PREFIX, '').toLowerCase();
  return MAC.test(mac) ? mac : null;
}

function begun(appId: string, body: Uint8Array, timestamp: string): Hash {
  return createHash('sha256').update(appId).update(body).update(timestamp);
}

function finished(hash: Hash, { oaSecretKey }: SigningKeys): string {
  return hash.update(oaSecretKey).digest('hex');
}
