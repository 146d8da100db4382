/** Vietnamese words as pictures: Be Vietnam Pro, whatever fonts the machine has, at a size at which they fit. */
import { fileURLToPath } from 'node:url';
import { Resvg, type ResvgRenderOptions } from '@resvg/resvg-js';

export type Weight = 400 | 600 | 800;

const family = 'Be Vietnam Pro';
const files: Record<Weight, string> = {
  400: fileOf('400Regular/BeVietnamPro_400Regular'),
  600: fileOf('600SemiBold/BeVietnamPro_600SemiBold'),
  800: fileOf('800ExtraBold/BeVietnamPro_800ExtraBold'),
};

function fileOf(face: string): string {
  return fileURLToPath(import.meta.resolve(`@expo-google-fonts/be-vietnam-pro/${face}.ttf`));
}

function fontsOf(...fontFiles: string[]): ResvgRenderOptions {
  return { font: { loadSystemFonts: false, fontFiles, defaultFontFamily: family } };
}

export const fonts = fontsOf(...Object.values(files));

export interface Fitted {
  lines: string[];
  size: number;
}

/** Widths are measured at this size, and grow with it. */
const EM = 100;

export interface Fit {
  weight: Weight;
  width: number;
  /** Sizes in pixels at which they may stand on one line, on two, and so on; the first that fits is taken. */
  sizes: readonly (readonly number[])[];
}

/** Words that fit at no size get smaller still. */
export function fitWords(words: string, { weight, width, sizes }: Fit): Fitted {
  const pieces = words
    .normalize('NFC')
    .split(/\s+/)
    .filter((one) => one !== '');
  const widths = pieces.map((piece) => measure(piece, weight));
  const space = measure('n n', weight) - measure('nn', weight);
  const ways = sizes.flatMap((_, index) => balanced(widths, space, index + 1) ?? []);
  for (const [index, broken] of ways.entries()) {
    const size = sizes[index]?.find((one) => broken.widest * (one / EM) <= width);
    if (size) return { lines: linesOf(pieces, broken.starts), size };
  }
  const last = ways.at(-1);
  return last ? { lines: linesOf(pieces, last.starts), size: Math.floor((width / last.widest) * EM) } : { lines: [], size: 0 };
}

interface Broken {
  /** Where each line begins. */
  starts: number[];
  widest: number;
}

/** The way to break into that many lines whose widest is narrowest; null: there are fewer words. */
function balanced(widths: readonly number[], space: number, count: number, from = 0): Broken | null {
  if (widths.length - from < count) return null;
  if (count === 1) return { starts: [from], widest: widthOf(widths.slice(from), space) };
  let best: Broken | null = null;
  for (let next = from + 1; next <= widths.length - count + 1; next++) {
    const first = widthOf(widths.slice(from, next), space);
    if (best && first >= best.widest) break;
    const rest = balanced(widths, space, count - 1, next);
    if (!rest) break;
    const widest = Math.max(first, rest.widest);
    if (!best || widest < best.widest) best = { starts: [from, ...rest.starts], widest };
  }
  return best;
}

function widthOf(widths: readonly number[], space: number): number {
  return widths.reduce((sum, width) => sum + width, 0) + space * Math.max(0, widths.length - 1);
}

function linesOf(pieces: readonly string[], starts: readonly number[]): string[] {
  return starts.map((start, index) => pieces.slice(start, starts[index + 1]).join(' '));
}

/** Each measuring reads a font, and most words are on every card. */
const measured = new Map<string, number>();
const MEASURED_AT_MOST = 2000;

function measure(words: string, weight: Weight): number {
  const key = `${weight} ${words}`;
  const known = measured.get(key);
  if (known !== undefined) return known;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10">${textOf(words, { x: 0, y: 0, size: EM, weight })}</svg>`;
  const width = new Resvg(svg, fontsOf(files[weight])).getBBox()?.width ?? 0;
  if (measured.size >= MEASURED_AT_MOST) measured.clear();
  measured.set(key, width);
  return width;
}

export interface TextPlace {
  x: number;
  /** Of the baseline. */
  y: number;
  size: number;
  weight: Weight;
  colour?: string;
  anchor?: 'start' | 'middle' | 'end';
}

export function textOf(words: string, { x, y, size, weight, colour = '#000', anchor = 'start' }: TextPlace): string {
  return `<text x="${x}" y="${y}" font-family="${family}" font-size="${size}" font-weight="${weight}" fill="${colour}" text-anchor="${anchor}">${escaped(words)}</text>`;
}

/** Signs that XML forbids are left out. */
function escaped(words: string): string {
  return words
    .replaceAll(/(?![\t\n\r])\p{Cc}/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;');
}
