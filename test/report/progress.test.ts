/** The picture of how far a place is: what it shows is signed in its address, and it shows no household. */
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLocale } from '../../src/locale/locale.ts';
import { drawProgress, makeProgressPicture } from '../../src/report/draw-progress.ts';
import { addCounts, countsOf } from '../../src/report/numbers.ts';
import { addressOfPicture, shownAt } from '../../src/report/picture-address.ts';
import { type Progress, progressOf } from '../../src/report/progress.ts';
import { startWeb, type TestWeb } from '../support/web.ts';

const locale = createLocale();
const none = { registered: 0, sent: 0, waiting: 0, returned: 0, confirmed: 0, proposed: 0, recognised: 0 };
const counts = (more: Partial<typeof none>, permanent: number | null = 100) =>
  countsOf([{ areaId: 'a', unitCode: 'u', name: 'Khu phố 1', placed: true, permanent, temporary: null, numbers: { ...none, ...more } }]);
const asked = { place: 'Khu phố 1, Phường Bến Cát', date: '2027-11-15', last: null, target: { year: 2030, percent: 80 } };
const now = counts({ registered: 60, sent: 25, confirmed: 20 });
const shown = progressOf({ ...asked, counts: now, last: { year: 2026, counts: counts({ registered: 50, recognised: 44 }) } }) as Progress;

describe('what is shown', () => {
  it('is of all households, with the year before and what is wanted', () => {
    expect(shown).toEqual({
      ...{ place: asked.place, date: asked.date, of: 'households', whole: 100, lastYear: 2026, target: asked.target },
      steps: [
        { part: 60, percent: 60, last: 50 },
        { part: 25, percent: 25, last: 0 },
        { part: 20, percent: 20, last: 0 },
        { part: 0, percent: 0, last: 44 },
      ],
    });
  });

  it('is of those that registered where nobody knows how many there are: then nothing can be wanted of them', () => {
    const some = progressOf({ ...asked, counts: counts({ registered: 60, sent: 30 }, null) });
    expect(some).toMatchObject({ of: 'registered', whole: 60, target: null, lastYear: null });
    expect(some?.steps[1]).toEqual({ part: 30, percent: 50, last: null });
    expect(progressOf({ ...asked, counts: addCounts([]) })).toBeNull();
  });

  it('is read in Vietnamese, on a phone', async () => {
    const svg = drawProgress(shown, locale);
    for (const words of [
      'Khu phố 1, Phường Bến Cát',
      'Trong 100 hộ, tính đến 15/11/2027',
      'Đã gửi phiếu',
      '25 hộ · 25%',
      'Cả mùa năm 2026',
      'Mục tiêu 2030: 80%',
    ])
      expect(svg).toContain(`>${words}<`);
    const png = await makeProgressPicture(shown, locale);
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 1080 });
    // Zalo takes a picture of one megabyte as it is.
    expect(png.byteLength).toBeLessThan(200_000);
    const empty = await makeProgressPicture(
      { ...shown, steps: shown.steps.map((step) => ({ ...step, percent: 0, last: null })), target: null },
      locale,
    );
    expect(Buffer.from(empty).equals(Buffer.from(png))).toBe(false);
  });
});

describe('its address', () => {
  let web: TestWeb;
  const secret = Buffer.alloc(32, 7);
  beforeAll(async () => {
    web = await startWeb({ secret });
  });
  afterAll(() => web.stop());

  it('leads to it for whoever has it, and to nothing that we have not signed', async () => {
    const path = addressOfPicture(shown, { secret });
    const found = await fetch(web.url + path);
    expect([found.status, found.headers.get('content-type'), found.headers.get('cache-control')]).toEqual([
      ...[200, 'image/png', 'public, max-age=86400, immutable'],
    ]);
    const [data = '', sign = ''] = path.slice('/so-do/'.length, -'.png'.length).split('.');
    expect(shownAt(`${data}.${sign}`, { secret })).toEqual(shown);
    const forged = Buffer.from(JSON.stringify({ ...shown, whole: 1 })).toString('base64url');
    for (const name of [
      `${forged}.${sign}`,
      data,
      `${data}.${sign.slice(1)}`,
      `${data}.${'A'.repeat(22)}`,
      'x',
      `${'a'.repeat(3000)}.${sign}`,
    ])
      expect([name.slice(0, 9), (await fetch(`${web.url}/so-do/${name}.png`)).status]).toEqual([name.slice(0, 9), 404]);
  });
});
