/** Drawings that stand in a page which allows no styles, and say what they show. */
import { describe, expect, it } from 'vitest';
import { drawBars, type Plot } from '../../src/report/draw-bars.ts';

const plot: Plot = {
  title: 'Được công nhận, so với tổng số hộ',
  bars: [
    { words: 'Khu phố 1: 63,7% (310/487)', value: 63.7, before: 58 },
    { words: 'Khu phố 2: 12% (60/500)', value: 12, before: null },
  ],
  max: 100,
  marks: [
    { at: 70, words: '2025: 70%' },
    { at: 80, words: '2030: 80%' },
  ],
};

/** The lengths of bars of a colour, as they are drawn. */
function lengths(svg: string, color: string): number[] {
  const shapes = [...svg.matchAll(/<path d="([^"]+)"[^>]*fill="([^"]+)"/g)].filter(([, , fill]) => fill === color);
  return shapes.map(([, d]) => {
    const xs = [...(d as string).matchAll(/[ML](-?[\d.]+)/g)].map(([, x]) => Number(x));
    return Math.max(...xs) - Math.min(...xs);
  });
}

describe('a drawing', () => {
  it('has no style and no script, and takes its colours from the page', async () => {
    const svg = await drawBars(plot);
    expect(svg).not.toMatch(/style|<script|on\w+=|href|url\(/i);
    expect(svg).toContain('var(--brick)');
    expect(svg).toContain('var(--ink)');
    expect(svg.replaceAll(/var\(--\w+\)/g, '')).not.toMatch(/#[0-9a-f]{3,6}\b|rgb/i);
  });

  it('says its title, and each bar its words', async () => {
    const svg = await drawBars(plot);
    expect(svg).toMatch(
      /^<svg class="plot" viewBox="0 0 328 \d+" font-size="14" role="img" aria-label="Được công nhận, so với tổng số hộ">/,
    );
    for (const words of [...plot.bars, ...plot.marks].map((one) => one.words)) expect(svg).toContain(words);
  });

  it('shows what is more as longer', async () => {
    const svg = await drawBars({ ...plot, bars: plot.bars.map((bar) => ({ ...bar, before: null })) });
    const [first, second] = lengths(svg, 'var(--brick)').toSorted((a, b) => b - a);
    expect((first as number) / (second as number)).toBeCloseTo(63.7 / 12, 1);
  });

  it('stays within its edges whatever the numbers are', async () => {
    const svg = await drawBars({ ...plot, bars: [{ words: 'Khu phố 3: 140%', value: 140 }], marks: [] });
    for (const length of lengths(svg, 'var(--brick)')) expect(length).toBeLessThanOrEqual(328);
  });

  it('takes a name for nothing but words', async () => {
    const words = `Khu phố "<script>alert('1')</script>" style="x" & con`;
    const svg = await drawBars({ ...plot, title: words, bars: [{ words, value: 5 }] });
    expect(svg).not.toContain('<script');
    expect(svg.match(/<svg/g)).toHaveLength(1);
    expect(svg).toContain('&lt;script');
  });

  it('grows with the number of bars', async () => {
    const many = await drawBars({ ...plot, bars: Array.from({ length: 46 }, (_, at) => ({ words: `Khu phố ${at + 1}`, value: at })) });
    expect(Number(/viewBox="0 0 328 (\d+)"/.exec(many)?.[1])).toBeGreaterThan(46 * 40);
  });
});
