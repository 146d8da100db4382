/** What has to be true of the officers' work after every storm: what was acknowledged is there once, and every step followed the one before. */
import { describe, expect, it } from 'vitest';
import type { AskedAct } from './console-officer.ts';
import { type Deed, type Replayed, replay } from './replay.ts';
import type { Storm } from './storm.ts';

const OF_FILES =
  /^(review\.(confirm|unconfirm|change|askBack|withdraw|propose|notPropose|object|keep)|sheet\.save|assessment\.(submit|reopen))$/;

export function describeOfficers(storm: () => Storm): void {
  /** Of a household that never chats, what was asked names the household: it had no file yet. */
  const fileNamed = (id: string) => storm().review.files.find((file) => file.id === id || file.householdId === id);
  const writtenOf = (id: string) =>
    storm().review.audit.filter(({ subject, action }) => subject === `assessment:${id}` && OF_FILES.test(action));
  const lives = new Map<string, Replayed>();
  const lifeOf = (id: string): Replayed => {
    const { rows, decisions } = storm().review;
    const issued = decisions.filter(({ state }) => state === 'issued').flatMap(({ lines }) => lines);
    const life =
      lives.get(id) ??
      replay({
        written: writtenOf(id),
        rows: rows.filter((row) => row.assessmentId === id),
        decided: issued.filter((line) => line.assessmentId === id && line.left === null),
      });
    lives.set(id, life);
    return life;
  };

  describe('of the officers', () => {
    it('all acted while the service was killed', () => {
      const { chatOfficers, consoleOfficers } = storm();
      for (const { name, done } of [...chatOfficers, ...consoleOfficers]) expect(done(), name).toBeGreaterThan(0);
    });

    it('no file skipped a step, lost a reason, or has half an act', () => {
      const { files } = storm().review;
      expect(files.flatMap(({ id }) => lifeOf(id).faults.map((fault) => `${id}: ${fault}`))).toEqual([]);
      for (const { id, stage, reviewSeq, submissions } of files) {
        const { standing, deeds, sent } = lifeOf(id);
        expect({ id, stage, reviewSeq, sent: submissions.length }).toEqual({ id, stage: standing.stage, reviewSeq: deeds.length, sent });
      }
    });

    it('every act in the console that was acknowledged is there once, on what it was based on', () => {
      for (const { officerId, acts, name } of storm().consoleOfficers) {
        const actor = `officer:${officerId}`;
        const isIt = (deed: Deed | undefined, act: string) => deed?.actor === actor && deed.act === act;
        // Of one that was erased there is only the audit.
        const { erased, audit, files } = storm().review;
        const goneActs = audit.filter(
          ({ actor: who, subject }) => who === actor && !files.some(({ id }) => subject === `assessment:${id}`),
        );
        const isThere = ({ file: id, act, after }: AskedAct) => {
          const file = fileNamed(id);
          if (file) return isIt(lifeOf(file.id).deeds[after], act);
          if (erased.includes(id)) return goneActs.some(({ detail }) => (detail as { act?: string } | null)?.act === act);
          return goneActs.some(({ action, subject }) => subject === `assessment:${id}` && action === `review.${act}`);
        };
        /** Two who say the same of a line of the sheet are one deed, of the first of them. */
        const isSaid = ({ file: id, act, after, onSheet }: AskedAct) => {
          const file = fileNamed(id);
          const since = onSheet && file ? lifeOf(file.id).deeds.slice(after) : [];
          return since.some((deed) => deed.act === act && deed.actor !== actor);
        };
        expect(
          acts.filter((one) => one.outcome === 'done' && !isThere(one) && !isSaid(one)),
          name,
        ).toEqual([]);
        const known = acts.filter(({ file }) => fileNamed(file));
        const there = known.filter((one) => one.outcome !== 'refused' && isThere(one));
        const kept = storm().review.files.flatMap(({ id }) => lifeOf(id).deeds.filter((deed) => deed.actor === actor));
        expect(kept, name).toHaveLength(there.length);
      }
    });

    it('every act in chat that was acknowledged is there once', () => {
      for (const { officerId, done } of storm().chatOfficers) {
        const mine = storm().review.audit.filter(
          ({ actor, action }) => actor === `officer:${officerId}` && /^review\.(confirm|askBack)$/.test(action),
        );
        expect(mine).toHaveLength(done());
      }
    });
  });
}
