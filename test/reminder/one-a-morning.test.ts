/** An officer hears one thing a morning: what falls on it is said in one, and what says the same yields. */
import { v7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { datesOfWard } from '../../src/assessment/dates-of-ward.ts';
import { moveDates } from '../../src/assessment/move-dates.ts';
import { requestHelp } from '../../src/help/request-help.ts';
import type { Role } from '../../src/officer/duty.ts';
import { sendDigests } from '../../src/officer/send-digests.ts';
import { leaveOfficersDue } from '../../src/reminder/due-for-officers.ts';
import { nudgeOfficers } from '../../src/reminder/nudge-officers.ts';
import { type RuleInForce, readReminders } from '../../src/reminder/rules-in-force.ts';
import { addDays, localDate } from '../../src/season/calendar.ts';
import { within } from '../announcement/world.ts';
import { createRandom } from '../crash/random.ts';
import { newAccount } from '../support/family.ts';
import { newOfficer, type TestOfficer, telling } from '../support/officers.ts';
import { openReminderHouse, type ReminderHouse } from './house.ts';

let house: ReminderHouse;
beforeEach(async () => {
  house = await openReminderHouse();
});
afterEach(() => house.close());

const nudge = () => nudgeOfficers(house.deps, { tell: telling.officerAtLeisure });
const digest = () => sendDigests(house.deps, { tell: telling.officerAtLeisure });
const at = (time: string, date = '2026-11-23') => house.clock.set(`${date}T${time}:00+07:00`);

async function told({ accountId }: TestOfficer) {
  const rows = await house.deps.db.message.findMany({ where: { accountId, class: 'duty' }, orderBy: { seq: 'asc' } });
  return rows.map(({ state, createdAt, body }) => ({ state, createdAt, ...(body as { text: string; choices: { label: string }[] }) }));
}

async function also(role: Role, { officerId }: TestOfficer, unitCode: string | null, areaId: string | null = null): Promise<void> {
  await house.deps.db.grant.create({ data: { id: v7(), officerId, role, unitCode, areaId, from: house.clock.now(), grantedBy: 'system' } });
}

async function callForHelp(): Promise<void> {
  const { unitCode, areaId } = house.house.home;
  await requestHelp(house.deps, { accountId: await newAccount(house.deps), note: null, unit: unitCode, area: areaId });
}

const work = { state: 'work', hour: 8, sentence: 'nudge.closing' } as const;
const monday = { every: 'monday', from: { anchor: 'selfAssessment.opens', days: 0 } } as const;
const week = { state: 'week', hour: 9, sentence: 'nudge.week', atMost: 20, ...monday } as const;

describe('what falls on one morning', () => {
  it('is one message to whoever looks after a ward and a khu phố of it, with the numbers of both once', async () => {
    await house.rule({ id: 'phuong', who: 'ward', ...work }, { id: 'khu', who: 'khuPho', ...work });
    const { ward } = house.house.officers;
    await also('hamlet', ward, house.house.home.unitCode, house.street.areaId);
    await house.live(undefined, 'draft');
    at('08:00');
    await nudge();
    const [only, ...others] = await told(ward);
    expect(others).toEqual([]);
    expect(only?.text).toContain('0/1 hộ đã đăng ký');
  });

  it('of two dates is one message, too: the nearer one’s, which names the other', async () => {
    const meeting = { anchor: 'khuPhoMeetings', days: [-17], until: { anchor: 'khuPhoMeetings', days: 0 } } satisfies Partial<RuleInForce>;
    await house.rule(
      { id: 'hop', who: 'ward', ...work, ...meeting, sentence: 'nudge.meetings' },
      { id: 'phuong', who: 'ward', ...work, hour: 9 },
    );
    await house.live(undefined, 'draft');
    at('08:00');
    await nudge();
    at('09:00');
    await nudge();
    const [only, ...others] = await told(house.house.officers.ward);
    expect(others).toEqual([]);
    expect(only?.text).toMatch(
      /^Còn 7 ngày là hết hạn gửi phiếu[^\n]+\n• Hạn họp bình xét của khu phố, ấp: còn 17 ngày \(hết ngày 10\/12\/2026\)\n/,
    );
  });

  it('has what waits in it on Mondays, without what it says itself; in the afternoon there is no second one', async () => {
    await house.rule({ id: 'phuong', who: 'ward', ...work });
    await house.live(undefined, 'draft');
    await callForHelp();
    at('07:30');
    expect([await digest(), await nudge()]).toEqual([0, 0]);
    at('08:00');
    expect([await digest(), await nudge(), await digest()]).toEqual([0, 2, 0]);
    const [only] = await told(house.house.officers.ward);
    expect(only?.text).toMatch(/^Còn 7 ngày[\s\S]+\n\nĐầu tuần, phường \(xã\) mình còn:\n• 1 lời gọi giúp chưa ai nhận\n/);
    at('13:00');
    expect([await digest(), await nudge()]).toEqual([0, 0]);
    expect(await told(house.house.officers.ward)).toHaveLength(1);
  });

  it('where its rules have nothing to say, what waits is said by itself', async () => {
    await house.rule({ id: 'phuong', who: 'ward', ...work });
    await callForHelp();
    at('07:30');
    expect(await digest()).toBe(0);
    at('08:00');
    expect([await nudge(), await digest()]).toEqual([0, 2]);
    expect((await told(house.house.officers.ward))[0]?.text).toContain('1 lời gọi giúp');
  });

  it('of one’s own ward and of the city is one, one’s own first', async () => {
    await house.rule({ id: 'tp', who: 'city', ...week }, { id: 'phuong', who: 'ward', ...week });
    const { ward } = house.house.officers;
    await also('city', ward, null);
    await house.live(undefined, 'draft');
    at('09:00');
    await nudge();
    const [only, ...others] = await told(ward);
    expect(others).toEqual([]);
    expect(only?.text).toMatch(/^Một tuần qua, Phường Bến Cát:[\s\S]+\n\nMột tuần qua, toàn thành phố:/);
    expect(only?.choices.filter(({ label }) => label === 'Xem số liệu')).toHaveLength(1);
  });

  it('is never two, whoever holds which duties, over weeks in which all dates come together', async () => {
    const rules = await readReminders();
    await house.rule(...rules);
    const wardList = '2026-12-07';
    await house.dates({ khuPhoMeetings: '2026-12-02', wardList, decision: '2026-12-14' });
    const { ward, hamlet, city } = house.house.officers;
    await also('hamlet', ward, house.house.home.unitCode, house.street.areaId);
    await also('ward', city, house.house.home.unitCode);
    const both = await newOfficer(house.deps, { role: 'ward', name: 'Hai Phường', unitCode: house.house.home.unitCode });
    await also('ward', both, house.house.abroad.unitCode);
    await house.live(undefined, 'draft');
    await callForHelp();
    const random = createRandom(7);
    for (let day = '2026-11-23'; day <= '2026-12-14'; day = addDays(day, 1)) {
      for (const time of ['07:30', '08:00', '08:30', '09:00', '11:30']) {
        at(time, day);
        const jobs = random.below(2) === 0 ? [nudge, digest] : [digest, nudge];
        for (const job of jobs) await job();
      }
    }
    for (const officer of [ward, hamlet, city, both]) {
      const mornings = (await told(officer)).map(({ createdAt }) => localDate(createdAt));
      expect(mornings, officer.name).toEqual([...new Set(mornings)]);
      const mondays = ['2026-11-23', '2026-11-30', wardList, '2026-12-14'];
      if (officer !== hamlet) expect(mornings, officer.name).toEqual(expect.arrayContaining(mondays));
    }
  });
});

describe('where two wards have different last days, of which one rule speaks on one morning', () => {
  it('each officer hears their own, and what else is said is put in its order', async () => {
    const [home, abroad] = [house.house.home, house.house.abroad];
    const closing = { anchor: 'selfAssessment.closes', days: [-14, -7, -1] } satisfies Partial<RuleInForce>;
    const meeting = { anchor: 'khuPhoMeetings', days: [-10], until: { anchor: 'khuPhoMeetings', days: 0 } } satisfies Partial<RuleInForce>;
    await house.rule(
      { id: 'phuong', who: 'ward', ...work, ...closing },
      { id: 'khu', who: 'khuPho', ...work, ...closing },
      { id: 'hop', who: 'ward', ...work, ...meeting, sentence: 'nudge.meetings' },
    );
    await house.dates({ selfAssessment: { opens: '2026-10-15', closes: '2026-12-07' }, khuPhoMeetings: '2026-12-03' });
    const { officerId } = house.house.officers.ward;
    const moved = { id: v7(), seasonId: house.seasonId, unitCode: home.unitCode, officerId, reason: 'Mưa', at: house.clock.now() };
    await house.deps.db.seasonMove.create({
      data: { ...moved, dates: { 'selfAssessment.closes': '2026-11-30' }, changed: ['selfAssessment.closes'] },
    });
    const other = await newOfficer(house.deps, { role: 'ward', name: 'Phường Dừa', unitCode: abroad.unitCode });
    const chief = await newOfficer(house.deps, { role: 'hamlet', name: 'Khu Dừa', unitCode: abroad.unitCode, areaId: abroad.areaId });
    const near = await newOfficer(house.deps, { role: 'hamlet', name: 'Khu Nhà', unitCode: home.unitCode, areaId: house.street.areaId });
    for (const areaId of [house.street.areaId, abroad.areaId]) {
      const { householdId } = await house.live(undefined, 'draft');
      await house.deps.db.household.update({ where: { id: householdId }, data: { areaId } });
      await house.deps.db.assessment.updateMany({ where: { householdId }, data: { areaId } });
    }
    at('08:00');
    await nudge();
    const first = async (officer: TestOfficer) => (await told(officer)).map(({ text }) => text.split('\n').slice(0, 2).join('\n'));
    expect(await first(house.house.officers.ward)).toEqual([
      expect.stringMatching(/^Còn 7 ngày[^\n]+30\/11\/2026[^\n]+\n• Hạn họp bình xét của khu phố, ấp: còn 10 ngày/),
    ]);
    expect(await first(near)).toEqual([expect.stringMatching(/^Còn 7 ngày[^\n]+30\/11\/2026/)]);
    expect(await first(chief)).toEqual([expect.stringMatching(/^Còn 14 ngày[^\n]+07\/12\/2026/)]);
    const [only] = await first(other);
    expect(only).toMatch(/^Còn 10 ngày[^\n]+03\/12\/2026/);
    expect(only).toContain('còn 14 ngày (hết ngày 07/12/2026)');
  });
});

describe('after a restore, of a backup that was made before the morning’s message', () => {
  it('nothing of that morning is said again: neither what falls due later of it, nor what waits', async () => {
    await house.rule({ id: 'phuong', who: 'ward', ...work }, { id: 'tuan', who: 'ward', ...week });
    await house.live(undefined, 'draft');
    await callForHelp();
    at('08:40');
    await leaveOfficersDue(house.deps);
    for (const time of ['08:40', '09:00', '11:30', '13:00']) {
      at(time);
      expect([await digest(), await nudge()], time).toEqual([0, 0]);
    }
    expect(await told(house.house.officers.ward)).toEqual([]);
    at('09:00', '2026-11-30');
    expect(await nudge()).toBe(2);
  });

  it('whoever had nothing to hear until then hears it at its hour', async () => {
    await house.rule({ id: 'khu', who: 'khuPho', ...work }, { id: 'tuan', who: 'ward', ...week });
    await house.live(undefined, 'draft');
    await callForHelp();
    at('08:40');
    await leaveOfficersDue(house.deps);
    at('09:00');
    expect(await nudge()).toBe(2);
    const [only, ...others] = await told(house.house.officers.ward);
    expect(others).toEqual([]);
    expect(only?.text).toMatch(/^Một tuần qua[\s\S]+1 lời gọi giúp chưa ai nhận/);
  });
});

describe('an officer of two wards, of which one moves its date', () => {
  async function move(closes: string): Promise<void> {
    const { unitCode } = house.house.home;
    await within(house, async (deps) => {
      const seen = (await datesOfWard(deps, { scope: house.ward, unitCode }))?.seen ?? '';
      const wanted = { 'selfAssessment.closes': closes };
      expect(await moveDates(deps, { scope: house.ward, unitCode, wanted, seen, reason: 'Mưa' })).toEqual({ outcome: 'moved' });
    });
  }

  async function ofBoth(): Promise<TestOfficer> {
    const limits = { 'selfAssessment.closes': { earliest: '2026-11-25', latest: '2026-12-08' } };
    await house.deps.db.season.update({ where: { id: house.seasonId }, data: { limits } });
    await house.rule({ id: 'phuong', who: 'ward', ...work });
    const both = await newOfficer(house.deps, { role: 'ward', name: 'Hai Phường', unitCode: house.house.home.unitCode });
    await also('ward', both, house.house.abroad.unitCode);
    for (const areaId of [house.street.areaId, house.house.abroad.areaId]) {
      const { householdId } = await house.live(undefined, 'draft');
      await house.deps.db.household.update({ where: { id: householdId }, data: { areaId } });
      await house.deps.db.assessment.updateMany({ where: { householdId }, data: { areaId } });
    }
    return both;
  }

  it('hears of the other all the same, once, by the next look', async () => {
    const both = await ofBoth();
    at('08:00');
    await nudge();
    at('08:05');
    await move('2026-12-05');
    expect(await nudge()).toBe(1);
    at('08:06');
    expect(await nudge()).toBe(0);
    const texts = (await told(both)).map(({ state, text }) => [state, /Đã gửi phiếu: 0\/(\d) hộ/.exec(text)?.[1]]);
    expect(texts).toEqual([
      ['cancelled', '2'],
      ['queued', '1'],
    ]);
    at('08:00', '2026-11-28');
    await nudge();
    expect((await told(both)).at(-1)?.text).toContain('hết ngày 05/12/2026');
  });

  it('what went already stays, and is not said twice', async () => {
    const both = await ofBoth();
    at('08:00');
    await nudge();
    await house.deps.db.message.updateMany({ where: { class: 'duty' }, data: { state: 'sent' } });
    at('08:05');
    await move('2026-12-05');
    expect(await nudge()).toBe(0);
    expect(await told(both)).toHaveLength(1);
  });

  it('two that look at once say it anew once', async () => {
    const both = await ofBoth();
    at('08:00');
    await nudge();
    at('08:05');
    await move('2026-12-05');
    await Promise.all([nudge(), nudge(), nudge()]);
    expect((await told(both)).map(({ state }) => state)).toEqual(['cancelled', 'queued']);
  });
});
