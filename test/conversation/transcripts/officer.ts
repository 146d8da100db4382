/** The officer of a khu phố in a play, at work in the console. */
import { createTell } from '../../../src/conversation/tell.ts';
import type { Deps } from '../../../src/deps.ts';
import type { Scope } from '../../../src/officer/scope.ts';
import { askBack } from '../../../src/review/ask-back.ts';
import { changeAnswer } from '../../../src/review/change-answer.ts';
import { confirmFile } from '../../../src/review/confirm-file.ts';
import { listWaiting } from '../../../src/review/list-waiting.ts';
import type { House } from '../../support/talk.ts';

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
