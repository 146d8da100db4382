/** What the long storms believe the ledger by must itself notice every lie. */
import { describe, expect, it } from 'vitest';
import { compare, type Row } from './arrivals.ts';

const row = (seq: number, text: string, more: Partial<Row> = {}): Row => ({
  seq,
  state: 'sent',
  providerId: String(seq * 10),
  texts: [text],
  doubtful: false,
  ...more,
});
const came = (...messages: [number, string][]) => messages.map(([messageId, text]) => ({ messageId, text }));
const lies = (rows: Row[], ...messages: [number, string][]) => compare(rows, came(...messages)).lies;

describe('what came as the ledger says', () => {
  it('in its order, long messages in their parts', () => {
    const rows = [row(1, 'a'), row(2, '', { texts: ['b', 'c'] }), row(3, 'c')];
    expect(compare(rows, came([10, 'a'], [19, 'b'], [20, 'c'], [30, 'c']))).toEqual({ lies: [], doubles: 0 });
  });

  it('twice where it is doubtful, also when the next says the same', () => {
    const rows = [row(1, 'a', { doubtful: true }), row(2, 'a'), row(3, 'b')];
    expect(compare(rows, came([8, 'a'], [10, 'a'], [20, 'a'], [30, 'b']))).toEqual({ lies: [], doubles: 1 });
  });

  it('twice, the second time after the next', () => {
    expect(compare([row(1, 'a', { doubtful: true }), row(2, 'b')], came([10, 'a'], [20, 'b'], [21, 'a']))).toEqual({
      lies: [],
      doubles: 1,
    });
  });

  it('or not at all where that is uncertain', () => {
    const rows = [row(1, 'a', { state: 'uncertain', providerId: null, doubtful: true }), row(2, 'b')];
    expect(lies(rows, [20, 'b'])).toEqual([]);
    expect(lies(rows, [9, 'a'], [20, 'b'])).toEqual([]);
  });
});

describe('a lie', () => {
  it('sent, but it did not come', () => {
    expect(lies([row(1, 'a'), row(2, 'b')], [10, 'a'])).toHaveLength(1);
    expect(lies([row(1, 'a'), row(2, 'b')], [20, 'b'])).not.toEqual([]);
    expect(lies([row(1, '', { texts: ['a', 'b'] })], [10, 'a'])).toHaveLength(1);
  });

  it('twice, though it is not doubtful', () => {
    expect(lies([row(1, 'a'), row(2, 'b')], [9, 'a'], [10, 'a'], [20, 'b'])).toHaveLength(1);
    expect(lies([row(1, 'a'), row(2, 'a', { doubtful: true })], [10, 'a'], [20, 'a'], [30, 'b'])).toHaveLength(1);
  });

  it('in another order', () => {
    expect(lies([row(1, 'a'), row(2, 'b')], [20, 'b'], [21, 'a'])).not.toEqual([]);
  });

  it('nobody wrote it', () => {
    expect(lies([row(1, 'a')], [10, 'a'], [11, 'x'])).toHaveLength(1);
  });

  it('it came, but is still waiting', () => {
    expect(lies([row(1, 'a', { state: 'queued', providerId: null })], [10, 'a'])).toEqual(['line 1 came, but is queued']);
  });
});
