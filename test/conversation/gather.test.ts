import { describe, expect, it } from 'vitest';
import { gather } from '../../src/conversation/gather.ts';

/** Remembers its rounds, and holds the first until it is let go. */
function desk(more: (items: readonly string[]) => void = () => {}) {
  const rounds: string[][] = [];
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  const write = async (items: readonly string[]) => {
    rounds.push([...items]);
    if (rounds.length === 1) await held;
    more(items);
    return items.map((item) => `${item}!`);
  };
  return { rounds, letGo, write };
}

const storeTrouble = () => Object.assign(new Error('away'), { code: 'ECONNREFUSED' });

describe('what is asked for while a write is under way', () => {
  it('goes together into the next one, each with its own answer', async () => {
    const { rounds, letGo, write } = desk();
    const ask = gather(3, write);
    const answers = ['a', 'b', 'c', 'd', 'e'].map(ask);
    letGo();
    expect(await Promise.all(answers)).toEqual(['a!', 'b!', 'c!', 'd!', 'e!']);
    expect(rounds).toEqual([['a'], ['b', 'c', 'd'], ['e']]);
  });

  it('is not lost with one that cannot be written', async () => {
    const { rounds, letGo, write } = desk((items) => {
      if (items.includes('bad')) throw new Error('bad');
    });
    const ask = gather(10, write);
    const answers = Promise.allSettled(['a', 'b', 'bad', 'c'].map(ask));
    letGo();
    expect((await answers).map((one) => (one.status === 'fulfilled' ? one.value : one.reason.message))).toEqual(['a!', 'b!', 'bad', 'c!']);
    expect(rounds).toEqual([['a'], ['b', 'bad', 'c'], ['b'], ['bad'], ['c']]);
  });

  it('is refused together while the database is away, and the next is tried', async () => {
    let away = true;
    const { rounds, letGo, write } = desk(() => {
      if (away) throw storeTrouble();
    });
    const ask = gather(10, write);
    const answers = Promise.allSettled(['a', 'b', 'c'].map(ask));
    letGo();
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(rounds).toEqual([['a'], ['b', 'c']]);
    away = false;
    expect(await ask('d')).toBe('d!');
  });
});
