/** The city opens one household's file by its code: only with a reason, which the ward is shown. */
import { html, type Part } from '../../http/html.ts';
import { lookForCity } from '../../review/look-for-city.ts';
import { cityReasons, LOOK_MINUTES } from '../../review/looks-from-above.ts';
import { alert, form, show } from '../frame.ts';
import { act, textIn, type Visit } from '../route.ts';
import { whyChoice } from './file.ts';
import { FILES } from './queue.ts';

export const LOOK = '/console/look';
const MAX_TYPED = 20;

export function lookPage(visit: Visit): void {
  ask(visit);
}

export async function lookRoute(visit: Visit): Promise<void> {
  const { say, response } = visit;
  const code = textIn(visit, 'code');
  const why = cityReasons.find((one) => one === textIn(visit, 'why'));
  if (!why) return ask(visit, { status: 422, problem: say('look.noWhy'), code });
  const found = await act(visit, (deps, scope) => lookForCity(deps, { scope, code, why }));
  if (found.outcome === 'notFound') return ask(visit, { status: 404, problem: say('look.none'), code });
  response.redirect(303, `${FILES}/${found.assessmentId}`);
}

function ask(visit: Visit, { status = 200, problem, code = '' }: { status?: number; problem?: Part; code?: string } = {}): void {
  const { say } = visit;
  const fields = html`<label>${say('look.code')}<input name="code" value="${code}" required maxlength="${MAX_TYPED}" autocomplete="off" spellcheck="false"></label>
${whyChoice(visit)}<button class="first">${say('file.look')}</button>`;
  const content = html`${problem ? alert(problem) : null}
<p>${say('look.how', { minutes: LOOK_MINUTES })}</p><p>${say('file.whyTold')}</p><div class="fields">${form(visit, LOOK, fields)}</div>`;
  show(visit, { title: say('look.title'), content, status });
}
