/** What `npm start` gives the process that serves: variables of its own, and flags of Node. Who starts it otherwise does the same. */
import { readFileSync } from 'node:fs';

const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { scripts: { start: string } };
const [variables = '', flags = ''] = scripts.start.replace(/ src\/main\.ts$/, '').split(/\bexec node\b/);

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}

export const startCommand = {
  env: Object.fromEntries(wordsOf(variables).map((word) => word.split('=') as [string, string])),
  flags: wordsOf(flags),
};
