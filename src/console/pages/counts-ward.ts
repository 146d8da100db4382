/** Counts of a ward: its khu phố and ấp beside one another. */
import { html } from '../../http/html.ts';
import { Problem } from '../../problems.ts';
import { countAreas } from '../../report/count-areas.ts';
import { countBySource } from '../../report/count-by-source.ts';
import { countTrained } from '../../training/count-trained.ts';
import { show } from '../frame.ts';
import { act, unitIn, type Visit } from '../route.ts';
import { householdsLine, placesOf, seasonLine, sourcesOf, stepsOf, trainedLine } from './counts-parts.ts';
import { LOOK } from './look.ts';

export async function wardCountsPage(visit: Visit): Promise<void> {
  const { say } = visit;
  const unitCode = unitIn(visit);
  const { counted, bySource, trained, lookedAfter } = await act(visit, async (deps, scope) => ({
    counted: await countAreas(deps, { scope, unitCode }),
    bySource: await countBySource(deps, { scope, unitCode }),
    trained: await countTrained(deps, { scope, unitCode }),
    lookedAfter: scope,
  }));
  if (counted.outcome === 'notFound' || bySource.outcome === 'notFound') throw new Problem('notFound');
  const { unit, areas, total, last } = counted;
  const places = areas.map(({ id, name, counts, last }) => ({
    ...{ name: name || say('unplaced'), path: `/console/counts/${unitCode}/${id}`, counts, last },
  }));
  const theirs = lookedAfter.wards.includes(unitCode) || areas.some(({ id }) => lookedAfter.areas.includes(id));
  const households = `/console/households/${unitCode}`;
  const content = html`${seasonLine(visit, counted)}
${householdsLine(say, total)}
${await stepsOf(visit, total, last, theirs ? households : null)}
<h2>${say('counts.byArea')}</h2>
${await placesOf(visit, places)}
${sourcesOf(say, bySource.sources)}
${await trainedLine(visit, trained)}
<p class="acts">${theirs ? html`<a class="button" href="${households}">${say('households.title')}</a> ` : null}<a class="button" href="/console/counts-file/${unitCode}">${say('counts.file')}</a>${lookedAfter.city ? html` <a class="button" href="${LOOK}">${say('look.title')}</a>` : null}</p>`;
  show(visit, { title: say('counts.ofPlace', { place: unit.name }), content });
}
