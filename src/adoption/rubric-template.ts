import type { Deps } from '../deps.ts';
import type { Locale } from '../locale/locale.ts';
import { readTable, tableOf } from '../rubric/table/table.ts';
import { writeTable } from '../table/write-table.ts';
import { ownId } from './own-id.ts';
import { inWords, storedRubric } from './stored-rubrics.ts';
import { helpSheet, shapeOf } from './table-shape.ts';

export interface TemplateOptions {
  versionId: string;
  locale: Locale;
}

/**
 * A stored rubric as an .xlsx to be corrected and handed in again (`takeRubricTable`). It says how sure every line is, so that
 * nobody takes a sample for the Hội's own table.
 */
export async function rubricTemplate(
  deps: Deps,
  { versionId, locale }: TemplateOptions,
): Promise<{ outcome: 'made'; file: Buffer; name: string } | { outcome: 'notFound' }> {
  const stored = await storedRubric(deps, versionId);
  if (!stored) return { outcome: 'notFound' };
  const { id, version } = stored.rubric;
  const rubric = { ...inWords(stored.rubric, locale), id: await ownId(id) };
  const sheets = tableOf(rubric, { id, version });
  // What cannot be read back is of no use to anybody: better no file than one that only comes back with mistakes.
  const back = readTable(sheets);
  if (!back.ok) throw new Error(`The table of ${id} v${version} cannot be read back: ${JSON.stringify(back.problems.slice(0, 3))}`);
  return { outcome: 'made', file: await writeTable([...sheets.map(shapeOf), helpSheet()]), name: `bang-diem-${rubric.id}.xlsx` };
}
