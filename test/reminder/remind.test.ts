/** Who is reminded, of what, when and how often; on the real database. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linesOf } from '../../src/conversation/lines.ts';
import { markHanded } from '../../src/conversation/mark-handed.ts';
import type { Ids } from '../../src/deps.ts';
import { leaveDue } from '../../src/reminder/due-runs.ts';
import { snooze } from '../../src/reminder/snooze.ts';
import { due, MINUTE, openStreet, within } from '../announcement/world.ts';
import { EIGHT, NINE, openReminderHouse, type ReminderHouse } from './house.ts';

let house: ReminderHouse;

/** Ids for so many; whoever asks for one more is killed. */
function brokenAfter(count: number): Ids {
  let left = count;
  return {
    next: () => {
      if (left-- <= 0) throw new Error('killed');
      return house.deps.ids.next();
    },
  };
}

/** So many a week. */
async function allow(weeklyCap: number): Promise<void> {
  const { unitCode } = house.house.home;
  await house.deps.db.wardSettings.upsert({ where: { unitCode }, create: { unitCode, weeklyCap }, update: { weeklyCap } });
}

beforeEach(async () => {
  house = await openReminderHouse();
});
afterEach(() => house.close());

describe('what is due', () => {
  it('is written at its hour, not before, to whoever has not sent, and once', async () => {
    const fresh = await house.live();
    const begun = await house.live(undefined, 'draft');
    const sent = await house.live(undefined, 'submitted');
    expect(await house.look()).toBe(0);
    house.clock.set(NINE);
    expect(await house.look()).toBe(2);
    expect(await house.look()).toBe(0);
    house.wait(1);
    expect(await house.look()).toBe(0);
    expect(await house.told(fresh)).toHaveLength(1);
    expect(await house.told(begun)).toHaveLength(1);
    expect(await house.told(sent)).toEqual([]);
    expect(await house.noted(fresh)).toEqual(['han 2026-11-23 written']);
    expect(await house.noted(sent)).toEqual([]);
    expect(await house.runs()).toEqual(['han 2026-11-23 done']);
  });

  it('comes again on its next day, as often as the rule allows in a season', async () => {
    await allow(3);
    await house.rule({ atMost: 2 });
    const home = await house.live();
    for (const day of ['23', '27', '29']) {
      house.clock.set(`2026-11-${day}T09:00:00+07:00`);
      await house.look();
    }
    expect(await house.noted(home)).toEqual(['han 2026-11-23 written', 'han 2026-11-27 written']);
  });

  it('says the exact next thing, with a button that opens it and one that leaves in peace', async () => {
    const home = await house.live([{ channel: 'web' }], 'draft');
    house.clock.set(NINE);
    await house.look();
    const message = await house.deps.db.message.findFirstOrThrow({ where: { accountId: home.accountId } });
    expect(message).toMatchObject({ class: 'reminder', state: 'queued' });
    expect(message.body).toMatchObject({
      text: expect.stringMatching(
        /^Hạn gửi phiếu tự đánh giá là hết ngày 30\/11\/2026, còn 7 ngày\. Còn \d+ câu, tiếp theo là câu “.+”\.\n\nNhắn DỪNG/,
      ),
      choices: [
        { label: 'Làm tiếp', data: 'w.Làm tiếp' },
        { label: 'Để sau 3 ngày', data: 'w.Để sau 3 ngày' },
      ],
    });
  });

  it('leaves in peace only where that ends before the last day', async () => {
    const home = await house.live([{ channel: 'web' }], 'draft');
    house.clock.set('2026-11-27T09:00:00+07:00');
    await house.look();
    const message = await house.deps.db.message.findFirstOrThrow({ where: { accountId: home.accountId } });
    expect(message.body).toMatchObject({ choices: [{ label: 'Làm tiếp', data: 'w.Làm tiếp' }] });
  });

  it('is not written to whom has sent and has it open again: what was sent counts', async () => {
    const [home, other] = [await house.live([{ channel: 'web' }], 'draft'), await house.live([{ channel: 'web' }], 'draft')];
    const { db, ids, clock } = house.deps;
    const { id: assessmentId, rubricVersionId } = await db.assessment.findFirstOrThrow({ where: { householdId: home.householdId } });
    const sent = { number: 1, code: 'ABC12-2026-1', facts: {}, answers: {}, evidence: {}, score: {}, at: clock.now() };
    await db.submission.create({ data: { id: ids.next(), assessmentId, rubricVersionId, ...sent } });
    house.clock.set(NINE);
    await house.look();
    expect([(await house.told(home)).length, (await house.told(other)).length]).toEqual([0, 1]);
  });

  it('names no question where our words travel abroad', async () => {
    const home = await house.live([{ channel: 'telegram' }], 'draft');
    house.clock.set(NINE);
    await house.look();
    const [told] = await house.told(home);
    expect(told?.text).toMatch(/còn 7 ngày\. Còn \d+ câu\.\n/);
    expect(told?.text).not.toContain('“');
  });
});

