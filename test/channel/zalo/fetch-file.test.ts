import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { FetchTrouble } from '../../../src/channel/fetch-file.ts';
import { createFileFetcher, type FileFetcherParts } from '../../../src/channel/zalo/fetch-file.ts';
import { createPublicLookup } from '../../../src/channel/zalo/public-lookup.ts';
import { Problem } from '../../../src/problems.ts';
import { deadPort } from '../../support/telegram.ts';

let server: Server;
/** `127.0.0.1:<port>` */
let host: string;
let answer: RequestListener;
let asked: string[];
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = [];
});

const fetcher = (more: Partial<FileFetcherParts> = {}) => createFileFetcher({ hosts: [host, 'zdn.vn'], patienceMs: 5_000, ...more });
const at = (path: string) => `http://${host}${path}`;
const sends = (bytes: Uint8Array, headers: Record<string, string> = {}): RequestListener => {
  return (_request, response) => response.writeHead(200, headers).end(bytes);
};
const redirects = (way: Record<string, string>): RequestListener => {
  return ({ url = '' }, response) => {
    const location = way[url];
    if (location === undefined) response.end('here');
    else response.writeHead(302, { location }).end('elsewhere');
  };
};

/** It tells nothing of the address, which opens a photo to whoever has it. */
async function failure(fetching: Promise<unknown>): Promise<Error> {
  const error = await fetching.then(
    () => null,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(Error);
  expect([error.message, error.stack, JSON.stringify(error), String(error.cause)].join()).not.toMatch(/127\.0\.0\.1|photo-of-lan/);
  return error;
}

describe('a file', () => {
  it('is fetched whole', async () => {
    const bytes = randomBytes(300_000);
    answer = sends(bytes);
    expect(Buffer.from(await fetcher()(at('/photo-of-lan.jpg'))).equals(bytes)).toBe(true);
  });

  it('of the largest size is taken, and a byte more is not, whatever is said of its size', async () => {
    const take = fetcher({ maxBytes: 50_000 });
    for (const headers of [{}, { 'transfer-encoding': 'chunked' }] as Record<string, string>[]) {
      answer = sends(new Uint8Array(50_000), headers);
      expect(await take(at('/a'))).toHaveLength(50_000);
      answer = sends(new Uint8Array(50_001), headers);
      const error = await failure(take(at('/a')));
      expect(error).toBeInstanceOf(Problem);
      expect(error).toMatchObject({ code: 'fileTooLarge' });
    }
  });

  it('that does not end is broken off where it becomes too large', async () => {
    let broken = false;
    answer = (_request, response) => {
      const pour = setInterval(() => response.write(new Uint8Array(10_000)), 1);
      response.on('close', () => {
        clearInterval(pour);
        broken = true;
      });
    };
    expect(await failure(fetcher({ maxBytes: 50_000 })(at('/a')))).toMatchObject({ code: 'fileTooLarge' });
    await expect.poll(() => broken).toBe(true);
  });

  test.each([404, 403, 410, 429, 500, 206, 304])('may come another time after %i', async (status) => {
    answer = (_request, response) => response.writeHead(status).end(status === 304 ? undefined : 'x');
    const error = await failure(fetcher()(at('/photo-of-lan.jpg')));
    expect(error).toBeInstanceOf(FetchTrouble);
    expect(error).toMatchObject({ reason: `http:${status}` });
  });

  it('may come another time after a connection that breaks, at once or in the middle', async () => {
    answer = (request) => request.socket.destroy();
    expect(await failure(fetcher()(at('/a')))).toMatchObject({ reason: 'network:ECONNRESET' });
    answer = (request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('x');
      setTimeout(() => request.socket.destroy(), 20);
    };
    expect(await failure(fetcher()(at('/a')))).toMatchObject({ reason: 'network:ECONNRESET' });
    const dead = `127.0.0.1:${await deadPort()}`;
    expect(await failure(fetcher({ hosts: [dead] })(`http://${dead}/a`))).toMatchObject({ reason: 'network:ECONNREFUSED' });
  });

  it('is not waited for without end, nor after we are told to stop', async () => {
    answer = () => {};
    expect(await failure(fetcher({ patienceMs: 100 })(at('/a')))).toMatchObject({ reason: 'timeout' });
    answer = (_request, response) => response.writeHead(200).write('x');
    expect(await failure(fetcher({ patienceMs: 100 })(at('/a')))).toMatchObject({ reason: 'timeout' });
    expect(await failure(fetcher()(at('/a'), AbortSignal.timeout(100)))).toMatchObject({ reason: 'timeout' });
    expect(await failure(fetcher()(at('/a'), AbortSignal.abort()))).toMatchObject({ reason: 'timeout' });
  });
});

describe('a redirect', () => {
  it('is followed three times and no more', async () => {
    answer = redirects({ '/1': '/2', '/2': at('/3'), '/3': '/4', '/0': '/1' });
    expect(Buffer.from(await fetcher()(at('/1'))).toString()).toBe('here');
    expect(asked).toEqual(['/1', '/2', '/3', '/4']);
    expect(await failure(fetcher()(at('/0')))).toMatchObject({ reason: 'redirects' });
    expect(asked).not.toContain('/5');
  });

  it('without a place to go is an error like others', async () => {
    answer = (_request, response) => response.writeHead(302).end();
    expect(await failure(fetcher()(at('/a')))).toMatchObject({ reason: 'http:302' });
  });

  test.each([
    'http://localhost',
    'http://[::1]',
    'http://169.254.169.254/latest',
    'https://evil.com/a',
    'file:///etc/passwd',
    'http://',
    '//x',
  ])('to %s is not followed', async (location) => {
    answer = redirects({ '/photo-of-lan.jpg': location });
    const error = await failure(fetcher()(at('/photo-of-lan.jpg')));
    expect(error).toBeInstanceOf(Problem);
    expect(error).toMatchObject({ code: 'fileBroken' });
  });

  it('to another port of the same machine is not followed', async () => {
    let reached = 0;
    const other = createServer((_request, response) => {
      reached += 1;
      response.end('secret');
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
    answer = redirects({ '/a': `http://127.0.0.1:${(other.address() as AddressInfo).port}/` });
    expect(await failure(fetcher()(at('/a')))).toMatchObject({ code: 'fileBroken' });
    expect(reached).toBe(0);
    other.close();
  });
});

describe('a name of Zalo’s', () => {
  const leadsTo = (...found: string[]): { lookup: LookupFunction; looked: string[] } => {
    const looked: string[] = [];
    const lookup = createPublicLookup((name, _options, done) => {
      looked.push(name);
      done(
        null,
        found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    });
    return { lookup, looked };
  };

  test.each([[['127.0.0.1']], [['10.0.0.8']], [['::1']], [['118.69.1.1', '192.168.1.1']]])(
    'that leads to %j is not connected to',
    async (found) => {
      const { lookup, looked } = leadsTo(...found);
      const error = await failure(fetcher({ lookup })('https://photo.zdn.vn/photo-of-lan.jpg'));
      expect(error).toBeInstanceOf(Problem);
      expect(error).toMatchObject({ code: 'fileBroken' });
      expect(looked).toEqual(['photo.zdn.vn']);
    },
  );

  it('is looked at again for each connection, after a redirect too', async () => {
    const { lookup, looked } = leadsTo('127.0.0.1');
    answer = redirects({ '/a': 'http://photo.zdn.vn/a' });
    const take = fetcher({ lookup });
    for (let times = 0; times < 2; times++) expect(await failure(take(at('/a')))).toMatchObject({ code: 'fileBroken' });
    expect(asked).toEqual(['/a', '/a']);
    expect(looked).toEqual(['photo.zdn.vn', 'photo.zdn.vn']);
  });

  it('that nobody knows may be known another time', async () => {
    const lookup = createPublicLookup((_name, _options, done) => done(Object.assign(new Error('x'), { code: 'ENOTFOUND' }), []));
    expect(await failure(fetcher({ lookup })('https://photo.zdn.vn/a'))).toMatchObject({ reason: 'network:ENOTFOUND' });
  });
});

test('an address that is none of Zalo’s is broken for good, and nobody is asked', async () => {
  answer = sends(Buffer.from('x'));
  for (const address of [at('/a').replace(host, 'localhost'), 'https://evil.com/a', 'no address', ''])
    expect(await failure(fetcher()(address))).toMatchObject({ code: 'fileBroken' });
  expect(asked).toEqual([]);
});
