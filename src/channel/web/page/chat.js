/** The web chat: joins the conversation, shows it, and carries answers. */
import { get, post, Refused } from './api.js';
import { fitTo, onTyped } from './composer.js';
import { openClaim, prepareDialogs } from './dialogs.js';
import { clearLog, expectAnswer, lastShown, setState, showChange, showFailed, showLines, showPending, toEnd } from './log.js';
import { createOutbox } from './outbox.js';
import { listen } from './stream.js';
import { resumeUploads, uploadAll } from './upload.js';
import { changeLanguage, say } from './words.js';

const log = document.getElementById('log');
const notice = document.getElementById('offline');
const files = document.getElementById('files');
/** This browser has had a conversation before. */
const KNOWN = 'nhahoc.known';
/** Milliseconds after which a silent stream is asked the plain way. */
const SILENCE = 5000;

/** @type {{ reconnect(): void } | null} */
let stream = null;
let connected = true;
let complaint = '';
let pressed = false;
/** @type {object[]} lines that came together and are shown together */
let arriving = [];

const outbox = createOutbox({
  show: showPending,
  state: setState,
  fail: showFailed,
  signIn,
  accepted() {
    expectAnswer();
    const before = lastShown();
    setTimeout(() => {
      if (lastShown() === before) catchUp().catch(() => {});
    }, SILENCE);
  },
});

function choose({ data, label }) {
  pressed = true;
  outbox.add({ type: 'press', data, label }, label);
}
const write = (text) => outbox.add({ type: 'text', text }, text);

prepareDialogs(write, complain, () => {
  outbox.clear();
  location.replace('/');
});
onTyped(write);
document.getElementById('attach').onclick = () => files.click();
files.onchange = () => {
  complain('');
  uploadAll([...files.files], complain);
  files.value = '';
};
addEventListener('online', wakeUp);
addEventListener('offline', showNotice);
addEventListener('hashchange', readLink);
document.addEventListener('visibilitychange', () => {
  // A phone that slept may hold a connection that is long dead.
  if (document.visibilityState === 'visible') wakeUp();
});
begin();

/** Comes back by itself until it has the conversation. */
async function begin(pause = 1000) {
  try {
    await signIn();
    await catchUp();
  } catch {
    complain(say('offline'));
    setTimeout(() => begin(Math.min(pause * 2, 30_000)), pause);
    return;
  }
  complain('');
  log.ariaBusy = 'false';
  toEnd();
  for (const item of outbox.waiting()) showPending(item);
  readLink();
  if (lastShown() === 0 && outbox.waiting().length === 0) outbox.add({ type: 'start' }, '');
  outbox.flush();
  stream = listen({
    last: lastShown,
    line: gather,
    change: showChange,
    reset: startOver,
    language: changeLanguage,
    connected(yes) {
      connected = yes;
      showNotice();
      if (yes) outbox.flush();
    },
  });
}

/** Makes sure that the browser has a conversation. What waited for an expired one has no place in the new one. */
async function signIn() {
  const { fresh } = await post('/chat/session');
  if (fresh && localStorage.getItem(KNOWN)) {
    outbox.clear();
    clearLog();
    complain(say('newPlace'));
    if (stream) outbox.add({ type: 'start' }, '');
    stream?.reconnect();
  }
  localStorage.setItem(KNOWN, 'yes');
}

async function catchUp() {
  const { lines, reset, language } = await get(`/chat/lines?after=${lastShown()}`);
  await changeLanguage(language);
  if (reset) startOver();
  show(lines);
}

/** Lines of one turn arrive one by one within a blink. */
function gather(line) {
  if (arriving.push(line) > 1) return;
  setTimeout(() => {
    const together = arriving;
    arriving = [];
    show(together);
  }, 40);
}

function show(lines) {
  showLines(lines, choose);
  const question = lines.findLast(({ from }) => from === 'us');
  if (!question) return;
  fitTo(question.expect ?? 'none', pressed);
  pressed = false;
}

function startOver() {
  arriving = [];
  clearLog();
}

/** What a QR code carried here: `#ma=` a khu phố's or a family's code, `#tiep=` another phone's conversation. */
function readLink() {
  const link = new URLSearchParams(location.hash.slice(1));
  const code = link.get('ma');
  const handover = link.get('tiep');
  if (!code && !handover) return;
  history.replaceState(null, '', '/');
  if (handover) openClaim(handover);
  else outbox.add({ type: 'start', code }, '');
}

function wakeUp() {
  showNotice();
  stream?.reconnect();
  outbox.flush();
  resumeUploads();
}

function complain(sentence) {
  complaint = sentence;
  showNotice();
}

function showNotice() {
  const sentence = navigator.onLine ? complaint || (connected ? '' : say('reconnecting')) : say('offline');
  notice.hidden = !sentence;
  if (notice.textContent !== sentence) notice.textContent = sentence;
}

// Whatever is left unsaid by a failed request must not end in a silent page.
addEventListener('unhandledrejection', ({ reason }) => {
  if (reason instanceof Refused) complain(reason.sentence);
});
