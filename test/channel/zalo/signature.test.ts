import { createHash } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { formOf, isSigned, signatureOf, signersOf } from '../../../src/channel/zalo/signature.ts';

/** From Zalo's documentation: sha256("X" + "BODY" + "1234567890" + "Y"). */
const VECTOR = '2f1ef5aabe67e8396a459ca89562e108ad541f82ba5022c85f645bd6b7220cb9';
const keys = { appId: 'X', oaSecretKey: 'Y' };
const body = Buffer.from('BODY');

it('is a plain SHA-256 of app, body, time and key', () => {
  expect(signatureOf(keys, body, '1234567890')).toBe(VECTOR);
});

it('is over the bytes as they came, also where they are no text', () => {
  const bytes = Buffer.from([0x7b, 0xff, 0x00, 0xc3]);
  const expected = createHash('sha256')
    .update(Buffer.concat([Buffer.from('X'), bytes, Buffer.from('1Y')]))
    .digest('hex');
  expect(isSigned(keys, bytes, '1', expected)).toBe(true);
});

test.each([
  ['with its prefix', `mac=${VECTOR}`],
  ['bare', VECTOR],
  ['in capitals', `mac=${VECTOR.toUpperCase()}`],
  ['with blanks around it', ` mac=${VECTOR} `],
])('is accepted %s', (_how, given) => {
  expect(isSigned(keys, body, '1234567890', given)).toBe(true);
});

describe('is refused', () => {
  test.each([
    ['when it is missing', undefined],
    ['when it is empty', ''],
    ['with a prefix and nothing else', 'mac='],
    ['with the prefix twice', `mac=mac=${VECTOR}`],
    ['with one letter changed', `mac=${VECTOR.slice(0, -1)}8`],
    ['when it is too short', `mac=${VECTOR.slice(0, -1)}`],
    ['when it is too long', `mac=${VECTOR}0`],
  ])('%s', (_what, given) => {
    expect(isSigned(keys, body, '1234567890', given)).toBe(false);
  });

  test('for another body, another time, another app or another key', () => {
    expect(isSigned(keys, Buffer.from('BODY '), '1234567890', VECTOR)).toBe(false);
    expect(isSigned(keys, body, '1234567891', VECTOR)).toBe(false);
    expect(isSigned({ ...keys, appId: 'x' }, body, '1234567890', VECTOR)).toBe(false);
    expect(isSigned({ ...keys, oaSecretKey: 'y' }, body, '1234567890', VECTOR)).toBe(false);
  });
});

describe('of several OAs', () => {
  const oas = [
    { name: 'first', keys },
    { name: 'second', keys: { ...keys, oaSecretKey: 'Z' } },
    { name: 'of another app', keys: { appId: 'W', oaSecretKey: 'Y' } },
    { name: 'with the same key', keys: { ...keys } },
  ];
  const signers = (given: string | undefined, bytes: Uint8Array = body) =>
    signersOf(oas, { body: bytes, timestamp: '1234567890', given }).map(({ name }) => name);

  test('those have signed whose key it is', () => {
    expect(signers(`mac=${VECTOR}`)).toEqual(['first', 'with the same key']);
    for (const { name, keys: theirs } of oas.slice(1, 3)) expect(signers(signatureOf(theirs, body, '1234567890'))).toEqual([name]);
    expect(signers(signatureOf({ appId: 'W', oaSecretKey: 'Z' }, body, '1234567890'))).toEqual([]);
  });

  test('none is asked about what can be no signature: the body is not even looked at', () => {
    const untouchable = new Proxy(body, {
      get: () => {
        throw new Error('it was looked at');
      },
    });
    for (const given of [undefined, '', 'mac=', 'mac=xin-chao', VECTOR.slice(1)]) expect(signers(given, untouchable)).toEqual([]);
  });
});

test.each([
  [`mac=${VECTOR}`, 'mac='],
  [VECTOR, 'bare'],
  [` MAC=${VECTOR}`, 'mac='],
  ['mac=', null],
  [undefined, null],
])('the form of %s is %s', (given, form) => {
  expect(formOf(given)).toBe(form);
});
