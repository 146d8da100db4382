/** From the text of a rubric file to a rubric that adds up. */
import { type Finding, readYaml, type Source } from '../yaml/read-yaml.ts';
import { type Rubric, rubric } from './definition.ts';
import { lintRubric } from './lint.ts';

export type ParsedRubric = { ok: true; source: Source<Rubric> } | { ok: false; findings: Finding[] };

/** @param file its name as findings should show it */
export function parseRubric(text: string, file: string): ParsedRubric {
  const reading = readYaml(text, file, rubric);
  if (!reading.ok) return reading;
  const findings = lintRubric(reading.source);
  return findings.length > 0 ? { ok: false, findings } : { ok: true, source: reading.source };
}
