import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { fitPicture } from '../../../src/channel/zalo/fit-picture.ts';

/** Compresses to nothing smaller. */
const noise = (width: number, height: number) => sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } });
const calm = (width: number, height: number) => sharp({ create: { width, height, channels: 4, background: '#11663380' } });

it('a picture that fits goes as it is', async () => {
  for (const [bytes, name, type] of [
    [await calm(300, 200).png().toBuffer(), 'picture.png', 'image/png'],
    [await calm(300, 200).jpeg().toBuffer(), 'picture.jpg', 'image/jpeg'],
  ] as const) {
    expect(await fitPicture(bytes)).toEqual({ name, type, bytes });
  }
});

it('one that is too big is made smaller, whatever is in it', async () => {
  const big = await noise(2400, 1800).jpeg({ quality: 95 }).toBuffer();
  expect(big.byteLength).toBeGreaterThan(1024 * 1024);
  const { name, type, bytes } = await fitPicture(big);
  expect([name, type]).toEqual(['picture.jpg', 'image/jpeg']);
  expect(bytes.byteLength).toBeLessThanOrEqual(1_000_000);
  const { format, width = 0, height = 1 } = await sharp(bytes).metadata();
  expect(format).toBe('jpeg');
  expect(width / height).toBeCloseTo(4 / 3, 1);
});

it('what Zalo does not take becomes a JPEG', async () => {
  const { type, bytes } = await fitPicture(await calm(300, 200).webp().toBuffer());
  expect(type).toBe('image/jpeg');
  expect(await sharp(bytes).metadata()).toMatchObject({ format: 'jpeg', width: 300, height: 200 });
});

it('one that lies on its side stands up', async () => {
  const lying = await calm(300, 200).jpeg().withMetadata({ orientation: 6 }).toBuffer();
  expect(await sharp((await fitPicture(lying)).bytes).metadata()).toMatchObject({ width: 200, height: 300 });
});

it('what is no picture is said to be none', async () => {
  await expect(fitPicture(Buffer.from('%PDF-1.7'))).rejects.toThrow();
});
