/** What the pages of counts are put together from. A share always says what it is a share of. */
import { Html, html, type Part } from '../../http/html.ts';
import { formatNumber } from '../../locale/format.ts';
import type { SourceCount } from '../../report/count-by-source.ts';
import type { LastSeason } from '../../report/count-wards.ts';
import { type Bar, drawBars } from '../../report/draw-bars.ts';
import { type Counts, type Share, type Station, shareOf, stations, type Whole } from '../../report/numbers.ts';
import type { NamedRubric } from '../../report/rubric-named.ts';
import { readTargets, type Targets } from '../../report/targets.ts';
import type { TrainedOfficers } from '../../training/count-trained.ts';
import { folded, LANGUAGE, table } from '../frame.ts';
import type { Say, Visit } from '../route.ts';

/** Of a funnel; what waits and what was asked back lies within it. */
const steps = ['registered', 'sent', 'confirmed', 'proposed', 'recognised'] as const;

export interface Place {
  name: string;
  path: string;
  counts: Counts;
  last: LastSeason | null;
  /** Cells of its own, after the name. */
  more?: readonly Part[];
}

interface SeasonSaid {
  season: { name: string; trial: boolean };
  rubric: NamedRubric;
}

export function number(value: number): string {
  return formatNumber(value, LANGUAGE);
}

/** In which season, and judged by which rubric. */
export function seasonLine({ parts, say }: Visit, { season, rubric }: SeasonSaid): Html {
  const name = season.trial ? parts.locale.t('rubric:season.trial', LANGUAGE) : season.name;
  return html`<p>${say('counts.season', { season: name })} ${say('counts.rubric', { rubric: rubricWords(say, rubric) })}${season.trial && rubric.adopted ? html` ${say('counts.trialSeason')}` : null}</p>`;
}

export function rubricWords(say: Say, { name, version, adopted }: NamedRubric): string {
  return say(adopted ? 'counts.adopted' : 'counts.sample', { name, version: String(version) });
}

/** How many households there are, and from where that is known. */
export function householdsLine(say: Say, { households, areas, known }: Counts): Html {
  if (!households) return html`<p>${say('counts.noneKnown')}</p>`;
  const left = areas - known;
  return html`<p>${say('counts.households', { ...households })}${left > 0 ? html` ${say('counts.someKnown', { left, known })}` : null}</p>`;
}

/**
 * Step by step, beside the season before.
 * @param households where those who have come so far are listed, for whoever looks after them
 */
export async function stepsOf({ say }: Visit, counts: Counts, last: LastSeason | null, households: string | null = null): Promise<Html> {
  const listed = (station: Station, words: string) =>
    households === null || station === 'registered' ? words : html`<a href="${listAddress(households, station)}">${words}</a>`;
  const rows = stations.map((station) => [
    say(`counts.station.${station}`),
    listed(station, number(counts.numbers[station])),
    shareWords(say, shareOf(counts, station, 'households')),
    station === 'registered' ? '–' : shareWords(say, shareOf(counts, station, 'registered')),
    ...(last ? [lastWords(say, last, station)] : []),
  ]);
  const heads = ['step', 'number', 'ofHouseholds', 'ofRegistered'].map((key) => say(`counts.head.${key}`));
  const lastHead = last ? [say('counts.head.last', { season: last.name })] : [];
  const of = wholeOf(counts);
  const bars = steps.flatMap((station) => bar(say(`counts.station.${station}`), { counts, last, station, of }, say));
  const targets = await readTargets();
  const marks = of === 'households' ? marksOf(say, targets) : [];
  const title = say('counts.stepsTitle', { of: say(`counts.of.${of}`) });
  return html`<div class="beside">${await plot(say, { title, bars, marks, last })}
${table({ caption: say('counts.stepsTable'), heads: [...heads, ...lastHead], rows })}</div>
${targets ? targetLines(say, targets, counts) : null}`;
}

function listAddress(households: string, station: Station): string {
  return `${households}${households.includes('?') ? '&' : '?'}standing=${station}`;
}

