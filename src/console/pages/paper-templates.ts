/** The Word files that papers are made of: ours, or those that a ward puts in their place. */
import { type Html, html } from '../../http/html.ts';
import { depsOf } from '../../http/parts.ts';
import { wardsOf } from '../../officer/wards-of.ts';
import { checkAside } from '../../paper/aside.ts';
import type { TemplateProblem } from '../../paper/check-template.ts';
import { type Slots, slotsOf, type TemplateKind, templateKinds } from '../../paper/slots.ts';
import { certificateSample, certificateSampleName, fileNames, shippedTemplate } from '../../paper/templates.ts';
import { keepTemplate, ownTemplates, templateOf } from '../../paper/templates-of-ward.ts';
import { Problem } from '../../problems.ts';
import { alert, form, goTo, show } from '../frame.ts';
import { giveFile } from '../give-file.ts';
import { act, textIn, type Visit } from '../route.ts';
import { PAPERS } from './papers.ts';

const PAGE = `${PAPERS}/templates`;

export async function templatesPage(visit: Visit): Promise<void> {
  await showTemplates(visit, null);
}

async function showTemplates(visit: Visit, problem: Html | null): Promise<void> {
  const { say, parts, officer } = visit;
  const deps = depsOf(parts);
  const units = await wardsOf(deps, officer.scope);
  const sections: Html[] = [];
  for (const { code, name } of units) {
    const own = await ownTemplates(deps, { unitCode: code });
    const cards = templateKinds.map((kind) => html`<li>${card(visit, { unitCode: code, kind }, own.get(kind) ?? null)}</li>`);
    sections.push(html`<h2>${name}</h2><ul class="cards">${cards}</ul>`);
  }
  const content = html`${problem}
<p>${say('templates.how')}</p>
${sections}
<p><a class="button" href="${PAPERS}">${say('papers.back')}</a></p>`;
  show(visit, { title: say('templates.title'), content, status: problem ? 422 : 200 });
}

function card(visit: Visit, { unitCode, kind }: { unitCode: string; kind: TemplateKind }, since: Date | null): Html {
  const { say } = visit;
  const named = html`<input type="hidden" name="unit" value="${unitCode}"><input type="hidden" name="kind" value="${kind}">`;
  const sample = kind === 'certificate' && !since;
  const state = since
    ? say('templates.own', { at: { date: since.toISOString() } })
    : say(kind === 'certificate' ? 'templates.none' : 'templates.ours');
  return html`<p><strong>${say(`papers.what.${kind}`)}</strong></p>
<p class="faint">${state}${sample ? ` ${say('templates.sampleHow')}` : ''}</p>
<div class="acts">${form(visit, `${PAGE}/take`, html`${named}<button>${say(sample ? 'templates.sample' : 'templates.take')}</button>`)}
${since ? form(visit, `${PAGE}/drop`, html`${named}<button>${say(kind === 'certificate' ? 'templates.remove' : 'templates.drop')}</button>`) : null}</div>
<details><summary>${say('templates.other')}</summary>${namesOf(visit, kind)}<div class="fields">${form(
    visit,
    PAGE,
    html`${named}<label>${say('templates.file')}<input type="file" name="file" accept=".docx" required></label><button>${say('templates.keep')}</button>`,
    { file: true },
  )}</div></details>`;
}

/** What one puts in braces. */
function namesOf({ say }: Visit, kind: TemplateKind): Html {
  const lines = (slots: Slots): Html[] =>
    Object.entries(slots).map(([name, slot]) => {
      if (typeof slot === 'object')
        return html`<li>${say('templates.each', { from: `{#${name}}`, to: `{/${name}}` })}<ul>${lines(slot.each)}</ul></li>`;
      const must = slot === 'needed' ? html` <strong>${say('templates.needed')}</strong>` : null;
      return html`<li><code>{${name}}</code> ${say(`templates.slot.${name}`)}${must}</li>`;
    });
  return html`<p>${say('templates.names')}</p><ul>${lines(slotsOf[kind])}</ul>`;
}

export async function keepTemplateRoute(visit: Visit): Promise<void> {
  const { say, file, officer } = visit;
  const { unitCode, kind } = templateIn(visit);
  if (!officer.scope.wards.includes(unitCode)) throw new Problem('notFound');
  const problems = file ? await checkAside(kind, file.bytes) : [];
  // It says of itself that nothing is printed with it.
  const isSample = file !== null && kind === 'certificate' && Buffer.compare(file.bytes, await certificateSample()) === 0;
  if (isSample) return showTemplates(visit, alert(say('templates.isSample')));
  if (!file || problems.length > 0) {
    const lines = problems.map((problem) => html`<li>${wordsOf(visit, problem)}</li>`);
    const none = html`<p>${say('templates.noFile')}</p>`;
    const which = say('templates.wrong', { which: say(`papers.what.${kind}`) });
    return showTemplates(visit, html`<div class="problem-note" role="alert">${file ? html`<p>${which}</p><ul>${lines}</ul>` : none}</div>`);
  }
  await keep(visit, file.bytes);
  goTo(visit, PAGE, 'templateKept');
}

export async function dropTemplateRoute(visit: Visit): Promise<void> {
  await keep(visit, null);
  goTo(visit, PAGE, 'templateDropped');
}

async function keep(visit: Visit, file: Uint8Array | null): Promise<void> {
  const template = templateIn(visit);
  const { outcome } = await act(visit, (deps, scope) => keepTemplate(deps, { scope, ...template, file }));
  if (outcome === 'notFound') throw new Problem('notFound');
}

/** The one in use, as it is; of the giấy công nhận, where the ward has none yet, one to begin from. */
export async function takeTemplateRoute(visit: Visit): Promise<void> {
  const { unitCode, kind } = templateIn(visit);
  const own = await act(visit, async (deps, scope) => {
    if (!scope.wards.includes(unitCode)) throw new Problem('notFound');
    return templateOf(deps, { unitCode, kind });
  });
  const bytes = own ?? (kind === 'certificate' ? await certificateSample() : await shippedTemplate(kind));
  giveFile(visit, { fileName: `mau-${own || kind !== 'certificate' ? fileNames[kind] : certificateSampleName}`, bytes });
}

function templateIn(visit: Visit): { unitCode: string; kind: TemplateKind } {
  const kind = templateKinds.find((one) => one === textIn(visit, 'kind'));
  if (kind === undefined) throw new Problem('badRequest');
  return { unitCode: textIn(visit, 'unit'), kind };
}

function wordsOf({ say }: Visit, problem: TemplateProblem): string {
  return say(`templates.problem.${problem.problem}`, { ...problem });
}
