/** The conversation as it is seen: bubbles, buttons, and what is still on its way. */
import { opensPage, withLinks } from './links.js';
import { page, say } from './words.js';

const log = document.getElementById('log');
const waiting = document.getElementById('waiting');
const further = document.getElementById('further');

/** @type {Map<string, HTMLElement>} bubbles on their way, by key */
const pending = new Map();
let last = 0;
let lastDay = '';
/** Pixels below the edge from which on something is cut. */
const BELOW = 24;
/** Letters above which two labels side by side on a phone become columns of single words. */
const LONG_LABEL = 18;
/** The keyboard made the last choice: its place is gone, so the answer takes the focus. */
let takeFocus = false;

// Not everybody knows that a page goes on below its edge.
further.onclick = () => window.scrollBy({ top: window.innerHeight * 0.6, behavior: 'instant' });
addEventListener('scroll', offerFurther, { passive: true });
addEventListener('resize', offerFurther);

/** The number of the newest line shown. */
export const lastShown = () => last;

/**
 * Shows lines that came together, each once.
 * @param {import('./types').Line[]} lines
 * @param {(choice: { data: string, label: string }) => void} choose
 */
export function showLines(lines, choose) {
  const near = nearEnd();
  const nodes = lines.filter((line) => line.seq > last).flatMap((line) => showLine(line, choose));
  if (nodes.length === 0) return;
  const answer = nodes.find((node) => node.classList.contains('us'));
  if (answer) waiting.hidden = true;
  if (near || takeFocus) bringIntoView(answer ?? nodes[0]);
  offerFurther();
  // With what is new everything has moved anyway.
  if (leftBelow() < BELOW) further.hidden = true;
  if (answer && takeFocus) {
    takeFocus = false;
    answer.focus({ preventScroll: true });
  }
}

/**
 * A line of ours says something else now, where it stands.
 * @param {import('./types').Line} line
 */
export function showChange({ seq, text }) {
  const node = log.querySelector(`.us[data-seq="${seq}"]`);
  if (!node) return;
  // What goes on changing is not read aloud each time.
  node.setAttribute('aria-live', 'off');
  node.querySelector('.words').replaceWith(wordsOf('us', text));
}

/** Forgets everything: the conversation begins anew. */
export function clearLog() {
  log.replaceChildren();
  pending.clear();
  last = 0;
  lastDay = '';
}

/**
 * A message that is on its way.
 * @param {{ key: string, words: string }} item
 */
export function showPending({ key, words }) {
  if (!words || pending.has(key)) return;
  const node = bubble('me', words);
  node.append(element('p', { className: 'state', textContent: say('state.waiting') }));
  addPending(key, node);
}

/**
 * @param {string} key
 * @param {HTMLElement} node
 */
export function addPending(key, node) {
  pending.set(key, node);
  node.classList.add('pending');
  log.append(node);
  toEnd();
}

/** @param {string} key */
export function dropPending(key) {
  pending.get(key)?.remove();
  pending.delete(key);
}

/**
 * @param {string} key
 * @param {'waiting' | 'queued'} state
 */
export function setState(key, state) {
  const node = pending.get(key)?.querySelector('.state');
  if (node) node.textContent = say(`state.${state}`);
}

/**
 * A message that the server will not take: says why, and lets the person put it away.
 * @param {{ key: string, words: string }} item
 * @param {string} sentence
 */
export function showFailed({ key, words }, sentence) {
  wakeChoices();
  const node = pending.get(key) ?? bubble('me', words);
  const drop = element('button', { type: 'button', className: 'small', textContent: say('drop'), onclick: () => dropPending(key) });
  node.querySelector('.state')?.remove();
  node.append(element('p', { className: 'state problem', role: 'alert', textContent: `${say('state.failed')}. ${sentence}` }), drop);
  node.classList.add('failed');
  if (!pending.has(key)) addPending(key, node);
}

/** Shows that an answer is being made, unless it comes at once. */
export function expectAnswer() {
  const before = last;
  setTimeout(() => {
    if (last !== before) return;
    waiting.hidden = false;
    if (nearEnd()) toEnd();
  }, 700);
}

/** Scrolls to the newest line. */
export function toEnd() {
  window.scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' });
}

/**
 * @param {'me' | 'us'} from
 * @param {string} text
 */
export function bubble(from, text) {
  const node = element('div', { className: `line ${from}`, lang: page.language });
  // Reached by script only, when an answer takes the focus.
  if (from === 'us') node.tabIndex = -1;
  node.append(wordsOf(from, text));
  return node;
}

function wordsOf(from, text) {
  const words = element('p', { className: 'words' });
  words.append(element('span', { className: 'unseen', textContent: `${say(`from.${from}`)} ` }), ...withLinks(text));
  return words;
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Partial<HTMLElementTagNameMap[Name]>} [properties]
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, properties = {}) {
  return Object.assign(document.createElement(name), properties);
}

