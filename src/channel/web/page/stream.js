/** Hears new lines as they come. Whatever breaks, it goes on after the last line that the page has. */

const FIRST_PAUSE = 1500;
const LONGEST_PAUSE = 30_000;

/**
 * @param {{
 *   last(): number,
 *   line(line: object): void,
 *   change(line: object): void,
 *   reset(): void,
 *   language(language: string): void,
 *   connected(yes: boolean): void,
 * }} page
 * @returns {{ reconnect(): void }}
 */
export function listen(page) {
  /** @type {EventSource | null} */
  let source = null;
  let pause = FIRST_PAUSE;
  let timer = 0;

  function connect() {
    clearTimeout(timer);
    source?.close();
    const mine = new EventSource(`/chat/events?after=${page.last()}`);
    source = mine;
    mine.onopen = () => {
      pause = FIRST_PAUSE;
      page.connected(true);
    };
    mine.addEventListener('line', ({ data }) => page.line(JSON.parse(data)));
    mine.addEventListener('change', ({ data }) => page.change(JSON.parse(data)));
    mine.addEventListener('reset', () => page.reset());
    mine.addEventListener('language', ({ data }) => page.language(JSON.parse(data).language));
    mine.onerror = () => {
      if (mine !== source) return;
      page.connected(false);
      // The browser comes back by itself, unless the answer was not a stream at all.
      if (mine.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(connect, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    };
  }

  connect();
  return { reconnect: connect };
}
