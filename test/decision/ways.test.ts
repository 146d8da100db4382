/** On any way through meetings, decisions and corrections nobody skips a step, and nothing loses its reason. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { seasonOf } from '../../src/assessment/season-of.ts';
import { correctDecision } from '../../src/decision/correct-decision.ts';
import { issueDueDecisions } from '../../src/decision/issue-due-decisions.ts';
import { stopDecision } from '../../src/decision/stop-decision.ts';
import { sentenceOf } from '../../src/decision/typed.ts';
import { answerObjection } from '../../src/outcome/answer-objection.ts';
import { tickOff } from '../../src/outcome/tick-off.ts';
import { readFiles } from '../../src/review/read-files.ts';
import { type Act, after, type Standing } from '../../src/review/state.ts';
import { shownOf } from '../../src/roster/row-seen.ts';
import { saveSheet } from '../../src/roster/save-sheet.ts';
import { sheetOf } from '../../src/roster/sheet-of.ts';
import { tell, transaction } from '../review/world.ts';
import { telling } from '../support/officers.ts';
import { confirm, type DecisionWorld, emptied, openDecisionWorld, put, said, signed } from './world.ts';

let world: DecisionWorld;
beforeAll(async () => {
  world = await openDecisionWorld();
});
beforeEach(() => emptied(world));
afterAll(() => world.database.drop());

const DAY = 24 * 60 * 60_000;
const HOUSEHOLDS = 3;
const nobody = '00000000-0000-7000-8000-00000000dead';

/** `who`: places of households, of the lines of a correction too. */
interface Deed {
  name: 'propose' | 'notPropose' | 'object' | 'answer' | 'tell' | 'confirm' | 'stop' | 'issue' | 'correct';
  who: number[];
  reason: string;
}

const deed: fc.Arbitrary<Deed> = fc.record({
  // Mostly what leads on.
  name: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom<Deed['name']>('confirm', 'issue', 'correct', 'tell') },
    { weight: 3, arbitrary: fc.constantFrom<Deed['name']>('propose', 'notPropose', 'object', 'answer') },
    { weight: 1, arbitrary: fc.constant<Deed['name']>('stop') },
  ),
  who: fc.uniqueArray(fc.nat({ max: HOUSEHOLDS - 1 }), { minLength: 1, maxLength: HOUSEHOLDS }),
  reason: fc.oneof({ weight: 3, arbitrary: fc.constant('Ghi nhầm') }, { weight: 1, arbitrary: fc.constantFrom('', '  ') }),
});

interface File {
  id: string;
  householdId: string;
  standing: Standing;
  seen: string;
}

async function filesNow(): Promise<File[]> {
  const files = await readFiles(world.deps, {});
  return files.map(({ id, household, standing, seen }) => ({ id, householdId: household.id, standing, seen }));
}

const decisionsNow = () =>
  world.deps.db.decision.findMany({ include: { lines: { orderBy: { position: 'asc' } } }, orderBy: { id: 'asc' } });
type Decisions = Awaited<ReturnType<typeof decisionsNow>>;
const rowsNow = () => world.deps.db.review.findMany({ orderBy: { seq: 'asc' } });

/** Does it to the households that it may be done to, or does not: what came of it is looked at from outside. */
async function perform({ name, who, reason }: Deed, files: readonly File[], decisions: Decisions): Promise<void> {
  const { deps, ward, hamlet, clock } = world;
  const those = who.flatMap((at) => files[at] ?? []);
  const planned = decisions.find(({ state }) => state === 'planned');
  switch (name) {
    case 'propose':
    case 'notPropose':
      return onSheet(name, those, reason);
    case 'object':
      for (const { id, standing } of those)
        if (standing.stage === 'notProposed' && reason.trim()) await said(deps, id, { act: 'object', reason });
      return;
    case 'answer':
      for (const { id: assessmentId, seen } of those) {
        const answer = reason.trim() === '' ? ('notPropose' as const) : ('propose' as const);
        await transaction(deps, (within) =>
          answerObjection(within, { scope: ward, assessmentId, seen, answer, reason, tell: telling.household }),
        );
      }
      return;
    case 'tell':
      for (const { id: assessmentId } of those) await transaction(deps, (within) => tickOff(within, { scope: hamlet, assessmentId }));
      return clock.advance(10 * DAY);
    case 'confirm':
      return void (await confirm(world, {}));
    case 'stop':
      return void (await transaction(deps, (within) =>
        stopDecision(within, { scope: ward, decisionId: planned?.id ?? nobody, reason: 'Sai ngày', tell: telling.officer }),
      ));
    case 'issue':
      clock.advance(10 * 60_000);
      return void (await issueDueDecisions({ ...deps, db: world.database.prisma }));
    case 'correct': {
      const ids = those.map(({ id }) => id);
      const of = decisions.findLast(
        ({ state, lines }) => state === 'issued' && lines.some(({ assessmentId }) => ids.includes(assessmentId ?? '')),
      );
      const lineIds = (of?.lines ?? []).flatMap(({ id, assessmentId }) => (ids.includes(assessmentId ?? '') ? [id] : []));
      const asked = {
        scope: ward,
        decisionId: of?.id ?? nobody,
        lineIds,
        signed,
        reason,
        typed: sentenceOf('correction', lineIds.length),
        tell: telling.officer,
      };
      return void (await transaction(deps, (within) => correctDecision(within, asked)));
    }
  }
}

