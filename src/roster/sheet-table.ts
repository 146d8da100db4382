/** A sheet as a file: to fill in at the meeting, on any machine, and to bring back. */
import { spacedCode } from '../household/household-code.ts';
import type { Flag } from '../review/flags.ts';
import type { TableSheet } from '../table/write-table.ts';
import type { FileWords } from './roster-template.ts';
import { shownOf, writeShown } from './row-seen.ts';
import type { Sheet } from './sheet-of.ts';
import { type SheetRow, scoreOf } from './sheet-rows.ts';

/**
 * @param say speaks `console:sheet.table.<key>`
 * @param flagWords what is worth a look in a file, in words
 */
export function sheetTable(
  { area, season, max, rows, flags }: Sheet,
  say: FileWords,
  flagWords: (flags: readonly Flag[]) => readonly string[],
): TableSheet {
  return {
    name: area.name,
    title: [
      say('title', { area: area.name, unit: area.unit }),
      season.name.includes(String(season.year)) ? season.name : say('season', { name: season.name, year: String(season.year) }),
      say('how', { max }),
    ],
    columns: [
      { heading: say('number'), width: 5 },
      { heading: say('code'), width: 13 },
      { heading: say('houseCode'), width: 11 },
      { heading: say('headName'), width: 26 },
      { heading: say('residence'), width: 12 },
      { heading: say('standing'), width: 24 },
      { heading: say('sent'), width: 9 },
      { heading: say('judged'), width: 10 },
      { heading: say('flags'), width: 30 },
      { heading: say('proposal'), width: 11, choices: [say('propose'), say('notPropose')] },
      { heading: say('reason'), width: 30 },
      { heading: say('points'), width: 9 },
      { heading: say('source'), width: 14, choices: [say('meeting'), say('paper')] },
      { heading: say('seen', { season: season.id }), width: 12, hidden: true },
    ],
    rows: rows.map((row, index) => [
      index + 1,
      spacedCode(row.code),
      row.houseCode,
      row.headName,
      say(row.residence),
      say(`is.${stationOf(row)}`),
      row.sent?.points ?? null,
      row.judged.hamlet || row.judged.ward ? (scoreOf(row)?.points ?? null) : null,
      [...flagWords(flags.get(row.assessmentId ?? '') ?? []), ...(scoreOf(row)?.enough === false ? [say('tooFew')] : [])].join('; ') ||
        null,
      row.proposal && say(row.proposal),
      row.reason,
      row.points,
      row.source === 'meeting' || row.source === 'paper' ? say(row.source) : null,
      writeShown(shownOf(row)),
    ]),
  };
}

/** How far a line is, in one word. */
export function stationOf({
  assessmentId,
  sent,
  standing,
  overdue,
}: Pick<SheetRow, 'assessmentId' | 'sent' | 'standing' | 'overdue'>): string {
  if (overdue) return 'overdue';
  if (standing.stage !== 'waiting') return standing.stage;
  if (sent) return standing.hand === 'officers' ? 'waiting' : 'reopened';
  return assessmentId === null ? 'none' : 'draft';
}
