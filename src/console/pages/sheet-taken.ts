/** What came of a sheet that was brought back as a file. */
import { html, type Part } from '../../http/html.ts';
import { goTo } from '../frame.ts';
import type { Visit } from '../route.ts';

const TAKEN = ['lines', 'proposed', 'notProposed', 'points', 'added'] as const;

/** To the sheet, which then says what came of the file: only numbers stand in the address. */
export function goToTaken(visit: Visit, path: string, taken: Record<(typeof TAKEN)[number], number>): void {
  goTo(visit, `${path}?${TAKEN.map((name) => `${name}=${taken[name]}`).join('&')}`);
}

export function takenNote({ request, say }: Visit): Part {
  const { query } = request;
  if (query.lines === undefined) return null;
  const number = (name: string) => (/^\d{1,4}$/.test(String(query[name])) ? Number(query[name]) : 0);
  const [lines, ...numbers] = TAKEN.map(number) as [number, number, number, number, number];
  const [proposed, notProposed, points, added] = numbers;
  const words = numbers.some((one) => one > 0)
    ? say('sheet.taken', { lines, proposed, notProposed, points, added })
    : say('sheet.takenNothing', { lines });
  return html`<p class="done" role="status">${words}</p>`;
}
