/**
 * Messages on their way. They are kept on the device until the server has them, in order, each under a key of its own:
 * sent twice after a broken connection, it still counts once.
 */
import { newKey, post, Refused } from './api.js';

const SHELF = 'nhahoc.outbox';
const LONGEST_PAUSE = 30_000;

/** @typedef {{ key: string, inbound: { type: string, [field: string]: unknown }, words: string }} Waiting */

/**
 * @param {{
 *   show(item: Waiting): void,
 *   state(key: string, state: 'waiting' | 'queued'): void,
 *   fail(item: Waiting, sentence: string): void,
 *   accepted(): void,
 *   signIn(): Promise<void>,
 * }} page how the page shows what becomes of a message, and how it gets a conversation again once the old one is gone
 */
export function createOutbox(page) {
  let sending = false;
  let pause = 1000;
  let timer = 0;

  /** Puts a message on its way. `words` is what the person sees of it meanwhile. */
  function add(inbound, words) {
    const item = { key: newKey(), inbound, words };
    write([...read(), item]);
    page.show(item);
    flush();
  }

  /** Sends what waits, oldest first, one at a time. */
  async function flush() {
    if (sending) return;
    sending = true;
    clearTimeout(timer);
    try {
      for (let item = read()[0]; item; item = read()[0]) {
        await send(item);
        pause = 1000;
      }
    } catch (error) {
      for (const { key } of read()) page.state(key, 'queued');
      timer = setTimeout(flush, Math.max(pause, (error.wait ?? 0) * 1000));
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    } finally {
      sending = false;
    }
  }

  /** Throws when the message should be tried again later. */
  async function send(item) {
    page.state(item.key, 'waiting');
    try {
      await post('/chat/messages', { key: item.key, inbound: item.inbound });
      remove(item.key);
      page.accepted();
    } catch (error) {
      if (!(error instanceof Refused) || error.passing) throw error;
      if (error.status === 401) {
        await page.signIn();
        return;
      }
      remove(item.key);
      page.fail(item, error.sentence);
    }
  }

  return { add, flush, waiting: read, clear: () => write([]) };
}

/** @returns {Waiting[]} */
function read() {
  try {
    const shelf = JSON.parse(localStorage.getItem(SHELF) ?? '[]');
    return Array.isArray(shelf) ? shelf : [];
  } catch {
    return [];
  }
}

/** @param {Waiting[]} items */
function write(items) {
  if (items.length === 0) localStorage.removeItem(SHELF);
  else localStorage.setItem(SHELF, JSON.stringify(items));
}

/** @param {string} key */
function remove(key) {
  write(read().filter((item) => item.key !== key));
}
