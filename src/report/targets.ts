/** What a plan wants reached by a year: `flows/targets/`. */
import { join } from 'node:path';
import { z } from 'zod';
import { flowsFolder, readFlowFiles, refused } from '../flow-files.ts';
import { type Reading, readYaml } from '../yaml/read-yaml.ts';

export const targetsFolder = join(flowsFolder, 'targets');

const target = z.strictObject({ year: z.number().int().min(2020).max(2100), percent: z.number().min(0).max(100) });

const schema = z.strictObject({
  /** Its name, number, date and who issued it, as officers read it. */
  plan: z.string().min(1).max(120),
  date: z.iso.date(),
  /** Recognised households of all households of a place, by the end of a year. */
  giaDinh: z.array(target).min(1),
  /** Officers of the Hội in wards and khu phố who were at a training of computers and phones, of all of them. */
  officersInTechnology: z.array(target).default([]),
});

export interface Targets {
  plan: string;
  /** Of all households; the earliest year first. */
  giaDinh: readonly Target[];
  /** Of all officers of a place. */
  officersInTechnology: readonly Target[];
}

interface Target {
  year: number;
  percent: number;
}

export function parseTargets(text: string, name: string): Reading<z.infer<typeof schema>> {
  return readYaml(text, name, schema);
}

/**
 * Of the plan with the latest date.
 * @throws CannotStart naming file, line and remedy
 */
export async function readTargets(folder = targetsFolder): Promise<Targets | null> {
  const plans = (await readFlowFiles(folder)).map(({ name, text }) => {
    const reading = parseTargets(text, name);
    if (!reading.ok) throw refused(reading.findings);
    return reading.source.data;
  });
  const [newest] = plans.toSorted((a, b) => b.date.localeCompare(a.date));
  if (!newest) return null;
  const { plan, giaDinh, officersInTechnology } = newest;
  return { plan, giaDinh: giaDinh.toSorted(byYear), officersInTechnology: officersInTechnology.toSorted(byYear) };
}

function byYear(a: Target, b: Target): number {
  return a.year - b.year;
}
