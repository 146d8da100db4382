/** What a run prints: small tables, and each target with whether it was reached. */

export type Cell = string | number;

export function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** The first row names the columns; numbers stand to the right. */
export function table(rows: readonly (readonly Cell[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => String(row[column] ?? '').length)));
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 0 ? String(cell).padEnd(widths[0] ?? 0) : String(cell).padStart(widths[column] ?? 0),
    );
    say(`  ${cells.join('  ')}`);
  }
}

/** @param why what limits it, where it was not reached */
export function target(words: string, reached: boolean, why = ''): void {
  say(`  ${reached ? 'reached    ' : 'NOT reached'}  ${words}${reached || why === '' ? '' : `\n               ${why}`}`);
}

export function round(number: number | null, digits = 0): string {
  return number === null || Number.isNaN(number) ? '–' : number.toFixed(digits);
}
