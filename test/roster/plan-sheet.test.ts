import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { after, type Stage } from '../../src/review/state.ts';
import { freshRow, isOpen, planSheet, type SheetLine, type StandingRow } from '../../src/roster/plan-sheet.ts';
import { type Proposal, readShown, shownOf, writeShown } from '../../src/roster/row-seen.ts';

const MAX = 100;
const row = (
  parts: Partial<Omit<StandingRow, 'standing'>> & { stage?: Stage; sent?: boolean; hand?: 'household' | 'officers' } = {},
): StandingRow => {
  const { stage = 'waiting', sent = false, hand = sent ? 'officers' : 'household', ...rest } = parts;
  return { ...freshRow('h'), standing: { stage, sent, hand, asked: 0 }, ...rest };
};
const line = (shown: StandingRow, left: Partial<SheetLine>): SheetLine => ({
  householdId: 'h',
  shown: shownOf(shown),
  proposal: shown.proposal,
  points: shown.points,
  reason: shown.reason ?? '',
  source: 'meeting',
  ...left,
});

function planned(now: StandingRow, left: Partial<SheetLine>, shown = now) {
  return planSheet([now], [line(shown, left)], MAX);
}

describe('a line of the sheet', () => {
  test('of a household that sent nothing is spoken of at once, with points or without', () => {
    expect(planned(row(), { proposal: 'propose', points: 82 }).deeds).toMatchObject([
      { act: 'propose', points: 82, stage: 'proposed', source: 'meeting', reason: null },
    ]);
    expect(planned(row(), { points: 60, source: 'paper' }).deeds).toMatchObject([
      { act: null, points: 60, stage: 'waiting', source: 'paper' },
    ]);
    expect(planned(row(), { proposal: 'notPropose', reason: 'Chưa họp' }).deeds).toMatchObject([{ act: 'notPropose', reason: 'Chưa họp' }]);
  });

  test.each([
    ['sent and not confirmed', row({ sent: true }), { proposal: 'propose' }, 'notConfirmed'],
    ['in the household’s hands again', row({ sent: true, hand: 'household', stage: 'returned' }), { proposal: 'propose' }, 'withHousehold'],
    ['reopened', row({ sent: true, hand: 'household', stage: 'confirmed' }), { proposal: 'propose' }, 'withHousehold'],
    ['decided', row({ sent: true, stage: 'recognised' }), { proposal: 'notPropose', reason: 'x' }, 'decided'],
    ['not proposed without a reason', row({ sent: true, stage: 'confirmed' }), { proposal: 'notPropose', reason: ' ' }, 'reasonMissing'],
    ['unsaid', row({ stage: 'proposed', proposal: 'propose' }), { proposal: null }, 'noWayBack'],
    ['given points by hand beside its own', row({ sent: true, stage: 'confirmed' }), { points: 90 }, 'pointsNotByHand'],
    ['given more than there is', row(), { points: MAX + 1 }, 'pointsTooMany'],
    ['given half a point', row(), { points: 7.5 }, 'pointsTooMany'],
    ['given what is no number', row(), { points: Number.NaN }, 'pointsTooMany'],
  ] as const)('%s is refused', (_, now, left, why) => {
    const most = why === 'pointsTooMany' ? { most: MAX } : {};
    expect(planned(now, left)).toEqual({ deeds: [], changed: [], refused: [{ householdId: 'h', why, ...most }] });
  });

  test('of the officer’s own family is refused, and says nothing where it was left as it was', () => {
    const own = new Set(['h']);
    const now = row({ sent: true, stage: 'confirmed' });
    const wishes = [{ proposal: 'propose' as const }, { proposal: 'notPropose' as const, reason: 'x' }, { points: 80 }];
    for (const wish of wishes)
      expect(planSheet([now], [line(now, wish)], MAX, own).refused).toEqual([{ householdId: 'h', why: 'ownHousehold' }]);
    expect(planSheet([now], [line(now, {})], MAX, own)).toEqual({ deeds: [], changed: [], refused: [] });
    const since = row({ sent: true, stage: 'confirmed', seen: '1.1' });
    expect(planSheet([since], [line(now, { proposal: 'propose' })], MAX, own).changed).toEqual(['h']);
  });

  test('of which something was done since is not written over', () => {
    const shown = row({ sent: true, stage: 'confirmed', seen: '1.1' });
    const now = row({ sent: true, stage: 'notProposed', proposal: 'notPropose', seen: '2.1' });
    expect(planned(now, { proposal: 'propose' }, shown)).toEqual({ deeds: [], changed: ['h'], refused: [] });
    expect(planned({ ...shown, seen: '1.2' }, { proposal: 'propose' }, shown).changed, 'sent again').toEqual(['h']);
    expect(planSheet([], [line(shown, { proposal: 'propose' })], MAX).changed, 'gone').toEqual(['h']);
  });

  test('says all that is wrong with it at once', () => {
    const { refused } = planned(row(), { proposal: 'notPropose', reason: '', points: 85.5 });
    expect(refused.map(({ why }) => why)).toEqual(['pointsTooMany', 'reasonMissing']);
  });

  test('that says what somebody else has said meanwhile is no conflict', () => {
    const shown = row({ seen: '0.0' });
    const now = row({ stage: 'proposed', proposal: 'propose', seen: '1.0', assessmentId: 'a' });
    expect(planned(now, { proposal: 'propose' }, shown)).toEqual({ deeds: [], changed: [], refused: [] });
  });

  test('with another reason is told to the household anew; with none left it is refused; the same reason says nothing', () => {
    const now = row({ sent: true, stage: 'notProposed', proposal: 'notPropose', reason: 'Chưa  họp\u0301 ', seen: '2.1' });
    expect(planned(now, { reason: 'Đã xem lại: chưa đủ sách' }).deeds).toMatchObject([
      { act: 'notPropose', reason: 'Đã xem lại: chưa đủ sách', stage: 'notProposed' },
    ]);
    expect(planned(now, { reason: 'Chưa hóp' })).toMatchObject({ deeds: [{ act: 'notPropose' }] });
    expect(planned(now, { reason: '  ' }).refused).toEqual([{ householdId: 'h', why: 'reasonMissing' }]);
    for (const same of ['Chưa họp\u0301', ' Chưa\nhọp\u0301'])
      expect(planned(now, { reason: same })).toEqual({ deeds: [], changed: [], refused: [] });
    const since = { ...now, reason: 'Lý do khác', seen: '3.1' };
    expect(planned(since, {}, now), 'left as it was').toEqual({ deeds: [], changed: [], refused: [] });
    expect(planned(since, { reason: 'Của mình' }, now).changed).toEqual(['h']);
  });

  test('counts once, the last time it stands there', () => {
    const lines = [line(row(), { proposal: 'propose' }), line(row(), { proposal: 'notPropose', reason: 'x' })];
    expect(planSheet([row()], lines, MAX).deeds).toMatchObject([{ act: 'notPropose' }]);
  });
});

