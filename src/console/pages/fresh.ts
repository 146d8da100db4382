/** Before a decision or an export: the officer says yes once more in chat, so that a browser left open does nothing by itself. */
import { html } from '../../http/html.ts';
import { depsOf } from '../../http/parts.ts';
import { beginSignIn } from '../../officer/begin-sign-in.ts';
import { giveWaiting, takeWaiting, waitingOf } from '../cookies.ts';
import { form, show } from '../frame.ts';
import type { Visit } from '../route.ts';
import { lookAtWaiting, waitingSheet, wantsState } from './wait-for-approval.ts';

/** Pages of the console, with what they are asked. */
const OURS = /^\/console(?:\/[\w/-]*)?(?:\?[\w=&%.-]*)?$/;

export async function freshPage(visit: Visit): Promise<void> {
  const { parts, request, response, say, officer } = visit;
  const to = ours(request.query.to);
  const waiting = waitingOf(request);
  const state = waiting ? await lookAtWaiting(parts, waiting) : { outcome: 'over' as const };
  if (state.outcome !== 'waiting') takeWaiting(response, parts.publicUrl);
  const fresh = officer.fresh || state.outcome === 'fresh';
  if (wantsState(request)) {
    response.json({ waiting: !fresh && state.outcome === 'waiting', go: fresh ? to : request.originalUrl });
    return;
  }
  if (fresh) return response.redirect(303, to);
  if (waiting && state.outcome === 'waiting') return show(visit, waitingSheet(say, waiting, say('fresh.title')));
  const content = html`<p>${say('fresh.why')}</p>
${form(
  visit,
  '/console/fresh',
  html`<input type="hidden" name="to" value="${to}"><button class="button first">${say('enter.getCode')}</button>`,
)}`;
  show(visit, { title: say('fresh.title'), content });
}

export async function askFresh({ parts, response, token, form: { to } }: Visit): Promise<void> {
  giveWaiting(response, await beginSignIn(depsOf(parts), { secret: parts.secret, session: token }), parts.publicUrl);
  response.redirect(303, `/console/fresh?to=${encodeURIComponent(ours(to))}`);
}

/** Where the officer wanted to go, if that is one of our pages; the start otherwise. */
function ours(to: unknown): string {
  return typeof to === 'string' && OURS.test(to) ? to : '/console';
}
