/**
 * A page that answered a form: what was wrong in it, or what was looked for. Browsers that come back to such a page ask for the form again,
 * or show nothing; so it is kept for the browser that sent it and led to by an address of its own, which can be loaded anew. It may name
 * households: it stays in memory, for a while, for who holds the same duties still, and until anybody has something erased.
 */
import { createHash } from 'node:crypto';
import { depsOf, type Parts } from '../http/parts.ts';
import { type Answer, idIn, type KeptAnswers, type Visit } from './route.ts';

const ANSWERS = '/console/answers';
/** An evening. */
const KEPT_MS = 3 * 60 * 60 * 1000;
/** The pages of a whole khu phố are about a million letters. */
const MOST_LETTERS = 48_000_000;
const MOST_OF_ONE = 12;
/** What must not be shown again by a page that was made before it. */
const ERASING = ['privacy.erase', 'privacy.drop', 'evidence.remove'];

interface Kept extends Answer {
  owner: string;
  at: Date;
}

export function createKeptAnswers(parts: Parts): KeptAnswers {
  /** The oldest first. */
  const kept = new Map<string, Kept>();
  const letGo = (now: Date, owner: string) => {
    for (const [id, { at }] of kept) if (now.getTime() - at.getTime() > KEPT_MS) kept.delete(id);
    const own = [...kept].filter(([, one]) => one.owner === owner);
    for (const [id] of own.slice(0, Math.max(0, own.length - MOST_OF_ONE))) kept.delete(id);
    let letters = [...kept.values()].reduce((sum, { source }) => sum + source.length, 0);
    for (const [id, { source }] of kept) {
      if (letters <= MOST_LETTERS) return;
      kept.delete(id);
      letters -= source.length;
    }
  };
  return {
    keep(visit, answer) {
      const [id, at, owner] = [parts.ids.next(), parts.clock.now(), ownerOf(visit)];
      kept.set(id, { ...answer, owner, at });
      letGo(at, owner);
      return `${ANSWERS}/${id}`;
    },
    async find(visit) {
      const found = kept.get(idIn(visit));
      const now = parts.clock.now();
      if (!found || found.owner !== ownerOf(visit) || now.getTime() - found.at.getTime() > KEPT_MS) return null;
      const where = { at: { gte: found.at }, action: { in: ERASING } };
      return (await depsOf(parts).db.audit.findFirst({ where, select: { seq: true } })) ? null : found;
    },
  };
}

/** This browser, with the duties that its officer holds now. */
function ownerOf({ token, officer }: Visit): string {
  return createHash('sha256')
    .update(JSON.stringify([token, officer.scope]))
    .digest('base64url');
}
