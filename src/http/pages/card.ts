/** The card of a recognised household: to look at, and to keep. */
import type { RequestHandler } from 'express';
import { CARD_FILE, cardOf } from '../../paper/card-of.ts';
import { cardSize } from '../../paper/card-size.ts';
import { Problem } from '../../problems.ts';
import { html } from '../html.ts';
import { addressFor, depsOf, type Parts } from '../parts.ts';
import { forVisitor } from '../visitor.ts';
import { leaflet, sayer, sendPage, wayBack } from './page.ts';

/** Beside the words of the page. */
const SHOWN_WIDTH = 360;

export function cardPageRoute(parts: Parts): RequestHandler {
  return forVisitor(async (visitor, request, response) => {
    const { accountId, language } = visitor;
    const card = await cardOf(depsOf(parts), { accountId, publicUrl: addressFor(parts, request) });
    const say = sayer(parts, language);
    response.set('x-robots-tag', 'noindex');
    if (!card) {
      sendPage(response, leaflet(parts, language, say('card.title'), html`<p>${say('card.none')}</p>${wayBack(say, visitor)}`));
      return;
    }
    const height = Math.round((SHOWN_WIDTH * cardSize.height) / cardSize.width);
    const alt = say('card.alt', { year: String(card.year), unit: card.unit });
    const content = html`<p><img class="shown" src="${CARD_FILE}" alt="${alt}" width="${SHOWN_WIDTH}" height="${height}"></p>
<p><a class="button first" href="${CARD_FILE}?keep" download="thiep-gia-dinh-hoc-tap-${card.year}.png">${say('card.keep')}</a></p>
<p>${say('card.what')}</p>
<p><a href="/v/${card.code}">${say('card.lookUp')}</a></p>
${wayBack(say, visitor)}`;
    sendPage(response, leaflet(parts, language, say('card.title'), content));
  });
}

/** @throws Problem `notFound` where there is none */
export function cardFileRoute(parts: Parts): RequestHandler {
  return forVisitor(async ({ accountId, language }, request, response) => {
    const card = await cardOf(depsOf(parts), { accountId, publicUrl: addressFor(parts, request) });
    if (!card) throw new Problem('notFound');
    // What draws it is large, and no start should wait for it.
    const { makeCard } = await import('../../paper/card.ts');
    const png = await makeCard(card, { locale: parts.locale, lang: language });
    const keeps = 'keep' in request.query;
    response.set({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
    if (keeps) response.set('content-disposition', `attachment; filename="thiep-gia-dinh-hoc-tap-${card.year}.png"`);
    response.type('png').send(Buffer.from(png.buffer, png.byteOffset, png.byteLength));
  });
}
