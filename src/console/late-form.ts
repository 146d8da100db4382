/**
 * A form that comes when its officer is signed in no more, or from before they signed in anew: an evening may stand in it. It is kept for
 * them, and once they are in, its page shows it filled in.
 */
import type { RequestHandler } from 'express';
import { isId } from '../db/is-id.ts';
import { depsOf, inTransaction, type Parts } from '../http/parts.ts';
import { dropKeptForm, findKeptBelow, findKeptForm, type KeptForm, keepForm, listKeptForms } from '../officer/kept-forms.ts';
import { findSession } from '../officer/sessions.ts';
import { Problem } from '../problems.ts';
import { takeOfficerToken } from './cookies.ts';
import { ownerOf } from './form-owner.ts';
import { FRESH, formOf, pageOf } from './form-page.ts';
import { goTo } from './frame.ts';
import { type Form, idIn, type OfficerRoute, type Visit } from './route.ts';

/** Keeps it for whom its page was made for, whoever sends it: nobody else is shown it. */
export function keepLate(parts: Parts, route: OfficerRoute): RequestHandler {
  return async (request, response, next) => {
    const visit: Visit | undefined = response.locals.visit;
    const late = visit ? 'crossSite' : 'notSignedIn';
    const { csrf: _, whose, ...fields }: Form = request.body ?? {};
    const officerId = ownerOf(parts, { whose: whose ?? '' });
    if (officerId === null) return next(new Problem(late));
    const form = { officerId, page: pageOf(route, request), action: formOf(route, request), fields };
    const id = await inTransaction(parts, (deps) => keepForm(deps, form));
    if (id === null || (visit && visit.officer.officerId !== officerId)) return next(new Problem(late));
    if (visit) return response.redirect(303, addressOf({ id, page: form.page }));
    takeOfficerToken(response, parts.publicUrl);
    response.redirect(303, '/console/enter?done=kept');
  };
}

/**
 * A page that is asked for with a kept form shows that filled in; so does one whose own form waits for its approval, also where its
 * officer came by the browser's button.
 */
export function bringBack(parts: Parts, { showsWaiting }: OfficerRoute): RequestHandler {
  return async (request, response, next) => {
    const visit: Visit = response.locals.visit;
    const { officerId } = visit.officer;
    const { kept: id } = request.query;
    if (!isId(id) && !showsWaiting) return next();
    const page = request.baseUrl + request.path;
    const kept = isId(id)
      ? await findKeptForm(depsOf(parts), { officerId, id })
      : await findKeptBelow(depsOf(parts), { officerId, page: FRESH, below: page });
    // Of one that waits for its approval, the page knows by its address.
    if (kept && (kept.page === page || kept.page === FRESH)) visit.entered = { action: kept.action, fields: kept.fields };
    next();
  };
}

/** It is in the officer's hands again. */
export async function sentAgain({ parts, officer }: Visit, action: string): Promise<void> {
  await dropKeptForm(depsOf(parts), { officerId: officer.officerId, action });
}

/** Where somebody who has just come in goes on. @param wanted where no form of theirs waits */
export async function whereToGoOn(parts: Parts, token: string, wanted = '/console'): Promise<string> {
  const officer = await findSession(depsOf(parts), token);
  const [kept] = officer ? await listKeptForms(depsOf(parts), officer.officerId) : [];
  return kept ? addressOf(kept) : wanted;
}

export function addressOf({ page, id }: Pick<KeptForm, 'page' | 'id'>): string {
  // One that only waits for its approval says so itself.
  return page === FRESH ? `${page}?kept=${id}` : `${page}?kept=${id}&done=broughtBack`;
}

/** It is wanted no more. */
export async function putAwayRoute(visit: Visit): Promise<void> {
  await dropKeptForm(depsOf(visit.parts), { officerId: visit.officer.officerId, id: idIn(visit) });
  goTo(visit, '/console');
}
