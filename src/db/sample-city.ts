/** The city's Hội that ships as a sample. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { CannotStart } from '../cannot-start.ts';
import { readYaml } from '../yaml/read-yaml.ts';
import type { CityOrganisation } from './city.ts';

const schema = z.strictObject({ name: z.string().min(1), contact: z.string().min(1), dataProtection: z.string().min(1) });

/** @throws CannotStart naming file, line and remedy */
export async function readSampleCity(file: string): Promise<CityOrganisation> {
  const reading = readYaml(await readFile(file, 'utf8'), file, schema);
  if (!reading.ok)
    throw new CannotStart(reading.findings.map(({ line, problem, remedy }) => `${file}:${line}: ${problem} (${remedy})`).join('\n'));
  return { ...reading.source.data, sample: true };
}
