/** Everything that is held about the visitor and their household: to read, and to keep. */
import type { Request, RequestHandler } from 'express';
import type { Visitor } from '../../channel/web/session.ts';
import type { Sentence } from '../../flow/session.ts';
import { type DataSection, dataPage } from '../../privacy/data-page.ts';
import { DATA_FILE, exportData, type PersonalData } from '../../privacy/export-data.ts';
import { html } from '../html.ts';
import { addressFor, depsOf, type Parts } from '../parts.ts';
import { forVisitor } from '../visitor.ts';
import { leaflet, sayer, sendPage, wayBack } from './page.ts';

export function dataPageRoute(parts: Parts): RequestHandler {
  return forVisitor(async (visitor, request, response) => {
    const { language } = visitor;
    const { title, intro, sections } = dataPage(await dataOf(parts, visitor, request), (sentence) =>
      parts.locale.speak(sentence, language),
    );
    const say = sayer(parts, language);
    const content = html`<p>${intro}</p>
<p><a class="button" href="${DATA_FILE}">${say('dataFile')}</a></p>
${sections.map(section)}
${wayBack(say, visitor)}`;
    sendPage(response, leaflet(parts, language, title, content));
  });
}

export function dataFileRoute(parts: Parts): RequestHandler {
  return forVisitor(async (visitor, request, response) => {
    const data = await dataOf(parts, visitor, request);
    response.set({ 'cache-control': 'no-store', 'content-disposition': 'attachment; filename="nha-hoc.json"' });
    response.type('json').send(JSON.stringify(data, null, 2));
  });
}

function dataOf(parts: Parts, { accountId, language }: Visitor, request: Request): Promise<PersonalData> {
  const speak = (sentence: Sentence) => parts.locale.speak(sentence, language);
  return exportData(depsOf(parts), { accountId, publicUrl: addressFor(parts, request), speak });
}

function section({ part, heading, lines }: DataSection) {
  const items = lines.map(({ text, url }) => html`<li>${url === undefined ? text : html`<a href="${url}">${text}</a>`}</li>`);
  return html`<h2${part ? html` id="${part}"` : null}>${heading}</h2>
<ul>${items}</ul>`;
}
