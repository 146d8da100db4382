/**
 * Before a decision or an export: the officer says yes once more in chat, so that a browser left open does nothing by itself. A form that
 * was sent for it is kept meanwhile (keep-form.ts), and goes its way from here.
 */
import { isId } from '../../db/is-id.ts';
import { type Html, html } from '../../http/html.ts';
import { depsOf } from '../../http/parts.ts';
import { beginSignIn } from '../../officer/begin-sign-in.ts';
import { chatsOf } from '../../officer/chats-of.ts';
import { giveWaiting, takeWaiting, type Waiting, waitingOf } from '../cookies.ts';
import { FRESH } from '../form-page.ts';
import { form, show } from '../frame.ts';
import { fieldsOf } from '../keep-form.ts';
import type { Entered, Visit } from '../route.ts';
import { chatLinks, lookAtWaiting, refusedPart, waitingPart, waitingSheet, wantsState } from './wait-for-approval.ts';

/** Pages of the console, with what they are asked. */
const OURS = /^\/console(?:\/[\w/-]*)?(?:\?[\w=&%.-]*)?$/;

export async function freshPage(visit: Visit): Promise<void> {
  const { parts, request, response, officer, entered } = visit;
  const to = ours(request.query.to);
  const waiting = waitingOf(request);
  const state = waiting ? await lookAtWaiting(parts, waiting) : { outcome: 'over' as const };
  // The page that is loaded next says that it was refused.
  const toldNext = state.outcome === 'refused' && wantsState(request);
  if (state.outcome !== 'waiting' && !toldNext) takeWaiting(response, parts.publicUrl);
  const fresh = officer.fresh || state.outcome === 'fresh';
  // It was sent, or put away: whoever comes back here goes on where it stood.
  const over = isId(request.query.kept) && entered === null;
  const goes = over || (fresh && entered === null);
  if (wantsState(request)) {
    const waits = !goes && !fresh && state.outcome === 'waiting';
    response.json({ waiting: waits, sends: fresh && entered !== null, go: goes ? to : request.originalUrl });
    return;
  }
  if (goes) return response.redirect(303, to);
  if (fresh && entered) return showApproved(visit, entered, to);
  if (waiting && state.outcome === 'waiting') return showWaiting(visit, { waiting, to });
  askForCode(visit, { to, refused: state.outcome === 'refused' });
}

/** Without a script, and for whoever comes back to a page that their phone has loaded anew. */
function showApproved(visit: Visit, entered: Entered, to: string): void {
  const { say } = visit;
  const content = html`<p role="status">${say('fresh.approved')}</p>
${keptPart(visit, entered, to)}`;
  show(visit, { title: say('fresh.title'), content });
}

async function showWaiting(visit: Visit, { waiting, to }: { waiting: Waiting; to: string }): Promise<void> {
  const { parts, say, officer, entered } = visit;
  const links = chatLinks(say, parts, await chatsOf(depsOf(parts), officer.officerId));
  const steps = ['open', 'type', 'agree'].map((step) => html`<li>${say(`fresh.steps.${step}`)}</li>`);
  const how = html`<p>${say('fresh.why')}</p><ol>${steps}</ol>`;
  const title = say('fresh.title');
  if (!entered) {
    const sheet = waitingSheet(say, { ...waiting, how, links }, title);
    return show(visit, { ...sheet, content: html`${sheet.content}${sentPart(visit)}` });
  }
  const content = html`${waitingPart(say, { ...waiting, how, links })}
<p>${say('fresh.kept')}</p>
${keptPart(visit, entered, to)}
<p>${say('wait.never')}</p>`;
  show(visit, { title, content, script: 'wait.js' });
}

/** The form as it was filled in; its own script sends it once it is approved (page/wait.js), its button whoever says so. */
function keptPart(visit: Visit, { action, fields }: Entered, to: string): Html {
  const { say } = visit;
  const button = html`<button class="button first">${say('fresh.goOn')}</button>`;
  return html`<div id="kept">${form({ ...visit, entered: null }, action, html`${fieldsOf(fields)}${button}`)}</div>
${sentPart(visit)}
<p><a href="${backTo(visit, to)}">${say('fresh.back')}</a></p>`;
}

/** What was filled in goes along. */
function backTo({ request }: Visit, to: string): string {
  const { kept } = request.query;
  return isId(kept) ? `${to}${to.includes('?') ? '&' : '?'}kept=${kept}` : to;
}

/** Said by the script, once what was wanted goes its way: a file comes without another page. */
function sentPart({ say }: Visit): Html {
  return html`<p id="sent" role="status" hidden>${say('fresh.sent')}</p>`;
}

function askForCode(visit: Visit, { to, refused }: { to: string; refused: boolean }): void {
  const { say, request } = visit;
  const { kept } = request.query;
  const fields = { to, ...(isId(kept) && { kept }) };
  const content = html`${refused ? refusedPart(say, 'fresh.refused') : null}<p>${say('fresh.why')}</p>
${form({ ...visit, entered: null }, FRESH, html`${fieldsOf(fields)}<button class="button first">${say('enter.getCode')}</button>`)}`;
  show(visit, { title: say('fresh.title'), content });
}

export async function askFresh({ parts, response, token, form: { to, kept } }: Visit): Promise<void> {
  giveWaiting(response, await beginSignIn(depsOf(parts), { secret: parts.secret, session: token }), parts.publicUrl);
  const back = encodeURIComponent(ours(to));
  response.redirect(303, isId(kept) ? `${FRESH}?kept=${kept}&to=${back}` : `${FRESH}?to=${back}`);
}

/** Where the officer wanted to go, if that is one of our pages; the start otherwise. */
function ours(to: unknown): string {
  return typeof to === 'string' && OURS.test(to) ? to : '/console';
}
