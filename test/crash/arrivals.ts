/** Holds what a chat received against what the ledger says of it. Pure. */

export interface Arrival {
  /** Grows with every message that the platform takes. */
  messageId: number;
  text: string;
}

/** A message of the ledger. */
export interface Row {
  seq: number;
  state: string;
  /** Of its last part; null: it was not noted that it arrived. */
  providerId: string | null;
  /** What it is sent as. */
  texts: readonly string[];
  /** The ledger says that it may have come twice. */
  doubtful: boolean;
}

export interface Comparison {
  /** In words: each is a lie of the ledger. */
  lies: string[];
  /** Messages that came once more than they should, as the ledger says that they may. */
  doubles: number;
}

/** @param rows of one chat, by seq. @param arrivals of the same chat, in their order */
export function compare(rows: readonly Row[], arrivals: readonly Arrival[]): Comparison {
  const lies: string[] = [];
  let doubles = 0;
  /** Row and part of what has to come next. */
  let at = { row: 0, part: 0 };

  function expected(): string | undefined {
    return rows[at.row]?.texts[at.part];
  }

  function advance(): void {
    const parts = rows[at.row]?.texts.length ?? 0;
    at = at.part + 1 < parts ? { row: at.row, part: at.part + 1 } : { row: at.row + 1, part: 0 };
  }

  /** Nobody noted that it arrived: it may be missing. */
  function skipUncertain(text: string): void {
    while (rows[at.row]?.state === 'uncertain' && expected() !== text) at = { row: at.row + 1, part: 0 };
  }

  /** The newest message so far that may have come twice and has these words. */
  function isDouble(text: string): boolean {
    return rows.slice(0, at.row + 1).some((row, index) => row.doubtful && came(row, index).includes(text));
  }

  /** The parts of a row that have arrived. */
  function came({ texts }: Row, index: number): readonly string[] {
    return index < at.row ? texts : texts.slice(0, at.part);
  }

  /** Two messages in a row may say the same: the number tells which of them it is. */
  function belongsBefore({ messageId }: Arrival): boolean {
    const last = at.part === 0 ? rows[at.row - 1] : undefined;
    return last?.doubtful === true && last.providerId !== null && messageId <= Number(last.providerId);
  }

  for (const arrival of arrivals) {
    skipUncertain(arrival.text);
    if (arrival.text === expected() && !belongsBefore(arrival)) {
      advance();
    } else if (isDouble(arrival.text)) {
      doubles += 1;
    } else {
      lies.push(`message ${arrival.messageId} came where ${nameOf(rows[at.row])} was due: ${arrival.text.slice(0, 60)}`);
    }
  }
  for (const row of rows.slice(at.row)) if (row.state === 'sent') lies.push(`${nameOf(row)} is sent, but did not come`);
  for (const row of rows.slice(0, at.row)) {
    if (row.state !== 'sent' && row.state !== 'uncertain') lies.push(`${nameOf(row)} came, but is ${row.state}`);
  }
  return { lies, doubles };
}

function nameOf(row: Row | undefined): string {
  return row ? `line ${row.seq}` : 'nothing';
}
