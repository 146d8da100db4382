/** Conversations that anybody can read and check, at least one for every kind of step. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDocument, Scalar } from 'yaml';
import { z } from 'zod';
import { kinds } from '../../src/flow/registry.ts';
import { engineSentences } from '../../src/flow/sentences.ts';
import { readYaml } from '../../src/yaml/read-yaml.ts';
import { fixture, replay } from './support/conversation.ts';

const folder = join(import.meta.dirname, 'fixtures');
const texts = read(join(import.meta.dirname, 'support', 'sentences.yaml'), z.record(z.string(), z.string()));

function read<S extends z.ZodType>(path: string, schema: S): z.infer<S> {
  const reading = readYaml(readFileSync(path, 'utf8'), path, schema);
  if (!reading.ok) throw new Error(JSON.stringify(reading.findings, null, 2));
  return reading.source.data;
}

const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));

it('shows every sentence the engine says', () => {
  expect(Object.keys(texts).sort()).toEqual(Object.keys(engineSentences).sort());
});

it.each([...kinds.keys()])('kind %s has a fixture', (kind) => {
  const told = files.filter((file) => dirname(file) === kind).map((file) => read(join(folder, file), fixture));
  const walked = told.flatMap(({ dialogs }) => dialogs.flatMap(({ steps }) => Object.values(steps).map((step) => step.kind)));
  expect(walked, `write test/flow/fixtures/${kind}/*.yaml with a step of this kind`).toContain(kind);
});

describe.each(files.sort())('%s', (file) => {
  const path = join(folder, file);
  const told = read(path, fixture);

  it(told.about, () => {
    const talk = replay(told, texts);
    // UPDATE_GOLDEN=1 writes the conversation as it goes now; read it before keeping it.
    if (process.env.UPDATE_GOLDEN === '1' && talk !== told.talk) {
      const document = parseDocument(readFileSync(path, 'utf8'));
      const block = new Scalar(talk);
      block.type = Scalar.BLOCK_LITERAL;
      document.set('talk', block);
      writeFileSync(path, document.toString({ lineWidth: 0 }));
      return;
    }
    expect(talk).toBe(told.talk);
  });
});
