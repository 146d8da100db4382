import type { Problem } from '../check.ts';
import type { Place } from './format.ts';

/** Something that an officer has to put right in a cell. What it says is in `locales/vi/console.json`, by its code. */
export type TableProblem = Place & (OwnProblem | Stripped<Problem>);

/** Of the table itself; the others are of the rubric that it makes. */
export type OwnProblem =
  | { code: 'noSheet' }
  | { code: 'noColumn'; heading: string }
  | { code: 'noRow'; label: string }
  | { code: 'tooManyRows'; most: number }
  | { code: 'missing'; what: string }
  | { code: 'notANumber'; value: string }
  | { code: 'notPositive'; value: string }
  | { code: 'notOneOf'; value: string; words: string }
  | { code: 'badId'; value: string }
  | { code: 'badLevelId'; value: string }
  | { code: 'badRubricId'; value: string }
  | { code: 'idOfShipped'; value: string }
  | { code: 'badDate'; value: string }
  | { code: 'badBase'; value: string }
  | { code: 'unknownBase'; value: string }
  | { code: 'tooLong'; most: number }
  | { code: 'onlyEnglish'; what: string }
  | { code: 'notInCriterion' }
  | { code: 'notInIndicator' }
  | { code: 'noIndicators' }
  | { code: 'fewLevels' }
  | { code: 'noCriteria' };

type Stripped<P> = P extends unknown ? Omit<P, 'path'> : never;
