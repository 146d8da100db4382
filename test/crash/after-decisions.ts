/** What has to be true of decisions after every storm: all of one, or nothing of it; and everybody it is about told once. */
import { describe, expect, it } from 'vitest';
import type { Outbound } from '../../src/channel/channel.ts';
import { createLocale } from '../../src/locale/locale.ts';
import type { Storm } from './storm.ts';

const sentences = createLocale().keys('vi');
/** How a notice begins: long enough to be known by, and before anything that differs from one to the next. */
const START = 22;
const NOTICE = 'review.notice.';
const beginnings = (...keys: string[]) => {
  const texts = [...sentences].flatMap(([key, { text }]) => (key.startsWith(NOTICE) ? [{ key: key.slice(NOTICE.length), text }] : []));
  return keys.map((key) => {
    const text = texts.find((one) => one.key === key)?.text ?? '';
    expect(text.split('{{')[0]?.length, `${key} begins with words that are always the same`).toBeGreaterThanOrEqual(START);
    const start = text.slice(0, START);
    const alike = texts.filter((one) => one.text.startsWith(start) && !keys.includes(one.key));
    expect(alike, `only ${key} begins like that`).toEqual([]);
    return start;
  });
};

export function describeDecisions(storm: () => Storm): void {
  const decisions = () => storm().review.decisions;
  const written = (action: string, id: string) =>
    storm().review.audit.filter((line) => line.action === action && line.subject === `decision:${id}`);
  const issuedLines = () =>
    decisions().flatMap(({ state, issuedAt, kind, number, lines }) =>
      state === 'issued'
        ? lines.filter(({ left }) => left === null).map((line) => ({ ...line, issuedAt: Number(issuedAt), kind, number }))
        : [],
    );
  /** Notices about its file that the household got, of which the text begins like that. */
  const noticesTo = (householdId: string, starts: readonly string[]) => {
    const accounts = storm()
      .review.memberships.filter((one) => one.householdId === householdId)
      .map(({ accountId }) => accountId);
    const texts = storm().messages.flatMap(({ accountId, class: of, body }) =>
      of === 'fileNotice' && accounts.includes(accountId) ? [(body as unknown as Outbound).text] : [],
    );
    return { accounts, texts: texts.filter((text) => starts.some((start) => text.startsWith(start))) };
  };

  describe('of the decisions', () => {
    it('some took effect, some corrected others, and households heard of them', () => {
      const kinds = decisions().flatMap(({ state, kind }) => (state === 'issued' ? [kind] : []));
      expect([...new Set(kinds)].toSorted()).toEqual(['correction', 'recognition']);
      expect(issuedLines().some(({ toldAt }) => toldAt !== null)).toBe(true);
    });

    it('each that was acknowledged is there once, whole, and none is that nobody asked for', () => {
      const asked = storm().consoleOfficers.flatMap(({ decisions }) => decisions);
      const kept = (number: string) => decisions().filter((one) => one.number === number);
      for (const { number, kind, households, outcome } of asked) {
        const found = kept(number);
        if (outcome === 'done') expect(found, number).toHaveLength(1);
        if (outcome === 'refused') expect(found, number).toHaveLength(0);
        for (const one of found) expect({ kind: one.kind, lines: one.lines.length }, number).toEqual({ kind, lines: households });
      }
      const known = new Set(asked.map(({ number }) => number));
      expect(decisions().filter(({ number }) => !known.has(number))).toEqual([]);
    });

    it('each is over, with its lines in order, and every step of it in the audit once', () => {
      for (const { id, state, lines, stoppedAt, issuedAt } of decisions()) {
        expect(['issued', 'stopped']).toContain(state);
        expect(lines.map(({ position }) => position)).toEqual(lines.map((_, index) => index + 1));
        expect([issuedAt !== null, stoppedAt !== null]).toEqual([state === 'issued', state === 'stopped']);
        expect(written('decision.confirm', id).map(({ detail }) => detail)).toMatchObject([{ households: lines.length }]);
        expect(written('decision.stop', id)).toHaveLength(state === 'stopped' ? 1 : 0);
        const count = (left: string | null) => lines.filter((line) => line.left === left).length;
        const detail = { households: count(null), changed: count('changed'), gone: count('gone') };
        expect(written('decision.issue', id).map((line) => line.detail)).toEqual(state === 'issued' ? [detail] : []);
        if (state === 'stopped')
          for (const { left, toldAt, nobodyAt } of lines) expect([left, toldAt, nobodyAt]).toEqual([null, null, null]);
      }
    });

    it('what the last of them says of a household is how its file stands', () => {
      const last = new Map<string, string>();
      for (const line of issuedLines().toSorted((a, b) => a.issuedAt - b.issuedAt))
        if (line.assessmentId) last.set(line.assessmentId, line.outcome);
      const stands = storm().review.files.filter(({ stage }) => stage === 'recognised' || stage === 'notRecognised');
      expect(stands.map(({ id, stage }) => [id, stage]).toSorted()).toEqual([...last].toSorted());
    });

    it('a correction is of what an earlier one says', () => {
      const all = new Map(issuedLines().map((line) => [line.id, line]));
      // Signed, and left out when it began: a correction puts it back as it was signed.
      const behind = new Map(
        decisions().flatMap(({ state, kind, issuedAt, lines }) =>
          state === 'issued' && kind === 'recognition'
            ? lines.filter(({ left }) => left !== null).map(({ id, outcome }) => [id, { outcome, issuedAt: Number(issuedAt) }] as const)
            : [],
        ),
      );
      for (const { kind, correctsId, outcome, issuedAt } of issuedLines()) {
        const put = behind.get(correctsId ?? '');
        if (put) expect([kind, put.outcome === outcome, put.issuedAt < issuedAt]).toEqual(['correction', true, true]);
        if (put) continue;
        const earlier = correctsId === null ? undefined : all.get(correctsId);
        expect(earlier !== undefined).toBe(kind === 'correction');
        if (earlier) expect([earlier.outcome === outcome, earlier.issuedAt < issuedAt]).toEqual([false, true]);
      }
    });

    it('each household is told once of each line, or there was nobody to tell', () => {
      const starts = beginnings('recognised', 'corrected', 'correctedBecause', 'decidedAway');
      for (const [householdId, lines] of Map.groupBy(issuedLines(), (line) => line.householdId)) {
        if (householdId === null) continue;
        const { accounts, texts } = noticesTo(householdId, starts);
        for (const { toldAt, nobodyAt } of lines)
          expect([toldAt !== null, nobodyAt !== null]).toEqual([accounts.length > 0, accounts.length === 0]);
        expect(texts, householdId).toHaveLength(lines.length * accounts.length);
      }
    });

    it('each household that was not proposed is told once of each time', () => {
      const starts = beginnings(
        'notProposed',
        'notProposedAgain',
        'notProposedAway',
        'staysNotProposed',
        'staysNotProposedAgain',
        'staysNotProposedAway',
      );
      const { files, notices } = storm().review;
      expect(notices.some(({ how, about }) => how === 'chat' && about === 'outcome')).toBe(true);
      for (const { id, householdId } of files) {
        const mine = notices.filter(({ assessmentId, about }) => assessmentId === id && about === 'outcome');
        const { accounts, texts } = noticesTo(householdId, starts);
        expect(texts, id).toHaveLength(mine.filter(({ how }) => how === 'chat').length * accounts.length);
        const inAudit = storm().review.audit.filter(({ action, subject }) => action === 'outcome.tell' && subject === `assessment:${id}`);
        expect(inAudit).toHaveLength(mine.length);
        const times = storm().review.rows.filter(({ assessmentId, act }) => assessmentId === id && act === 'notPropose').length;
        expect(mine.length).toBeLessThanOrEqual(times);
      }
    });

    it('who was erased left nothing but their line', () => {
      const gone = storm().review.erased;
      expect(gone.length).toBeGreaterThan(0);
      const left = new Set([
        ...storm().review.files.map(({ householdId }) => householdId),
        ...storm().review.memberships.map(({ householdId }) => householdId),
      ]);
      expect(gone.filter((id) => left.has(id))).toEqual([]);
      for (const { lines } of decisions())
        for (const { householdId, assessmentId } of lines) expect(gone).not.toContain(householdId ?? assessmentId);
    });
  });
}
