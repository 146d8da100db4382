/** Who was there, as a file to keep or to hand in. */
import { spacedCode } from '../household/household-code.ts';
import type { FileWords } from '../roster/roster-template.ts';
import type { TableSheet } from '../table/write-table.ts';
import type { Attendance } from './list-attendance.ts';

export interface TableOf {
  title: string;
  /** When and where, in words. */
  when: string;
  place: string;
}

/**
 * @param say speaks `console:trainings.table.<key>`
 * @param moment a moment in words
 */
export function attendanceTable(
  { title, when, place }: TableOf,
  people: readonly Attendance[],
  say: FileWords,
  moment: (at: Date) => string,
): TableSheet {
  return {
    name: say('tab'),
    title: [title, when, place, say('came', { count: people.filter(({ checkedInAt }) => checkedInAt !== null).length })],
    columns: [
      { heading: say('number'), width: 5 },
      { heading: say('name'), width: 28 },
      { heading: say('code'), width: 13 },
      { heading: say('area'), width: 22 },
      { heading: say('answer'), width: 18 },
      { heading: say('here'), width: 20 },
      { heading: say('how'), width: 18 },
      { heading: say('feedback'), width: 16 },
    ],
    rows: people.map((one, index) => [
      index + 1,
      one.name,
      one.code === null ? null : spacedCode(one.code),
      one.area === null ? say('officer') : one.area || say('unplaced'),
      say(`is.${standingOf(one)}`),
      one.checkedInAt === null ? null : moment(one.checkedInAt),
      one.checkedIn === null ? null : say(`checkedIn.${one.checkedIn}`),
      one.feedback === null ? null : say(`mark.${one.feedback}`),
    ]),
  };
}

export type Standing = 'going' | 'waiting' | 'no' | 'later' | 'walkIn';

/** In one word; `walkIn`: they came without having answered. */
export function standingOf({ state, answer }: Pick<Attendance, 'state' | 'answer'>): Standing {
  if (state !== 'none') return state;
  return answer === 'no' || answer === 'later' ? answer : 'walkIn';
}
