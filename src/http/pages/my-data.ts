/** Everything that is held about the visitor and their household: to read, and to keep. */
import type { RequestHandler } from 'express';
import type { Visitor } from '../../channel/web/session.ts';
import { type DataSection, dataPage } from '../../privacy/data-page.ts';
import { DATA_FILE, exportData, type PersonalData } from '../../privacy/export-data.ts';
import { html } from '../html.ts';
import { depsOf, type Parts } from '../parts.ts';
import { forVisitor } from '../visitor.ts';
import { leaflet, sayer, sendPage, wayBack } from './page.ts';

export function dataPageRoute(parts: Parts): RequestHandler {
  return forVisitor(async (visitor, _request, response) => {
    const { language } = visitor;
    const { title, intro, sections } = dataPage(await dataOf(parts, visitor), (sentence) => parts.locale.speak(sentence, language));
    const say = sayer(parts, language);
    const content = html`<p>${intro}</p>
<p><a class="button" href="${DATA_FILE}">${say('dataFile')}</a></p>
${sections.map(section)}
${wayBack(say, visitor)}`;
    sendPage(response, leaflet(parts, language, title, content));
  });
}

export function dataFileRoute(parts: Parts): RequestHandler {
  return forVisitor(async (visitor, _request, response) => {
    const data = await dataOf(parts, visitor);
    response.set({ 'cache-control': 'no-store', 'content-disposition': 'attachment; filename="nha-hoc.json"' });
    response.type('json').send(JSON.stringify(data, null, 2));
  });
}

function dataOf(parts: Parts, { accountId, language }: Visitor): Promise<PersonalData> {
  const { publicUrl, locale } = parts;
  return exportData(depsOf(parts), { accountId, publicUrl, speak: (sentence) => locale.speak(sentence, language) });
}

function section({ part, heading, lines }: DataSection) {
  const items = lines.map(({ text, url }) => html`<li>${url === undefined ? text : html`<a href="${url}">${text}</a>`}</li>`);
  return html`<h2${part ? html` id="${part}"` : null}>${heading}</h2>
<ul>${items}</ul>`;
}
