/** A whole year: whoever must hear of something hears it once, in time, and nobody hears anything else. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY, localDay, rulesOfTheFile } from './calendar.ts';
import { type Lived, liveThrough } from './live.ts';
import { change, type Expected, isNight, type Life, mustHear, newLife, nudgeKey } from './model.ts';
import { isAway, KILLS } from './moments.ts';
import { AWAY, HOMES, ownRules, type Town, writeScript } from './script.ts';
import { openTown, type RealTown, settle } from './town.ts';

const SEED = 2027;

describe('a year of 36 wards and a thousand households', () => {
  let town: Town;
  let real: RealTown;
  let lived: Lived;
  let must: Expected;
  let written: Written[];

  beforeAll(async () => {
    const empty = await openTown();
    town = writeScript(SEED, empty.unitCodes, [...rulesOfTheFile(), ...ownRules]);
    real = await settle(empty, town);
    lived = await liveThrough(real, town, SEED);
    written = await writtenIn(real);
    const doubtful = written.filter(({ state }) => state === 'uncertain');
    // It was the last thing that was tried there: the next one was not.
    const known = doubtful.filter((one) => nextOf(one, written)?.left === 'blocked');
    const [uncertain, knownBy] = [new Set(doubtful.map(nudgeKey)), new Set(known.map(nudgeKey))];
    must = mustHear({ ...town, acts: lived.acts }, { ...lived, uncertain, knownBy });
  });
  afterAll(() => real?.database.drop());

  it('had in it what it is for', () => {
    expect(lived.kills).toBe(KILLS);
    const fates = new Set(must.nudges.map(({ fate }) => fate));
    expect(fates).toEqual(new Set(['arrives', 'page', 'refused', 'overtaken']));
    expect(new Set(must.omissions.map(({ why }) => why))).toEqual(new Set(['today', 'cap', 'blocked', 'closed']));
    expect(must.nudges.length).toBeGreaterThan(2 * HOMES);
  });

  it('every reminder that must be is written, once, when it must be, and no other', () => {
    const line = ({ home, rule, date, at }: { home: number; rule: string; date: string; at: number }) =>
      `${nudgeKey({ home, rule, date })} at ${new Date(at).toISOString()}`;
    const is = written.filter(({ left }) => left === null).map(line);
    expect(is.toSorted()).toEqual(must.nudges.map(line).toSorted());
    // Whether we have heard already that what it was handed at this very moment was refused is chance.
    const refused = new Set(must.nudges.filter(({ fate }) => fate === 'refused').map(({ home, at }) => `${home} ${at}`));
    const reason = ({ home, at }: { home: number; at: number }, why: string | null) => (refused.has(`${home} ${at}`) ? 'refused' : why);
    const left = written.filter((one) => one.left !== null).map((one) => `${line(one)} ${reason(one, one.left)}`);
    expect(left.toSorted()).toEqual(must.omissions.map((one) => `${line(one)} ${reason(one, one.why)}`).toSorted());
  });

  it('what became of each is what must', () => {
    const states = { arrives: ['sent', 'uncertain'], page: ['queued'], refused: ['failed', 'uncertain'], overtaken: ['cancelled'] };
    const fates = new Map(must.nudges.map((nudge) => [nudgeKey(nudge), nudge.fate]));
    const wrong = written.filter((one) => one.left === null && !states[fates.get(nudgeKey(one)) ?? 'arrives'].includes(one.state ?? ''));
    expect(wrong).toEqual([]);
  });

  it('each arrives once; one that a kill cut off once at the most', () => {
    const uncertain = new Set(written.filter(({ state }) => state === 'uncertain').map(nudgeKey));
    const arrivals = counted(lived.taken.map(({ chat, at }) => `${chat} ${at}`));
    const chats = new Set(town.homes.map(({ chat }) => chat));
    const wanted = new Map<string, { least: number; most: number }>();
    for (const nudge of must.nudges.filter(({ fate }) => fate === 'arrives')) {
      const key = `${town.homes[nudge.home]?.chat} ${nudge.at}`;
      wanted.set(key, { least: uncertain.has(nudgeKey(nudge)) ? 0 : 1, most: 1 });
    }
    const unwanted = [...arrivals].filter(([key, count]) => chats.has(key.split(' ')[0] ?? '') && count > (wanted.get(key)?.most ?? 0));
    const missing = [...wanted].filter(([key, { least }]) => (arrivals.get(key) ?? 0) < least);
    expect({ unwanted, missing }).toEqual({ unwanted: [], missing: [] });
    // A process has eight in hand on each of two channels.
    expect(uncertain.size).toBeLessThanOrEqual((KILLS + 2) * 16);
  });

  it('nobody is reminded at night, twice a day, more often in a week than allowed, after DỪNG, or once it is done', () => {
    const homes = new Map(town.homes.map(({ chat }, home) => [chat, home]));
    const wrong: string[] = [];
    const before = new Map<number, number[]>();
    for (const { chat, at } of lived.taken) {
      const home = homes.get(chat);
      if (home === undefined) continue;
      const ward = town.wards[town.homes[home]?.ward ?? 0] as Town['wards'][number];
      const got = before.get(home) ?? [];
      const life = lifeOf(lived, home, at);
      const say = (why: string) => wrong.push(`${home} ${new Date(at).toISOString()} ${why}`);
      if (isNight(ward.quiet, at)) say('night');
      if (got.some((one) => localDay(one) === localDay(at))) say('twice a day');
      if (got.filter((one) => one > at - 7 * DAY).length >= ward.weeklyCap) say('cap');
      if (life.stopped) say('stopped');
      if (life.form === 'sent' || life.form === 'confirmed') say('done');
      if (at < life.peaceUntil) say('snoozed');
      if (isAway(at)) say('nobody was there');
      before.set(home, [...got, at]);
    }
    expect(wrong).toEqual([]);
  });

  it('after the day on which nobody was there, what is of use is said once and what is stale is not', () => {
    const back = must.nudges.filter(({ at }) => at === AWAY.to);
    const late = [...must.late].filter((key) => written.some(({ rule, date, at }) => at === AWAY.to && key.endsWith(`${rule} ${date}`)));
    expect(back.length).toBeGreaterThan(100);
    expect(late.length).toBeGreaterThan(30);
    const stale = ownRules.find(({ id }) => id === 'thu-qua-han');
    expect([...must.stale].filter((key) => key.includes(stale?.id ?? '')).length).toBe(36);
    expect(written.filter(({ rule }) => rule === stale?.id)).toEqual([]);
  });

  it('officers hear once of what waits for them, before each date', async () => {
    const { db } = real.deps;
    const rules = new Set(town.rules.filter(({ who }) => who === 'ward' || who === 'khuPho').map(({ id }) => id));
    const noted = await db.occurrence.findMany({ where: { rule: { in: [...rules] } } });
    const key = (officer: string | undefined, rule: string, date: string, at: number) =>
      `officer:${officer} ${rule} ${date} ${new Date(at).toISOString()}`;
    const is = noted.map(({ target, rule, date, at }) => `${target} ${rule} ${date.toISOString().slice(0, 10)} ${at.toISOString()}`);
    expect(is.toSorted()).toEqual(
      must.officers.map(({ officer, rule, date, at }) => key(real.officerIds[officer], rule, date, at)).toSorted(),
    );
    const arrivals = counted(lived.taken.map(({ chat, at }) => `${chat} ${at}`));
    const doubted = await db.message.findMany({ where: { class: 'duty', doubtAt: { not: null } }, include: { account: true } });
    const spare = counted(doubted.map(({ account, createdAt }) => `${account.externalId} ${createdAt.getTime()}`));
    const wanted = counted(must.officers.filter(({ told }) => told).map(({ officer, at }) => `${town.officers[officer]?.chat} ${at}`));
    const chats = new Set(town.officers.map(({ chat }) => chat));
    const keys = new Set([...wanted.keys(), ...[...arrivals.keys()].filter((one) => chats.has(one.split(' ')[0] ?? ''))]);
    const wrong = [...keys].filter((one) => {
      const [count, want, more] = [arrivals.get(one) ?? 0, wanted.get(one) ?? 0, spare.get(one) ?? 0];
      return count < want || count > want + more * lived.kills;
    });
    expect(wrong).toEqual([]);
    expect(wanted.size).toBeGreaterThan(100);
  });
});

interface Written {
  home: number;
  rule: string;
  date: string;
  at: number;
  left: string | null;
  state: string | null;
}

async function writtenIn({ deps: { db }, houses }: RealTown): Promise<Written[]> {
  const homes = new Map(houses.map(({ householdId }, home) => [householdId, home]));
  const rows = await db.reminder.findMany();
  const messages = new Map((await db.message.findMany({ where: { class: 'reminder' } })).map(({ id, state }) => [id, state]));
  expect(messages.size).toBe(rows.filter(({ messageId }) => messageId !== null).length);
  return rows.map(({ householdId, rule, date, at, left, messageId }) => ({
    ...{ home: homes.get(householdId) ?? -1, rule, date: date.toISOString().slice(0, 10), at: at.getTime(), left },
    state: messageId === null ? null : (messages.get(messageId) ?? 'missing'),
  }));
}

function nextOf({ home, at }: Written, written: readonly Written[]): Written | undefined {
  return written.filter((one) => one.home === home && one.at > at).toSorted((a, b) => a.at - b.at)[0];
}

function lifeOf({ acts }: Lived, home: number, until: number): Life {
  const life = newLife(true);
  for (const act of acts) if (act.home === home && act.at < until) change(life, act);
  return life;
}

function counted(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
