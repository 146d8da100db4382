/**
 * Bars as an SVG that stands in a page: no styles, no scripts, colours from the variables of the page, so that it is read in light and
 * dark. A line of words stands over each bar, because names of places are long and phones narrow.
 */

export interface Bar {
  /** What stands over it: name and number. */
  words: string;
  /** Of `max`. */
  value: number;
  /** Drawn thinner below it: the same of a season before. */
  before?: number | null;
}

export interface Plot {
  /** What is heard where nothing is seen. The numbers themselves are in a table beside it. */
  title: string;
  /** From top to bottom. */
  bars: readonly Bar[];
  /** What a whole bar stands for. */
  max: number;
  /** Lines across all bars. */
  marks: readonly { at: number; words: string }[];
}

/** In the units of the drawing, which a phone of 360 px shows one to one. */
const WIDTH = 328;
const BAR_ROOM = 46;
const MARK_ROOM = 22;
const FONT_SIZE = 14;

export async function drawBars(plot: Plot): Promise<string> {
  const { init } = await echarts();
  const height = plot.bars.length * BAR_ROOM + 2 * MARK_ROOM;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    chart.setOption(optionOf(plot));
    return framed(chart.renderToSVGString(), plot.title, height);
  } finally {
    chart.dispose();
  }
}

/** Loaded when somebody first looks at a plot: most of what the service does needs none. */
function echarts() {
  return import('echarts/dist/echarts.esm.min.mjs');
}

function optionOf({ bars, max, marks }: Plot) {
  const before = bars.some((bar) => typeof bar.before === 'number');
  // It counts categories from the bottom.
  const upwards = bars.toReversed();
  const limited = (value: number) => Math.min(Math.max(value, 0), max);
  const series = (values: number[], color: string, width: number) => ({
    ...{ type: 'bar' as const, silent: true, clip: false, data: values, barWidth: width, barGap: '30%' },
    itemStyle: { color, borderRadius: 2 },
  });
  const now = {
    ...series(
      upwards.map(({ value }) => limited(value)),
      'var(--brick)',
      before ? 9 : 12,
    ),
    ...{ showBackground: true, backgroundStyle: { color: 'var(--edge)', opacity: 0.5, borderRadius: 2 } },
    markLine: {
      ...{ symbol: 'none', silent: true, lineStyle: { color: 'var(--focus)', type: 'dashed' as const, width: 1.5 } },
      // Two of them may be close: their words stand at either end.
      data: marks.map(({ at, words }, index) => ({
        ...{ xAxis: limited(at), name: words },
        label: {
          formatter: words,
          color: 'var(--focus)',
          fontSize: FONT_SIZE,
          position: index % 2 === 0 ? ('end' as const) : ('start' as const),
        },
      })),
    },
  };
  const earlier = series(
    upwards.map((bar) => limited(bar.before ?? 0)),
    'var(--control)',
    4,
  );
  return {
    animation: false,
    grid: { left: 1, right: 1, top: MARK_ROOM, bottom: MARK_ROOM, outerBoundsMode: 'none' as const },
    xAxis: { type: 'value' as const, min: 0, max, show: false },
    yAxis: {
      type: 'category' as const,
      data: upwards.map(({ words }) => words),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        ...{
          inside: true,
          margin: 0,
          align: 'left' as const,
          verticalAlign: 'bottom' as const,
          padding: [0, 0, before ? 13 : 9, 0],
          interval: 0,
        },
        ...{ color: 'var(--ink)', fontSize: FONT_SIZE, textBorderColor: 'var(--card)', textBorderWidth: 4 },
      },
      // Its words stand before the lines across the bars.
      z: 10,
    },
    series: before ? [now, earlier] : [now],
  };
}

/** The drawing in a frame of our own. What it says of fonts in styles, which pages forbid, the frame says. */
function framed(svg: string, title: string, height: number): string {
  const drawing = svg
    .slice(svg.indexOf('>') + 1, svg.lastIndexOf('</svg>'))
    .replaceAll(/<style[\s\S]*?<\/style>/g, '')
    .replaceAll(/ (?:style|class|xml:space|ecmeta_\w+)="[^"]*"/g, '');
  return `<svg class="plot" viewBox="0 0 ${WIDTH} ${height}" font-size="${FONT_SIZE}" role="img" aria-label="${escaped(title)}">${drawing}</svg>`;
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
