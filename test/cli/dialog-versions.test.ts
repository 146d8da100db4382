import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lintVersions, noteVersions } from '../../src/cli/dialog-versions.ts';
import { parseDialog } from '../../src/flow/parse.ts';
import { temporaryFolder } from '../support/service.ts';

const dialog = (version: number, text = 'hello.hi') =>
  `id: hello\nversion: ${version}\nstart: a\nsteps:\n  a: { kind: say, text: ${text}, next: end }\n`;

let folder: { path: string; remove(): Promise<void> };
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const write = (text: string) => writeFile(join(folder.path, 'hello.yaml'), text);
const note = () => noteVersions(folder.path);
const lock = () => readFile(join(folder.path, 'versions.lock'), 'utf8');
const setLock = (text: string) => writeFile(join(folder.path, 'versions.lock'), text);

async function lint(): Promise<string[]> {
  const reading = parseDialog(await readFile(join(folder.path, 'hello.yaml'), 'utf8'), 'hello.yaml');
  if (!reading.ok) throw new Error('the dialog cannot be read');
  const findings = await lintVersions(folder.path, [reading.source]);
  return findings.map(({ file, line, problem, remedy }) => `${file}:${line} ${problem} → ${remedy}`);
}

describe('a dialog that changes', () => {
  it('under its version is a finding, until it has a new one that is noted', async () => {
    await write(dialog(1));
    await note();
    expect(await lint()).toEqual([]);

    await write(dialog(1, 'hello.other'));
    const [finding] = await lint();
    expect(finding).toMatch(/^hello\.yaml:2 hello was changed and is still version 1 → write version: 2 and run npm run graph/);
    const before = await lock();
    expect(await note()).toMatchObject({ added: [], findings: [{ line: 2 }] });
    expect(await lock(), 'a version that is known stays as it was').toBe(before);

    await write(dialog(2, 'hello.other'));
    expect(await lint()).toEqual(['hello.yaml:2 hello@2 is not in flows/dialogs/versions.lock → run npm run graph, which notes it']);
    expect(await note()).toEqual({ added: ['hello@2'], findings: [] });
    expect(await lint()).toEqual([]);
    expect((await lock()).startsWith(before), 'old versions stay').toBe(true);
  });

  it('only in its remarks and layout has not changed', async () => {
    await write(dialog(1));
    await note();
    await write(`# a remark\n${dialog(1).replace('{ kind: say, ', '{  kind: say,   ')}`);
    expect(await lint()).toEqual([]);
  });

  it('from version 9 to 10 is noted in the order of numbers', async () => {
    await write(dialog(9));
    await note();
    await write(dialog(10));
    await note();
    expect((await lock()).match(/@\d+/g)).toEqual(['@9', '@10']);
  });
});

describe('after a merge', () => {
  it('marks and lines in disorder are put right by one command', async () => {
    await write(dialog(1));
    await note();
    const first = await lock();
    await write(dialog(2));
    await note();
    const [one, two] = (await lock()).split('\n');
    await setLock(`<<<<<<< ours\n${two}\n=======\n${one}\n${one}\n>>>>>>> theirs\n`);
    expect(await lint()).toContainEqual(expect.stringMatching(/versions\.lock:1 no entry.*<<<<<<< ours → run npm run graph/));
    expect(await note()).toEqual({ added: [], findings: [] });
    expect(await lock()).toBe(`${first}${two}\n`);
  });

  it('of two entries for one version the one stays that the dialog bears out', async () => {
    await write(dialog(1, 'hello.theirs'));
    await note();
    const theirs = await lock();
    await setLock(`hello@1 ${'0'.repeat(64)}\n${theirs}`);
    expect(await lint()).toEqual([expect.stringContaining('hello@1 is there twice, and not the same')]);
    await note();
    expect(await lock()).toBe(theirs);
  });
});
