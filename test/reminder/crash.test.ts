/** Two processes remind, and are killed again and again, wherever they are: everybody hears it once. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createRandom } from '../crash/random.ts';
import { NINE, openReminderHouse } from './house.ts';
import type { RemindingProcess } from './reminding-process.ts';

const PROCESS = fileURLToPath(new URL('reminding-process.ts', import.meta.url));
const HOUSEHOLDS = 240;
const KILLS = 6;

it('whatever process is killed, and whenever, nobody hears it twice and nobody is passed over', { timeout: 120_000 }, async () => {
  const house = await openReminderHouse();
  const { db } = house.deps;
  const random = createRandom(324);
  const homes = await house.liveMany(HOUSEHOLDS);
  const about: RemindingProcess = { databaseUrl: house.database.url, now: NINE, page: 4 };
  let children: ChildProcess[] = [];
  let killed = 0;
  let over = false;
  const start = (): ChildProcess => {
    const child = spawn(process.execPath, [PROCESS, JSON.stringify(about)], { stdio: ['ignore', 'ignore', 'inherit'] });
    child.once('exit', () => {
      children = children.filter((one) => one !== child);
      if (!over) children.push(start());
    });
    return child;
  };
  children = [start(), start()];
  const done = () => db.reminderRun.count({ where: { unitCode: house.house.home.unitCode, doneAt: { not: null } } });
  try {
    let next = 1 + random.below(HOUSEHOLDS / KILLS);
    while ((await done()) === 0) {
      if (killed < KILLS && (await db.reminder.count()) >= next) {
        next += random.below(HOUSEHOLDS / KILLS);
        killed += 1;
        children[random.below(children.length)]?.kill('SIGKILL');
      }
      await new Promise((resolve) => setTimeout(resolve, random.below(8)));
    }
  } finally {
    over = true;
    for (const child of children) child.kill('SIGKILL');
  }
  expect(killed).toBe(KILLS);
  const messages = await db.message.groupBy({ by: ['accountId'], _count: true });
  expect(messages.map(({ _count }) => _count)).toEqual(homes.map(() => 1));
  const seqs = await db.message.findMany({ select: { seq: true, account: { select: { conversation: { select: { lastSeq: true } } } } } });
  for (const { seq, account } of seqs) expect([seq, account.conversation?.lastSeq]).toEqual([1, 1]);
  expect(await db.reminder.count()).toBe(HOUSEHOLDS);
  await house.close();
});
