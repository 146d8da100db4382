/** A form that needs a fresh approval in chat, and was not sent in time after the last one: nothing that was filled in is lost. */
import type { RequestHandler } from 'express';
import { html } from '../http/html.ts';
import { depsOf, type Parts } from '../http/parts.ts';
import { beginSignIn } from '../officer/begin-sign-in.ts';
import { spacedPcCode } from '../officer/pc-code.ts';
import { giveWaiting, takeWaiting, type Waiting, waitingOf } from './cookies.ts';
import { form, show } from './frame.ts';
import { chatLink, lookAtWaiting } from './pages/wait-for-approval.ts';
import type { Form, Visit } from './route.ts';

/**
 * Answers with a page that carries the fields along and shows the digits to be approved; sent again once they are, the form goes its
 * way. Nothing of it is kept here, and nothing stands in an address.
 */
export function keepForm(parts: Parts, visitOf: (response: Parameters<RequestHandler>[1]) => Visit): RequestHandler {
  return async (request, response, next) => {
    const visit = visitOf(response);
    if (visit.officer.fresh) return next();
    const waiting = waitingOf(request);
    const state = waiting ? await lookAtWaiting(parts, waiting) : { outcome: 'over' as const };
    if (state.outcome === 'fresh') {
      takeWaiting(response, parts.publicUrl);
      return next();
    }
    if (waiting && state.outcome === 'waiting') return showKept(visit, waiting);
    const begun = await beginSignIn(depsOf(parts), { secret: parts.secret, session: visit.token });
    giveWaiting(response, begun, parts.publicUrl);
    showKept(visit, begun);
  };
}

function showKept(visit: Visit, { code }: Pick<Waiting, 'code'>): void {
  const { say, request } = visit;
  const content = html`<p>${say('fresh.why')}</p>
<p>${say('wait.how')}</p>
${chatLink(say)}
<p class="digits">${spacedPcCode(code)}</p>
<p>${say('fresh.kept')}</p>
${form({ ...visit, entered: null }, request.originalUrl, html`${fieldsOf(visit.form)}<button class="first">${say('fresh.goOn')}</button>`)}
<p>${say('wait.never')}</p>`;
  show(visit, { title: say('fresh.title'), content, status: 403 });
}

/** As they came; the form has its own marks of whose it is. */
export function fieldsOf(fields: Form) {
  return Object.entries(fields)
    .filter(([name]) => name !== 'csrf' && name !== 'whose')
    .flatMap(([name, value]) => [value].flat().map((one) => html`<input type="hidden" name="${name}" value="${one}">`));
}
