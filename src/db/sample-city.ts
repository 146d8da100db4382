/** The city's Hội that ships as a sample. */
import { z } from 'zod';
import { readFlowFile, refused } from '../flow-files.ts';
import { readYaml } from '../yaml/read-yaml.ts';
import type { CityOrganisation } from './city.ts';

const schema = z.strictObject({ name: z.string().min(1), contact: z.string().min(1), dataProtection: z.string().min(1) });

/** @throws CannotStart naming file, line and remedy */
export async function readSampleCity(file: string): Promise<CityOrganisation> {
  const { name, text } = await readFlowFile(file);
  const reading = readYaml(text, name, schema);
  if (!reading.ok) throw refused(reading.findings);
  return { ...reading.source.data, sample: true };
}
