/** `docs/zalo.md` explains every line that the log may say of Zalo, every reason for which Zalo refuses us, and every setting. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { variableNames } from '../../../src/config.ts';

const root = join(import.meta.dirname, '../../..');
const guide = plain(await readFile(join(root, 'docs/zalo.md'), 'utf8'));

/** Without the marks that code has in a page, or in words of ours. */
function plain(text: string): string {
  return text.replaceAll(/[`\\]/g, '').replaceAll(/\s+/g, ' ');
}

async function sources(): Promise<string[]> {
  const src = join(root, 'src');
  const names = await readdir(src, { recursive: true });
  const about = names.filter((name) => name.endsWith('.ts') && /channel\/zalo\/|webhooks\/zalo\.ts$/.test(name));
  return Promise.all(about.map((name) => readFile(join(src, name), 'utf8')));
}

/** Up to what is put in, or to the second colon: what follows says what to do. */
async function lines(): Promise<string[]> {
  const texts = await sources();
  const said = texts.flatMap((text) =>
    [...text.matchAll(/(?<!Error\()'(Zalo[: ][^'\n]+)'|`(Zalo[: ][^`$\n]+)/g)].map(([, whole, begun]) => whole ?? begun ?? ''),
  );
  return said.map((line) => plain(line).split(':').slice(0, 2).join(':').trim());
}

test('every line of the log is there', async () => {
  const all = await lines();
  expect(all.length).toBeGreaterThan(8);
  expect(all.filter((line) => !guide.includes(line))).toEqual([]);
});

test('every reason of a refusal is there', async () => {
  const remedies = await readFile(join(root, 'src/channel/zalo/remedy.ts'), 'utf8');
  const reasons = [...remedies.matchAll(/^ {2}(?:'zalo:(-\d+)'|(\w+)): /gm)].map(([, code, name]) => code ?? name ?? '');
  expect(reasons.length).toBeGreaterThan(15);
  expect(reasons.filter((reason) => !guide.includes(reason))).toEqual([]);
});

test('every setting that somebody has to make is there', () => {
  // What only tests and servers of one's own need is in `.env.example`.
  const own = ['ZALO_API_ROOT', 'ZALO_OAUTH_ROOT'];
  const settings = variableNames.filter((name) => name.startsWith('ZALO_') && !own.includes(name));
  expect(settings.length).toBeGreaterThan(7);
  expect(settings.filter((name) => !guide.includes(name))).toEqual([]);
});
