/** Where a QR code leads: the same code can be taken to each app that is on. */
import type { RequestHandler } from 'express';
import { sourceLanguage } from '../../locale/locale.ts';
import { Problem } from '../../problems.ts';
import { html } from '../html.ts';
import type { Parts } from '../parts.ts';
import { currentVisitor } from '../visitor.ts';
import { leaflet, sayer, sendPage } from './page.ts';

export function codePage(parts: Parts): RequestHandler {
  return async (request, response) => {
    const { code } = request.params;
    if (typeof code !== 'string' || !/^[A-Za-z0-9-]{1,40}$/.test(code)) throw new Problem('notFound');
    const language = (await currentVisitor(parts, request, response))?.language ?? sourceLanguage;
    const say = sayer(parts, language);
    const { telegramBot, zaloOa } = parts.apps ?? {};
    const content = html`<p>${say('code.choose')}</p>
<p><a class="button first" href="/#ma=${code}">${say('code.web')}</a></p>
${telegramBot ? html`<p><a class="button" rel="noopener" href="https://t.me/${telegramBot}?start=${code}">${say('code.telegram')}</a></p>` : null}
${zaloOa ? html`<p><a class="button" rel="noopener" href="https://zalo.me/${zaloOa}">${say('code.zalo', { code })}</a></p>` : null}`;
    sendPage(response, leaflet(parts, language, say('code.title'), content));
  };
}
