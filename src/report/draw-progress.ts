/** How far a place is, as a picture to be read on a phone: bars of this season, thin ones of the season before, and a line for what is wanted. */
import { renderAsync } from '@resvg/resvg-js';
import { type Locale, type Params, sourceLanguage } from '../locale/locale.ts';
import { fitWords, fonts, textOf } from '../paper/typeset.ts';
import { type Progress, shownSteps } from './progress.ts';

const WIDTH = 1080;
const MARGIN = 64;
const ROOM = WIDTH - 2 * MARGIN;
const BAR = { height: 40, before: 14, gap: 8, room: 158 };
const HEAD = 236;
const FOOT = 96;
const colours = {
  ground: '#fffdf8',
  ink: '#2b211b',
  faint: '#665548',
  bar: '#7a2e1f',
  before: '#b98f5a',
  rest: '#efe4d3',
  wanted: '#1f5f7a',
};

/** @returns PNG */
export async function makeProgressPicture(shown: Progress, locale: Locale): Promise<Uint8Array> {
  const picture = await renderAsync(drawProgress(shown, locale), fonts);
  return picture.asPng();
}

type Say = (key: string, params?: Params) => string;

/** SVG. */
export function drawProgress(shown: Progress, locale: Locale): string {
  const say: Say = (key, params = {}) => locale.t(`nudge.plot.${key}`, sourceLanguage, params);
  const height = HEAD + shown.steps.length * BAR.room + FOOT;
  const rows = shown.steps.map((_, index) => row(shown, index, say));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}">
<rect width="${WIDTH}" height="${height}" fill="${colours.ground}"/>
${head(shown, say)}
${rows.join('\n')}
${foot(shown, height, say)}
</svg>`;
}

function head({ place, date, of, whole }: Progress, say: Say): string {
  const name = place ?? say('city');
  const title = fitWords(name, {
    weight: 800,
    width: ROOM,
    sizes: [
      [56, 50, 44, 38],
      [36, 32, 28],
    ],
  });
  const lines = title.lines.map((words, index) =>
    textOf(words, { x: MARGIN, y: 96 + index * title.size * 1.25, size: title.size, weight: 800, colour: colours.ink }),
  );
  const under = say(of === 'households' ? 'ofHouseholds' : 'ofRegistered', { whole, date: { date } });
  return [...lines, textOf(under, { x: MARGIN, y: 190, size: 34, weight: 400, colour: colours.faint })].join('\n');
}

function row({ steps, target, lastYear }: Progress, index: number, say: Say): string {
  const step = steps[index] as Progress['steps'][number];
  const station = shownSteps[index] as (typeof shownSteps)[number];
  const top = HEAD + index * BAR.room;
  const bar = top + 52;
  const words = say(`step.${station}`);
  const number = say('number', { part: step.part, percent: step.percent });
  const parts = [
    textOf(words, { x: MARGIN, y: top + 36, size: 36, weight: 600, colour: colours.ink }),
    textEnd(number, top + 36),
    rect(MARGIN, bar, ROOM, BAR.height, colours.rest),
    rect(MARGIN, bar, widthOf(step.percent), BAR.height, colours.bar),
    lastYear !== null && step.last !== null ? rect(MARGIN, bar + BAR.height + BAR.gap, widthOf(step.last), BAR.before, colours.before) : '',
    station === 'recognised' && target ? wanted(target, bar) : '',
  ];
  return parts.join('\n');
}

function textEnd(words: string, y: number): string {
  return textOf(words, { x: WIDTH - MARGIN, y, size: 36, weight: 600, colour: colours.ink, anchor: 'end' });
}

function rect(x: number, y: number, width: number, height: number, colour: string): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" fill="${colour}"/>`;
}

/** More than all is shown as all. */
function widthOf(percent: number): number {
  return Math.round((ROOM * Math.min(percent, 100)) / 10) / 10;
}

function wanted({ percent }: NonNullable<Progress['target']>, bar: number): string {
  const x = MARGIN + widthOf(percent);
  const line = `x1="${x}" x2="${x}" y1="${bar - 8}" y2="${bar + BAR.height + BAR.gap + BAR.before}"`;
  return `<line ${line} stroke="${colours.wanted}" stroke-width="5" stroke-dasharray="12 8"/>`;
}

/** What the thin bars and the line are. */
function foot({ lastYear, target }: Progress, height: number, say: Say): string {
  const y = height - 44;
  const before = lastYear === null ? null : say('last', { year: String(lastYear) });
  const mark = target && say('target', { year: String(target.year), percent: target.percent });
  const size = 28;
  const at = { y, size, weight: 400 as const, colour: colours.faint };
  const second = before === null ? MARGIN : MARGIN + ROOM / 2;
  return [
    before === null ? '' : rect(MARGIN, y - 18, 44, BAR.before, colours.before) + textOf(before, { x: MARGIN + 60, ...at }),
    mark
      ? `<line x1="${second}" x2="${second + 44}" y1="${y - 11}" y2="${y - 11}" stroke="${colours.wanted}" stroke-width="5" stroke-dasharray="12 8"/>${textOf(mark, { x: second + 60, ...at })}`
      : '',
  ].join('\n');
}
