import { type Html, html } from '../../http/html.ts';
import { formatNumber } from '../../locale/format.ts';
import { LANGUAGE } from '../frame.ts';

/** A count, or the words for that nobody has said. */
export type CountOrNone = number | string;

/** Set so that figures stand below one another. */
export function counted(value: CountOrNone): Html {
  return html`<span class="number">${typeof value === 'number' ? formatNumber(value, LANGUAGE) : value}</span>`;
}
