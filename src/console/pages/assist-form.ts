/** The form of a visit: every question of the household on one page. */
import type { AssistForm, AssistItem } from '../../assist/form-of-visit.ts';
import type { VisitView } from '../../assist/open-visit.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import { form, speaker } from '../frame.ts';
import type { Visit } from '../route.ts';
import { HOUSEHOLD } from './household-facts.ts';
import { SHEETS } from './sheets.ts';

const MAX_STORY = 1000;

export interface EnteredItem {
  choice: string | null;
  seen: string | null;
  story: string;
  /** It is why the page could not be taken. */
  noted: boolean;
}

export interface FormShown extends Pick<VisitView, 'lookedAfter'> {
  entered: ReadonlyMap<string, EnteredItem>;
}

/** Part of the form of the page. @param path of the visit */
export function formPart(visit: Visit, path: string, view: AssistForm, { entered, lookedAfter }: FormShown): Html {
  const { say } = visit;
  if (view.state === 'sent') return sentBefore(visit, view);
  if (view.state !== 'open') {
    const words = html`<p>${say(`assist.window.${view.state}`, { opens: view.season.opens, closes: view.season.closes })}</p>`;
    return view.state === 'closed' ? html`${words}${waysPart(visit, view, lookedAfter)}` : words;
  }
  const { items, missing, trial, asksBack, shown } = view;
  const questions = items.map((item, at) => html`<li>${question(visit, item, at + 1, entered.get(item.id))}</li>`);
  // One form: whoever changes an answer and presses "Gửi phiếu" sends what stands there.
  const send = html`<input type="hidden" name="shown" value="${shown}">
<label><input type="checkbox" name="yes" value="yes"> ${say('assist.yes')}</label>
<button class="first" formaction="${path}/send">${say('assist.send')}</button>`;
  const answers = html`<ul class="cards">${questions}</ul><button formaction="${path}/answers"${missing > 0 ? html` class="first"` : null}>${say('assist.save')}</button>
<h2>${say('assist.sending')}</h2>
${missing > 0 ? html`<p>${say('assist.missing', { count: missing })}</p>` : send}`;
  return html`<h2>${say('assist.form')}</h2>
${trial ? html`<p class="faint">${say('file.trial')}</p>` : null}
${asksBack ? html`<p>${say('assist.asksBack')}</p>` : null}
${answers}`;
}

/** What can still be done for the household, by whom. */
function waysPart({ say }: Visit, { latest }: Extract<AssistForm, { state: 'closed' }>, lookedAfter: VisitView['lookedAfter']): Html {
  if (latest === null) return html`<p>${say('assist.closed.over')}</p>`;
  const until = { latest: { date: latest } };
  if (!lookedAfter)
    return html`<p>${say('assist.closed.still')}</p><ul><li>${say('assist.closed.askLate', until)}</li><li>${say('assist.closed.askSheet')}</li></ul>`;
  const { householdId, areaId } = lookedAfter;
  return html`<p>${say('assist.closed.still')}</p>
<ul><li>${say('assist.closed.late', until)} <a href="${HOUSEHOLD}/${householdId}?late">${say('assist.closed.toLate')}</a></li>
<li>${say('assist.closed.sheet')} <a href="${SHEETS}/${areaId}">${say('assist.closed.toSheet')}</a></li></ul>`;
}

function sentBefore({ say }: Visit, { code, reopening }: Extract<AssistForm, { state: 'sent' }>): Html {
  if (reopening === 'reviewed') return html`<p>${say('assist.reviewed', { code })}</p>`;
  if (reopening !== 'may') return html`<p>${say('assist.sentBefore', { code })}</p>`;
  return html`<p>${say('assist.sentByMe', { code })}</p>`;
}

/** Beside the form, which takes nothing while it is sent. */
export function reopenPart(visit: Visit, path: string, view: AssistForm): Part {
  if (view.state !== 'sent' || view.reopening !== 'may') return null;
  return html`<div class="fields">${form(visit, `${path}/reopen`, html`<button class="first">${visit.say('assist.reopen')}</button>`)}</div>`;
}

function question(visit: Visit, item: AssistItem, number: number, entered: EnteredItem | undefined): Html {
  const { say } = visit;
  const speak = speaker(visit);
  const { id, name, ask, explain, choices, evidence, answer, pieces } = item;
  // What the officer had chosen stays chosen; what is handed in as seen is what stands here now.
  const chosen = entered && entered.choice !== entered.seen ? entered.choice : answer;
  const radios = choices.map(
    ({ value, words }) =>
      html`<label><input type="radio" name="answer.${id}" value="${value}"${value === chosen ? html` checked` : null}> ${speak(words)}</label>`,
  );
  const story = html`<details${entered?.story ? html` open` : null}><summary>${say('assist.story')}</summary><p class="faint">${evidence && speak(evidence)}</p>
<label>${say('assist.storyWords')}<textarea name="story.${id}" rows="3" maxlength="${MAX_STORY}">${entered?.story ?? ''}</textarea></label></details>`;
  return html`<h3>${say('assist.question', { number, name: speak(name) })}</h3>
${entered?.noted ? html`<p class="problem-note">${say('assist.noted')}</p>` : null}
<input type="hidden" name="seen.${id}" value="${answer ?? ''}">
<fieldset><legend>${speak(ask)}</legend>${radios}</fieldset>
${answeredBy(visit, item)}
${pieces > 0 ? html`<p class="faint">${say('assist.pieces', { count: pieces })}</p>` : null}
<details><summary>${say('assist.explain')}</summary><p>${speak(explain)}</p></details>
${evidence === null ? null : story}`;
}

function answeredBy(visit: Visit, { by }: AssistItem): Part {
  if (!by) return null;
  const { say } = visit;
  const params = { words: speaker(visit)(by.words), at: { date: by.at.toISOString() } };
  const words = by.officer === null ? say('assist.byHousehold', params) : say('assist.byOfficer', { ...params, officer: by.officer });
  return html`<p class="faint">${words}</p>`;
}
