import { describe, expect, test } from 'vitest';
import { createMediaHosts } from '../../../src/channel/zalo/media-hosts.ts';

const hosts = createMediaHosts(['zadn.vn', '*.zdn.vn', 'ZaloApp.com', '127.0.0.1:4567', '10.1.2.3']);
const placeOf = (address: string) => {
  const place = hosts.placeOf(address);
  return place && [place.url.href, place.listed];
};

describe('a file is fetched', () => {
  test.each([
    ['https://zadn.vn/a.jpg', 'https://zadn.vn/a.jpg'],
    ['https://f9-photo.zdn.vn/a.jpg?x=1', 'https://f9-photo.zdn.vn/a.jpg?x=1'],
    ['https://A.B.ZaloApp.com/', 'https://a.b.zaloapp.com/'],
    ['https://zdn.vn:443/', 'https://zdn.vn/'],
    // Zalo still writes so.
    ['http://photo.zdn.vn/a.jpg', 'https://photo.zdn.vn/a.jpg'],
    ['http://photo.zdn.vn:443/a.jpg', 'https://photo.zdn.vn/a.jpg'],
  ])('from %s, as %s', (address, href) => {
    expect(placeOf(address)).toEqual([href, false]);
  });

  test.each(['http://127.0.0.1:4567/a', 'https://127.0.0.1:4567/a', 'http://10.1.2.3/a', 'http://10.1.2.3:99/a'])(
    'from a place that was listed itself: %s',
    (address) => {
      expect(placeOf(address)).toEqual([address, true]);
    },
  );
});

test.each([
  'https://zdn.vn.evil.com/a.jpg',
  'https://evilzdn.vn/a.jpg',
  'https://evil.com/zdn.vn',
  'https://evil.com#.zdn.vn',
  'https://zdn.vn@evil.com/',
  'https://lan:secret@photo.zdn.vn/',
  'https://photo.zdn.vn:8443/',
  'http://photo.zdn.vn:8080/',
  'https://photo.zdn.vn./',
  'ftp://photo.zdn.vn/a.jpg',
  'file:///etc/passwd',
  'data:image/png;base64,AAAA',
  'http://127.0.0.1:4568/',
  'http://127.0.0.1/',
  'http://localhost:4567/',
  'http://[::1]:4567/',
  'https://10.1.2.30/',
  'https://0x0a010204/',
  'http://169.254.169.254/latest/meta-data',
  '//photo.zdn.vn/a.jpg',
  'photo.zdn.vn/a.jpg',
  '',
])('nothing is fetched from %j', (address) => {
  expect(placeOf(address)).toBeNull();
});

describe('a name with the port of https', () => {
  const listed = createMediaHosts(['zdn.vn:443', '10.1.2.3:443']);

  test.each(['https://zdn.vn/a.jpg', 'https://photo.zdn.vn/a.jpg', 'http://photo.zdn.vn/a.jpg'])('is the name: %s', (address) => {
    const place = listed.placeOf(address);
    expect(place && [place.url.protocol, place.listed]).toEqual(['https:', false]);
  });

  test('is not one place that may be anywhere; a number is', () => {
    expect(listed.placeOf('https://photo.zdn.vn:8443/a.jpg')).toBeNull();
    expect(listed.placeOf('https://10.1.2.3/a.jpg')?.listed).toBe(true);
    expect(listed.placeOf('https://10.1.2.3:8443/a.jpg')).toBeNull();
  });
});
