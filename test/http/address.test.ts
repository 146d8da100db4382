/** Where codes and files lead: to the address that was set, and without one to wherever the visitor came by. */
import QRCode from 'qrcode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressFor } from '../../src/http/parts.ts';
import { startWeb, type TestWeb, Visitor } from '../support/web.ts';

let anywhere: TestWeb;
let settled: TestWeb;
beforeAll(async () => {
  [anywhere, settled] = await Promise.all([startWeb({ anyAddress: true, publicUrl: 'http://localhost:1' }), startWeb()]);
});
afterAll(() => Promise.all([anywhere.stop(), settled.stop()]));

/** What the same service is called on this machine and by a phone beside it. */
const byName = (url: string) => url.replace('127.0.0.1', 'localhost');

/** Whether the code to go on with on another phone leads to this address. */
async function leadsTo(url: string, address: string): Promise<boolean> {
  const visitor = await Visitor.join(url);
  await visitor.send({ type: 'text', text: 'xin chào' });
  const { code, qr } = (await (await visitor.post('/chat/handover')).json()) as { code: string; qr: { path: string } };
  const { modules } = QRCode.create(`${address}/#tiep=${code}`, { errorCorrectionLevel: 'M' });
  const dark = [...modules.data].filter((bit) => bit).length;
  const drawn = qr.path.split('M').slice(1);
  const at = (square: string) => square.split('h')[0]?.split(' ').map(Number) ?? [];
  return drawn.length === dark && drawn.every((square) => modules.get(at(square)[1] ?? 0, at(square)[0] ?? 0) === 1);
}

describe('without an address of its own', () => {
  it('a code leads to where the page was opened', async () => {
    expect(await leadsTo(anywhere.url, anywhere.url)).toBe(true);
    expect(await leadsTo(byName(anywhere.url), byName(anywhere.url))).toBe(true);
    expect(await leadsTo(byName(anywhere.url), anywhere.url)).toBe(false);
  });

  it('what a client says of its address need not be one', () => {
    const parts = { publicUrl: 'http://localhost:3000', anyAddress: true } as Parameters<typeof addressFor>[0];
    const from = (host: string | undefined) => ({ protocol: 'http', get: () => host }) as unknown as Parameters<typeof addressFor>[1];
    for (const host of [undefined, '', 'a b', '[::', 'x<y'])
      expect(addressFor(parts, from(host)), String(host)).toBe('http://localhost:3000');
    expect(addressFor(parts, from('192.168.1.7:3000'))).toBe('http://192.168.1.7:3000');
  });
});

it('with an address of its own a code leads there, however the page was opened', async () => {
  expect(await leadsTo(byName(settled.url), settled.url)).toBe(true);
});
