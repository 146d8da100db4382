/** The box for typed answers. */
import { say } from './words.js';

const form = document.getElementById('composer');
const typed = document.getElementById('typed');
const keyboards = { number: 'numeric', contact: 'tel' };

/** @param {(text: string) => void} send */
export function onTyped(send) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = typed.value.trim();
    if (!text) return;
    typed.value = '';
    grow();
    send(text);
  });
  typed.addEventListener('keydown', (event) => {
    // While Vietnamese is being composed, Enter belongs to the keyboard.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  typed.addEventListener('input', grow);
}

/**
 * Fits the box to what the newest question waits for.
 * @param {'none' | 'text' | 'number' | 'date' | 'contact' | 'media' | 'story'} expect
 * @param {boolean} pressed the person has just pressed a choice, and may want to type next
 */
export function fitTo(expect, pressed) {
  typed.inputMode = keyboards[expect] ?? 'text';
  typed.autocomplete = expect === 'contact' ? 'tel' : 'off';
  typed.dataset.wordPlaceholder = `place.${expect}`;
  typed.placeholder = say(`place.${expect}`);
  form.dataset.expect = expect;
  const idle = pressed && document.activeElement === document.body;
  // On a phone this would throw the keyboard over the question.
  if (idle && expect !== 'none' && matchMedia('(pointer: fine)').matches) typed.focus({ preventScroll: true });
}

function grow() {
  typed.style.height = 'auto';
  typed.style.height = `${typed.scrollHeight}px`;
}
