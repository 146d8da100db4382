/** The web chat. Its words are in the page; what moves is in `src/channel/web/page/`. */
import type { RequestHandler } from 'express';
import { fileLimits } from '../../evidence/limits.ts';
import { type Locale, sourceLanguage } from '../../locale/locale.ts';
import { assetsBase, assetUrl } from '../assets.ts';
import { MAX_FILES } from '../chat/upload-room.ts';
import { html } from '../html.ts';
import type { Parts } from '../parts.ts';
import { currentVisitor } from '../visitor.ts';
import { island, page, sayer, sendPage } from './page.ts';

export function homePage(parts: Parts): RequestHandler {
  return async (request, response) => {
    const language = (await currentVisitor(parts, request, response))?.language ?? sourceLanguage;
    sendPage(response, chatPage(parts, language));
  };
}

/** The words a running page changes to when the conversation changes its language. */
export function wordsRoute({ locale }: Parts): RequestHandler {
  return (request, response) => {
    const language = locale.languages.find((known) => known === request.params.language) ?? sourceLanguage;
    response.set('cache-control', 'no-cache').json(pageWords(locale, language));
  };
}

/** Key → sentence as written; the page fills its placeholders. */
function pageWords(locale: Locale, language: string): Record<string, string> {
  const entries = [...locale.keys(language).values()].filter(({ namespace }) => namespace === 'web');
  return Object.fromEntries(entries.map(({ key, text }) => [key, text]));
}

function chatPage(parts: Parts, language: string): string {
  const say = sayer(parts, language);
  const words = pageWords(parts.locale, language);
  const { publicUrl: origin, anyAddress = false } = parts;
  return page({
    language,
    title: say('title'),
    head: html`<meta name="description" content="${say('description')}">
<link rel="modulepreload" href="${assetUrl('chat.js')}">
<script type="module" src="${assetUrl('chat.js')}"></script>
${island('page', { words, language, origin, anyAddress, assets: assetsBase, maxBytes: fileLimits.bytes, maxFiles: MAX_FILES })}`,
    body: html`<body class="chat">
<a class="skip" href="#typed" data-word="skip">${say('skip')}</a>
<header>
<img src="${assetUrl('house.svg')}" alt="" width="44" height="44">
<div class="names"><h1 data-word="title">${say('title')}</h1><p data-word="tagline">${say('tagline')}</p></div>
<button type="button" id="more" aria-haspopup="dialog"><span aria-hidden="true" class="icon icon-more"></span><span data-word="more">${say('more')}</span></button>
</header>
<p id="offline" role="status" hidden></p>
<main>
<h2 class="unseen" data-word="log">${say('log')}</h2>
<div id="log" role="log" aria-live="polite" aria-busy="true" data-word-label="log" aria-label="${say('log')}"></div>
<p id="waiting" hidden><span class="dots" aria-hidden="true"></span><span data-word="waiting">${say('waiting')}</span></p>
<noscript><p class="notice">${say('noscript')}</p></noscript>
</main>
<form id="composer" aria-label="${say('composer')}" data-word-label="composer" autocomplete="off">
<button type="button" id="further" hidden><span data-word="further">${say('further')}</span></button>
<label class="unseen" for="typed" data-word="typed">${say('typed')}</label>
<button type="button" id="attach"><span aria-hidden="true" class="icon icon-photo"></span><span data-word="attach">${say('attach')}</span></button>
<textarea id="typed" rows="1" maxlength="10000" enterkeyhint="send" data-word-placeholder="place.text" placeholder="${say('place.text')}"></textarea>
<button type="submit" id="send"><span aria-hidden="true" class="icon icon-send"></span><span data-word="send">${say('send')}</span></button>
<input type="file" id="files" multiple accept="image/*,application/pdf" hidden>
</form>
<dialog id="menu" aria-labelledby="menu-title">
<h2 id="menu-title" tabindex="-1" autofocus data-word="more">${say('more')}</h2>
<button type="button" data-send="sayHuman" class="first" data-word="human">${say('human')}</button>
<button type="button" id="handover-open" data-word="handover.open">${say('handover.open')}</button>
<button type="button" id="handover-enter" data-word="handover.enter">${say('handover.enter')}</button>
<button type="button" data-send="sayLanguage" data-word="language" lang="${say('languageCode')}">${say('language')}</button>
<button type="button" data-send="sayData" data-word="data">${say('data')}</button>
<button type="button" data-close data-word="close">${say('close')}</button>
</dialog>
<dialog id="handover" aria-labelledby="handover-title">
<h2 id="handover-title" tabindex="-1" autofocus data-word="handover.open">${say('handover.open')}</h2>
<p data-word="handover.how">${say('handover.how')}</p>
<p id="handover-code"></p>
<div id="handover-qr"></div>
<p id="handover-until"></p>
<button type="button" data-close data-word="close">${say('close')}</button>
</dialog>
<dialog id="claim" aria-labelledby="claim-title">
<form id="claim-form">
<h2 id="claim-title" data-word="claim.title">${say('claim.title')}</h2>
<p data-word="claim.how">${say('claim.how')}</p>
<label for="claim-code" data-word="claim.code">${say('claim.code')}</label>
<input id="claim-code" maxlength="20" autocapitalize="characters" autocomplete="one-time-code" spellcheck="false" placeholder="ABCD-EFGH" aria-describedby="claim-problem">
<p id="claim-problem" role="alert"></p>
<button type="submit" id="claim-go" class="first" data-word="claim.go">${say('claim.go')}</button>
<button type="button" data-close data-word="cancel">${say('cancel')}</button>
</form>
</dialog>
</body>`,
  });
}
