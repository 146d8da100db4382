/**
 * A form that needs a fresh approval in chat, and was not sent in time after the last one: it is kept for its officer, and they are led to
 * a page of its own, which they can come back to and load anew. Nothing of it stands in an address.
 */
import type { Request, RequestHandler } from 'express';
import { html } from '../http/html.ts';
import { depsOf, inTransaction, type Parts } from '../http/parts.ts';
import { beginSignIn } from '../officer/begin-sign-in.ts';
import { keepForm } from '../officer/kept-forms.ts';
import { Problem } from '../problems.ts';
import { giveWaiting, takeWaiting, waitingOf } from './cookies.ts';
import { FRESH, pageOf } from './form-page.ts';
import { lookAtWaiting } from './pages/wait-for-approval.ts';
import type { Form, OfficerRoute, Visit } from './route.ts';

export function keepToApprove(
  parts: Parts,
  route: OfficerRoute,
  visitOf: (response: Parameters<RequestHandler>[1]) => Visit,
): RequestHandler {
  return async (request, response, next) => {
    const visit = visitOf(response);
    if (visit.officer.fresh) return next();
    const waiting = waitingOf(request);
    const state = waiting ? await lookAtWaiting(parts, waiting) : { outcome: 'over' as const };
    if (state.outcome === 'fresh') {
      takeWaiting(response, parts.publicUrl);
      return next();
    }
    if (state.outcome !== 'waiting')
      giveWaiting(response, await beginSignIn(depsOf(parts), { secret: parts.secret, session: visit.token }), parts.publicUrl);
    const { csrf: _, whose: __, ...fields } = visit.form;
    const form = { officerId: visit.officer.officerId, page: FRESH, action: request.baseUrl + request.path, fields };
    const kept = await inTransaction(parts, (deps) => keepForm(deps, form));
    if (kept === null) throw new Problem('notSignedIn');
    response.redirect(303, `${FRESH}?${new URLSearchParams({ kept, to: backFrom(route, request) })}`);
  };
}

/** Where the form stands: there its officer goes on once it is sent, or wanted no more. */
function backFrom(route: OfficerRoute, request: Request): string {
  if (route.keeps !== undefined) return pageOf(route, request);
  const from = URL.parse(request.get('referer') ?? '');
  if (from?.pathname === FRESH) return from.searchParams.get('to') ?? '/console';
  return from?.pathname ?? '/console';
}

/** As they came; the form has its own marks of whose it is. */
export function fieldsOf(fields: Form) {
  return Object.entries(fields)
    .filter(([name]) => name !== 'csrf' && name !== 'whose')
    .flatMap(([name, value]) => [value].flat().map((one) => html`<input type="hidden" name="${name}" value="${one}">`));
}
