/** The use cases do what the table of states says, on any way through it: none skips a step, and none loses a reason. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerIndicator } from '../../src/assessment/answer-indicator.ts';
import { reopenAssessment } from '../../src/assessment/reopen-assessment.ts';
import { seasonOf } from '../../src/assessment/season-of.ts';
import { submitAssessment } from '../../src/assessment/submit-assessment.ts';
import type { Deps } from '../../src/deps.ts';
import type { Scope } from '../../src/officer/scope.ts';
import { objectTo } from '../../src/outcome/object-to.ts';
import { askBack } from '../../src/review/ask-back.ts';
import { changeAnswer } from '../../src/review/change-answer.ts';
import { confirmFile } from '../../src/review/confirm-file.ts';
import { keepAnswers } from '../../src/review/keep-answers.ts';
import { type ReviewFile, readFile } from '../../src/review/read-files.ts';
import { type Act, after } from '../../src/review/state.ts';
import { unconfirmFile } from '../../src/review/unconfirm-file.ts';
import { withdrawAsk } from '../../src/review/withdraw-ask.ts';
import { shownOf } from '../../src/roster/row-seen.ts';
import { saveSheet } from '../../src/roster/save-sheet.ts';
import { sheetOf } from '../../src/roster/sheet-of.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type FixedClock, fixedClock, sequentialIds, testDeps } from '../support/deps.ts';
import { type OfficersHouse, openOfficersHouse } from '../support/officers.ts';
import { bestAnswer, items, type SentFamily, scope, sentFamily, tell, transaction } from './world.ts';

let db: TestDatabase;
let deps: Deps;
let clock: FixedClock;
let house: OfficersHouse;
let hamlet: Scope;
beforeAll(async () => {
  db = await freshDatabase();
  clock = fixedClock('2026-11-10T08:00:00+07:00');
  deps = testDeps(db.prisma, { clock, ids: sequentialIds('e') });
  house = await openOfficersHouse(deps);
  hamlet = await scope(deps, house.officers.hamlet.officerId);
});
afterAll(() => db.drop());

/** What officers and the household do before a decision. */
type Name = 'send' | 'reopen' | 'confirm' | 'unconfirm' | 'change' | 'askBack' | 'withdraw' | 'propose' | 'notPropose' | 'object' | 'keep';
interface Deed {
  name: Name;
  reason: string;
}

const deed: fc.Arbitrary<Deed> = fc.record({
  name: fc.constantFrom<Name>(
    'send',
    'reopen',
    'confirm',
    'unconfirm',
    'change',
    'askBack',
    'withdraw',
    'propose',
    'notPropose',
    'object',
    'keep',
  ),
  reason: fc.constantFrom('Ảnh mờ', 'Chưa rõ', '  có chỗ trống  ', '', ' '),
});

/** As the table calls it; of what is asked, and what is answered, the file says how much. */
function actFor({ name, reason }: Deed, { asked }: ReviewFile): Act {
  switch (name) {
    case 'confirm':
      return { act: 'confirm', level: 'hamlet' };
    case 'askBack':
      return { act: 'askBack', items: 1, reason };
    case 'withdraw':
      return { act: 'withdraw', items: asked?.items.length ?? 0 };
    case 'unconfirm':
    case 'change':
    case 'notPropose':
    case 'object':
    case 'keep':
      return { act: name, reason };
    default:
      return { act: name };
  }
}

const fileOf = async ({ assessmentId }: SentFamily) => (await readFile(deps, { id: assessmentId })) as ReviewFile;

