/** What a command has of the world that it was called in. */
import type { Readable } from 'node:stream';
import { type Config, loadConfig } from '../config.ts';

export interface Shell {
  /** @throws CannotStart with one line for every bad variable */
  config(): Config;
  stdin: Readable & { isTTY?: boolean };
  /** Text for whoever called, and for whatever reads what the command says. */
  write(text: string): void;
  /** The same with the end of a line. */
  print(line: string): void;
  /** Text for whoever called, and for nobody else. */
  complain(text: string): void;
}

/** A command: takes what follows its name, returns the exit code. */
export type Command = (args: string[], shell: Shell) => Promise<number>;

export const processShell: Shell = {
  config: () => loadConfig(),
  // Opened when it is asked for: a command that reads nothing waits for nobody.
  get stdin() {
    return process.stdin;
  },
  write: (text) => void process.stdout.write(text),
  print: (line) => void process.stdout.write(`${line}\n`),
  complain: (text) => void process.stderr.write(text),
};
