/** Counts as an .xlsx: the columns that wards report, and what each share is a share of. */
import { formatDate } from '../../locale/format.ts';
import { Problem } from '../../problems.ts';
import { type ExportedCounts, exportCounts } from '../../report/export-counts.ts';
import { type Counts, type Station, shareOf, type Whole } from '../../report/numbers.ts';
import { writeTable } from '../../table/write-table.ts';
import { LANGUAGE } from '../frame.ts';
import { act, type Say, unitIn, type Visit } from '../route.ts';
import { rubricWords } from './counts-parts.ts';

export async function countsFile(visit: Visit): Promise<void> {
  const { say, parts, request, response } = visit;
  const unitCode = request.params.unitId === undefined ? {} : { unitCode: unitIn(visit) };
  const counted = await act(visit, (deps, scope) => exportCounts(deps, { scope, ...unitCode }));
  if (counted.outcome === 'notFound') throw new Problem('notFound');
  const { day, time } = formatDate(parts.clock.now().toISOString(), LANGUAGE);
  const bytes = await writeTable([sheetOf(say, counted, `${time} ${day}`)]);
  const name = counted.unit ? `so-lieu-${counted.unit.code}` : 'so-lieu';
  response.set({ 'cache-control': 'no-store', 'content-disposition': `attachment; filename="${name}.xlsx"` });
  response.type('xlsx').send(bytes);
}

const columns = [
  ...[number('registered'), share('registered', 'households'), number('sent'), number('confirmed'), number('proposed')],
  ...[number('recognised'), share('recognised', 'registered'), share('recognised', 'households')],
];

function sheetOf(say: Say, { unit, lines, total }: ExportedCounts, moment: string) {
  const [first] = lines;
  const trial = lines.some(({ rubric, season }) => !rubric.adopted || season.trial);
  const one = new Set(lines.map(({ season, rubric }) => `${season.name} ${rubric.id} ${rubric.version}`)).size === 1;
  const headings = ['order', unit ? 'area' : 'ward', 'households', 'permanent', 'temporary'].map((key) => say(`countsFile.${key}`));
  return {
    name: say('counts.title'),
    title: [
      ...(trial ? [say('countsFile.trial')] : []),
      unit ? say('countsFile.titleOf', { place: unit.name }) : say('countsFile.title'),
      say('countsFile.asOf', { moment }),
      ...(one && first ? [say('counts.rubric', { rubric: rubricWords(say, first.rubric) })] : []),
    ],
    columns: [...headings, ...columns.map(({ key }) => say(`countsFile.${key}`)), ...(one ? [] : [say('counts.head.rubric')])].map(
      (heading, index) => ({ heading, width: index === 1 ? 28 : index === 0 ? 6 : 14 }),
    ),
    rows: [
      ...lines.map(({ name, counts, rubric }, index) => [
        ...[index + 1, name || say('unplaced'), ...cells(counts)],
        ...(one ? [] : [rubricWords(say, rubric)]),
      ]),
      [null, say('countsFile.total'), ...cells(total), ...(one ? [] : [null])],
    ],
  };
}

function cells(counts: Counts): (number | null)[] {
  const { total = null, permanent = null, temporary = null } = counts.households ?? {};
  return [total, permanent, temporary, ...columns.map(({ of }) => of(counts))];
}

function number(station: Station) {
  return { key: station, of: ({ numbers }: Counts): number | null => numbers[station] };
}

/** Of those khu phố whose number of households is known. */
function share(station: Station, of: Whole) {
  return {
    key: `${station}Of${of === 'households' ? 'Households' : 'Registered'}`,
    of: (counts: Counts) => shareOf(counts, station, of)?.percent ?? null,
  };
}