/** Does it; whether it was done. */
async function perform({ name, reason }: Deed, family: SentFamily, file: ReviewFile): Promise<boolean> {
  const { accountId, assessmentId } = family;
  const options = { scope: hamlet, assessmentId, seen: file.seen, tell };
  const officer = async (work: (within: Deps) => Promise<{ outcome: string }>) => (await transaction(deps, work)).outcome === 'done';
  const household = async (work: (within: Deps) => Promise<{ outcome: string }>, done: string) =>
    (await transaction(deps, work)).outcome === done;
  switch (name) {
    case 'send':
      await transaction(deps, async (within) => {
        // Whatever is open is answered.
        for (const { id } of items) await answerIndicator(within, { accountId, item: id, choice: bestAnswer(id), inboxId: null });
      });
      return household((within) => submitAssessment(within, { accountId }), 'submitted');
    case 'reopen':
      return household((within) => reopenAssessment(within, { accountId }), 'reopened');
    case 'object':
      return household((within) => objectTo(within, { accountId, words: reason }), 'kept');
    case 'confirm':
      return officer((within) => confirmFile(within, options));
    case 'unconfirm':
      return officer((within) => unconfirmFile(within, { ...options, reason }));
    case 'keep':
      return officer((within) => keepAnswers(within, { ...options, reason }));
    case 'change': {
      const value = file.changes.find(({ indicator }) => indicator === 'B2')?.value === 'none' ? 'part' : 'none';
      return officer((within) => changeAnswer(within, { ...options, indicator: 'B2', value, reason }));
    }
    case 'askBack': {
      const standing = file.asked?.items.map(({ indicator }) => indicator) ?? [];
      const indicator = items.find(({ id }) => !standing.includes(id))?.id ?? '';
      return officer((within) => askBack(within, { ...options, items: [{ indicator, reason }] }));
    }
    case 'withdraw':
      return officer((within) => withdrawAsk(within, options));
    case 'propose':
    case 'notPropose':
      return officer((within) => onSheet(within, family, { name, reason }));
  }
}

async function onSheet(within: Deps, { householdId }: SentFamily, { name, reason }: Deed): Promise<{ outcome: string }> {
  const { areaId, unitCode } = house.home;
  const shown = await sheetOf(within, { scope: hamlet, areaId });
  const row = shown.outcome === 'found' && shown.sheet.rows.find((one) => one.householdId === householdId);
  if (!row) throw new Error('not on the sheet');
  const proposal = name === 'propose' ? ('propose' as const) : ('notPropose' as const);
  // It stands there already: there is nothing to save.
  if (row.proposal === proposal) return { outcome: 'already' };
  const { points } = row;
  const line = { householdId, shown: shownOf(row), proposal, points, reason, source: 'meeting' as const };
  const { id: season } = await seasonOf(within, unitCode);
  const { outcome } = await saveSheet(within, { scope: hamlet, areaId, season, lines: [line], tell });
  return { outcome: outcome === 'saved' ? 'done' : outcome };
}

/** What a household does itself. */
const own = new Set<Name>(['send', 'reopen']);
const reasoned = new Set<Name>(['unconfirm', 'change', 'askBack', 'notPropose', 'object', 'keep']);

it('on any way', async () => {
  const walks = fc.tuple(fc.boolean(), fc.array(deed, { minLength: 6, maxLength: 14 }));
  const walk = async ([unsent, deeds]: [boolean, Deed[]]) => {
    const family = await sentFamily(deps, { areaId: house.home.areaId, unsent });
    for (const one of deeds) {
      clock.advance(60_000);
      const before = await fileOf(family);
      const next = after(before.standing, actFor(one, before));
      const done = await perform(one, family, before);
      const now = await fileOf(family);
      const way = `${one.name} from ${JSON.stringify(before.standing)}`;
      // Of what it did already a household hears the same again, and nothing changes.
      const again = own.has(one.name) && isDeepStrictEqual([now.seen, now.standing], [before.seen, before.standing]);
      if (done && !again) expect(next.ok, way).toBe(true);
      if (done && next.ok) expect(now.standing, way).toEqual(next.standing);
      if (!done) expect([now.standing, now.reviews], way).toEqual([before.standing, before.reviews]);
      // What was said stays as it was said, and what was said now has its reason.
      expect(now.reviews.slice(0, before.reviews.length)).toEqual(before.reviews);
      const said = now.reviews.slice(before.reviews.length);
      if (done && reasoned.has(one.name)) expect(said.map(({ act, reason }) => [act, reason])).toEqual([[one.name, one.reason.trim()]]);
      for (const { reason } of said) expect(reason).not.toBe('');
    }
  };
  await fc.assert(fc.asyncProperty(walks, walk), { numRuns: 12, seed: 324, endOnFailure: true });
});
