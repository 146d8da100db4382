/** A browser that shows a code and waits for an officer's yes in chat: to come in, or for a fresh approval. */
import type { Request } from 'express';
import { html } from '../../http/html.ts';
import { inTransaction, type Parts } from '../../http/parts.ts';
import { finishSignIn } from '../../officer/finish-sign-in.ts';
import { spacedPcCode } from '../../officer/pc-code.ts';
import type { Waiting } from '../cookies.ts';
import type { Sheet } from '../frame.ts';
import type { Say } from '../route.ts';

/** For browsers without scripts, which load the page anew. */
const RELOAD_SECONDS = 5;

/** What became of it so far; once it was approved, this is what lets the browser in. */
export function lookAtWaiting(parts: Parts, { signInId, browserToken }: Waiting) {
  return inTransaction(parts, (deps) => finishSignIn(deps, { signInId, browserToken }));
}

/** The script of the page asks, not the person. */
export function wantsState(request: Request): boolean {
  return request.accepts(['html', 'json']) === 'json';
}

/** On a phone the chat is where this page is: beside it, so that nothing of it is lost. */
export function chatLink(say: Say) {
  return html`<p><a class="button" href="/" target="_blank" rel="noopener">${say('wait.openChat')}</a></p>`;
}

export function waitingSheet(say: Say, { code }: Waiting, title: string): Sheet {
  const content = html`<p>${say('wait.how')}</p>
${chatLink(say)}
<p class="digits">${spacedPcCode(code)}</p>
<p role="status">${say('wait.waiting')}</p>
<p>${say('wait.never')}</p>`;
  return { title, content, script: 'wait.js', reloadSeconds: RELOAD_SECONDS };
}
