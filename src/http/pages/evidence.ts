/** Looking at what was handed in: a file itself is only ever something to save. */
import type { RequestHandler } from 'express';
import { findFile } from '../../evidence/find-file.ts';
import { EVIDENCE_PAGE, type Piece, piecesOf } from '../../evidence/list.ts';
import { fileUrl, thumbUrl, viewUrl } from '../../evidence/open-file.ts';
import type { Rubric } from '../../rubric/definition.ts';
import { nameOf } from '../../rubric/sentences.ts';
import { html } from '../html.ts';
import { depsOf, type Parts } from '../parts.ts';
import { forVisitor } from '../visitor.ts';
import { leaflet, type Say, sayer, sendPage, wayBack } from './page.ts';

export function evidenceListPage(parts: Parts): RequestHandler {
  return forVisitor(async (visitor, _request, response) => {
    const { accountId, language } = visitor;
    const say = sayer(parts, language);
    const found = await piecesOf(depsOf(parts), { accountId, item: null });
    const inWords = (rubric: Rubric, { indicator, kind, text, at }: Piece) => {
      const params = { name: nameOf(rubric, indicator), text: text ?? '', at: { date: at.toISOString() } };
      return parts.locale.t(`act.data.assessment.${kind}`, language, params);
    };
    const items = found?.pieces.map((piece) => html`<li>${listed(piece, inWords(found.rubric, piece))}</li>`) ?? [];
    const content = html`${found ? html`<ol>${items}</ol>` : html`<p>${say('view.nothing')}</p>`}
${wayBack(say, visitor)}`;
    sendPage(response, leaflet(parts, language, say('view.list'), content));
  });
}

function listed({ id, kind }: Piece, words: string) {
  if (kind === 'story') return words;
  return html`<a href="${viewUrl(id)}">${words}${kind === 'photo' ? html`<img class="shown" src="${thumbUrl(id)}" alt="">` : null}</a>`;
}

export function evidencePage(parts: Parts): RequestHandler {
  return forVisitor(async (visitor, request, response) => {
    const { accountId, language, pagesOnly } = visitor;
    const evidence = String(request.params.id);
    const { kind, removed } = await findFile(depsOf(parts), { accountId, evidence });
    const say = sayer(parts, language);
    const title = removed ? say('view.gone') : say(kind);
    const back = pagesOnly ? html`<p><a class="button first" href="${EVIDENCE_PAGE}">${say('view.all')}</a></p>` : wayBack(say, visitor);
    const content = html`${removed ? html`<p>${say('view.why')}</p>` : shown(say, kind, fileUrl(evidence))}
${back}`;
    // An address that led somewhere once.
    if (removed) response.status(410);
    sendPage(response, leaflet(parts, language, title, content));
  });
}

function shown(say: Say, kind: 'photo' | 'pdf', url: string) {
  return html`${kind === 'photo' ? html`<p><img class="shown" src="${url}" alt="${say('photo')}"></p>` : null}
<p><a class="button" href="${url}" download>${say('view.download')}</a></p>`;
}
