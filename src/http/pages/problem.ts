import { html } from '../html.ts';
import type { Parts } from '../parts.ts';
import { leaflet, sayer } from './page.ts';

/** What went wrong and what to do, for somebody who followed a link. */
export function problemPage(parts: Parts, language: string, sentence: string): string {
  const say = sayer(parts, language);
  return leaflet(
    parts,
    language,
    say('problemTitle'),
    html`<p>${sentence}</p>
<p><a class="button first" href="/">${say('toChat')}</a></p>`,
  );
}
