/**
 * The card that tells a family the news, as a picture to keep and to send on, with a QR code to look it up. It is no certificate
 * and says so.
 */
import { renderAsync } from '@resvg/resvg-js';
import { create } from 'qrcode';
import type { Locale } from '../locale/locale.ts';
import { cardSize } from './card-size.ts';
import { fitWords, fonts, textOf, type Weight } from './typeset.ts';

export interface Card {
  organisation: string;
  /** Of the household. */
  head: string;
  area: string;
  unit: string;
  year: number;
  /** As the decision says it, `123/QĐ-UBND`; `date` is a local date. */
  decision: { number: string; date: string };
  /** To look it up; normalised, eight characters. */
  code: string;
  /** Where the service is reached, without a slash at its end. */
  publicUrl: string;
}

const MARGIN = 90;
const PANEL = { height: 330, bottom: 120 };
const QR = 270;
const brick = '#7a2e1f';
const ink = '#2b211b';
const faint = '#665548';

/** @returns PNG */
export async function makeCard(card: Card, { locale, lang }: { locale: Locale; lang: string }): Promise<Uint8Array> {
  const picture = await renderAsync(drawCard(card, { locale, lang }), fonts);
  return picture.asPng();
}

interface Line {
  words: string;
  weight: Weight;
  sizes: readonly (readonly number[])[];
  colour: string;
  /** Pixels above. */
  gap: number;
}

function drawCard(card: Card, { locale, lang }: { locale: Locale; lang: string }): string {
  const { organisation, head, area, unit, year, decision, code, publicUrl } = card;
  const say = (key: string, params = {}) => locale.t(`paper:${key}`, lang, params);
  const { width, height } = cardSize;
  const blocks = placed(
    [
      {
        words: organisation,
        weight: 600,
        sizes: [
          [38, 34],
          [38, 34, 30],
        ],
        colour: brick,
        gap: 0,
      },
      { words: say('card.tells'), weight: 400, sizes: [[30]], colour: faint, gap: 12 },
      { words: say('card.family'), weight: 400, sizes: [[36]], colour: ink, gap: 44 },
      {
        words: head,
        weight: 800,
        sizes: [
          [76, 68, 60, 54],
          [68, 60, 52, 44, 36],
        ],
        colour: ink,
        gap: 8,
      },
      {
        words: say('card.place', { area, unit }),
        weight: 400,
        sizes: [
          [32, 30],
          [30, 28, 24],
        ],
        colour: ink,
        gap: 14,
      },
      { words: say('card.recognised'), weight: 400, sizes: [[32]], colour: faint, gap: 44 },
      { words: say('card.title').toLocaleUpperCase('vi'), weight: 800, sizes: [[84, 72]], colour: brick, gap: 4 },
      { words: say('card.year', { year: String(year) }), weight: 600, sizes: [[46, 38]], colour: brick, gap: 6 },
      {
        words: say('card.by', { number: decision.number, date: { date: decision.date } }),
        weight: 400,
        sizes: [[26, 24], [24]],
        colour: ink,
        gap: 26,
      },
      { words: say('card.byWhom', { unit }), weight: 400, sizes: [[26, 24], [24]], colour: ink, gap: 0 },
    ],
    { top: 75, bottom: height - PANEL.height - PANEL.bottom - 32, width: width - 2 * MARGIN },
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<rect width="${width}" height="${height}" fill="#f6eedf"/>
<rect x="30" y="30" width="${width - 60}" height="${height - 60}" rx="28" fill="#fffdf8" stroke="${brick}" stroke-width="4"/>
<rect x="44" y="44" width="${width - 88}" height="${height - 88}" rx="18" fill="none" stroke="#e3b65b" stroke-width="2"/>
${blocks.join('\n')}
${panel({ code, address: `${publicUrl}/v/${code}`, say })}
${textOf(say('card.only'), { x: width / 2, y: height - 66, size: 23, weight: 400, colour: faint, anchor: 'middle' })}
</svg>`;
}

/** One under the other in the middle, and as a whole in the middle between top and bottom. */
function placed(lines: readonly Line[], { top, bottom, width }: { top: number; bottom: number; width: number }): string[] {
  const fitted = lines.map((line) => {
    const found = fitWords(line.words, { ...line, width });
    return { ...line, ...found, height: found.lines.length * leading(found.size) };
  });
  const needed = fitted.reduce((sum, { height, gap }) => sum + height + gap, 0);
  const room = bottom - top;
  // Where much has to be said, it moves together.
  const squeeze = Math.min(1, room / needed);
  let y = top + Math.max(0, (room - needed) / 2);
  return fitted.flatMap(({ lines: shown, size, weight, colour, gap }) => {
    y += gap * squeeze;
    return shown.map((words) => {
      const baseline = y + size * squeeze;
      y += leading(size) * squeeze;
      return textOf(words, { x: cardSize.width / 2, y: round(baseline), size: round(size * squeeze), weight, colour, anchor: 'middle' });
    });
  });
}

/** Room for the marks above and below Vietnamese letters, also of capitals. */
function leading(size: number): number {
  return size * 1.32;
}

function panel({ code, address, say }: { code: string; address: string; say: (key: string, params?: object) => string }): string {
  const left = MARGIN - 20;
  const top = cardSize.height - PANEL.bottom - PANEL.height;
  const width = cardSize.width - 2 * left;
  const textLeft = left + QR + 90;
  const textWidth = left + width - 30 - textLeft;
  const look = fitWords(say('card.look'), { weight: 400, width: textWidth, sizes: [[26, 24], [24]] });
  const where = fitWords(address.replace(/^https?:\/\//, ''), { weight: 600, width: textWidth, sizes: [[28, 26, 24, 22, 20]] });
  const lines = [
    ...look.lines.map((words) => ({ words, ...look, weight: 400 as const })),
    ...where.lines.map((words) => ({ words, ...where, weight: 600 as const })),
  ];
  return `<rect x="${left}" y="${top}" width="${width}" height="${PANEL.height}" rx="20" fill="#f7ead2"/>
<rect x="${left + 30}" y="${top + (PANEL.height - QR) / 2}" width="${QR}" height="${QR}" rx="10" fill="#fff"/>
${qr(address, { x: left + 30, y: top + (PANEL.height - QR) / 2, size: QR })}
${textOf(say('card.code'), { x: textLeft, y: top + 78, size: 28, weight: 400, colour: faint })}
${textOf(`${code.slice(0, 4)} ${code.slice(4)}`, { x: textLeft, y: top + 144, size: 58, weight: 800, colour: ink })}
${lines.map(({ words, size, weight }, index) => textOf(words, { x: textLeft, y: top + 204 + index * 40, size, weight, colour: ink })).join('\n')}`;
}

/** With the white border of four modules that readers look for. */
function qr(text: string, { x, y, size }: { x: number; y: number; size: number }): string {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const scale = size / (modules.size + 8);
  const dark = Array.from({ length: modules.size ** 2 }, (_, at) => at).filter((at) => modules.data[at]);
  const path = dark.map((at) => `M${(at % modules.size) + 4} ${Math.floor(at / modules.size) + 4}h1v1h-1z`).join('');
  return `<path transform="translate(${x} ${y}) scale(${scale})" d="${path}" fill="#000" shape-rendering="crispEdges"/>`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