async function onSheet(proposal: 'propose' | 'notPropose', files: readonly File[], reason: string): Promise<void> {
  const { hamlet: scope, house, deps } = world;
  const { areaId, unitCode } = house.home;
  await transaction(deps, async (within) => {
    const found = await sheetOf(within, { scope, areaId });
    const rows = found.outcome === 'found' ? found.sheet.rows : [];
    const lines = rows
      .filter(({ householdId }) => files.some((file) => file.householdId === householdId))
      .map((row) => {
        const { householdId, points } = row;
        return { householdId, shown: shownOf(row), proposal, points, reason, source: 'meeting' as const };
      });
    await saveSheet(within, { scope, areaId, season: (await seasonOf(within, unitCode)).id, lines, tell });
  });
}

/** What happened to a file, as its rows and what took effect say it. */
function actsOn(file: File, said: Awaited<ReturnType<typeof rowsNow>>, before: Decisions, now: Decisions): Act[] {
  const spoken = said.flatMap(({ assessmentId, act, reason }): Act[] => {
    if (assessmentId !== file.id) return [];
    if (act === 'propose') return [{ act }];
    return act === 'notPropose' || act === 'object' ? [{ act, reason: reason ?? '' }] : [];
  });
  const issued = now.filter(({ id, state }) => state === 'issued' && before.some((one) => one.id === id && one.state !== 'issued'));
  const decided = issued.flatMap(({ lines }) =>
    lines.flatMap(({ assessmentId, left, outcome, reason }): Act[] => {
      if (assessmentId !== file.id || left !== null) return [];
      return outcome === 'recognised' ? [{ act: 'recognise' }] : [{ act: 'notRecognise', reason: reason ?? '' }];
    }),
  );
  return [...spoken, ...decided];
}

const reached = new Set<string>();

async function walk(deeds: readonly Deed[]): Promise<void> {
  await emptied(world);
  world.clock.set('2026-11-20T08:00:00+07:00');
  for (let at = 0; at < HOUSEHOLDS; at += 1) await put(world, `Vũ Văn ${'ABC'[at]}`, at === 0 ? 'proposed' : 'confirmed');
  for (const one of deeds) {
    world.clock.advance(60_000);
    const [before, decisions, rows] = [await filesNow(), await decisionsNow(), await rowsNow()];
    await perform(one, before, decisions);
    const [now, later, spoken] = [await filesNow(), await decisionsNow(), await rowsNow()];
    expect(spoken.slice(0, rows.length), 'what was said stays').toEqual(rows);
    for (const [at, file] of before.entries()) {
      const acts = actsOn(file, spoken.slice(rows.length), decisions, later);
      // Each of them may follow what was, and together they lead to what is.
      let { standing } = file;
      for (const act of acts) {
        const next = after(standing, act);
        expect(next, `${act.act} from ${JSON.stringify(standing)}`).toMatchObject({ ok: true });
        if (next.ok) standing = next.standing;
        // A decision is of who is proposed, a correction of who was decided otherwise.
        reached.add(act.act);
      }
      expect(now[at]?.standing, one.name).toEqual(standing);
      expect(now[at]?.seen, 'every act is counted').toBe(`${Number(file.seen.split('.')[0]) + acts.length}.0`);
    }
    for (const { kind, lines } of later)
      for (const { outcome, reason } of lines) {
        if (kind === 'correction') expect(reason?.trim(), 'a correction has its reason').toBeTruthy();
        else expect(outcome).toBe('recognised');
      }
    for (const { id, state, lines } of decisions.filter((one) => one.state === 'issued' || one.state === 'stopped'))
      expect(
        later.find((one) => one.id === id),
        'what is over stays as it is',
      ).toMatchObject({ state, lines });
  }
}

it('on any way', async () => {
  const ways = fc.array(deed, { minLength: 8, maxLength: 16 });
  await fc.assert(fc.asyncProperty(ways, walk), { numRuns: 12, seed: 324, endOnFailure: true });
  // There were decisions and corrections on them, in both directions.
  expect([...reached].toSorted()).toEqual(['notPropose', 'notRecognise', 'object', 'propose', 'recognise']);
});