describe('who is left in peace', () => {
  it('whoever said no to purpose 2, took it back, said DỪNG, or does not agree to purpose 1', async () => {
    const homes = [
      await house.live([{ consent: 'refused' }]),
      await house.live([{ consent: 'withdrawn' }]),
      await house.live([{ consent: null }]),
      await house.live([{ account: { stoppedAt: house.clock.now() } }]),
      await house.live([{}], 'none', false),
    ];
    house.clock.set(NINE);
    expect(await house.look()).toBe(0);
    for (const home of homes) expect(await house.told(home)).toEqual([]);
  });

  it('a household with several chats is written to in one, where it wrote last', async () => {
    const before = new Date(Date.parse(EIGHT) - 60 * MINUTE);
    const home = await house.live([{ account: { lastInboundAt: before } }, {}]);
    house.clock.set(NINE);
    expect(await house.look()).toBe(1);
    expect(await house.deps.db.message.count({ where: { accountId: home.accountIds[1] ?? '' } })).toBe(1);
  });

  it('who may hear two things a week hears of a date a week before and on its eve; with room for more also between', async () => {
    const home = await house.live();
    for (const day of ['23', '27', '29']) {
      house.clock.set(`2026-11-${day}T09:00:00+07:00`);
      await house.look();
    }
    expect(await house.noted(home)).toEqual(['han 2026-11-23 written', 'han 2026-11-27 cap', 'han 2026-11-29 written']);
  });

  it.each([
    [1, ['cap', 'cap', 'written']],
    [3, ['written', 'written', 'written']],
  ])('of %d a week the last call is always one', async (weeklyCap, expected) => {
    await allow(weeklyCap);
    const home = await house.live();
    for (const day of ['23', '27', '29']) {
      house.clock.set(`2026-11-${day}T09:00:00+07:00`);
      await house.look();
    }
    expect((await house.noted(home)).map((line) => line.split(' ')[2])).toEqual(expected);
  });

  it('nobody gets more in a week than their ward allows, announcements and reminders together', async () => {
    const home = await house.live();
    await house.rule(
      { every: 'monday', from: { anchor: 'selfAssessment.opens', days: 0 } },
      { id: 'giua', days: [-5] },
      { id: 'cuoi', days: [-4] },
    );
    house.clock.set(NINE);
    await house.look();
    house.clock.set('2026-11-25T09:00:00+07:00');
    await house.look();
    house.clock.set('2026-11-26T09:00:00+07:00');
    await house.look();
    expect(await house.noted(home)).toEqual(['han 2026-11-23 written', 'giua 2026-11-25 written', 'cuoi 2026-11-26 cap']);
    expect(await house.told(home)).toHaveLength(2);
  });

  it('an announcement on the same day is the message of that day', async () => {
    const home = await house.live();
    await due(house, house.street);
    await house.pump.turn();
    house.clock.set(NINE);
    expect(await house.look()).toBe(0);
    expect(await house.noted(home)).toEqual(['han 2026-11-23 today']);
  });

  it('two rules on one day are one message', async () => {
    const home = await house.live();
    await house.rule({}, { id: 'nua', hour: 10 });
    house.clock.set('2026-11-23T10:00:00+07:00');
    await house.look();
    expect(await house.told(home)).toHaveLength(1);
    expect((await house.noted(home)).toSorted()).toEqual(['han 2026-11-23 today', 'nua 2026-11-23 written']);
  });

  it('in the night of their ward nothing is written; in the morning what is still of use', async () => {
    const home = await house.live();
    const { unitCode } = house.house.home;
    await house.deps.db.wardSettings.create({ data: { unitCode, quietFrom: '08:30', quietTo: '11:00' } });
    house.clock.set(NINE);
    expect(await house.look()).toBe(0);
    house.clock.set('2026-11-23T11:00:00+07:00');
    expect(await house.look()).toBe(1);
    expect(await house.told(home)).toHaveLength(1);
  });

  it('whoever asks for some days of peace has them: three days, and then the next one comes', async () => {
    const home = await house.live();
    await within(house, (deps) => snooze(deps, { accountId: home.accountId }));
    house.clock.set(NINE);
    expect(await house.look()).toBe(0);
    house.clock.set('2026-11-27T09:00:00+07:00');
    expect(await house.look()).toBe(1);
  });

  it('where writing is not free any more somebody goes there: nothing is written, and it is noted', async () => {
    const longAgo = new Date(Date.parse(NINE) - 49 * 60 * MINUTE);
    const home = await house.live([{ channel: 'zalo', account: { lastInboundAt: longAgo } }]);
    house.clock.set(NINE);
    expect(await house.look()).toBe(0);
    expect(await house.noted(home)).toEqual(['han 2026-11-23 closed']);
    expect(await house.told(home)).toEqual([]);
  });
});

