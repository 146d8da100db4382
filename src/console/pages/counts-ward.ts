/** Counts of a ward: its khu phố and ấp beside one another. */
import { html } from '../../http/html.ts';
import { Problem } from '../../problems.ts';
import { countAreas } from '../../report/count-areas.ts';
import { countBySource } from '../../report/count-by-source.ts';
import { show } from '../frame.ts';
import { unitIn } from '../id-in.ts';
import { act, type Visit } from '../route.ts';
import { householdsLine, placesOf, seasonLine, sourcesOf, stepsOf } from './counts-parts.ts';

export async function wardCountsPage(visit: Visit): Promise<void> {
  const { say, request } = visit;
  const unitCode = unitIn(request.params.unitId);
  const { counted, bySource, theirs } = await act(visit, async (deps, scope) => ({
    counted: await countAreas(deps, { scope, unitCode }),
    bySource: await countBySource(deps, { scope, unitCode }),
    theirs: scope.wards.includes(unitCode) || scope.areas.length > 0,
  }));
  if (counted.outcome === 'notFound' || bySource.outcome === 'notFound') throw new Problem('notFound');
  const { unit, areas, total, last } = counted;
  const places = areas.map(({ id, name, counts, last }) => ({
    ...{ name: name || say('counts.unplaced'), path: `/console/counts/${unitCode}/${id}`, counts, last },
  }));
  const content = html`${seasonLine(visit, counted)}
${householdsLine(say, total)}
${await stepsOf(visit, total, last)}
<h2>${say('counts.byArea')}</h2>
${await placesOf(visit, places)}
${sourcesOf(say, bySource.sources)}
<p class="acts">${theirs ? html`<a class="button" href="/console/households/${unitCode}">${say('households.title')}</a> ` : null}<a class="button" href="/console/counts-file/${unitCode}">${say('counts.file')}</a></p>`;
  show(visit, { title: say('counts.ofPlace', { place: unit.name }), content });
}
