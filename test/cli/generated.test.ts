/** What is drawn from the sources is what lies in the repository. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawAll, drawingsFolder } from '../../src/cli/graph.ts';
import { lintProject } from '../../src/cli/lint.ts';
import { projectFolder } from '../../src/cli/project-folder.ts';
import { drawSchemas, schemasFolder } from '../../src/cli/schema.ts';

function lying(folder: string, names: Iterable<string>): Map<string, string> {
  return new Map([...names].map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

describe('up to date', () => {
  it('the drawings of the dialogs; otherwise: npm run graph', async () => {
    const drawings = await drawAll();
    expect(readdirSync(drawingsFolder).sort()).toEqual([...drawings.keys()].sort());
    expect(lying(drawingsFolder, drawings.keys())).toEqual(drawings);
  });

  it('the schemas for editors; otherwise: npx nhahoc schema', () => {
    const schemas = drawSchemas();
    expect(lying(schemasFolder, schemas.keys())).toEqual(schemas);
  });
});

it('every dialog names its schema to editors', () => {
  const folder = join(projectFolder, 'flows', 'dialogs');
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  const first = files.map((name) => readFileSync(join(folder, name), 'utf8').split('\n', 1)[0]);
  expect(new Set(first)).toEqual(new Set(['# yaml-language-server: $schema=../schema/dialog.schema.json']));
});

it('the files of flows and locales have nothing to mend', async () => {
  expect(await lintProject(projectFolder)).toEqual([]);
});
