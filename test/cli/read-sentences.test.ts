import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readSentences } from '../../src/cli/read-sentences.ts';
import { temporaryFolder } from '../support/service.ts';

let folder: { path: string; remove(): Promise<void> };
beforeEach(async () => {
  folder = await temporaryFolder();
  await mkdir(join(folder.path, 'vi'));
});
afterEach(() => folder.remove());

async function read(json: string) {
  await writeFile(join(folder.path, 'vi', 'chat.json'), json);
  return readSentences(folder.path);
}

it('knows each sentence by its key, with the values it says', async () => {
  const { sentences, findings } = await read('{\n  "menu": { "ask": "Chào {{head}}" }\n}\n');
  expect(findings).toEqual([]);
  expect(sentences.get('vi')?.get('menu.ask')).toMatchObject({ text: 'Chào {{head}}', placeholders: ['head'] });
  expect(sentences.get('vi')?.get('menu.ask')?.finding('p', 'r')).toMatchObject({ line: 2 });
});

it.each([
  ['a comma at the end', '{\n  "a": "b",\n}\n', 3],
  ['single quotes', "{\n  'a': 'b'\n}\n", 2],
  ['a remark', '{\n  "a": "b"\n} # done\n', 3],
  ['a quote that is not closed', '{\n  "a": "b\n}\n', 4],
])('%s, which the service could not read, is a finding', async (_, json, line) => {
  const { findings } = await read(json);
  expect(findings[0]).toMatchObject({ line, remedy: expect.stringContaining('JSON') });
});
