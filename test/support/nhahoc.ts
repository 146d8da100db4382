import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { nhahoc as command } from '../../src/cli/nhahoc.ts';
import { readConfig } from '../../src/config.ts';
import { type Ended, follow } from './service.ts';
import { startCommand } from './start-command.ts';

const NHAHOC = fileURLToPath(new URL('../../src/cli/nhahoc.ts', import.meta.url));

/**
 * Runs a command as its operator does, with nothing but `env` set, and waits for its end: a process of its own. Each command is
 * run so at least once.
 *
 * @param typed what the operator answers, line by line
 */
export async function nhahocProcess(args: string[], env: Record<string, string> = {}, typed: readonly string[] = []): Promise<Ended> {
  const child = spawn(process.execPath, [NHAHOC, ...args], {
    cwd: tmpdir(),
    // What Node compiled is kept, as it is for the service.
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: startCommand.env.NODE_COMPILE_CACHE, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // It may be over before it has read everything.
  child.stdin.on('error', () => {});
  child.stdin.end(linesOf(typed).join(''));
  const { ended, output } = follow(child);
  return { code: await ended, output: output() };
}

/** The same without a process, which takes twenty times the work: for what a command says and does. Not for those that serve. */
export async function nhahoc(args: string[], env: Record<string, string> = {}, typed: readonly string[] = []): Promise<Ended> {
  let output = '';
  const write = (text: string) => {
    output += text;
  };
  const code = await command(args, {
    // Where a process would look that is told of no folder.
    config: () => readConfig({ DATA_DIR: join(tmpdir(), 'data'), ...env }),
    stdin: Readable.from(linesOf(typed)),
    write,
    print: (line) => write(`${line}\n`),
    complain: write,
  });
  return { code, output };
}

function linesOf(typed: readonly string[]): string[] {
  return typed.map((line) => `${line}\n`);
}
