import type { LookupAddress } from 'node:dns';
import { describe, expect, it, test } from 'vitest';
import { createPublicLookup, isPublic, NOT_PUBLIC } from '../../../src/channel/zalo/public-lookup.ts';

test.each(['118.69.1.1', '8.8.8.8', '172.32.0.1', '100.128.0.1', '2405:4800::1', '2a00:1450:4001::5'])('%s is public', (address) => {
  expect(isPublic(address)).toBe(true);
});

test.each([
  ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1', '172.31.255.255'],
  ...['192.0.2.1', '192.168.1.1', '198.18.0.1', '203.0.113.9', '224.0.0.1', '255.255.255.255'],
  ...['::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '64:ff9b::7f00:1', 'fc00::1', 'fd12::1', 'fe80::1', 'fe80::1%lo', 'ff02::1'],
  ...['2001:db8::1', '2001::1', '2002:7f00:1::', 'localhost', '', '1.2.3'],
])('%j is not', (address) => {
  expect(isPublic(address)).toBe(false);
});

describe('a name', () => {
  const entry = (address: string): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 });
  const looked = (found: string[], all: boolean) =>
    new Promise<unknown[]>((resolve) => {
      const lookup = createPublicLookup((_name, options, done) => {
        expect(options.all).toBe(true);
        done(null, found.map(entry));
      });
      lookup('photo.zdn.vn', { all }, (...answer) => resolve(answer));
    });

  it('leads to where it leads', async () => {
    expect(await looked(['118.69.1.1', '2405:4800::1'], true)).toEqual([null, [entry('118.69.1.1'), entry('2405:4800::1')]]);
    expect(await looked(['118.69.1.1', '2405:4800::1'], false)).toEqual([null, '118.69.1.1', 4]);
  });

  test.each([[['127.0.0.1']], [['118.69.1.1', '10.0.0.1']], [['::1', '118.69.1.1']], [[]]])('is refused with %j', async (found) => {
    for (const all of [true, false]) expect(await looked(found, all)).toMatchObject([{ code: NOT_PUBLIC }, '']);
  });

  it('that nobody knows is an error as it is', async () => {
    const lookup = createPublicLookup((_name, _options, done) => done(Object.assign(new Error('x'), { code: 'ENOTFOUND' }), []));
    const answer = await new Promise((resolve) => lookup('x.zdn.vn', {}, (...all) => resolve(all)));
    expect(answer).toMatchObject([{ code: 'ENOTFOUND' }, '']);
  });
});