/** Places beside one another, from the one that is furthest behind. */
export async function placesOf({ say, request }: Visit, places: readonly Place[], moreHeads: readonly Part[] = []): Promise<Html> {
  const asked = request.query.by;
  const station = stations.find((one) => one === asked) ?? 'recognised';
  const known = places.some(({ counts }) => counts.households !== null);
  const of: Whole = known || station === 'registered' ? 'households' : 'registered';
  const shares = places.map((place) => ({ ...place, share: shareOf(place.counts, station, of) }));
  const compared = shares.filter(({ share }) => share !== null).toSorted((a, b) => (a.share?.percent ?? 0) - (b.share?.percent ?? 0));
  const without = shares.flatMap(({ name, share }) => (share === null ? [name] : []));
  const order = orderIn(request.query.sort);
  const bars = compared.flatMap(({ name, counts, last }) => bar(name, { counts, last, station, of }, say));
  const marks = station === 'recognised' && of === 'households' ? marksOf(say, await readTargets()) : [];
  const last = places.find((place) => place.last)?.last ?? null;
  const [silent, telling] = [places.filter(isSilent), inOrder(places, order).filter((place) => !isSilent(place))];
  const title = say('counts.placesTitle', { station: say(`counts.station.${station}`), of: say(`counts.of.${of}`) });
  const ways = stations.map(
    (one) =>
      html`<li><a href="${listedBy(one, order)}"${one === station ? html` aria-current="true"` : null}>${say(`counts.station.${one}`)}</a></li>`,
  );
  return html`<nav class="tabs" aria-label="${say('counts.by')}"><ul>${ways}</ul></nav>
${await plot(say, { title, bars, marks, last: compared.find((place) => place.last)?.last ?? null })}
${bars.length > 0 ? notDrawn(say, without) : null}
<div id="${PLACES}">${sortLinks(say, station, order)}
${table({ caption: say('counts.placesTable'), heads: [say('counts.head.place'), ...moreHeads, ...placeHeads(say, last)], rows: telling.map((place) => placeRow(say, place, last !== null)) })}
${silentPlaces(say, silent)}</div>`;
}

/** Nothing is known of it, and nobody has begun: a row of noughts for each of them would hide the others on a phone. */
function isSilent({ counts, last, more = [] }: Place): boolean {
  return counts.households === null && counts.numbers.registered === 0 && last === null && more.length === 0;
}

function silentPlaces(say: Say, places: readonly Place[]): Part {
  if (places.length === 0) return null;
  const links = places.map(({ name, path }) => html`<li><a href="${path}">${name}</a></li>`);
  return folded(say('counts.silent', { count: places.length }), html`<ul>${links}</ul>`);
}

/** Those without a share have no bar: they are named all the same. */
function notDrawn(say: Say, names: readonly string[]): Part {
  if (names.length === 0) return null;
  return folded(say('counts.notDrawn', { count: names.length }), html`<p>${names.join(', ')}</p>`);
}

const PLACES = 'places';

/** What the places stand in order of; `-` before it: from the greatest. */
const columns = ['name', 'households', 'ofHouseholds', ...stations, 'ofRegistered'] as const;
type Column = (typeof columns)[number];
interface Order {
  column: Column;
  down: boolean;
}

/** As they come, where nothing else was asked for. */
function orderIn(asked: unknown): Order {
  const [, minus, name] = /^(-?)(\w+)$/.exec(String(asked)) ?? [];
  const column = columns.find((one) => one === name);
  return column ? { column, down: minus === '-' } : { column: 'name', down: false };
}

function listedBy(station: Station, { column, down }: Order, to = ''): string {
  return `?by=${station}&sort=${down ? '-' : ''}${column}${to}`;
}

/** Beside the table, whose heads a phone does not show. The one that is in force turns round when it is pressed again. */
function sortLinks(say: Say, station: Station, order: Order): Html {
  const links = columns.map((column) => {
    const isIt = order.column === column;
    const words = columnWords(say, column);
    const down = isIt && !order.down;
    const label = isIt ? say(order.down ? 'counts.sortedDown' : 'counts.sorted', { by: words }) : words;
    return html`<li><a href="${listedBy(station, { column, down }, `#${PLACES}`)}"${isIt ? html` aria-current="true"` : null}>${label}</a></li>`;
  });
  const nav = html`<nav class="tabs" aria-label="${say('counts.sortBy')}"><ul>${links}</ul></nav>`;
  return folded(say('counts.sortBy'), nav, order.column !== 'name' || order.down);
}

function columnWords(say: Say, column: Column): string {
  if (column === 'name') return say('counts.head.place');
  if (column === 'households') return say('counts.head.households');
  if (column === 'ofHouseholds') return say('counts.head.recognisedOfHouseholds');
  if (column === 'ofRegistered') return say('counts.head.recognisedOfRegistered');
  return say(`counts.station.${column}`);
}

/** What is not known stands last, whichever way round. */
function inOrder(places: readonly Place[], { column, down }: Order): readonly Place[] {
  if (column === 'name') return down ? places.toReversed() : places;
  const sign = down ? -1 : 1;
  const of = ({ counts }: Place) => valueIn(counts, column);
  return places.toSorted((a, b) => {
    const [one, other] = [of(a), of(b)];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return sign * (one - other);
  });
}

function valueIn(counts: Counts, column: Exclude<Column, 'name'>): number | null {
  if (column === 'households') return counts.households?.total ?? null;
  if (column === 'ofHouseholds') return shareOf(counts, 'recognised', 'households')?.percent ?? null;
  if (column === 'ofRegistered') return shareOf(counts, 'recognised', 'registered')?.percent ?? null;
  return counts.numbers[column];
}

/** @param last a season before, where there are numbers of it of some place */
function placeHeads(say: Say, last: LastSeason | null): string[] {
  const words = (column: Column) => columnWords(say, column);
  return [
    words('households'),
    words('ofHouseholds'),
    ...(last ? [say('counts.head.recognisedLast', { season: last.name })] : []),
    ...stations.map(words),
    words('ofRegistered'),
  ];
}

