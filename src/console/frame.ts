/** The frame of every page of the console, and what pages are put together from. */
import type { Sentence } from '../flow/session.ts';
import { assetUrl } from '../http/assets.ts';
import { Html, html, type Part } from '../http/html.ts';
import { page, sendPage } from '../http/pages/page.ts';
import type { Parts } from '../http/parts.ts';
import { formatNumber } from '../locale/format.ts';
import { sourceLanguage } from '../locale/locale.ts';
import { consoleAssetUrl } from './assets.ts';
import { fillIn } from './fill-in.ts';
import { whoseForm } from './form-owner.ts';
import type { Call, Say, Visit } from './route.ts';

/** Officers read Vietnamese. */
export const LANGUAGE = sourceLanguage;

export interface Sheet {
  title: string;
  content: Part;
  /** 200 unless said. */
  status?: number;
  /** A script of the console's own files; the page works without it. */
  script?: string;
  /** Where scripts do not run, the page loads itself again after so many seconds. */
  reloadSeconds?: number;
  /** It holds a code that is shown once, and kept nowhere in words. */
  once?: true;
}

/** Speaks `locales/vi/console.json`. */
export function consoleSayer({ locale }: Parts): Say {
  return (key, params) => locale.t(`console:${key}`, LANGUAGE, params);
}

/** Speaks sentences of other rooms, as officers read them. */
export function speaker({ parts }: Call): (sentence: Sentence) => string {
  return (sentence) => parts.locale.speak(sentence, LANGUAGE);
}

/** What was found, what was wrong, and what somebody else did meanwhile. */
const KEPT = [200, 409, 422];

/** A page for an officer; what answers a form is led to, so that browsers can come back to it (kept-answers.ts). */
export function show(visit: Visit, sheet: Sheet): void {
  const { officer, menu, say, request } = visit;
  const here = (request.baseUrl + request.path).replace(/\/$/, '');
  const isHere = (path: string) => here === path || (path !== '/console' && here.startsWith(`${path}/`));
  const items = menu.map(
    ({ path, key }) => html`<li><a href="${path}"${isHere(path) ? html` aria-current="page"` : null}>${say(`menu.${key}`)}</a></li>`,
  );
  // On a phone it is folded; a desk has room for all of it.
  const nav = html`<nav class="menu" aria-label="${say('menuLabel')}"><details><summary>${say('menuLabel')}</summary><ul>${items}</ul></details></nav>`;
  const who = html`<div class="who"><span>${officer.name}</span>${form(visit, '/console/leave', html`<button>${say('leave')}</button>`)}</div>`;
  const source = sourceOf(visit, sheet, {
    who,
    nav,
    about: visit.about === null ? null : html`<p class="about">${say(`hint.${visit.about}`)}</p>`,
  });
  const { status = 200 } = sheet;
  // What is not theirs leaves nothing behind; and where it is we who failed, the next page might not come.
  if (visit.entered !== null && request.method === 'POST' && !sheet.once && KEPT.includes(status)) lead(visit, { source, status });
  else send(visit, { source, status });
}

/** Where it cannot be kept, it is shown where it is: nothing of it is lost. */
function lead(visit: Visit, answer: { source: string; status: number }): void {
  visit.answers.keep(visit, answer).then(
    (address) => visit.response.redirect(303, address),
    () => send(visit, answer),
  );
}

/** A page for whoever is not in, or not known yet. */
export function showOutside(call: Call, sheet: Sheet): void {
  send(call, { source: sourceOf(call, sheet, { who: null, nav: null, about: null }), status: sheet.status ?? 200 });
}

function send({ response }: Call, { source, status }: { source: string; status: number }): void {
  response.status(status);
  sendPage(response, source);
}

function sourceOf(call: Call, sheet: Sheet, { who, nav, about }: { who: Part; nav: Part; about: Part }): string {
  const { say } = call;
  const { title, content, script, reloadSeconds } = sheet;
  return page({
    language: LANGUAGE,
    title: `${title} · ${say('brand')} · ${say('desk')}`,
    head: html`<link rel="stylesheet" href="${consoleAssetUrl('console.css')}">
${[...(nav === null ? [] : [UNSAVED_SCRIPT, WORDS_SCRIPT]), ...(script === undefined ? [] : [script])].map((one) => html`<script type="module" src="${consoleAssetUrl(one)}"></script>`)}
${reloadSeconds === undefined ? null : html`<noscript><meta http-equiv="refresh" content="${reloadSeconds}"></noscript>`}`,
    body: html`<body class="console"${nav === null ? null : fieldWords(call)}>
<a class="skip" href="#main">${say('skip')}</a>
<header><a class="home" href="/console"><img src="${assetUrl('house.svg')}" alt="" width="36" height="36"> <span>${say('brand')}<span class="desk-only"> · ${say('desk')}</span></span></a>${who}</header>
${nav}
<main id="main" tabindex="-1">
<h1>${title}</h1>
${about}
${doneNotice(call)}
${content}
</main>
</body>`,
  });
}

/** Of a field that is not filled in as it should be. */
function fieldWords({ say }: Call): Html {
  return html` ${['missing', 'choose', 'tick', 'file', 'otherwise'].map((key) => html` data-${key}="${say(`field.${key}`)}"`)}`;
}

/** What an officer has just done, told on the page that they come to. Only words of ours. */
function doneNotice({ parts, request, say }: Call): Html | null {
  const key = `done.${request.query.done}`;
  return parts.locale.has(`console:${key}`) ? html`<p class="done" role="status">${say(key)}</p>` : null;
}

