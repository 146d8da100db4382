/** Photos and PDFs on their way, with progress and another try. */
import { headers, newKey } from './api.js';
import { addPending, bubble, dropPending, element, expectAnswer } from './log.js';
import { page, say } from './words.js';

/** Long edge in pixels: enough to read a certificate, a tenth of what a phone's photo weighs. */
const EDGE = 2048;
/** Bytes below which a picture is sent as it is. */
const SMALL = 1_000_000;

/** @type {Set<() => void>} uploads that wait for a network */
const stuck = new Set();

/** Tries again everything that could not be sent. */
export function resumeUploads() {
  for (const again of [...stuck]) again();
}

/**
 * @param {File[]} files
 * @param {(sentence: string) => void} complain
 */
export async function uploadAll(files, complain) {
  const ready = await Promise.all(files.map(smaller));
  const limit = Math.floor(page.maxBytes / 1024 / 1024);
  const fits = ready.filter((file) => {
    if (file.size <= page.maxBytes) return true;
    complain(say('upload.tooLarge', { name: file.name, limit }));
    return false;
  });
  for (let at = 0; at < fits.length; at += page.maxFiles) upload(fits.slice(at, at + page.maxFiles));
}

/** @param {File[]} files */
function upload(files) {
  const key = newKey();
  const node = bubble('me', '');
  node.classList.add('wordless');
  for (const file of files) node.append(preview(file));
  const progress = element('progress', { max: 1, value: 0, ariaLabel: say('upload.label') });
  const state = element('p', { className: 'state', role: 'status' });
  const again = element('button', { type: 'button', className: 'small', textContent: say('retry'), hidden: true });
  const drop = element('button', { type: 'button', className: 'small', textContent: say('drop'), hidden: true });
  node.append(progress, state, again, drop);
  addPending(key, node);

  const send = () => {
    stuck.delete(send);
    again.hidden = drop.hidden = true;
    progress.hidden = false;
    state.textContent = say('state.waiting');
    transmit(key, files, {
      progress(part) {
        progress.value = part;
        state.textContent = part < 1 ? say('upload.progress', { percent: Math.round(part * 100) }) : say('upload.checking');
      },
      done() {
        progress.hidden = true;
        expectAnswer();
      },
      failed(sentence, passing, wait) {
        progress.hidden = true;
        state.textContent = sentence || say('upload.failed');
        again.hidden = !passing;
        drop.hidden = false;
        if (!passing) return;
        stuck.add(send);
        if (wait > 0) setTimeout(() => stuck.has(send) && send(), wait * 1000);
      },
    });
  };
  again.onclick = send;
  drop.onclick = () => {
    stuck.delete(send);
    dropPending(key);
  };
  send();
}

/** `fetch` cannot tell how much has been sent; this can. */
function transmit(key, files, { progress, done, failed }) {
  const form = new FormData();
  form.append('key', key);
  // Names of files stay on the phone: they often say whom a photo shows.
  for (const file of files) form.append('file', file, 'file');
  const request = new XMLHttpRequest();
  request.open('POST', '/chat/files');
  for (const [name, value] of Object.entries(headers())) request.setRequestHeader(name, value);
  request.responseType = 'json';
  request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
  request.onload = () => {
    const { status } = request;
    if (status === 202) done();
    else failed(request.response?.sentence ?? '', status === 429 || status >= 500, Number(request.getResponseHeader('retry-after')) || 0);
  };
  request.onerror = request.ontimeout = () => failed('', true, 0);
  request.send(form);
}

/** @param {File} file */
function preview(file) {
  if (!file.type.startsWith('image/')) return element('p', { className: 'file', textContent: say('pdfGone') });
  const url = URL.createObjectURL(file);
  const picture = element('img', { className: 'file', src: url, alt: say('photo'), width: 160, height: 160 });
  picture.onload = () => URL.revokeObjectURL(url);
  picture.onerror = () => picture.replaceWith(element('p', { className: 'file', textContent: say('photoGone') }));
  return picture;
}

/**
 * A large photo made smaller on the phone, which also leaves its place and time behind. Whatever cannot be read here is
 * sent as it is: the server decides.
 * @param {File} file
 */
async function smaller(file) {
  if (file.size <= SMALL || !['image/jpeg', 'image/png', 'image/webp'].includes(file.type)) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
    const canvas = element('canvas', { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.85));
    return blob && blob.size < file.size ? new File([blob], file.name, { type: blob.type }) : file;
  } catch {
    return file;
  }
}
