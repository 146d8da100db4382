/** The frame of every page that a household opens. */
import type { Response } from 'express';
import type { Visitor } from '../../channel/web/session.ts';
import { assetUrl } from '../assets.ts';
import { Html, html } from '../html.ts';
import type { Parts } from '../parts.ts';

export type Say = (key: string, params?: Record<string, string | number>) => string;

/** Speaks `locales/<language>/web.json`. */
export function sayer({ locale }: Parts, language: string): Say {
  return (key, params) => locale.t(`web:${key}`, language, params);
}

export function page(options: { language: string; title: string; head?: Html; body: Html }): string {
  const { language, title, head = null, body } = options;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="#7a2e1f">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#2a1c17">
<title>${title}</title>
<link rel="icon" type="image/svg+xml" href="${assetUrl('house.svg')}">
<link rel="stylesheet" href="${assetUrl('chat.css')}">
${head}
</head>
${body}
</html>
`.source;
}

/** A page of a few words and perhaps links. */
export function leaflet(parts: Parts, language: string, title: string, content: Html): string {
  const say = sayer(parts, language);
  return page({
    language,
    title: `${title} · ${say('title')}`,
    body: html`<body class="leaflet">
<main>
<p class="brand"><img src="${assetUrl('house.svg')}" alt="" width="40" height="40"> ${say('title')}</p>
<h1>${title}</h1>
${content}
</main>
</body>`,
  });
}

/** Where a reader goes on: to the chat, or to the app that the link came from. */
export function wayBack(say: Say, { pagesOnly }: Visitor): Html {
  return pagesOnly ? html`<p>${say('oneTime.back')}</p>` : html`<p><a class="button first" href="/">${say('toChat')}</a></p>`;
}

/** Pages differ by visitor and hold what is theirs. */
export function sendPage(response: Response, source: string): void {
  response.set('cache-control', 'no-store').type('html').send(source);
}

/** Words for a script, as data that no browser runs. */
export function island(id: string, data: unknown): Html {
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  return html`<script type="application/json" id="${id}">${new Html(json)}</script>`;
}
