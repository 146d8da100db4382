/** The page that answered a form, shown at an address of its own. */
import { sendPage } from '../../http/pages/page.ts';
import { goTo } from '../frame.ts';
import type { Visit } from '../route.ts';

export async function answerPage(visit: Visit): Promise<void> {
  const answer = await visit.answers.find(visit);
  if (answer === null) return goTo(visit, '/console', 'answerGone');
  visit.response.status(answer.status);
  sendPage(visit.response, answer.source);
}
