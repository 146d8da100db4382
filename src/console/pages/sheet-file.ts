/** The sheet as a file to take to the meeting, and back. */
import { createTell } from '../../conversation/tell.ts';
import { type Html, html } from '../../http/html.ts';
import { Problem } from '../../problems.ts';
import { readSheet } from '../../roster/read-sheet.ts';
import { sheetArea, sheetOf } from '../../roster/sheet-of.ts';
import { sheetTable } from '../../roster/sheet-table.ts';
import { type TakenSheet, takeSheetFile } from '../../roster/take-sheet-file.ts';
import { readTable } from '../../table/read-table.ts';
import { form, show } from '../frame.ts';
import { giveTable } from '../give-file.ts';
import { act, idIn, textIn, type Visit } from '../route.ts';
import { flagWords } from './flag-words.ts';
import { mistakeList } from './mistakes.ts';
import { fileForm, showSheet } from './sheet.ts';
import { goToTaken } from './sheet-taken.ts';
import { nameOf, SHEETS } from './sheets.ts';

export async function sheetFileRoute(visit: Visit): Promise<void> {
  const { say } = visit;
  const found = await act(visit, (deps, scope) => sheetOf(deps, { scope, areaId: idIn(visit), purpose: 'export' }));
  if (found.outcome === 'notFound') throw new Problem('notFound');
  const area = { ...found.sheet.area, name: nameOf(visit, found.sheet.area.name) };
  const table = sheetTable(
    { ...found.sheet, area },
    (key, params) => say(`sheet.table.${key}`, params),
    (flags) => flagWords(visit, flags),
  );
  await giveTable(visit, say('sheet.fileName', { area: area.name }), [table]);
}

export async function takeSheetFileRoute(visit: Visit): Promise<void> {
  const { say } = visit;
  const areaId = idIn(visit);
  const bytes = visit.file?.bytes.length ? visit.file.bytes : Buffer.from(textIn(visit, 'bytes'), 'base64url');
  const read = readSheet(await readTable(bytes));
  const [file, unread] = 'ok' in read ? [read.ok, []] : [read.rest, read.mistakes];
  const basis = textIn(visit, 'basis');
  const others = textIn(visit, 'others') === 'yes';
  const tell = createTell(visit.parts).household;
  // Also of a file that cannot be read: whether there is such a khu phố is told to those who look after it.
  const taken = await act(visit, async (deps, scope): Promise<TakenSheet> => {
    if (file) return takeSheetFile(deps, { scope, areaId, file, unread, basis, others, tell });
    return (await sheetArea(deps, scope, areaId)) ? { outcome: 'mistakes', mistakes: unread } : { outcome: 'notFound' };
  });
  switch (taken.outcome) {
    case 'saved':
      return goToTaken(visit, `${SHEETS}/${areaId}`, { lines: file?.lines.length ?? 0, ...taken });
    case 'notFound':
      throw new Problem('notFound');
    case 'notYet':
      return showSheet(visit, areaId, { problem: say('sheet.problem.notYet'), status: 409 });
    default: {
      const { mistakes } = taken;
      const onlySimilar = mistakes.every(({ code }) => code === 'similar' || code === 'similarBefore');
      const back = html`<p><a class="button" href="${SHEETS}/${areaId}">${say('sheet.back')}</a></p>`;
      const content = html`${mistakeList(visit, mistakes)}${onlySimilar ? othersForm(visit, { areaId, bytes, basis }) : fileForm(visit, `${SHEETS}/${areaId}`)}${back}`;
      show(visit, { title: say('sheet.wrong'), content, status: 422 });
    }
  }
}

/** A field that comes with a file is no longer than that. */
const MOST_CARRIED = 1_000_000;

/** The file goes to the browser and back, so that it need not be chosen again; a larger one is. */
function othersForm(visit: Visit, { areaId, bytes, basis }: { areaId: string; bytes: Buffer; basis: string }): Html {
  const { say } = visit;
  const text = bytes.toString('base64url');
  const file =
    text.length <= MOST_CARRIED
      ? html`<input type="hidden" name="bytes" value="${text}">`
      : html`<label>${say('sheet.file')}<input type="file" name="file" required accept=".xlsx,.csv"></label>`;
  const fields = html`${file}<input type="hidden" name="basis" value="${basis}">
<label><input type="checkbox" name="others" value="yes" required> ${say('sheet.others')}</label>
<button class="first">${say('sheet.takeIn')}</button>`;
  return html`<div class="fields">${form(visit, `${SHEETS}/${areaId}/file`, fields, { file: true })}</div>`;
}
