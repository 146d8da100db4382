/** What the pages of decisions have in common. */
import type { Signed } from '../../decision/enter-decision.ts';
import type { DecisionView } from '../../decision/list-decisions.ts';
import { type DecisionKind, sentenceOf } from '../../decision/typed.ts';
import { type Html, html } from '../../http/html.ts';
import { formatDate } from '../../locale/format.ts';
import { alert, form, LANGUAGE } from '../frame.ts';
import { dateIn, lineIn, type Visit } from '../route.ts';

const LINE = 120;

export function refusal({ say }: Visit, why: string): Html {
  return alert(say(`decisions.refused.${why}`));
}

export function kindWords({ say }: Visit, kind: DecisionKind): string {
  return say(`decisions.kind.${kind}`);
}

/** A decision that has not begun: who confirmed it, when it begins, and how to stop it. */
export function onItsWay(visit: Visit, decision: DecisionView): Html {
  const { say, officer } = visit;
  const { id, state, number, kind, households, leaving, confirmedBy, startsAt } = decision;
  const about = say('decisions.about', { kind: kindWords(visit, kind), number, count: households });
  const why = html`<label>${say('decisions.stopReason')}<input name="reason" maxlength="300" autocomplete="off"></label>`;
  const stop = html`<div class="fields">${form(visit, `/console/decisions/${id}/stop`, html`${why}<button>${say('decisions.stop')}</button>`)}</div>`;
  const begins = startsAt === null ? '' : (formatDate(startsAt.toISOString(), LANGUAGE).time ?? '');
  const said =
    state === 'planned'
      ? html`<p><strong>${say('decisions.startsAt', { time: begins })}</strong> ${say('decisions.startsHow')}</p>`
      : html`<p><strong>${say('decisions.awaitsSecond', { name: confirmedBy.name })}</strong></p>`;
  const mayBeSecond = state === 'awaitingSecond' && confirmedBy.id !== officer.scope.officerId;
  const second = html`<div class="fields">${form(
    visit,
    `/console/decisions/${id}/second`,
    html`${typedField(visit, sentenceOf(kind, households))}<button class="first">${say('decisions.second')}</button>`,
  )}</div>`;
  return html`<section class="problem-note"><p><a href="/console/decisions/${id}">${about}</a></p>${said}
${leaving > 0 ? html`<p>${say('decisions.leaving', { count: leaving })}</p>` : null}${mayBeSecond ? second : null}${stop}</section>`;
}

/** @param letter also the number of the tờ trình */
export function signedFields({ say }: Visit, letter: boolean): Html {
  const line = (name: keyof Signed, label: string, needed: boolean) =>
    html`<label>${label}<input name="${name}" maxlength="${LINE}" autocomplete="off"${needed ? html` required` : null}></label>`;
  return html`${line('number', say('papers.number'), true)}
<label>${say('papers.date')}<input type="date" name="date" required></label>
${line('signer', say('papers.signer'), true)}
${line('signerTitle', say('papers.signerTitle'), true)}
${letter ? line('letterNumber', say('papers.letterNumber'), false) : null}`;
}

export function signedIn(visit: Visit): Signed {
  const line = (name: string) => lineIn(visit, name, LINE);
  return {
    number: line('number'),
    date: dateIn(visit) ?? '',
    signer: line('signer'),
    signerTitle: line('signerTitle'),
    letterNumber: line('letterNumber') || null,
  };
}

export function typedField({ say }: Visit, sentence: string): Html {
  return html`<label>${say('decisions.type', { sentence })}<input name="typed" maxlength="60" autocomplete="off" autocapitalize="none" spellcheck="false" required></label>`;
}