/** What everybody looks for stands first: a phone shows the rest by moving the table along. */
function placeRow(say: Say, { name, path, counts, last, more = [] }: Place, compared: boolean): Part[] {
  const { households, numbers, areas, known } = counts;
  const total = households ? number(households.total) : say('counts.unknown');
  return [
    html`<a href="${path}">${name}</a>`,
    ...more,
    households && known < areas ? say('counts.totalOfSome', { total: households.total, known, areas }) : total,
    shareWords(say, shareOf(counts, 'recognised', 'households')),
    ...(compared ? [last ? lastWords(say, last, 'recognised') : say('counts.unknown')] : []),
    ...stations.map((station) => number(numbers[station])),
    shareWords(say, shareOf(counts, 'recognised', 'registered')),
  ];
}

/** By themselves, with a helper, on paper, by the meeting. */
export function sourcesOf(say: Say, sources: readonly SourceCount[]): Html {
  const all = sources.reduce((sum, { assessed }) => sum + assessed, 0);
  const rows = sources.map(({ source, assessed, confirmed, proposed, recognised }) => [
    say(`counts.source.${source}`),
    number(assessed),
    all === 0 ? '–' : percentWords(say, Math.round((assessed * 1000) / all) / 10),
    ...[confirmed, proposed, recognised].map(number),
  ]);
  const heads = [say('counts.head.source'), say('counts.head.number'), say('counts.head.ofAssessed', { all })];
  const stationHeads = (['confirmed', 'proposed', 'recognised'] as const).map((station) => say(`counts.station.${station}`));
  return html`<h2>${say('counts.bySource')}</h2>
${table({ caption: say('counts.bySource'), heads: [...heads, ...stationHeads], rows })}`;
}

function wholeOf({ households }: Counts): Whole {
  return households ? 'households' : 'registered';
}

interface Drawn {
  counts: Counts;
  last: LastSeason | null;
  station: Station;
  of: Whole;
}

/** None where the share is not known. */
function bar(name: string, { counts, last, station, of }: Drawn, say: Say): Bar[] {
  const share = shareOf(counts, station, of);
  if (!share) return [];
  const before = last ? (shareOf(last.counts, station, of)?.percent ?? null) : null;
  return [{ words: say('counts.bar', { name, ...shareParts(share) }), value: share.percent, before }];
}

async function plot(
  say: Say,
  {
    title,
    bars,
    marks,
    last,
  }: {
    title: string;
    bars: Bar[];
    marks: Marks;
    last: LastSeason | null;
  },
): Promise<Html | null> {
  if (bars.length === 0) return null;
  return html`<figure class="plotted"><figcaption>${title}${last && bars.some(({ before }) => typeof before === 'number') ? html` · ${say('counts.thin', { season: last.name })}` : ''}</figcaption>
${new Html(await drawBars({ title, bars, marks, max: 100 }))}</figure>`;
}

type Marks = { at: number; words: string }[];

function marksOf(say: Say, targets: Targets | null): Marks {
  return targets?.giaDinh.map(({ year, percent }) => ({ at: percent, words: say('counts.mark', { year: String(year), percent }) })) ?? [];
}

/** How far it is to what the plan wants. */
function targetLines(say: Say, { plan, giaDinh }: Targets, counts: Counts): Html {
  const share = shareOf(counts, 'recognised', 'households');
  const lines = giaDinh.map(({ year, percent }) => {
    const wanted = { year: String(year), percent };
    if (!share) return say('counts.target.unknown', wanted);
    const missing = Math.ceil((share.whole * percent) / 100) - share.part;
    return missing > 0 ? say('counts.target.missing', { ...wanted, missing }) : say('counts.target.reached', wanted);
  });
  return html`<h2>${say('counts.targets')}</h2>
<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>
<p class="faint">${say('counts.plan', { plan })}</p>`;
}

/** Who of the officers has learnt to use computers and phones for their work, beside what the plan wants. */
export async function trainedLine({ say }: Visit, { officers, trained }: TrainedOfficers): Promise<Html> {
  const targets = (await readTargets())?.officersInTechnology ?? [];
  const percent = officers === 0 ? 0 : Math.floor((trained * 100) / officers);
  const wanted = targets.map((target) => html` ${say('counts.trained.mark', { year: String(target.year), percent: target.percent })}`);
  const line = officers === 0 ? say('counts.trained.none') : html`${say('counts.trained.line', { trained, officers, percent })}${wanted}`;
  return html`<h2>${say('counts.trained.title')}</h2><p>${line}</p>`;
}

function shareWords(say: Say, share: Share | null): string {
  return share ? say('counts.share', shareParts(share)) : say('counts.unknown');
}

function shareParts({ percent, part, whole }: Share) {
  return { percent, part, whole };
}

function percentWords(say: Say, percent: number): string {
  return say('counts.percent', { percent });
}

function lastWords(say: Say, { counts }: LastSeason, station: Station): string {
  const share = shareOf(counts, station, 'households');
  return share ? say('counts.share', shareParts(share)) : number(counts.numbers[station]);
}
