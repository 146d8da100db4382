/** Trainings of an officer's places, and planning one. */
import { type Html, html } from '../../http/html.ts';
import { Problem } from '../../problems.ts';
import { type ListedTraining, listTrainings } from '../../training/list-trainings.ts';
import { type PlaceToPlan, placesToPlan } from '../../training/places-to-plan.ts';
import { planTraining } from '../../training/plan-training.ts';
import type { TrainingFields } from '../../training/training-fields.ts';
import { alert, form, goTo, show } from '../frame.ts';
import { act, textIn, unitIn, type Visit } from '../route.ts';
import { fieldsIn, hours, mistakesOf, TRAININGS, trainingFields } from './training-parts.ts';

const audiences = ['households', 'officers', 'both'] as const;
type Audience = (typeof audiences)[number];

export async function trainingsPage(visit: Visit): Promise<void> {
  const { say } = visit;
  const { listed, places } = await act(visit, async (deps, scope) => ({
    listed: await listTrainings(deps, { scope }),
    places: await placesToPlan(deps, { scope }),
  }));
  const several = places.length > 1;
  const toPlan = places.map(({ unitCode, unit }) => {
    const words = several ? `${say('trainings.planNew')}, ${unit}` : say('trainings.planNew');
    return html`<a class="button first" href="${TRAININGS}/plan/${unitCode}">${words}</a> `;
  });
  const cards = (all: readonly ListedTraining[]) => html`<ul class="cards">${all.map((one) => card(visit, one, several))}</ul>`;
  const content = html`<p class="acts">${toPlan}</p>
<h2>${say('trainings.coming')}</h2>
${listed.coming.length > 0 ? cards(listed.coming) : html`<p>${say('trainings.none')}</p>`}
${listed.past.length > 0 ? html`<h2>${say('trainings.past')}</h2>${cards(listed.past)}` : null}`;
  show(visit, { title: say('trainings.title'), content });
}

function card({ say }: Visit, training: ListedTraining, several: boolean): Html {
  const { id, title, place, state, audience, technology, unit, capacity, going, waiting, here } = training;
  const seats = capacity === null ? 'seats' : 'seatsOf';
  const is =
    state === 'cancelled' ? say('trainings.cancelled') : say(`trainings.${seats}`, { going, waiting, here, capacity: capacity ?? 0 });
  const what = [say(`trainings.audience.${audience}`), ...(technology ? [say('trainings.technology')] : []), ...(several ? [unit] : [])];
  return html`<li><a class="whole" href="${TRAININGS}/${id}"><strong>${title}</strong></a>
<p>${hours(say, training)} · ${place}</p>
<p>${is}</p>
<p class="faint">${what.join(' · ')}</p></li>`;
}

export async function planTrainingPage(visit: Visit): Promise<void> {
  await showPlan(visit, null, {}, { audience: 'households', areaIds: [] });
}

interface Chosen {
  audience: Audience;
  areaIds: readonly string[];
}

async function showPlan(visit: Visit, problem: Html | null, said: Partial<TrainingFields>, chosen: Chosen): Promise<void> {
  const { say } = visit;
  const [place] = await act(visit, (deps, scope) => placesToPlan(deps, { scope, unitCode: unitIn(visit) }));
  if (!place) throw new Problem('notFound');
  const fields = html`${trainingFields(visit, said)}${whom(visit, chosen.audience)}${areasOf(visit, place, chosen.areaIds)}
<button class="first">${say('trainings.plan')}</button>`;
  const content = html`${problem}<div class="fields">${form(visit, `${TRAININGS}/plan/${place.unitCode}`, fields)}</div>`;
  show(visit, { title: `${say('trainings.planNew')}, ${place.unit}`, content, status: problem ? 422 : 200 });
}

function whom({ say }: Visit, chosen: Audience): Html {
  const options = audiences.map(
    (one) =>
      html`<label><input type="radio" name="audience" value="${one}"${one === chosen ? html` checked` : null}> ${say(`trainings.audienceOption.${one}`)}</label>`,
  );
  return html`<fieldset><legend>${say('trainings.field.audience')}</legend>${options}</fieldset>`;
}

function areasOf({ say }: Visit, { areas, whole }: PlaceToPlan, chosen: readonly string[]): Html | null {
  if (areas.length === 0) return null;
  // Who looks after one khu phố plans for that one.
  const checked = (id: string) => chosen.includes(id) || (!whole && areas.length === 1);
  const boxes = areas.map(
    ({ id, name }) => html`<label><input type="checkbox" name="areas" value="${id}"${checked(id) ? html` checked` : null}> ${name}</label>`,
  );
  return html`<fieldset><legend>${say(whole ? 'trainings.field.areas' : 'trainings.field.ownAreas')}</legend>${boxes}</fieldset>`;
}

export async function planTrainingRoute(visit: Visit): Promise<void> {
  const { say } = visit;
  const unitCode = unitIn(visit);
  const fields = fieldsIn(visit);
  const { areas = [] } = visit.form;
  const areaIds = typeof areas === 'string' ? [areas] : areas;
  const audience = audiences.find((one) => one === textIn(visit, 'audience')) ?? 'households';
  const { done, place } = await act(visit, async (deps, scope) => ({
    place: (await placesToPlan(deps, { scope, unitCode }))[0],
    done: await planTraining(deps, { scope, unitCode, areaIds, audience, ...fields }),
  }));
  if (done.outcome === 'planned') return goTo(visit, `${TRAININGS}/${done.trainingId}`, 'trainingPlanned');
  const chosen = { audience, areaIds };
  if (done.outcome === 'mistakes') return showPlan(visit, mistakesOf(visit, done.mistakes), fields, chosen);
  if (!place || areaIds.length > 0) throw new Problem('notFound');
  // Of a ward of which they look after some khu phố, they have chosen none.
  const words = alert(say('trainings.mistake.areas'));
  await showPlan(visit, words, fields, chosen);
}
