/** Where a QR code leads: the same code can be taken to each app that is on; where none is, straight into the chat of this page. */
import type { Request, RequestHandler, Response } from 'express';
import { sourceLanguage } from '../../locale/locale.ts';
import { Problem } from '../../problems.ts';
import { html } from '../html.ts';
import type { Parts } from '../parts.ts';
import { currentVisitor } from '../visitor.ts';
import { leaflet, sayer, sendPage } from './page.ts';

export function codePage(parts: Parts): RequestHandler {
  return async (request, response) => {
    const code = codeIn(request);
    const { telegramBot, zaloOa } = parts.apps ?? {};
    const chat = `/#ma=${code}`;
    response.set('x-robots-tag', 'noindex, nofollow');
    if (!telegramBot && !zaloOa) {
      response.redirect(chat);
      return;
    }
    const language = await languageFor(parts, request, response);
    const say = sayer(parts, language);
    const content = html`<p>${say('code.first')} ${say('code.choose')}</p>
<p><a class="button first" href="${chat}">${say('code.web')}</a></p>
${telegramBot ? html`<p><a class="button" rel="noopener" href="https://t.me/${telegramBot}?start=${code}">${say('code.telegram')}</a></p>` : null}
${zaloOa ? html`<form method="post" action="/k/${code}/zalo"><button class="button">${say('code.zalo')}</button></form>` : null}`;
    sendPage(response, leaflet(parts, language, say('code.title'), content));
  };
}

/** @throws Problem where nothing like a code stands in the address */
export function codeIn({ params: { code } }: Request): string {
  if (typeof code !== 'string' || !/^[A-Za-z0-9-]{1,40}$/.test(code)) throw new Problem('notFound');
  return code;
}

export async function languageFor(parts: Parts, request: Request, response: Response): Promise<string> {
  return (await currentVisitor(parts, request, response))?.language ?? sourceLanguage;
}