describe('it stops the moment that it is done', () => {
  /** Written, and not handed over yet. */
  async function written(channel: 'telegram' | 'zalo' = 'telegram') {
    const home = await house.live([{ channel }], 'draft');
    house.clock.set(NINE);
    expect(await house.look()).toBe(1);
    return home;
  }
  const outcome = async (home: Awaited<ReturnType<typeof written>>) => {
    await house.street.deliver();
    const [told] = await house.told(home);
    return [told?.state, told?.reason];
  };

  it('what is true is handed over', async () => {
    expect(await outcome(await written())).toEqual(['sent', null]);
  });

  it('once it was sent', async () => {
    const home = await written();
    await house.send(home.assessmentId);
    expect(await outcome(home)).toEqual(['cancelled', 'done']);
    expect(house.street.senders.telegram.texts()).toEqual([]);
  });

  it('once somebody asked for peace', async () => {
    const home = await written();
    await within(house, (deps) => snooze(deps, { accountId: home.accountId }));
    expect(await outcome(home)).toEqual(['cancelled', 'snoozed']);
  });

  it('once its rule is another, or is off', async () => {
    const home = await written();
    await house.rule({ hour: 10 });
    expect(await outcome(home)).toEqual(['cancelled', 'changed']);
  });

  it('once they are in the household no more', async () => {
    const home = await written();
    await house.deps.db.membership.updateMany({ where: { accountId: home.accountId }, data: { to: house.clock.now() } });
    expect(await outcome(home)).toEqual(['cancelled', 'gone']);
  });

  it('once writing to them would not be free any more: it is not kept for days', async () => {
    const home = await written('zalo');
    house.clock.set('2026-11-23T18:59:00+07:00');
    const longAgo = new Date(house.clock.now().getTime() - 49 * 60 * MINUTE);
    await house.deps.db.account.update({ where: { id: home.accountId }, data: { lastInboundAt: longAgo } });
    expect(await outcome(home)).toEqual(['cancelled', 'window']);
  });

  it('once it is of no use any more', async () => {
    const home = await written();
    house.clock.set('2026-11-23T19:01:00+07:00');
    expect((await outcome(home))[0]).toBe('expired');
  });
});

