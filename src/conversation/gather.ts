/** What is asked for while a write is under way goes into the next one together: one statement, one commit for all of it. */
import { isStoreTrouble } from '../db/store-trouble.ts';

interface Waiting<Item, Answer> {
  item: Item;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/**
 * @param write all or nothing; answers in the order of the items
 * @returns resolves with the answer once it is committed; rejects when the database did not take it
 */
export function gather<Item, Answer>(
  mostAtOnce: number,
  write: (items: readonly Item[]) => Promise<readonly Answer[]>,
): (item: Item) => Promise<Answer> {
  let waiting: Waiting<Item, Answer>[] = [];
  let writing = false;

  async function writeAll(): Promise<void> {
    if (writing) return;
    writing = true;
    while (waiting.length > 0) {
      const round = waiting.slice(0, mostAtOnce);
      waiting = waiting.slice(mostAtOnce);
      await writeRound(round);
    }
    writing = false;
  }

  /** One that the database cannot take must not take the others along. */
  async function writeRound(round: Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await write(round.map(({ item }) => item));
      for (const [index, { resolve }] of round.entries()) resolve(answers[index] as Answer);
    } catch (error) {
      // Tried one by one, they would wait for a database that is away one after another.
      if (round.length === 1 || isStoreTrouble(error)) for (const { reject } of round) reject(error);
      else for (const one of round) await writeRound([one]);
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      void writeAll();
    });
}
