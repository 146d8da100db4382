/** Talking to the server. */
import { page } from './words.js';

/** No other site's form can set this; it also says in which language to refuse. */
export const headers = () => ({ 'x-nhahoc': page.language });
const PATIENCE = 20_000;

/** The server said no, in words. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {{ problem?: string, sentence?: string }} said
   * @param {number} wait seconds to wait before the next try, 0 when it did not say
   */
  constructor(status, { problem = '', sentence = '' }, wait = 0) {
    super(`refused with ${status}`);
    this.status = status;
    this.problem = problem;
    this.sentence = sentence;
    this.wait = wait;
  }

  /** Trying the same again may work. */
  get passing() {
    return this.status === 429 || this.status >= 500;
  }
}

/** @param {string} path */
export async function get(path) {
  return answer(await fetch(path, { headers: { ...headers(), accept: 'application/json' }, signal: AbortSignal.timeout(PATIENCE) }));
}

/**
 * @param {string} path
 * @param {object} body
 */
export async function post(path, body = {}) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { ...headers(), 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE),
  });
  return answer(response);
}

/** @param {Response} response */
async function answer(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(response.status, body, Number(response.headers.get('retry-after')) || 0);
  return body;
}

/** A random key; `crypto.randomUUID` is missing where the page is not served over HTTPS. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
