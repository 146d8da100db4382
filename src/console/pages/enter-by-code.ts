/** The way in on a PC: the page shows a code, and waits until an officer says yes to it in chat. */

import { html } from '../../http/html.ts';
import { depsOf } from '../../http/parts.ts';
import { beginSignIn } from '../../officer/begin-sign-in.ts';
import { giveOfficerToken, giveWaiting, takeLeft, takeWaiting, waitingOf } from '../cookies.ts';
import { showOutside } from '../frame.ts';
import { whereToGoOn } from '../late-form.ts';
import type { Call } from '../route.ts';
import { anyChats, chatLinks, lookAtWaiting, refusedPart, waitingSheet, wantsState } from './wait-for-approval.ts';

export async function enterByCodePage(call: Call): Promise<void> {
  const { parts, request, response, say } = call;
  const waiting = waitingOf(request);
  const state = waiting ? await lookAtWaiting(parts, waiting) : { outcome: 'over' as const };
  // The page that is loaded next says that it was refused.
  const toldNext = state.outcome === 'refused' && wantsState(request);
  if (state.outcome !== 'waiting' && !toldNext) takeWaiting(response, parts.publicUrl);
  if (state.outcome === 'in') giveOfficerToken(response, state.token, parts.publicUrl);
  const go = state.outcome === 'in' ? await whereToGoOn(parts, state.token) : '/console/enter';
  if (wantsState(request)) {
    response.json({ waiting: state.outcome === 'waiting', go });
    return;
  }
  if (state.outcome === 'in') return response.redirect(303, go);
  if (waiting && state.outcome === 'waiting') {
    const how = html`<p>${say('wait.how')}</p>`;
    const links = chatLinks(say, parts, anyChats(parts));
    return showOutside(call, waitingSheet(say, { ...waiting, how, links }, say('enter.title')));
  }
  const left = takeLeft(request, response, parts.publicUrl) ? html`<p class="problem-note" role="status">${say('enter.left')}</p>` : null;
  const refused = state.outcome === 'refused' ? refusedPart(say, 'enter.refused') : null;
  const content = html`${left}${refused}<h2>${say('enter.phone')}</h2>
<p>${say('enter.phoneHow')}</p>
<h2>${say('enter.pc')}</h2>
<p>${say('enter.pcHow')}</p>
<form method="post" action="/console/enter"><button class="button first">${say('enter.getCode')}</button></form>`;
  showOutside(call, { title: say('enter.title'), content });
}

export async function beginByCode({ parts, response }: Call): Promise<void> {
  giveWaiting(response, await beginSignIn(depsOf(parts), { secret: parts.secret }), parts.publicUrl);
  response.redirect(303, '/console/enter');
}
