/** Counts of one khu phố, and the way to its households for whoever looks after them. */
import { html } from '../../http/html.ts';
import { Problem } from '../../problems.ts';
import { countAreas } from '../../report/count-areas.ts';
import { countBySource } from '../../report/count-by-source.ts';
import { show } from '../frame.ts';
import { act, idIn, unitIn, type Visit } from '../route.ts';
import { householdsLine, seasonLine, sourcesOf, stepsOf } from './counts-parts.ts';

export async function areaCountsPage(visit: Visit): Promise<void> {
  const { say } = visit;
  const unitCode = unitIn(visit);
  const areaId = idIn(visit, 'areaId');
  const { counted, bySource, theirs } = await act(visit, async (deps, scope) => ({
    counted: await countAreas(deps, { scope, unitCode, areaId }),
    bySource: await countBySource(deps, { scope, unitCode, areaId }),
    theirs: scope.wards.includes(unitCode) || scope.areas.includes(areaId),
  }));
  if (counted.outcome === 'notFound' || bySource.outcome === 'notFound') throw new Problem('notFound');
  const { unit, areas, total, last } = counted;
  const name = areas[0]?.name || say('unplaced');
  const households = `/console/households/${unitCode}?area=${areaId}`;
  const content = html`${seasonLine(visit, counted)}
${householdsLine(say, total)}
${await stepsOf(visit, total, last, theirs ? households : null)}
${sourcesOf(say, bySource.sources)}
<p class="acts">${theirs ? html`<a class="button" href="${households}">${say('households.title')}</a> ` : null}<a class="button" href="/console/counts/${unitCode}">${unit.name}</a></p>`;
  show(visit, { title: say('counts.ofPlace', { place: `${name}, ${unit.name}` }), content });
}
