/** The menu, and the two ends of "continue on another phone". */
import { post } from './api.js';
import { page, say } from './words.js';

const byId = (id) => document.getElementById(id);
const menu = byId('menu');
const handover = byId('handover');
const claim = byId('claim');
/** The person has been told that this browser leaves its conversation. */
let leaving = false;

/**
 * @param {(text: string) => void} send says something in the person's name
 * @param {(sentence: string) => void} complain
 * @param {() => void} moved the browser speaks for another conversation now
 */
export function prepareDialogs(send, complain, moved) {
  byId('more').onclick = () => menu.showModal();
  for (const button of document.querySelectorAll('[data-close]')) button.onclick = () => button.closest('dialog').close();
  for (const button of document.querySelectorAll('[data-send]')) {
    button.onclick = () => {
      menu.close();
      send(say(button.dataset.send));
    };
  }
  byId('handover-open').onclick = () => openHandover().catch((error) => complain(error.sentence || say('offline')));
  byId('handover-enter').onclick = () => openClaim('');
  byId('claim-form').onsubmit = (event) => {
    event.preventDefault();
    tryClaim(moved);
  };
  // Another code is another question.
  byId('claim-code').oninput = () => askToLeave(false);
}

/** @param {string} code what a scanned picture said, or nothing yet */
export function openClaim(code) {
  menu.close();
  byId('claim-code').value = code;
  byId('claim-problem').textContent = '';
  askToLeave(false);
  claim.showModal();
}

async function openHandover() {
  menu.close();
  const { code, until, qr } = await post('/chat/handover');
  byId('handover-qr').replaceChildren(drawing(qr));
  byId('handover-code').textContent = code;
  const time = new Intl.DateTimeFormat(page.language, { hour: '2-digit', minute: '2-digit' }).format(new Date(until));
  byId('handover-until').textContent = say('handover.until', { time });
  handover.showModal();
}

async function tryClaim(moved) {
  try {
    await post('/chat/handover/claim', { code: byId('claim-code').value, leave: leaving });
    moved();
  } catch (error) {
    byId('claim-problem').textContent = error.sentence || say('offline');
    askToLeave(error.problem === 'leaving');
    // A second Enter from the same press must not answer what was only just asked.
    if (leaving) claim.querySelector('[data-close]').focus();
    else byId('claim-code').focus();
  }
}

/** @param {boolean} ask the next press also gives up the conversation that this browser holds */
function askToLeave(ask) {
  leaving = ask;
  const go = byId('claim-go');
  go.dataset.word = ask ? 'claim.leave' : 'claim.go';
  go.textContent = say(go.dataset.word);
}

function drawing({ size, path }) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const shape = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  // Readers need four units of light around the squares.
  svg.setAttribute('viewBox', `-4 -4 ${size + 8} ${size + 8}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', say('handover.qr'));
  shape.setAttribute('d', path);
  svg.append(shape);
  return svg;
}