describe('rules that change', () => {
  /** Two of five households are written to, and then whoever does it is no more. */
  async function brokenOff() {
    const homes = await house.liveMany(5);
    house.clock.set(NINE);
    expect(await house.look({ page: 2, ids: brokenAfter(2) })).toBe(2);
    return homes;
  }
  const shas = async () => new Set((await house.deps.db.reminder.findMany()).map(({ sha }) => sha));

  it('one that is switched off in the middle goes no further', async () => {
    await brokenOff();
    await house.rule();
    expect(await house.look()).toBe(0);
    expect(await house.deps.db.reminder.count()).toBe(2);
  });

  it('one that is changed in the middle goes on as it is now, and nobody hears both', async () => {
    const homes = await brokenOff();
    await house.rule({ sentence: 'reminder.draft' });
    expect(await house.look()).toBe(3);
    expect(await shas()).toHaveProperty('size', 2);
    for (const home of homes) expect(await house.noted(home)).toEqual(['han 2026-11-23 written']);
    await house.street.deliver();
    const states = (await house.deps.db.message.findMany()).map(({ state, reason }) => `${state} ${reason}`);
    expect(states.toSorted()).toEqual(['cancelled changed', 'cancelled changed', 'sent null', 'sent null', 'sent null']);
  });
});

describe('after a time in which nobody was there', () => {
  it('a day late is stale: it is noted, and not sent', async () => {
    const home = await house.live();
    house.clock.set('2026-11-24T09:00:00+07:00');
    expect(await house.look()).toBe(0);
    expect(await house.told(home)).toEqual([]);
    expect(await house.runs()).toEqual(['han 2026-11-23 stale']);
    house.clock.set('2026-11-27T09:30:00+07:00');
    expect(await house.look()).toBe(1);
  });

  it('of what is still of use the newest, and never a burst', async () => {
    const home = await house.live();
    await house.rule({ grace: 72, days: [-7, -6, -5] }, { id: 'khac', grace: 72, days: [-7, -6] });
    house.clock.set('2026-11-25T12:00:00+07:00');
    expect(await house.look()).toBe(1);
    expect(await house.look()).toBe(0);
    expect(await house.told(home)).toHaveLength(1);
    expect(await house.noted(home)).toEqual(expect.arrayContaining(['han 2026-11-25 written', 'khac 2026-11-24 today']));
    expect(await house.runs()).toEqual([
      ...['han 2026-11-23 newer', 'khac 2026-11-23 newer', 'han 2026-11-24 newer'],
      ...['khac 2026-11-24 done', 'han 2026-11-25 done'],
    ]);
  });
});

describe('after a restore', () => {
  it('what was due by then is not sent: the service before may have; the next one is', async () => {
    await allow(3);
    await house.liveMany(3);
    house.clock.set(NINE);
    expect(await house.look({ page: 1, ids: brokenAfter(1) })).toBe(1);
    house.wait(1);
    await within(house, leaveDue);
    expect(await house.look()).toBe(0);
    expect(await house.runs()).toEqual(['han 2026-11-23 restored']);
    house.clock.set('2026-11-27T09:00:00+07:00');
    expect(await house.look()).toBe(3);
  });
});

