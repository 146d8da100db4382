/** A photo or PDF that a household handed in: to look at, and to take out when it shows what nobody should see. */
import { createTell } from '../../conversation/tell.ts';
import { html } from '../../http/html.ts';
import { Problem } from '../../problems.ts';
import { evidenceOf, openEvidence, takenOutBy, takeOutEvidence } from '../../review/evidence.ts';
import { form, goTo, show } from '../frame.ts';
import { act, idIn, textIn, type Visit } from '../route.ts';
import { FILES } from './queue.ts';

const reasons = ['papers', 'children'] as const;

export async function evidencePage(visit: Visit): Promise<void> {
  const { say } = visit;
  const evidenceId = idIn(visit);
  const { assessmentId, seen, kind, mayTakeOut } = await act(visit, (deps, scope) => evidenceOf(deps, { scope, evidenceId }));
  const address = `/console/evidence/${evidenceId}`;
  const picture = html`<img class="piece" src="${address}/file" alt="${say('file.photo')}">`;
  const out = reasons.map((why) => {
    const fields = html`<input type="hidden" name="seen" value="${seen}"><input type="hidden" name="why" value="${why}">
<p>${say('piece.what')}</p><button>${say('piece.takeOut')}</button>`;
    return html`<details><summary>${say(`piece.shows.${why}`)}</summary>${form(visit, `${address}/take-out`, fields)}</details>`;
  });
  const content = html`<p><a class="button" href="${FILES}/${assessmentId}">${say('piece.back')}</a></p>
${kind === 'photo' ? picture : html`<p><a class="button first" href="${address}/file">${say('piece.open')}</a></p>`}
${mayTakeOut ? out : null}`;
  show(visit, { title: say('piece.title'), content });
}

export const evidenceFile = (visit: Visit) => send(visit, false);
export const evidenceThumb = (visit: Visit) => send(visit, true);

async function send(visit: Visit, thumb: boolean): Promise<void> {
  const { parts, response } = visit;
  const evidenceId = idIn(visit);
  const { bytes, headers } = await act(visit, (deps, scope) => openEvidence(deps, parts.blobs, { scope, evidenceId, thumb }));
  response.set(headers).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

export async function takeOutRoute(visit: Visit): Promise<void> {
  const evidenceId = idIn(visit);
  const why = reasons.find((one) => one === textIn(visit, 'why'));
  const done = await act(visit, async (deps, scope) => {
    const { assessmentId } = (await takenOutBy(deps, { scope, evidenceId })) ?? (await evidenceOf(deps, { scope, evidenceId }));
    if (!why) throw new Problem('badRequest');
    const options = { scope, assessmentId, evidenceId, seen: textIn(visit, 'seen'), why, tell: createTell(visit.parts).household };
    return { ...(await takeOutEvidence(deps, options)), assessmentId };
  });
  if (done.outcome === 'notFound') throw new Problem('notFound');
  // Whoever was faster is named on the page of the file.
  goTo(visit, `${FILES}/${done.assessmentId}`, done.outcome === 'done' ? 'takenOut' : 'takenOutNot');
}
