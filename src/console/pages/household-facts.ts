/** Who a household is, in a few lines: on its page, and beside another. */
import { spacedCode } from '../../household/household-code.ts';
import { type Html, html } from '../../http/html.ts';
import { countNames } from '../../identity/counts.ts';
import type { HouseholdView } from '../../identity/open-household.ts';
import type { Visit } from '../route.ts';

/** Where the page of one household is, followed by its id. */
export const HOUSEHOLD = '/console/household';

export function householdTitle({ say }: Visit, { headName, code }: Pick<HouseholdView, 'headName' | 'code'>): string {
  return say('queue.household', { head: headName || say('help.noHead'), code: spacedCode(code) });
}

export function facts(visit: Visit, household: HouseholdView): Html {
  const { say } = visit;
  const { area, houseCode, residence, counts, createdAt, verified } = household;
  const place = area.placed ? area.name : say('unplaced');
  const house = houseCode === null ? null : html` · ${say('household.houseCode', { code: houseCode })}`;
  const people = countNames.filter((name) => counts[name] > 0).map((name) => say(`household.counts.${name}`, { count: counts[name] }));
  const confirmed =
    verified === null
      ? say('households.unverified')
      : say('household.confirmedBy', { officer: verified.officer ?? say('household.somebody'), at: { date: verified.at.toISOString() } });
  return html`<p>${place}, ${area.unit}${house} · ${say(`sheet.${residence}`)}</p>
<p>${people.length > 0 ? people.join(' · ') : say('household.noCounts')}</p>
<p class="faint">${say('household.since', { at: { date: createdAt.toISOString() } })}</p>
<p><strong>${confirmed}</strong></p>`;
}
