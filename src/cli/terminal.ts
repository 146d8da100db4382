/** Asks whoever sits at the terminal; a script answers with lines on the standard input. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CannotStart } from '../cannot-start.ts';
import type { Shell } from './shell.ts';

export interface Terminal {
  /**
   * @param options `secret`: what is typed is not shown
   * @throws CannotStart when nobody answers
   */
  ask(question: string, options?: { secret?: boolean }): Promise<string>;
  close(): void;
}

export function openTerminal({ stdin, write }: Pick<Shell, 'stdin' | 'write'>): Terminal {
  let hidden = false;
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (!hidden) write(String(chunk));
      done();
    },
  });
  const reader = createInterface({ input: stdin, output, terminal: stdin.isTTY === true, prompt: '' });
  const lines = reader[Symbol.asyncIterator]();
  return {
    async ask(question, { secret = false } = {}) {
      write(question);
      hidden = secret;
      const { value, done } = await lines.next();
      hidden = false;
      if (secret || !stdin.isTTY) write('\n');
      if (done) throw new CannotStart('Nothing was answered, so nothing was changed.');
      return value.trim();
    },
    close: () => reader.close(),
  };
}
