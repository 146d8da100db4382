/** "Xác nhận các phiếu không có cảnh báo": how many were confirmed, and how many are left and why. */
import { html, type Part } from '../../http/html.ts';
import { type ConfirmedUnflagged, leftFor } from '../../review/confirm-unflagged.ts';
import { goTo } from '../frame.ts';
import type { Visit } from '../route.ts';

/** To the page, which then says it: only numbers stand in the address. */
export function goToTogether(visit: Visit, path: string, done: Extract<ConfirmedUnflagged, { outcome: 'done' }>): void {
  const numbers = [['confirmed', done.confirmed], ...leftFor.map((why) => [why, done.why[why]])];
  goTo(visit, `${path}${path.includes('?') ? '&' : '?'}${numbers.map(([name, number]) => `${name}=${number}`).join('&')}`);
}

export function togetherNote({ request, say }: Visit): Part {
  const { query } = request;
  if (query.confirmed === undefined) return null;
  const number = (name: string) => (/^\d{1,4}$/.test(String(query[name])) ? Number(query[name]) : 0);
  const left = leftFor.filter((why) => number(why) > 0);
  const lines = left.map((why) => html`<li>${say(`together.left.${why}`, { count: number(why) })}</li>`);
  const count = left.reduce((sum, why) => sum + number(why), 0);
  return html`<div class="done" role="status"><p>${number('confirmed') > 0 ? say('together.confirmed', { count: number('confirmed') }) : say('together.none')}${count > 0 ? html` ${say('together.left.all', { count })}` : null}</p>
${lines.length > 0 ? html`<ul>${lines}</ul>` : null}</div>`;
}
