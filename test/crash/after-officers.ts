/** What has to be true of the officers' work after every storm: what was acknowledged is there once, and nothing else is. */
import { expect, it } from 'vitest';
import type { Storm } from './storm.ts';

export function describeOfficers(storm: () => Storm): void {
  /** In the order in which they were done to it. */
  const rowsOf = (assessmentId: string) => storm().review.rows.filter((row) => row.assessmentId === assessmentId);

  /** Of a household that never chats, what was asked names the household: it had no file yet. */
  const fileNamed = (id: string) => storm().review.files.find((file) => file.id === id || file.householdId === id);

  it('officers acted while the service was killed', () => {
    const { chatOfficers, consoleOfficers } = storm();
    for (const { name, done } of [...chatOfficers, ...consoleOfficers]) expect(done(), name).toBeGreaterThan(0);
  });

  it('every act in the console that was acknowledged is there once, on what it was based on', () => {
    for (const { officerId, asked } of storm().consoleOfficers) {
      const isThere = ({ assessmentId, act, after }: (typeof asked)[number]) => {
        const row = rowsOf(fileNamed(assessmentId)?.id ?? '')[after];
        return row?.officerId === officerId && row.act === act;
      };
      const done = asked.filter(({ outcome }) => outcome === 'done');
      expect(done.filter((one) => !isThere(one))).toEqual([]);
      const unknown = asked.filter((one) => one.outcome === 'unknown' && isThere(one));
      expect(storm().review.rows.filter((row) => row.officerId === officerId)).toHaveLength(done.length + unknown.length);
    }
  });

  it('every act in chat that was acknowledged is there once', () => {
    for (const { officerId, done } of storm().chatOfficers)
      expect(storm().review.rows.filter((row) => row.officerId === officerId)).toHaveLength(done());
  });

  it('acts are counted without gaps', () => {
    for (const { id, reviewSeq } of storm().review.files) expect(rowsOf(id)).toHaveLength(reviewSeq);
  });

  it('the audit has each of them once', () => {
    const { rows, deeds } = storm().review;
    const written = deeds.flatMap(({ actor, action, subject, detail }) => {
      if (action === 'sheet.save') return [`${actor} ${(detail as { act: string }).act} ${subject}`];
      const act = /^review\.(confirm|change|askBack)$/.exec(action)?.[1];
      return act ? [`${actor} ${act} ${subject}`] : [];
    });
    const done = rows.flatMap(({ officerId, act, assessmentId }) =>
      officerId ? [`officer:${officerId} ${act} assessment:${assessmentId}`] : [],
    );
    expect(written.toSorted()).toEqual(done.toSorted());
  });

  it('each household was told once of what the ward asked or changed, and of nothing else', () => {
    const { messages, review } = storm();
    for (const { id, household } of review.files) {
      const accounts = household.memberships.map(({ accountId }) => accountId);
      const told = messages.filter((one) => one.class === 'fileNotice' && accounts.includes(one.accountId));
      const worth = rowsOf(id).filter(({ act, officerId }) => officerId !== null && (act === 'askBack' || act === 'change'));
      expect(told).toHaveLength(worth.length * accounts.length);
    }
  });

  it('whoever was asked for something has answered it', () => {
    const { rows, files } = storm().review;
    expect(files.filter(({ stage }) => stage === 'returned')).toEqual([]);
    for (const { submissionId } of rows.filter(({ act }) => act === 'askBack'))
      expect(storm().submissions.some(({ id }) => id === submissionId)).toBe(true);
  });
}