describe('what is written ahead', () => {
  it('is no more than may wait on a channel; it goes on once that is gone, and everybody hears it once', async () => {
    const homes: Awaited<ReturnType<typeof house.live>>[] = [];
    for (let count = 0; count < 5; count += 1) homes.push(await house.live([{ channel: 'telegram' }]));
    house.clock.set(NINE);
    const look = () => house.look({ page: 1, ahead: 2 });
    expect([await look(), await look()]).toEqual([2, 0]);
    expect(await house.runs()).toEqual(['han 2026-11-23 open']);
    await house.street.deliver();
    expect(await look()).toBe(2);
    await house.street.deliver();
    expect(await look()).toBe(1);
    await house.street.deliver();
    for (const home of homes) expect(await house.told(home)).toMatchObject([{ state: 'sent' }]);
  });

  it('nobody waits for a channel from which nothing goes out, or for whoever opens our own page', async () => {
    for (let count = 0; count < 3; count += 1) await house.live([{ channel: 'web' }]);
    for (let count = 0; count < 3; count += 1) await house.live([{ channel: 'telegram' }]);
    house.clock.set(NINE);
    expect(await house.look({ page: 1, ahead: 1 })).toBeGreaterThanOrEqual(1);
    house.wait(0.2);
    for (let count = 0; count < 6; count += 1) {
      await house.look({ page: 1, ahead: 1 });
      house.wait(0.2);
    }
    expect(await house.runs()).toEqual(['han 2026-11-23 done']);
    expect(await house.deps.db.reminder.count()).toBe(6);
  });
});

describe('once', () => {
  it('two that look at the same time write to everybody once', async () => {
    const homes = await house.liveMany(40);
    house.clock.set(NINE);
    const looks = await Promise.all([house.look({ page: 7 }), house.look({ page: 5 }), house.look({ page: 3 })]);
    expect(looks.reduce((all, count) => all + count, 0)).toBe(40);
    for (const home of homes) expect(await house.told(home)).toHaveLength(1);
  });

  it('one that is broken off in the middle of a page goes on from there', async () => {
    const homes = await house.liveMany(12);
    house.clock.set(NINE);
    expect(await house.look({ page: 5, ids: brokenAfter(7) })).toBe(5);
    expect(await house.look({ page: 5 })).toBe(7);
    for (const home of homes) expect(await house.told(home)).toHaveLength(1);
  });
});

describe('a household that is put into another khu phố meanwhile', () => {
  it('where everybody was written to already, is not passed over; one that was written to hears it once', async () => {
    const { db } = house.deps;
    const first = await house.live();
    const [unheard, heard] = [await house.live(), first];
    const later = await openStreet(house);
    await db.household.update({ where: { id: unheard.householdId }, data: { areaId: later.areaId } });
    const others = await house.liveMany(3);
    house.clock.set(NINE);
    expect(await house.look({ page: 2, ids: brokenAfter(2) })).toBe(2);
    const { areaId: here } = house.street;
    await move(unheard.householdId, later.areaId, here);
    await move(heard.householdId, here, later.areaId);
    expect(await house.look()).toBe(3);
    for (const home of [heard, unheard, ...others]) expect(await house.told(home)).toHaveLength(1);
    expect(await house.runs()).toEqual(['han 2026-11-23 done']);
    await later.close();
  });

  async function move(householdId: string, fromId: string, toId: string): Promise<void> {
    const { db, ids, clock } = house.deps;
    await db.household.update({ where: { id: householdId }, data: { areaId: toId } });
    const { officerId } = house.house.officers.ward;
    await db.householdPlacing.create({ data: { id: ids.next(), householdId, fromId, toId, officerId, at: clock.now() } });
  }
});

describe('on our own page', () => {
  const lines = (accountId: string) => linesOf(house.deps, accountId, 0);

  it('what is done by the time that the page is opened is not shown, then or later', async () => {
    const home = await house.live([{ channel: 'web' }], 'draft');
    house.clock.set(NINE);
    await house.look();
    expect(await lines(home.accountId)).toHaveLength(1);
    await house.send(home.assessmentId);
    expect(await lines(home.accountId)).toEqual([]);
    await markHanded(house.deps, home.accountId, 10);
    expect(await house.told(home)).toMatchObject([{ state: 'cancelled' }]);
  });

  it('what was shown stays', async () => {
    const home = await house.live([{ channel: 'web' }], 'draft');
    house.clock.set(NINE);
    await house.look();
    await markHanded(house.deps, home.accountId, 10);
    await house.send(home.assessmentId);
    expect(await lines(home.accountId)).toHaveLength(1);
  });
});
