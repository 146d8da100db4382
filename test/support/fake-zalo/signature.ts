/** How Zalo signs what it tells a webhook: a plain SHA-256, no HMAC. */
import { createHash } from 'node:crypto';

export interface Signed {
  appId: string;
  /** The exact bytes of the body. */
  raw: string;
  /** As the body has it. */
  timestamp: string;
  oaSecretKey: string;
}

/** 64 hexadecimal digits. */
export function macOf({ appId, raw, timestamp, oaSecretKey }: Signed): string {
  return createHash('sha256').update(`${appId}${raw}${timestamp}${oaSecretKey}`).digest('hex');
}
