import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOrder, type OrderParts } from '../../../src/channel/telegram/order.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const none: OrderParts['stored'] = async () => [];
function noting(asked: number[][]): OrderParts['stored'] {
  return async (ids) => {
    asked.push(ids);
    return [];
  };
}
/** Never over while a test runs, and over at once. */
const [LONG, SHORT] = [[100_000], [1, 1, 1]];

/** Whether it has resolved by now. */
async function isOver(promise: Promise<unknown>): Promise<boolean> {
  let over = false;
  void promise.then(() => {
    over = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return over;
}

describe('a press', () => {
  it('goes on at once when everything before it has come', async () => {
    const order = createOrder({ stored: none, waits: LONG });
    order.arrive(10, 'a')(true);
    order.arrive(11, 'a');
    expect(await isOver(order.before(11, 'a'))).toBe(true);
  });

  it('waits for the text before it, until that is stored', async () => {
    const order = createOrder({ stored: none, waits: LONG });
    order.arrive(9, 'b')(true);
    order.arrive(11, 'a');
    const waiting = order.before(11, 'a');
    expect(await isOver(waiting)).toBe(false);
    const stored = order.arrive(10, 'a');
    expect(await isOver(waiting)).toBe(false);
    stored(true);
    expect(await isOver(waiting)).toBe(true);
  });

  it('waits for nobody else’s to be stored once it is known whose it is', async () => {
    const order = createOrder({ stored: none, waits: LONG });
    order.arrive(9, 'b')(true);
    order.arrive(11, 'a');
    const waiting = order.before(11, 'a');
    order.arrive(10, 'b');
    expect(await isOver(waiting)).toBe(true);
  });

  it('waits for a text further back too: other people’s updates come between', async () => {
    const order = createOrder({ stored: none, waits: LONG });
    order.arrive(9, 'b')(true);
    for (const id of [11, 12, 13]) order.arrive(id, 'b')(true);
    order.arrive(14, 'a');
    const waiting = order.before(14, 'a');
    expect(await isOver(waiting)).toBe(false);
    order.arrive(10, 'a')(true);
    expect(await isOver(waiting)).toBe(true);
  });

  it('takes the store’s word for what another process has', async () => {
    const asked: number[][] = [];
    const order = createOrder({
      waits: [1, 100_000],
      stored: async (ids) => {
        asked.push(ids);
        return ids;
      },
    });
    order.arrive(9, 'b')(true);
    order.arrive(12, 'a');
    await order.before(12, 'a');
    expect(asked).toEqual([[10, 11]]);
  });

  it('does not wait for ever, and nobody waits for the same one again', async () => {
    const order = createOrder({ stored: none, waits: [20] });
    order.arrive(9, 'b')(true);
    const stored = order.arrive(11, 'a');
    await order.before(11, 'a');
    stored(true);
    order.arrive(12, 'a');
    expect(await isOver(order.before(12, 'a'))).toBe(true);
  });

  it('waits for a text that could not be stored and will come again', async () => {
    const order = createOrder({ stored: none, waits: LONG });
    order.arrive(10, 'a')(false);
    order.arrive(11, 'a');
    const waiting = order.before(11, 'a');
    expect(await isOver(waiting)).toBe(false);
    order.arrive(10, 'a')(true);
    expect(await isOver(waiting)).toBe(true);
  });

  it('that is the first after a start asks for the one before it only', async () => {
    const asked: number[][] = [];
    const order = createOrder({ waits: SHORT, stored: noting(asked) });
    order.arrive(5000, 'a');
    await order.before(5000, 'a');
    expect(asked.flat().every((id) => id === 4999)).toBe(true);
  });

  it('looks back a bounded way when the numbers jump', async () => {
    const asked: number[][] = [];
    const order = createOrder({ waits: SHORT, stored: noting(asked) });
    order.arrive(10, 'a')(true);
    order.arrive(9_000_000, 'a');
    await order.before(9_000_000, 'a');
    expect(asked[0]).toHaveLength(64);
  });

  it('is told when the store is down', async () => {
    const down = new Error('down');
    const order = createOrder({ waits: SHORT, stored: () => Promise.reject(down) });
    order.arrive(10, 'a');
    await expect(order.before(10, 'a')).rejects.toBe(down);
  });
});

it('stores every chat’s updates in their order, whatever order they arrive in', async () => {
  const arrivals = fc.integer({ min: 2, max: 24 }).chain((length) =>
    fc.record({
      chats: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: length, maxLength: length }),
      arrival: fc.shuffledSubarray(
        Array.from({ length }, (_, index) => index),
        { minLength: length, maxLength: length },
      ),
    }),
  );
  await fc.assert(
    fc.asyncProperty(arrivals, async ({ chats, arrival }) => {
      const order = createOrder({ stored: none, waits: [5_000] });
      order.arrive(99, 'start')(true);
      const storedAs: number[] = [];
      await Promise.all(
        arrival.map(async (index) => {
          const settle = order.arrive(100 + index, chats[index] ?? 'a');
          await order.before(100 + index, chats[index] ?? 'a');
          await new Promise((resolve) => setImmediate(resolve));
          storedAs.push(index);
          settle(true);
        }),
      );
      for (const chat of ['a', 'b', 'c']) {
        const own = storedAs.filter((index) => chats[index] === chat);
        expect(own).toEqual(own.toSorted((one, other) => one - other));
      }
    }),
    { numRuns: 50 },
  );
});

it('remembers no more than it needs', () => {
  const order = createOrder({ stored: none });
  for (let id = 0; id < 20_000; id++) order.arrive(id, 'a')(true);
  const before = held();
  for (let id = 20_000; id < 400_000; id++) order.arrive(id, 'a')(true);
  expect(held() - before).toBeLessThan(5 * 1024 * 1024);
});

/** Bytes of what is still needed, whatever else was left lying about. */
function held(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
