/** Households that press and write whatever comes to mind: a turn without an answer, or any trouble inside, fails. */
import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import type { Inbound, Outbound } from '../../src/channel/channel.ts';
import { createDice } from '../../src/cli/demo/dice.ts';
import { type House, openHouse, type Visitor } from '../support/talk.ts';

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

/** `WANDERINGS=20` for as many other walks. */
const dice = Array.from({ length: Number(process.env.WANDERINGS ?? 1) }, (_, index) => index + 1);

describe('wandering households', () => {
  let answered = 0;
  // Who never comes to a question loses no answer, either.
  afterAll(() => expect(answered).toBeGreaterThan((dice.length * STEPS) / 30));

  it.each(dice)('are answered at every step (%i)', async (seed) => {
    const troubles: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => void troubles.push(line) });
    const house = await openHouse({ log });
    try {
      const visitor = await house.visitor();
      const random = createDice(seed);
      let last = await visitor.start();
      for (let step = 0; step < STEPS; step += 1) {
        const inbound = somethingOf(last, random);
        const before = await answersOf(house);
        last = await visitor.send(inbound);
        expect(troubles, `after ${JSON.stringify(inbound).slice(0, 200)}`).toEqual([]);
        const level = inbound.type === 'press' ? /^\d+\.a-(.+)$/.exec(inbound.data)?.[1] : undefined;
        if (level === undefined) continue;
        answered += 1;
        expect(await answersOf(house), 'the answer is kept, once').toEqual([...before, level]);
      }
      expect(await house.deps.db.inbox.count({ where: { state: { not: 'done' } } })).toBe(0);
      expect(await standing(visitor), 'a question is open').toBe(true);
    } finally {
      await house.close();
    }
  });
});

/** Lead on to the questions; without a leaning towards them a wanderer hardly ever comes there. */
const onward = /^\d+\.(start|agree|permanent|confirm|now|assess|continue|skip|n[12]|a-.+)$/;
const asked = ['lai thieu', 'Nguyễn Văn Thử'];

/** Presses a button most of the time: that is how far places are reached. */
function somethingOf(last: Outbound[], random: () => number): Inbound {
  const choices = (last.at(-1)?.choices ?? []).filter(({ data }) => data !== undefined);
  const roll = random();
  const leading = random() < 0.6 ? choices.filter(({ data }) => onward.test(data ?? '')) : [];
  const some = leading.length > 0 ? leading : choices;
  const pressed = some[Math.floor(random() * some.length)];
  if (roll < 0.7 && pressed?.data !== undefined) return { type: 'press', data: pressed.data, label: pressed.label };
  if (roll < 0.7) return { type: 'text', text: asked[Math.floor(random() * asked.length)] as string };
  if (roll < 0.73) return { type: 'press', data: '1.start' };
  if (roll < 0.75) return { type: 'voice' };
  if (roll < 0.77) return { type: 'other' };
  if (roll < 0.78) return { type: 'start' };
  return { type: 'text', text: remarks[Math.floor(random() * remarks.length)] as string };
}

/** Every level that was ever chosen, in order; answers are only added. */
async function answersOf({ deps: { db } }: House): Promise<string[]> {
  return (await db.answer.findMany({ orderBy: { seq: 'asc' }, select: { value: true } })).map(({ value }) => value);
}

async function standing(visitor: Visitor): Promise<boolean> {
  const last = (await visitor.answers()).at(-1);
  return last !== undefined && (last.choices.length > 0 || last.expect !== 'none');
}