/** After a form: to the page `path`, which then says `done.<key>`. */
export function goTo({ response }: Call, path: string, done?: string): void {
  const query = done === undefined ? '' : `${path.includes('?') ? '&' : '?'}done=${done}`;
  response.redirect(303, path + query);
}

/** A list of one is no choice: whoever asks for it is led to that one, with what is to be said there. */
export function goOn({ request, response }: Call, path: string): void {
  const asked = request.originalUrl.indexOf('?');
  response.redirect(303, asked < 0 ? path : path + request.originalUrl.slice(asked));
}

const UNSAVED = 'data-unsaved';
/** Whatever is typed, it is asked before it is left. */
const UNSAVED_SCRIPT = 'unsaved.js';
/** What is missing in a form is said in our words. */
const WORDS_SCRIPT = 'own-words.js';

interface FormOptions {
  /** It brings a file. */
  file?: boolean;
  /** Its page has put into it what was filled in before. */
  filled?: boolean;
  /** For what belongs to it and stands elsewhere. */
  id?: string;
  /** What is wrong in it is said by us, in the officer's language: browsers say it in their own. */
  ownWords?: boolean;
}

/** A form that only this officer's browser can send. What could not be taken stands in it again, and counts as not saved. */
export function form(
  visit: Visit,
  action: string,
  content: Part,
  { file = false, filled = false, ownWords = false, id }: FormOptions = {},
): Html {
  const { officer, entered, parts } = visit;
  const own = html`${content}`;
  const again = entered?.action !== action ? null : filled ? own : fillIn(own, entered.fields);
  return html`<form${id === undefined ? null : html` id="${id}"`} method="post" action="${action}"${file ? html` enctype="multipart/form-data"` : null}${ownWords ? html` novalidate` : null}${again ? new Html(` ${UNSAVED}`) : null}>
<input type="hidden" name="csrf" value="${officer.csrf}"><input type="hidden" name="whose" value="${whoseForm(parts, officer.officerId)}">
${again ?? own}
</form>`;
}

/** Why nothing was done, at the top of a page. */
export function alert(words: Part): Html {
  return html`<p class="problem-note" role="alert">${words}</p>`;
}

/** What only some come for; open where something in it could not be taken, so that it is seen. */
export function folded(summary: Part, content: Html, open = false): Html {
  return html`<details${open || content.source.includes(UNSAVED) ? html` open` : null}><summary>${summary}</summary>${content}</details>`;
}

export interface TableOf {
  caption: string;
  heads: readonly Part[];
  /** The first cell of a row names it. */
  rows: readonly (readonly Part[])[];
  /** Its page says itself how it stands on a phone. */
  plain?: boolean;
}

/**
 * Figures stand below one another. On a phone each row is a card, with the heads beside what they say: nothing has to be looked for behind
 * an edge. On a desk what is wider than the page scrolls by itself, also by keys.
 */
export function table({ caption, heads, rows, plain = false }: TableOf): Html {
  const cards = !plain;
  const figures = heads.map((_, column) => column > 0 && rows.some((row) => isFigure(row[column])));
  const align = (column: number) => (figures[column] ? html` class="number"` : null);
  // Where CSS makes cards of them, browsers forget that they were rows and cells.
  const role = (name: string) => (cards ? html` role="${name}"` : null);
  const label = (column: number) => (cards ? html` data-label="${textOf(heads[column])}"` : null);
  const cells = ([first, ...others]: readonly Part[]) =>
    html`<tr${role('row')}><th scope="row"${role('rowheader')}>${first ?? null}</th>${others.map(
      (cell, index) =>
        html`<td${align(index + 1)}${role('cell')}${label(index + 1)}>${typeof cell === 'number' ? formatNumber(cell, LANGUAGE) : cell}</td>`,
    )}</tr>`;
  return html`<div class="scroll${cards ? ' as-cards' : ''}" role="region" aria-label="${caption}" tabindex="0"><table${role('table')}>
<caption>${caption}</caption>
<thead${role('rowgroup')}><tr${role('row')}>${heads.map((head, column) => html`<th scope="col"${align(column)}${role('columnheader')}>${head}</th>`)}</tr></thead>
<tbody${role('rowgroup')}>${rows.map(cells)}</tbody>
</table></div>`;
}

function isFigure(cell: Part | undefined): boolean {
  return typeof cell === 'number' || /^[\d.,]+%?(?: \(\d[^)]*\))?$/.test(textOf(cell));
}

function textOf(part: Part | undefined): string {
  return part instanceof Html ? part.source.replaceAll(/<[^>]*>/g, '') : typeof part === 'string' ? part : '';
}

/** A reason, or some other sentence: it grows with what is written, so that a phone shows all of it. */
export function sentence(
  name: string,
  most: number,
  { value = '', attributes = html`` }: { value?: string; attributes?: Html } = {},
): Html {
  return html`<textarea name="${name}" rows="1" maxlength="${most}" autocomplete="off"${attributes}>${value}</textarea>`;
}

export interface Option {
  value: string;
  label: string;
}

/** A labelled list to choose from. */
export function choice(name: string, label: string, options: readonly Option[], chosen = ''): Html {
  const items = options.map(
    ({ value, label }) => html`<option value="${value}"${value === chosen ? html` selected` : null}>${label}</option>`,
  );
  return html`<label>${label}<select name="${name}" required>${items}</select></label>`;
}

/** The same, of few whose words are long: each stands in full, on a phone too. */
export function radios(name: string, label: string, options: readonly Option[], chosen = ''): Html {
  const items = options.map(
    ({ value, label }) =>
      html`<label><input type="radio" name="${name}" value="${value}"${value === chosen ? html` checked` : null} required> ${label}</label>`,
  );
  return html`<fieldset><legend>${label}</legend>${items}</fieldset>`;
}
