/** What of a rubric nobody has confirmed. Whatever is listed here may not be shown as official. */
import type { Rubric, Status } from './definition.ts';

export interface UnverifiedLine {
  /** `criterion 3`, `indicator 3.1`, `levels of 3.1`, `pass mark` … */
  line: string;
  status: Exclude<Status, 'source'>;
}

/** Every line whose status is not `source`, in the order of the rubric. */
export function unverifiedLines(rubric: Rubric): UnverifiedLine[] {
  const lines: { line: string; status: Status }[] = [
    { line: 'rubric', status: rubric.status },
    ...rubric.criteria.flatMap((criterion) => [
      { line: `criterion ${criterion.id}`, status: criterion.status },
      ...criterion.indicators.flatMap((indicator) => [
        { line: `indicator ${indicator.id}`, status: indicator.status },
        { line: `levels of ${indicator.id}`, status: indicator.levelsStatus },
      ]),
    ]),
    { line: 'pass mark', status: rubric.passMark.status },
    ...(rubric.floor ? [{ line: 'floor', status: rubric.floor.status }] : []),
    { line: 'what does not apply', status: rubric.notApplicable.status },
    ...rubric.disqualifiers.map((one) => ({ line: `disqualifier ${one.id}`, status: one.status })),
  ];
  return lines.filter((one): one is UnverifiedLine => one.status !== 'source');
}
