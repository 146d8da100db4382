/** Sentences of docs/reminders.md that nothing else would contradict. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { previewOfCity } from '../../src/reminder/preview-of-city.ts';
import { previewOfficers } from '../../src/reminder/preview-officers.ts';
import { previewReminders } from '../../src/reminder/preview-reminders.ts';
import { readReminders } from '../../src/reminder/rules-in-force.ts';
import { snooze } from '../../src/reminder/snooze.ts';
import { due, within } from '../announcement/world.ts';
import { NINE, openReminderHouse, type ReminderHouse } from './house.ts';

let house: ReminderHouse;
beforeEach(async () => {
  house = await openReminderHouse();
});
afterEach(() => house.close());

const at = (day: string, time = '09:00') => house.clock.set(`2026-11-${day}T${time}:00+07:00`);

describe('done, by whomever and however', () => {
  it.each([
    ['its paper is here', { source: 'paper' }],
    ['the meeting spoke of it', { source: 'meeting' }],
    ['somebody filled it in with them', { source: 'assisted', state: 'submitted' }],
    ['it was judged without', { stage: 'proposed' }],
  ] as const)('where %s, what waits does not go, and no other day comes', async (_how, data) => {
    const home = await house.live([{ channel: 'telegram' }], 'draft');
    house.clock.set(NINE);
    expect(await house.look()).toBe(1);
    await house.deps.db.assessment.update({ where: { id: home.assessmentId ?? '' }, data });
    await house.street.deliver();
    expect(await house.told(home)).toMatchObject([{ state: 'cancelled', reason: 'done' }]);
    at('29');
    expect(await house.look()).toBe(0);
  });
});

describe('“Để sau 3 ngày”', () => {
  it('holds for the whole household: also for a chat of it that did not ask, and for what waits there', async () => {
    const home = await house.live([{ channel: 'telegram' }, { channel: 'zalo' }], 'draft');
    house.clock.set(NINE);
    expect(await house.look()).toBe(1);
    const told = await house.deps.db.message.findFirstOrThrow({ where: { class: 'reminder' } });
    const other = home.accountIds.find((id) => id !== told.accountId) ?? '';
    await within(house, (deps) => snooze(deps, { accountId: other }));
    await house.street.deliver();
    expect(await house.told(home)).toMatchObject([{ state: 'cancelled', reason: 'snoozed' }]);
    at('26');
    await house.rule({ days: [-4, -3] });
    expect(await house.look()).toBe(0);
    at('27');
    expect(await house.look()).toBe(1);
  });
});

describe('of a week', () => {
  it('an announcement may take the place that is kept for the last call: nobody gets more than the ward allows', async () => {
    const home = await house.live();
    at('23');
    expect(await house.look()).toBe(1);
    at('25');
    await due(house, house.street);
    await house.pump.turn();
    at('29');
    expect(await house.look()).toBe(0);
    expect(await house.noted(home)).toEqual(['han 2026-11-23 written', 'han 2026-11-29 cap']);
  });

  it('an announcement of the same day counts like any other, also where a reminder was there before it', async () => {
    const home = await house.live();
    at('23');
    expect(await house.look()).toBe(1);
    at('23', '10:00');
    await due(house, house.street);
    await house.pump.turn();
    await house.rule({}, { id: 'nua', days: [-7], hour: 11 }, { id: 'mai', days: [-6] });
    at('23', '11:00');
    await house.look();
    at('24');
    await house.look();
    expect((await house.noted(home)).toSorted()).toEqual(['han 2026-11-23 written', 'mai 2026-11-24 cap', 'nua 2026-11-23 today']);
  });
});

describe('looking', () => {
  it('writes nothing anywhere: not what would be sent, not which officers would be told, not for the whole city', async () => {
    await house.rule(...(await readReminders()));
    await house.live(undefined, 'draft');
    await house.live([{ consent: null }], 'draft');
    const before = await rowsOfAll();
    const span = { from: '2026-11-01', to: '2026-12-31' };
    expect((await previewReminders(house.deps, span)).length).toBeGreaterThan(0);
    expect((await previewOfficers(house.deps, span)).length).toBeGreaterThan(0);
    expect((await previewOfCity(house.deps, span)).left).toBe(0);
    expect(await rowsOfAll()).toEqual(before);
  });

  async function rowsOfAll(): Promise<Record<string, unknown>[]> {
    const { db } = house.deps;
    const tables = await db.$queryRaw<{ name: string }[]>`
      SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`;
    const sums = tables.map(
      ({ name }) =>
        `SELECT '${name}' AS name, count(*)::int AS rows, md5(string_agg(t::text, ',' ORDER BY t::text)) AS sum FROM "${name}" t`,
    );
    return db.$queryRawUnsafe(sums.join(' UNION ALL '));
  }
});
