/** Bảng bình xét: the khu phố of an officer, and how far each is. */
import { html } from '../../http/html.ts';
import { depsOf } from '../../http/parts.ts';
import { listSheets } from '../../roster/list-sheets.ts';
import { goOn, show, table } from '../frame.ts';
import type { Visit } from '../route.ts';
import { counted } from './counted.ts';

export const SHEETS = '/console/sheets';

/** Of a khu phố; those that nobody has placed yet are together under a name of their own. */
export function nameOf({ say }: Pick<Visit, 'say'>, name: string): string {
  return name || say('unplaced');
}

export async function sheetsPage(visit: Visit): Promise<void> {
  const { say, parts, officer } = visit;
  const sheets = await listSheets(depsOf(parts), { scope: officer.scope });
  const [first, ...others] = sheets;
  if (first && others.length === 0) return goOn(visit, `${SHEETS}/${first.areaId}`);
  const several = new Set(sheets.map(({ unit }) => unit)).size > 1;
  const heads = ['area', 'households', 'known', 'waiting', 'confirmed', 'proposed', 'notProposed'].map((key) => say(`sheets.${key}`));
  const rows = sheets.map(({ areaId, name, unit, households, known, waiting, confirmed, proposed, notProposed }) => [
    html`<a href="${SHEETS}/${areaId}">${several ? `${nameOf(visit, name)}, ${unit}` : nameOf(visit, name)}</a>`,
    ...[households ?? say('roster.notSaid'), known, waiting, confirmed, proposed, notProposed].map(counted),
  ]);
  const content = rows.length > 0 ? table({ caption: say('sheets.title'), heads, rows }) : html`<p>${say('sheets.none')}</p>`;
  show(visit, { title: say('sheets.title'), content });
}
