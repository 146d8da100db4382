/** The sheet as a file to take to the meeting, and back. */
import { html } from '../../http/html.ts';
import { Problem } from '../../problems.ts';
import { readSheet } from '../../roster/read-sheet.ts';
import { sheetArea, sheetOf } from '../../roster/sheet-of.ts';
import { sheetTable } from '../../roster/sheet-table.ts';
import { type TakenSheet, takeSheetFile } from '../../roster/take-sheet-file.ts';
import { readTable } from '../../table/read-table.ts';
import { goTo, show } from '../frame.ts';
import { giveTable } from '../give-file.ts';
import { act, idIn, textIn, type Visit } from '../route.ts';
import { mistakeList } from './mistakes.ts';
import { showSheet } from './sheet.ts';
import { SHEETS } from './sheets.ts';

export async function sheetFileRoute(visit: Visit): Promise<void> {
  const { say } = visit;
  const found = await act(visit, (deps, scope) => sheetOf(deps, { scope, areaId: idIn(visit), purpose: 'export' }));
  if (found.outcome === 'notFound') throw new Problem('notFound');
  const { sheet } = found;
  const table = sheetTable(sheet, (key, params) => say(`sheet.table.${key}`, params));
  await giveTable(visit, say('sheet.fileName', { area: sheet.area.name }), [table]);
}

export async function takeSheetFileRoute(visit: Visit): Promise<void> {
  const { say } = visit;
  const areaId = idIn(visit);
  const read = readSheet(await readTable(visit.file?.bytes ?? new Uint8Array()));
  const basis = textIn(visit, 'basis');
  // Also of a file that cannot be read: whether there is such a khu phố is told to those who look after it.
  const taken = await act(visit, async (deps, scope): Promise<TakenSheet> => {
    if ('ok' in read) return takeSheetFile(deps, { scope, areaId, file: read.ok, basis });
    return (await sheetArea(deps, scope, areaId)) ? { outcome: 'mistakes', ...read } : { outcome: 'notFound' };
  });
  switch (taken.outcome) {
    case 'saved':
      return goTo(visit, `${SHEETS}/${areaId}`, 'sheetSaved');
    case 'notFound':
      throw new Problem('notFound');
    case 'notYet':
      return showSheet(visit, areaId, { problem: say('sheet.problem.notYet'), status: 409 });
    default: {
      const back = html`<p><a class="button" href="${SHEETS}/${areaId}">${say('sheet.back')}</a></p>`;
      show(visit, { title: say('sheet.wrong'), content: html`${mistakeList(visit, taken.mistakes)}${back}`, status: 422 });
    }
  }
}
