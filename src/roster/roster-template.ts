/** The file that a ward fills in: what is known already stands in it. */
import type { TableSheet } from '../table/write-table.ts';
import type { RosterOfWard } from './list-roster.ts';

/** Words of a file by their keys. */
export type FileWords = (key: string, params?: Record<string, string | number>) => string;

/**
 * Two tabs: khu phố with their numbers, and households, which may stay empty.
 * @param say speaks `console:roster.sheet.<key>`
 */
export function rosterTemplate({ unit, areas }: Pick<RosterOfWard, 'unit' | 'areas'>, say: FileWords): TableSheet[] {
  return [
    {
      name: say('areas'),
      title: [say('areasTitle', { unit }), say('areasHow')],
      columns: [
        { heading: say('area'), width: 28 },
        { heading: say('permanent'), width: 18 },
        { heading: say('temporary'), width: 18 },
      ],
      rows: areas.map(({ name, permanent, temporary }) => [name, permanent, temporary]),
    },
    {
      name: say('households'),
      title: [say('householdsTitle', { unit }), say('householdsHow'), say('householdsNames')],
      columns: [
        { heading: say('area'), width: 28 },
        { heading: say('houseCode'), width: 14 },
        { heading: say('headName'), width: 28 },
        { heading: say('residence'), width: 16, choices: [say('permanentOne'), say('temporaryOne')] },
      ],
      rows: [],
    },
  ];
}
