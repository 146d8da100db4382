/** Wards and communes as they are written down in `flows/units/*.yaml`. */
import { z } from 'zod';
import { type FlowFile, readFlowFiles, refused } from '../flow-files.ts';
import { readYaml } from '../yaml/read-yaml.ts';

const predecessor = z.strictObject({
  /** With its kind, as people say it: "Phường Mỹ Phước". */
  name: z.string().min(1),
  /** "TP Bến Cát", "Huyện Bàu Bàng". */
  district: z.string().min(1),
  /** Split over several new units. */
  partial: z.boolean().default(false),
});

const unit = z.strictObject({
  code: z.string().regex(/^\d{5}$/, 'expected the five digits of the NSO code'),
  name: z.string().min(1),
  kind: z.enum(['ward', 'commune']),
  formedFrom: z.array(predecessor).min(1),
});

/** One file: the units of a province as of a day. */
export const unitsFile = z
  .strictObject({
    provinceCode: z.string().regex(/^\d{2}$/, 'expected the two digits of the NSO code'),
    validFrom: z.iso.date(),
    units: z.array(unit).min(1),
  })
  .superRefine(({ units }, context) => {
    const seen = new Set<string>();
    for (const [index, { code }] of units.entries()) {
      if (seen.has(code)) context.addIssue({ code: 'custom', path: ['units', index, 'code'], message: `code ${code} is there twice` });
      seen.add(code);
    }
  });

export interface UnitSeed extends z.infer<typeof unit> {
  provinceCode: string;
  validFrom: string;
}

/**
 * Reads every file of units in a folder.
 *
 * @throws CannotStart naming file, line and remedy of everything that is wrong
 */
export async function readUnits(folder: string): Promise<UnitSeed[]> {
  return (await readFlowFiles(folder)).flatMap(readUnitsFile);
}

function readUnitsFile({ name, text }: FlowFile): UnitSeed[] {
  const reading = readYaml(text, name, unitsFile);
  if (!reading.ok) throw refused(reading.findings);
  const { provinceCode, validFrom, units } = reading.source.data;
  return units.map((one) => ({ ...one, provinceCode, validFrom }));
}
