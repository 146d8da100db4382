/** Counts of every ward that an officer may look at; who looks after one ward is taken to it. */
import { html } from '../../http/html.ts';
import { depsOf } from '../../http/parts.ts';
import { Problem } from '../../problems.ts';
import { countBySource } from '../../report/count-by-source.ts';
import { countWards } from '../../report/count-wards.ts';
import { countsOfCity } from '../../report/counts-of-city.ts';
import { countTrained } from '../../training/count-trained.ts';
import { show } from '../frame.ts';
import { act, type Visit } from '../route.ts';
import { householdsLine, placesOf, rubricWords, seasonLine, sourcesOf, stepsOf, trainedLine } from './counts-parts.ts';

export async function countsPage(visit: Visit): Promise<void> {
  const { say, response, parts, officer } = visit;
  const everywhere = officer.scope.city;
  const { counted, bySource, at } = everywhere ? await countsOfCity(depsOf(parts)) : await countOwn(visit);
  if (counted.outcome === 'notFound' || bySource.outcome === 'notFound') throw new Problem('notFound');
  const { wards, total, last } = counted;
  const known = wards.filter(({ counts }) => counts.households !== null).length;
  const trained = await countTrained(depsOf(parts), { scope: officer.scope });
  const [first] = wards;
  if (first && wards.length === 1 && !everywhere) return response.redirect(303, `/console/counts/${first.code}`);
  const seasons = new Set(wards.map(({ season }) => season.id));
  const same = seasons.size === 1;
  const places = wards.map(({ code, name, counts, last, season, rubric }) => ({
    ...{ name, path: `/console/counts/${code}`, counts, last },
    more: same ? [] : [season.name, rubricWords(say, rubric)],
  }));
  const content = html`${first && same ? seasonLine(visit, first) : null}
${at === null ? null : html`<p class="faint">${say('counts.at', { at: { date: at.toISOString() } })}</p>`}
${householdsLine(say, total)}
${known > 0 && known < wards.length ? html`<p>${say('counts.wardsKnown', { known, all: wards.length })}</p>` : null}
${await stepsOf(visit, total, last)}
${last && last.wards < wards.length ? html`<p class="faint">${say('counts.lastOfSome', { season: last.name, known: last.wards, all: wards.length })}</p>` : null}
<h2>${say('counts.byWard')}</h2>
${await placesOf(visit, places, same ? [] : [say('counts.head.season'), say('counts.head.rubric')])}
${sourcesOf(say, bySource.sources)}
${await trainedLine(visit, trained)}
<p><a class="button" href="/console/counts-file">${say('counts.file')}</a></p>`;
  show(visit, { title: say('counts.title'), content });
}

/** Of the places that somebody looks after: counted for each look. */
function countOwn(visit: Visit) {
  return act(visit, async (deps, scope) => ({
    counted: await countWards(deps, { scope }),
    bySource: await countBySource(deps, { scope }),
    at: null,
  }));
}
