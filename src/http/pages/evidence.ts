/** Looking at a file that was handed in: the file itself is only ever something to save. */
import type { RequestHandler } from 'express';
import { findFile } from '../../evidence/find-file.ts';
import { fileUrl } from '../../evidence/open-file.ts';
import { html } from '../html.ts';
import { depsOf, type Parts } from '../parts.ts';
import { forVisitor } from '../visitor.ts';
import { leaflet, type Say, sayer, sendPage } from './page.ts';

export function evidencePage(parts: Parts): RequestHandler {
  return forVisitor(async ({ accountId, language }, request, response) => {
    const evidence = String(request.params.id);
    const { kind, removed } = await findFile(depsOf(parts), { accountId, evidence });
    const say = sayer(parts, language);
    const title = removed ? say('view.gone') : say(kind);
    const content = html`${removed ? html`<p>${say('view.why')}</p>` : shown(say, kind, fileUrl(evidence))}
<p><a class="button first" href="/">${say('toChat')}</a></p>`;
    // An address that led somewhere once.
    if (removed) response.status(410);
    sendPage(response, leaflet(parts, language, title, content));
  });
}

function shown(say: Say, kind: 'photo' | 'pdf', url: string) {
  return html`${kind === 'photo' ? html`<p><img class="shown" src="${url}" alt="${say('photo')}"></p>` : null}
<p><a class="button" href="${url}" download>${say('view.download')}</a></p>`;
}
