/** The officer of a khu phố in a play, at work in the console. */
import { createTell } from '../../../src/conversation/tell.ts';
import type { Deps } from '../../../src/deps.ts';
import { makeHouseholdCode } from '../../../src/identity/make-household-code.ts';
import { unlinkMember } from '../../../src/identity/unlink-member.ts';
import type { Scope } from '../../../src/officer/scope.ts';
import { answerObjection } from '../../../src/outcome/answer-objection.ts';
import { tellDecided } from '../../../src/outcome/tell-decided.ts';
import { tellOutcomes } from '../../../src/outcome/tell-outcomes.ts';
import { actOn } from '../../../src/review/act-on.ts';
import { askBack } from '../../../src/review/ask-back.ts';
import { changeAnswer } from '../../../src/review/change-answer.ts';
import { confirmFile } from '../../../src/review/confirm-file.ts';
import { listWaiting } from '../../../src/review/list-waiting.ts';
import { readFile } from '../../../src/review/read-files.ts';
import { localDate } from '../../../src/season/calendar.ts';
import { decision } from '../../support/decided.ts';
import { type House, SERVICE_SECRET as secret } from '../../support/talk.ts';

const OFFICER = '0000000f-0000-7000-8000-00000000000f';

const scopeIn = (areaId: string): Scope => {
  const nowhere = { wards: [], areas: [] };
  return { officerId: OFFICER, operator: false, city: false, wards: [], areas: [areaId], helps: nowhere };
};

/** Does something with the file that waits longest. */
async function work(
  { deps, database, locale }: House,
  areaId: string,
  deed: (within: Deps, options: Parameters<typeof confirmFile>[1]) => Promise<{ outcome: string }>,
): Promise<void> {
  const scope = scopeIn(areaId);
  const [row] = (await listWaiting(deps, { scope })).rows;
  if (!row) throw new Error('Nothing waits for the officer');
  const options = { scope, assessmentId: row.assessmentId, seen: row.seen, tell: createTell({ locale }).household };
  const done = await database.prisma.$transaction((db) => deed({ ...deps, db }, options));
  if (done.outcome !== 'done') throw new Error(JSON.stringify(done));
}

export function askFor(house: House, areaId: string, indicators: readonly string[], reason: string): Promise<void> {
  const items = indicators.map((indicator) => ({ indicator, reason }));
  return work(house, areaId, (within, options) => askBack(within, { ...options, items }));
}

export function seeOtherwise(house: House, areaId: string, change: { indicator: string; value: string; reason: string }): Promise<void> {
  return work(house, areaId, (within, options) => changeAnswer(within, { ...options, ...change }));
}

export function confirm(house: House, areaId: string): Promise<void> {
  return work(house, areaId, confirmFile);
}

/** Of its one household, in the season that it is in now. */
async function newestFile(deps: Deps, areaId: string) {
  const { id } = await deps.db.assessment.findFirstOrThrow({ where: { areaId }, orderBy: { openedAt: 'desc' } });
  return readFile(deps, { id });
}

/** The meeting of the khu phố speaks of its one household. */
async function judge({ deps, database }: House, areaId: string, reason: string | null): Promise<void> {
  const file = await newestFile(deps, areaId);
  if (!file) throw new Error('Nobody is there to be judged');
  const options = { scope: scopeIn(areaId), assessmentId: file.id, seen: file.seen };
  const act = reason === null ? ({ act: 'propose' } as const) : ({ act: 'notPropose', reason } as const);
  const rows = [{ act: act.act, indicator: null, value: null, reason }];
  const done = await database.prisma.$transaction((db) =>
    actOn({ ...deps, db }, options, { act: act.act, of: rows }, () => ({ act, rows })),
  );
  if (done.outcome !== 'done') throw new Error(JSON.stringify(done));
}

export function propose(house: House, areaId: string): Promise<void> {
  return judge(house, areaId, null);
}

/** The ward reads what the household said to that, and proposes it. */
export async function hear({ deps, database, locale }: House, areaId: string): Promise<void> {
  const file = await newestFile(deps, areaId);
  if (!file) throw new Error('Nobody is there to be answered');
  const scope: Scope = { ...scopeIn(areaId), areas: [], wards: [file.area.unitCode] };
  const answer = { scope, assessmentId: file.id, seen: file.seen, answer: 'propose' as const, reason: '' };
  const { household: tell } = createTell({ locale });
  const done = await database.prisma.$transaction((db) => answerObjection({ ...deps, db }, { ...answer, tell }));
  if (done.outcome !== 'done') throw new Error(JSON.stringify(done));
}

/** And tells it so, in private. */
export async function notPropose(house: House, areaId: string, reason: string): Promise<void> {
  await judge(house, areaId, reason);
  house.clock.advance(1_000);
  const { deps, database, locale } = house;
  const { household: tell } = createTell({ locale });
  const told = await tellOutcomes({ ...deps, db: database.prisma }, { scope: scopeIn(areaId), place: { areaId }, tell });
  if (told.outcome !== 'told' || told.told !== 1) throw new Error(JSON.stringify(told));
}

/** A decision takes effect, and the clock's work tells of it. */
export async function decide(house: House, areaId: string, decided: { number: string; correction?: string }): Promise<void> {
  const { deps, database, locale } = house;
  const file = await newestFile(deps, areaId);
  if (!file) throw new Error('Nobody is there to be decided of');
  const { number, correction = null } = decided;
  const { household, area } = file;
  const outcome = correction === null ? 'recognised' : 'notRecognised';
  const date = `${localDate(deps.clock.now()).slice(0, 4)}-12-10`;
  await decision(deps, { unitCode: area.unitCode, householdIds: [household.id], outcome, number, reason: correction, date });
  await tellDecided({ ...deps, db: database.prisma }, { tell: createTell({ locale }).household });
}

/** Gives a code for the khu phố's one household, in person. */
export async function handCode({ deps, database }: House, areaId: string): Promise<string> {
  await deps.db.officer.upsert({
    where: { id: OFFICER },
    create: { id: OFFICER, name: 'Lê Thị Năm', createdAt: deps.clock.now() },
    update: {},
  });
  const { id: householdId } = await deps.db.household.findFirstOrThrow({ where: { areaId } });
  const options = { scope: scopeIn(areaId), householdId, secret };
  const made = await database.prisma.$transaction((db) => makeHouseholdCode({ ...deps, db }, options));
  if (made.outcome !== 'code') throw new Error(JSON.stringify(made));
  return made.code;
}

/** Unlinks the phone that has been in that household longest. */
export async function unlinkOldest({ deps, database, locale }: House, areaId: string): Promise<void> {
  const oldest = await deps.db.membership.findFirstOrThrow({ where: { household: { areaId }, to: null }, orderBy: { from: 'asc' } });
  const options = { scope: scopeIn(areaId), membershipId: oldest.id, tell: createTell({ locale }) };
  const done = await database.prisma.$transaction((db) => unlinkMember({ ...deps, db }, options));
  if (done.outcome !== 'unlinked') throw new Error(JSON.stringify(done));
}
