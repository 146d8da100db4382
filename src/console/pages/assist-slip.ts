/** Blank slips of a ward, to be printed before the visits. */
import { slipPaper } from '../../assist/slip-paper.ts';
import { type Html, html } from '../../http/html.ts';
import { Problem } from '../../problems.ts';
import { speaker } from '../frame.ts';
import { giveFile } from '../give-file.ts';
import { act, unitIn, type Visit } from '../route.ts';

const SLIPS = '/console/assist/slips';

export function slipLink({ say }: Visit, { unitCode, unit }: { unitCode: string; unit: string | null }): Html {
  const words = unit === null ? say('assist.slipPaper') : say('assist.slipPaperOf', { unit });
  return html`<a href="${SLIPS}/${unitCode}">${words}</a>`;
}

export async function slipPaperRoute(visit: Visit): Promise<void> {
  const asked = { unitCode: unitIn(visit), speak: speaker(visit) };
  const made = await act(visit, (deps, scope) => slipPaper(deps, { scope, ...asked }));
  if (!made) throw new Problem('notFound');
  giveFile(visit, made);
}
