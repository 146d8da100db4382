/** `nhahoc schema`: writes the JSON Schemas that let editors check and complete the files of `flows/` while they are written. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { unitsFile } from '../db/units.ts';
import { dialogSchema, wordsSchema } from '../flow/definition.ts';
import { rubric } from '../rubric/definition.ts';
import { seasonFile } from '../season/definition.ts';
import { rulesFile } from '../season/rules.ts';
import { projectFolder } from './project-folder.ts';
import type { Shell } from './shell.ts';

export const schemasFolder = join(projectFolder, 'flows', 'schema');

const kindsOfFile: Record<string, z.ZodType> = {
  ...{ dialog: dialogSchema, words: wordsSchema, rubric },
  ...{ season: seasonFile, reminders: rulesFile, units: unitsFile },
};

export async function run(_args: string[], { print }: Shell): Promise<number> {
  await mkdir(schemasFolder, { recursive: true });
  const schemas = drawSchemas();
  await Promise.all([...schemas].map(([name, text]) => writeFile(join(schemasFolder, name), text)));
  print(`flows/schema: ${[...schemas.keys()].join(', ')}`);
  return 0;
}

/** File name → JSON Schema of what people write, defaults left out. */
export function drawSchemas(): ReadonlyMap<string, string> {
  const entries = Object.entries(kindsOfFile).map(([name, schema]) => {
    const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
    return [`${name}.schema.json`, `${JSON.stringify({ title: `A ${name} file of Nhà Học`, ...shape }, null, 2)}\n`] as const;
  });
  return new Map(entries);
}
