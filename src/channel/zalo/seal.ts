/** What opens an OA is kept sealed: a copy of the database alone opens nothing. AES-256-GCM under a key of the service's secret. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Version, 12 bytes that are never used twice, 16 that prove the rest, and the rest. */
const VERSION = 1;
const NONCE = 12;
const TAG = 16;
const BEGIN = 1 + NONCE + TAG;

/** It was sealed with another secret, for another record, or is damaged. */
export class SealBroken extends Error {
  constructor() {
    super('what is sealed cannot be opened with this secret');
    this.name = 'SealBroken';
  }
}

/**
 * @param secret the service's: Config.secretKey, or what the data folder keeps
 * @param bound id of the record it belongs to: elsewhere it does not open
 */
export function seal(secret: Uint8Array, plain: string, bound: string): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), nonce).setAAD(Buffer.from(bound));
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return new Uint8Array(Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), sealed]));
}

/** @throws SealBroken */
export function unseal(secret: Uint8Array, sealed: Uint8Array, bound: string): string {
  const bytes = Buffer.from(sealed);
  if (bytes[0] !== VERSION || bytes.byteLength < BEGIN) throw new SealBroken();
  try {
    const opening = createDecipheriv('aes-256-gcm', keyOf(secret), bytes.subarray(1, 1 + NONCE), { authTagLength: TAG })
      .setAAD(Buffer.from(bound))
      .setAuthTag(bytes.subarray(1 + NONCE, BEGIN));
    return Buffer.concat([opening.update(bytes.subarray(BEGIN)), opening.final()]).toString('utf8');
  } catch {
    throw new SealBroken();
  }
}

function keyOf(secret: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'nhahoc credentials', 32));
}
