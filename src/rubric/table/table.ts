/** A rubric as a table that officers edit, and back. */
export type { Cell, Place, Sheet } from './format.ts';
export type { TableProblem } from './problem.ts';
export { baseOf, readTable, type TableOptions } from './read.ts';
export { tableOf } from './write.ts';
