import { join } from 'node:path';
import { flowsFolder, readFlowFile, refused } from '../flow-files.ts';
import { type Holidays, parseHolidays } from '../season/working-days.ts';

const path = join(flowsFolder, 'holidays.yaml');
let read: Promise<Holidays> | undefined;

/**
 * The public holidays of `flows/holidays.yaml`, read once.
 * @throws CannotStart naming file, line and remedy
 */
export function readHolidays(): Promise<Holidays> {
  read ??= fromFile();
  return read;
}

async function fromFile(): Promise<Holidays> {
  const { name, text } = await readFlowFile(path);
  const reading = parseHolidays(text, name);
  if (!reading.ok) throw refused(reading.findings);
  return reading.source.data;
}
