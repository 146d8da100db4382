/** Households that press and write whatever comes to mind: a turn without an answer, or any trouble inside, fails. */
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { Inbound, Outbound } from '../../src/channel/channel.ts';
import { openHouse, type Visitor } from '../support/talk.ts';

const STEPS = 150;

/** What people write without being asked, words that work anywhere included. */
const remarks = [
  'menu',
  'quay lại',
  'làm tiếp',
  'sửa',
  'kết quả',
  'dữ liệu của tôi',
  'mời',
  'gọi giúp',
  'dừng',
  'nhận lại',
  'điều đã đồng ý',
  'ngôn ngữ',
  'xóa',
  'trợ giúp',
  'lai thieu',
  'Bến Cát',
  'Nguyễn Văn Thử',
  'hai',
  '1',
  '0',
  '31/12/2026',
  '0912 345 678',
  '🎉',
  'không',
  'x'.repeat(10_000),
];

describe('wandering households', () => {
  it.each([1, 2, 3])('are answered at every step (%i)', async (seed) => {
    const troubles: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => void troubles.push(line) });
    const house = await openHouse({ log });
    try {
      const visitor = await house.visitor();
      const random = dice(seed);
      let last = await visitor.start();
      for (let step = 0; step < STEPS; step += 1) {
        const inbound = somethingOf(last, random);
        last = await visitor.send(inbound);
        expect(troubles, `after ${JSON.stringify(inbound).slice(0, 200)}`).toEqual([]);
      }
      expect(await house.deps.db.inbox.count({ where: { state: { not: 'done' } } })).toBe(0);
      expect(await standing(visitor), 'a question is open').toBe(true);
    } finally {
      await house.close();
    }
  });
});

/** Presses a button most of the time: that is how far places are reached. */
function somethingOf(last: Outbound[], random: () => number): Inbound {
  const choices = (last.at(-1)?.choices ?? []).filter(({ data }) => data !== undefined);
  const roll = random();
  const pressed = choices[Math.floor(random() * choices.length)];
  if (roll < 0.7 && pressed?.data !== undefined) return { type: 'press', data: pressed.data, label: pressed.label };
  if (roll < 0.73) return { type: 'press', data: '1.start' };
  if (roll < 0.75) return { type: 'voice' };
  if (roll < 0.77) return { type: 'other' };
  if (roll < 0.78) return { type: 'start' };
  return { type: 'text', text: remarks[Math.floor(random() * remarks.length)] as string };
}

async function standing(visitor: Visitor): Promise<boolean> {
  const last = (await visitor.answers()).at(-1);
  return last !== undefined && (last.choices.length > 0 || last.expect !== 'none');
}

/** Mulberry32: the same seed throws the same dice. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
