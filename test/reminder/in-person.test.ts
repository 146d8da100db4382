/** Households that a reminder does not reach: somebody of their khu phố goes there. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listToRemind } from '../../src/reminder/list-to-remind.ts';
import { previewReminders } from '../../src/reminder/preview-reminders.ts';
import { tickReminded } from '../../src/reminder/tick-reminded.ts';
import { MINUTE, within } from '../announcement/world.ts';
import { type Living, NINE, openReminderHouse, type ReminderHouse } from './house.ts';

let house: ReminderHouse;
beforeEach(async () => {
  house = await openReminderHouse();
});
afterEach(() => house.close());

const list = (scope = house.ward) => within(house, (deps) => listToRemind(deps, { scope }));
const tick = ({ householdId }: Living, scope = house.ward) => within(house, (deps) => tickReminded(deps, { scope, householdId }));
const isOn = async ({ householdId }: Living) => (await list()).households.some((one) => one.householdId === householdId);

/** Who has not written for two days. */
async function silent(form: 'none' | 'draft' = 'draft'): Promise<Living> {
  const lastInboundAt = new Date(house.clock.now().getTime() - 50 * 60 * MINUTE);
  return house.live([{ channel: 'zalo', account: { lastInboundAt } }], form);
}

it('one that cannot be written to is on the list of its ward, with what it is about and why, until it has done it', async () => {
  const home = await silent();
  const other = await house.live([{ channel: 'zalo' }]);
  house.clock.set(NINE);
  await house.look();
  const found = (await list()).households.find(({ householdId }) => householdId === home.householdId);
  expect(found).toMatchObject({ code: home.code, why: 'closed', state: 'notSent', date: '2026-11-23', area: house.street.name });
  expect(await isOn(other)).toBe(false);
  await house.send(home.assessmentId);
  expect(await isOn(home)).toBe(false);
});

it('one whose window closed before its message went is on it, too', async () => {
  const home = await house.live([{ channel: 'zalo' }], 'draft');
  house.clock.set(NINE);
  await house.look();
  const lastInboundAt = new Date(house.clock.now().getTime() - 50 * 60 * MINUTE);
  await house.deps.db.account.update({ where: { id: home.accountId }, data: { lastInboundAt } });
  await house.street.deliver();
  expect(await isOn(home)).toBe(true);
});

it('whoever was told is not on it any more, and is again after the next one', async () => {
  const home = await silent();
  house.clock.set(NINE);
  await house.look();
  expect(await tick(home)).toEqual({ outcome: 'ticked' });
  expect(await tick(home)).toEqual({ outcome: 'nothing' });
  expect(await isOn(home)).toBe(false);
  house.clock.set('2026-11-27T09:00:00+07:00');
  await house.look();
  expect(await isOn(home)).toBe(true);
});

it('only who looks after the place sees it, and ticks it off', async () => {
  const home = await silent();
  house.clock.set(NINE);
  await house.look();
  expect((await list(house.hamlet)).households.map(({ householdId }) => householdId)).not.toContain(home.householdId);
  expect(await tick(home, house.hamlet)).toEqual({ outcome: 'notFound' });
  expect(await isOn(home)).toBe(true);
});

it('whom it names is in the audit', async () => {
  await silent();
  house.clock.set(NINE);
  await house.look();
  const { households } = await list();
  const last = await house.deps.db.audit.findFirstOrThrow({ where: { action: 'reminder.list' }, orderBy: { seq: 'desc' } });
  expect(last).toMatchObject({ actor: `officer:${house.ward.officerId}`, detail: { households: households.length } });
});

it('one that nobody has asked about purpose 2 is on it, as the calendar has said; one that said no is not, nor is one that says so later', async () => {
  const asked = await house.live([{ consent: null }], 'draft');
  const refused = await house.live([{ consent: 'refused' }], 'draft');
  const between = await house.live([{ consent: null }, { consent: 'withdrawn' }], 'draft');
  const [day] = await previewReminders(house.deps, { from: '2026-11-23', to: '2026-11-23' });
  expect(day).toMatchObject({ households: 0, inPerson: 1 });
  house.clock.set(NINE);
  await house.look();
  const found = (await list()).households.find(({ householdId }) => householdId === asked.householdId);
  expect(found).toMatchObject({ why: 'notAsked', state: 'notSent' });
  expect([await isOn(refused), await isOn(between)]).toEqual([false, false]);
  expect(await house.told(asked)).toEqual([]);
  house.wait(1);
  await house.street.decide(asked.accountId, 'refused');
  expect(await isOn(asked)).toBe(false);
});
