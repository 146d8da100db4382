/** What is wrong with a file, all of it, where it stands and what to do about it. */
import { type Html, html } from '../../http/html.ts';
import type { Mistake } from '../../roster/mistake.ts';
import { table } from '../frame.ts';
import type { Say, Visit } from '../route.ts';

/** More than that nobody reads through before mending the first. */
const MOST_SHOWN = 500;

export function mistakeList({ say }: Pick<Visit, 'say'>, mistakes: readonly Mistake[]): Html {
  const shown = mistakes.slice(0, MOST_SHOWN);
  return html`<p class="problem-note" role="alert">${say('mistakes.nothingTaken', { count: mistakes.length })}</p>
${table({
  caption: say('mistakes.caption'),
  heads: [say('mistakes.where'), say('mistakes.what')],
  rows: shown.map((mistake) => [placeOf(say, mistake), say(`mistake.${mistake.code}`, paramsOf(mistake))]),
})}
${mistakes.length > shown.length ? html`<p>${say('mistakes.more', { count: mistakes.length - shown.length })}</p>` : null}`;
}

function placeOf(say: Say, { sheet, row, column }: Mistake): string {
  const parts = [
    sheet === null ? null : say('mistakes.sheet', { sheet }),
    row === null ? null : say('mistakes.row', { row: String(row) }),
    column === null ? null : say('mistakes.column', { column }),
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(', ') : say('mistakes.file');
}

function paramsOf({ params: { value = '', first = 0, most = 0 } }: Mistake) {
  return { value, first: String(first), most };
}
