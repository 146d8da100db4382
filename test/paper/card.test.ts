import jsQR from 'jsqr';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createLocale } from '../../src/locale/locale.ts';
import { makeCard } from '../../src/paper/card.ts';
import { cardSize } from '../../src/paper/card-size.ts';
import { fitWords } from '../../src/paper/typeset.ts';

const locale = createLocale();
// Its types are those of a module that it is not.
const readQr = jsQR as unknown as typeof jsQR.default;
const card = {
  organisation: 'Hội Khuyến học Phường Bến Cát',
  head: 'Nguyễn Thị Sen',
  area: 'Khu phố 3',
  unit: 'Phường Bến Cát',
  year: 2026,
  decision: { number: '123/QĐ-UBND', date: '2026-12-10' },
  code: 'K7M29QXC',
  publicUrl: 'https://nhahoc.example',
};

/** 80 signs: as long as a name may be. */
const longest = 'Công Tằng Tôn Nữ Thị Ngọc Huyền Trân Diễm Quỳnh Đặng Thục Hiền Phượng Ngoằn Ngoèo';
const names = ['Ỷ', card.head, longest, 'Ộ'.repeat(80)];

const makeIn = (lang: string) => (head: string) => makeCard({ ...card, head }, { locale, lang });

describe('the card', () => {
  it.each(names)('is a picture whose code a phone reads (%s)', async (head) => {
    const { data, info } = await sharp(await makeIn('vi')(head))
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([cardSize.width, cardSize.height]);
    expect(readQr(new Uint8ClampedArray(data), info.width, info.height)?.data).toBe('https://nhahoc.example/v/K7M29QXC');
  });

  it('is read from a small photo of it, too, as messengers make them', async () => {
    const small = sharp(await makeIn('vi')(card.head))
      .resize({ width: 640 })
      .jpeg({ quality: 60 });
    const { data, info } = await sharp(await small.toBuffer())
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(readQr(new Uint8ClampedArray(data), info.width, info.height)?.data).toBe('https://nhahoc.example/v/K7M29QXC');
  });

  it.each(['vi', 'en'].flatMap((lang) => names.map((head) => [lang, head] as const)))(
    'keeps its words within its frame (%s, %s)',
    async (lang, head) => {
      const picture = sharp(await makeIn(lang)(head));
      // Between the inner frame and the words there is nothing but paper.
      for (const left of [52, cardSize.width - 72]) {
        // What is measured is the picture as it was read, so that the strip has to be one first.
        const strip = picture.clone().extract({ left, top: 100, width: 20, height: cardSize.height - 200 });
        const { channels } = await sharp(await strip.toBuffer()).stats();
        expect(channels.every(({ min }) => min > 200)).toBe(true);
      }
    },
  );

  it('is of the name: another name is another picture', async () => {
    const [one, other] = await Promise.all(['Nguyễn Thị Sen', 'Nguyễn Thị Sến'].map(makeIn('vi')));
    expect(Buffer.compare(one as Uint8Array, other as Uint8Array)).not.toBe(0);
  });
});

describe('words that are fitted', () => {
  const name = {
    weight: 800,
    width: 900,
    sizes: [
      [76, 60],
      [60, 40],
    ],
  } as const;

  it('stand on one line while they can, then on two that are about as long', () => {
    expect(fitWords('Nguyễn Thị Sen', name)).toEqual({ lines: ['Nguyễn Thị Sen'], size: 76 });
    const { lines, size } = fitWords(longest, { ...name, sizes: [[76], [40, 30]] });
    expect(lines).toHaveLength(2);
    expect(lines.join(' ')).toBe(longest);
    expect(Math.abs((lines[0]?.length ?? 0) - (lines[1]?.length ?? 0))).toBeLessThan(12);
    expect(size).toBeGreaterThanOrEqual(30);
  });

  it('get as small as they must where they fit at no size', () => {
    const { lines, size } = fitWords('Ộ'.repeat(80), name);
    expect(lines).toEqual(['Ộ'.repeat(80)]);
    expect(size).toBeLessThan(40);
  });

  it('are nothing where there are none', () => {
    expect(fitWords('  ', name).lines).toEqual([]);
  });
});
