/**
 * A page that answered a form: what was wrong in it, or what was looked for. Browsers that come back to such a page ask for the form again,
 * or show nothing; so it is kept for the browser that sent it, whichever process answers next, and led to by an address of its own. It may
 * name households: it stays for some hours, for who holds the same duties still, and until anybody has something erased.
 */
import { createHash } from 'node:crypto';
import { depsOf, type Parts } from '../http/parts.ts';
import { ANSWERS, findKeptForm, keepForm } from '../officer/kept-forms.ts';
import { type Answer, idIn, type KeptAnswers, type Visit } from './route.ts';

/** An evening. */
const KEPT_MS = 3 * 60 * 60 * 1000;
const MOST_OF_ONE = 12;
/** What must not be shown again by a page that was made before it. */
const ERASING = ['privacy.erase', 'privacy.drop', 'evidence.remove'];

export function createKeptAnswers(parts: Parts): KeptAnswers {
  const deps = depsOf(parts);
  const { db, clock, ids } = deps;
  return {
    async keep(visit, { source, status }) {
      const { officerId } = visit.officer;
      const action = `${ANSWERS}/${ids.next()}`;
      const newest = await db.audit.findFirst({ orderBy: { seq: 'desc' }, select: { seq: true } });
      const fields = { source, status: String(status), owner: ownerOf(visit), audit: String(newest?.seq ?? 0) };
      const id = await keepForm(deps, { officerId, page: ANSWERS, action, fields });
      const gone = await db.keptForm.findMany({
        where: { officerId, page: ANSWERS },
        orderBy: [{ keptAt: 'desc' }, { id: 'desc' }],
        skip: MOST_OF_ONE,
        select: { id: true },
      });
      if (gone.length > 0) await db.keptForm.deleteMany({ where: { id: { in: gone.map((one) => one.id) } } });
      return id === null ? '/console' : `${ANSWERS}/${id}`;
    },
    async find(visit) {
      const found = await findKeptForm(deps, { officerId: visit.officer.officerId, id: idIn(visit) });
      if (found?.page !== ANSWERS || found.fields.owner !== ownerOf(visit)) return null;
      if (clock.now().getTime() - found.keptAt.getTime() > KEPT_MS) return null;
      const where = { seq: { gt: BigInt(String(found.fields.audit)) }, action: { in: ERASING } };
      if (await db.audit.findFirst({ where, select: { seq: true } })) return null;
      return { source: String(found.fields.source), status: Number(found.fields.status) } satisfies Answer;
    },
  };
}

/** This browser, with the duties that its officer holds now. */
function ownerOf({ token, officer }: Visit): string {
  return createHash('sha256')
    .update(JSON.stringify([token, officer.scope]))
    .digest('base64url');
}
