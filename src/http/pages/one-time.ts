/** A one-time link: a page with a button, because apps look at links before people do; only the button uses it up. */
import type { RequestHandler, Response } from 'express';
import { grantPages } from '../../channel/web/session.ts';
import { sourceLanguage } from '../../locale/locale.ts';
import { languageOfPageCode, usePageCode } from '../../privacy/page-link.ts';
import { givePagesToken } from '../cookie.ts';
import { html } from '../html.ts';
import { depsOf, inTransaction, type Parts } from '../parts.ts';
import { leaflet, sayer, sendPage } from './page.ts';

export function oneTimePage(parts: Parts): RequestHandler {
  return async (request, response) => {
    const { secret } = parts;
    const language = await languageOfPageCode(depsOf(parts), { code: String(request.params.code), secret });
    if (language === null) return gone(parts, response);
    const say = sayer(parts, language);
    const content = html`<p>${say('oneTime.how')}</p>
<form method="post"><button class="button first">${say('oneTime.open')}</button></form>`;
    // With no-referrer a browser would not say where the form was sent from.
    response.set({ 'referrer-policy': 'same-origin', 'x-robots-tag': 'noindex' });
    sendPage(response, leaflet(parts, language, say('oneTime.title'), content));
  };
}

export function openOneTimeRoute(parts: Parts): RequestHandler {
  return async (request, response) => {
    const { secret } = parts;
    const opened = await inTransaction(parts, async (deps) => {
      const used = await usePageCode(deps, { code: String(request.params.code), secret });
      return used && { target: used.target, token: await grantPages(deps, used.accountId) };
    });
    if (!opened) return gone(parts, response);
    givePagesToken(response, opened.token, parts.publicUrl);
    response.set('cache-control', 'no-store').redirect(303, opened.target);
  };
}

/** Nobody knows any more whose it was. */
function gone(parts: Parts, response: Response): void {
  const say = sayer(parts, sourceLanguage);
  response.status(410).set('x-robots-tag', 'noindex');
  sendPage(response, leaflet(parts, sourceLanguage, say('oneTime.gone'), html`<p>${say('oneTime.again')}</p>`));
}
