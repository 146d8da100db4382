/**
 * The way of a code to Zalo, whose links take none along: six digits to type there. A button asks for them, because apps look at
 * links before people do; what they lead to can be shown again, because phones load a page anew that people come back to.
 */
import type { Request, RequestHandler, Response } from 'express';
import { spacedDigits } from '../../household/digit-code.ts';
import { readCode, spacedCode } from '../../household/household-code.ts';
import { makeDigits, shownDigits } from '../../household/make-digits.ts';
import { wardOa } from '../../household/ward-oa.ts';
import { Problem } from '../../problems.ts';
import { type Html, html } from '../html.ts';
import { depsOf, inTransaction, type Parts } from '../parts.ts';
import { codeIn, languageFor } from './code.ts';
import { leaflet, type Say, sayer, sendPage } from './page.ts';

/** Any page may send this form: it does no more than a link. */
export function takeToZaloRoute(parts: Parts): RequestHandler {
  return async (request, response) => {
    const asked = askedFor(parts, request);
    const made = await inTransaction(parts, (deps) => makeDigits(deps, asked));
    if (!made) return useless(parts, asked.oa, request, response);
    response.set('cache-control', 'no-store').redirect(303, `/k/${asked.code}/zalo`);
  };
}

export function zaloCodePage(parts: Parts): RequestHandler {
  return async (request, response) => {
    const asked = askedFor(parts, request);
    const { code } = asked;
    const shown = await shownDigits(depsOf(parts), asked);
    if (!shown) {
      response.set('cache-control', 'no-store').redirect(303, `/k/${code}`);
      return;
    }
    const oa = await wardOa(depsOf(parts), asked);
    const language = await languageFor(parts, request, response);
    const say = sayer(parts, language);
    const content = html`<p>${say('code.zaloHow')}</p>
<p class="digits">${spacedDigits(shown.digits)}</p>
${openZalo(say, oa ?? asked.oa)}
<p>${say('code.zaloUntil', { minutes: shown.minutes })}</p>
<p>${say('code.zaloOther', { code: spacedCode(readCode(code) ?? code) })}</p>`;
    response.set('x-robots-tag', 'noindex, nofollow');
    sendPage(response, leaflet(parts, language, say('code.zaloTitle'), content));
  };
}

/** Zalo is there all the same, for whoever begins without a code. */
async function useless(parts: Parts, oa: string, request: Request, response: Response): Promise<void> {
  const language = await languageFor(parts, request, response);
  const say = sayer(parts, language);
  const content = html`<p>${say('code.zaloAnyway')}</p>
${openZalo(say, oa)}`;
  response.status(410).set('x-robots-tag', 'noindex, nofollow');
  sendPage(response, leaflet(parts, language, say('code.zaloGone'), content));
}

function openZalo(say: Say, oa: string): Html {
  return html`<p><a class="button first" rel="noopener" href="https://zalo.me/${oa}">${say('code.zaloOpen')}</a></p>`;
}

/** `oa`: where the ward of the code has none of its own. */
function askedFor({ apps, secret }: Parts, request: Request): { code: string; secret: Uint8Array; oa: string } {
  if (!apps?.zaloOa) throw new Problem('notFound');
  return { code: codeIn(request), secret, oa: apps.zaloOa };
}