/** @returns {HTMLElement[]} */
function showLine(line, choose) {
  last = line.seq;
  if (line.key) dropPending(line.key);
  if (line.from === 'me') dropChoices();
  const node = line.from === 'me' ? mine(line) : ours(line, choose);
  if (!node) return [];
  const day = dayMark(line.at);
  // What is still on its way stays below what has arrived.
  const [firstPending] = pending.values();
  for (const part of [day, node]) if (part) log.insertBefore(part, firstPending ?? null);
  return [node];
}

function mine(line) {
  const words = line.text || (line.kind in { mediaProblem: 0, voice: 0, other: 0 } ? say(`kind.${line.kind}`) : '');
  const files = line.files ?? [];
  if (!words && files.length === 0) return null;
  const node = bubble('me', words);
  node.classList.toggle('wordless', !words);
  if (files.length > 0) node.append(...files.map(file));
  return node;
}

function file({ kind, id }) {
  if (!id) return element('p', { className: 'file', textContent: say(`${kind}Gone`) });
  const link = element('a', { href: `/evidence/${id}`, className: 'file', target: '_blank', rel: 'noopener' });
  if (kind !== 'photo') {
    link.append(say(kind), opensPage());
    return link;
  }
  const thumb = `/files/${id}/thumb`;
  const picture = element('img', { src: thumb, alt: say('photo'), width: 160, height: 160, loading: 'lazy' });
  // It was deleted since: the words stay, the picture does not.
  picture.onerror = () => link.replaceWith(element('p', { className: 'file', textContent: say('photoGone') }));
  // Nobody tells an open page of a deletion: it is asked again when the picture is. A new address, or it comes from memory.
  link.onclick = () => {
    picture.src = `${thumb}?${Date.now()}`;
  };
  link.append(picture, opensPage());
  return link;
}

function ours(line, choose) {
  const node = bubble('us', line.text);
  node.dataset.seq = line.seq;
  if (line.media) node.append(element('img', { className: 'shown', src: line.media.url, alt: line.media.alt }));
  const choices = line.choices ?? [];
  const links = choices.filter(({ url }) => url && safe(url));
  const answers = choices.filter(({ data }) => data);
  if (links.length > 0) node.append(...links.map(linkTo));
  if (answers.length > 0) {
    dropChoices();
    node.append(choiceGroup(answers, choose));
  }
  return node;
}

function linkTo({ url, label }) {
  const link = element('a', { className: 'link', href: url, target: '_blank', rel: 'noopener', textContent: label });
  link.append(opensPage());
  return link;
}

function choiceGroup(answers, choose) {
  const group = element('div', { className: 'choices', role: 'group', ariaLabel: say('choices') });
  for (const { data, label } of answers) {
    const button = element('button', { type: 'button', textContent: label });
    button.classList.toggle('long', label.length > LONG_LABEL);
    button.onclick = (event) => {
      takeFocus = event.detail === 0;
      for (const other of group.children) other.disabled = true;
      button.classList.add('chosen');
      choose({ data, label });
    };
    group.append(button);
  }
  return group;
}

/** Buttons of a question that has been answered go; its links stay. */
function dropChoices() {
  for (const group of log.querySelectorAll('.choices')) group.remove();
}

/** The answer did not get through: it can be given again. */
function wakeChoices() {
  for (const button of log.querySelectorAll('.choices button')) {
    button.disabled = false;
    button.classList.remove('chosen');
  }
}

function dayMark(at) {
  const moment = new Date(at);
  const day = moment.toDateString();
  if (day === lastDay) return null;
  lastDay = day;
  const mark = element('p', { className: 'day' });
  if (day === new Date().toDateString()) {
    mark.dataset.word = 'today';
    mark.textContent = say('today');
  } else {
    mark.lang = page.language;
    mark.textContent = new Intl.DateTimeFormat(page.language, { day: 'numeric', month: 'long', year: 'numeric' }).format(moment);
  }
  return mark;
}

/** Only pages and telephone numbers: never a link that runs something. */
function safe(url) {
  return ['http:', 'https:', 'tel:'].includes(new URL(url, location.href).protocol);
}

function nearEnd() {
  return leftBelow() < 240;
}

/** Pixels of the conversation below the edge of the screen. */
function leftBelow() {
  const { scrollHeight, scrollTop, clientHeight } = document.documentElement;
  return scrollHeight - scrollTop - clientHeight;
}

function offerFurther() {
  const below = leftBelow() >= BELOW;
  if (below) further.hidden = false;
  // Its room stays: nothing may move under a finger that is about to press.
  further.style.visibility = below ? '' : 'hidden';
}

/** The end if the answer fits the screen, else the beginning of the answer. */
function bringIntoView(node) {
  const room = window.innerHeight * 0.6;
  const height = document.documentElement.scrollHeight - (node.getBoundingClientRect().top + window.scrollY);
  if (height <= room) toEnd();
  else node.scrollIntoView({ block: 'start', behavior: 'instant' });
}