const proposal = fc.constantFrom<Proposal | null>('propose', 'notPropose', null);
const stage = fc.constantFrom<Stage>('waiting', 'returned', 'confirmed', 'proposed', 'notProposed', 'recognised', 'notRecognised');
const STANDS: Partial<Record<Stage, Proposal>> = { proposed: 'propose', notProposed: 'notPropose' };
const standing = fc
  .record({
    stage,
    sent: fc.boolean(),
    hand: fc.constantFrom('household' as const, 'officers' as const),
    points: fc.option(fc.nat(MAX)),
    seq: fc.nat(5),
  })
  .map(({ seq, points, ...rest }) =>
    row({ ...rest, points: rest.sent ? null : points, proposal: STANDS[rest.stage] ?? null, seen: `${seq}.${rest.sent ? 1 : 0}` }),
  );
const left = fc.record({
  proposal,
  points: fc.option(fc.integer({ min: -5, max: MAX + 5 })),
  reason: fc.constantFrom('', ' ', 'Chưa học'),
});

describe('whatever stands there and whatever an officer leaves', () => {
  test('a line that was left as it was says nothing', () => {
    fc.assert(
      fc.property(standing, standing, (now, shown) => {
        expect(planSheet([now], [line(shown, {})], MAX)).toEqual({ deeds: [], changed: [], refused: [] });
      }),
    );
  });

  test('an act is one that the table of states knows, and has its reason', () => {
    fc.assert(
      fc.property(standing, left, (now, wish) => {
        const { deeds, changed, refused } = planned(now, wish);
        expect(deeds.length + changed.length + Math.min(refused.length, 1)).toBeLessThanOrEqual(1);
        expect(new Set(refused.map(({ why }) => why)).size, 'each once').toBe(refused.length);
        for (const deed of deeds) {
          if (deed.act === null) continue;
          const next = after(now.standing, deed.act === 'propose' ? { act: 'propose' } : { act: 'notPropose', reason: deed.reason ?? '' });
          expect(next).toMatchObject({ ok: true, standing: { stage: deed.stage } });
          if (deed.act === 'notPropose') expect(deed.reason?.trim()).toBeTruthy();
        }
        for (const deed of deeds) expect(deed.points === null || (deed.points >= 0 && deed.points <= MAX)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('nothing is written over what another did since, unless both mean the same', () => {
    fc.assert(
      fc.property(standing, standing, left, (now, shown, wish) => {
        fc.pre(now.seen !== shown.seen);
        expect(planned(now, wish, shown).deeds).toEqual([]);
      }),
    );
  });

  test('a line that is shown to be open can be spoken of, and another cannot', () => {
    fc.assert(
      fc.property(standing, (now) => {
        const said = (['propose', 'notPropose'] as const).filter((one) => one !== now.proposal);
        const deeds = said.flatMap((one) => planned(now, { proposal: one, reason: 'x' }).deeds);
        expect(deeds.length > 0).toBe(isOpen(now));
      }),
    );
  });

  test('what stood there comes back as it went out', () => {
    fc.assert(
      fc.property(standing, fc.constantFrom(null, '', 'Chưa học'), (now, reason) => {
        const shown = shownOf({ ...now, reason });
        expect(readShown(writeShown(shown))).toEqual(shown);
      }),
    );
    for (const text of ['', '1.1', '1.1/p', '1.1/x/-', "1.1/p/85'", '-1.0/p/5', '1.1/p/85 ', '1.1/n/-/xyz'])
      expect(readShown(text)).toBeNull();
  });
});
