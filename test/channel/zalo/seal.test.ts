import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SealBroken, seal, unseal } from '../../../src/channel/zalo/seal.ts';

const secret = randomBytes(32);
const opened = (sealed: Uint8Array, key: Uint8Array = secret, bound = 'oa-1') => unseal(key, sealed, bound);

describe('what is sealed', () => {
  it('opens again, whatever it is', () => {
    for (const plain of ['', 'x', 'Hội Khuyến học 🏠', 'ữ'.repeat(10_000)]) expect(opened(seal(secret, plain, 'oa-1'))).toBe(plain);
  });

  it('shows nothing of itself, and never looks the same twice', () => {
    const sealed = Buffer.from(seal(secret, 'refresh-token', 'oa-1'));
    expect(sealed.toString('latin1')).not.toContain('refresh');
    expect(sealed.equals(Buffer.from(seal(secret, 'refresh-token', 'oa-1')))).toBe(false);
  });

  it('opens with no other secret, and for no other record', () => {
    const sealed = seal(secret, 'refresh-token', 'oa-1');
    expect(() => opened(sealed, randomBytes(32))).toThrow(SealBroken);
    expect(() => opened(sealed, secret, 'oa-2')).toThrow(SealBroken);
  });

  it('is whole or does not open', () => {
    const sealed = seal(secret, 'refresh-token', 'oa-1');
    for (let at = 0; at < sealed.byteLength; at++) {
      const changed = Uint8Array.from(sealed, (byte, index) => (index === at ? byte ^ 1 : byte));
      expect(() => opened(changed)).toThrow(SealBroken);
      expect(() => opened(sealed.slice(0, at))).toThrow(SealBroken);
    }
  });
});
