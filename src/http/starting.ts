/** What a visitor gets while the service is still starting: words, and a page that tries again by itself. */
import type { IncomingMessage, RequestListener } from 'node:http';
import { type Locale, sourceLanguage } from '../locale/locale.ts';
import { problems } from '../problems.ts';
import { html } from './html.ts';
import { REQUEST_HEADER } from './security.ts';

const AGAIN_SECONDS = 3;

/** Needs nothing but words: neither database nor assets are there yet. */
export function answerStarting(locale: Locale): RequestListener {
  return (request, response) => {
    const page = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    response.writeHead(problems.starting, {
      'content-type': page ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
      'content-security-policy': "default-src 'none'",
      'cache-control': 'no-store',
      'retry-after': String(AGAIN_SECONDS),
      // What is still being sent, perhaps a photo, is not read: a new connection brings it again.
      connection: 'close',
    });
    response.end(
      page ? startingPage(locale) : JSON.stringify({ problem: 'starting', sentence: sentenceIn(locale, languageOf(locale, request)) }),
    );
  };
}

/** Nobody is known yet, so it speaks every language. */
function startingPage(locale: Locale): string {
  const languages = [sourceLanguage, ...locale.languages.filter((language) => language !== sourceLanguage)];
  return html`<!doctype html>
<html lang="${sourceLanguage}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="${AGAIN_SECONDS}">
<title>Nhà Học</title>
${languages.map((language) => html`<p lang="${language}">${sentenceIn(locale, language)}</p>\n`)}`.source;
}

function sentenceIn(locale: Locale, language: string): string {
  return locale.t('problem:starting', language);
}

function languageOf(locale: Locale, request: IncomingMessage): string {
  return locale.languages.find((known) => known === request.headers[REQUEST_HEADER]) ?? sourceLanguage;
}
