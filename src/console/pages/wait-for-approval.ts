/** A browser that shows a code and waits for an officer's yes in chat: to come in, or for a fresh approval. */
import type { Request } from 'express';
import { type Html, html, type Part } from '../../http/html.ts';
import { inTransaction, type Parts } from '../../http/parts.ts';
import type { OfficersChat } from '../../officer/chats-of.ts';
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

/** Once: what was refused stays so, and other digits begin anew. */
export function refusedPart(say: Say, key: 'enter.refused' | 'fresh.refused'): Html {
  return html`<p class="problem-note" role="alert">${say(key)}</p>`;
}

/** On a phone the chat is where this page is: beside it, so that nothing of it is lost. */
export function chatLinks(say: Say, { apps }: Parts, chats: readonly OfficersChat[]): Html {
  const links = chats.map(({ channel, externalId }) => {
    if (channel === 'web') return beside('/', say('wait.openChat'));
    if (channel === 'telegram') return apps?.telegramBot ? beside(`https://t.me/${apps.telegramBot}`, say('wait.openTelegram')) : null;
    return apps?.zaloOa ? beside(`https://zalo.me/${externalId}`, say('wait.openZalo')) : null;
  });
  return html`<p class="acts">${links}</p>`;
}

/** Of whoever is not known yet: every app that is on. */
export function anyChats({ apps }: Parts): OfficersChat[] {
  return [
    { channel: 'web', externalId: '' },
    { channel: 'telegram', externalId: '' },
    ...(apps?.zaloOa ? [{ channel: 'zalo' as const, externalId: apps.zaloOa }] : []),
  ];
}

function beside(address: string, words: string): Html {
  return html`<a class="button" href="${address}" target="_blank" rel="noopener">${words}</a>`;
}

interface WaitingFor extends Waiting {
  /** How it is approved, and what this page does then. */
  how: Part;
  links: Html;
}

export function waitingPart(say: Say, { code, how, links }: Omit<WaitingFor, 'signInId' | 'browserToken'>): Html {
  return html`${how}
${links}
<p class="digits">${spacedPcCode(code)}</p>
<p role="status">${say('wait.waiting')}</p>`;
}

export function waitingSheet(say: Say, waiting: WaitingFor, title: string): Sheet {
  const content = html`${waitingPart(say, waiting)}
<p>${say('wait.never')}</p>`;
  return { title, content, script: 'wait.js', reloadSeconds: RELOAD_SECONDS };
}
