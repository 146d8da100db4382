/** The one thing that a household which was not proposed can do next, as concrete as its file allows. */
import { AREA_STANDING } from '../assessment/area-standing.ts';
import type { Sentence } from '../flow/session.ts';
import { threeScores } from '../review/overlay.ts';
import type { ReviewFile } from '../review/read-files.ts';
import { choiceOf, nameOf } from '../rubric/sentences.ts';

/**
 * What is not answered, or else the answer that would gain most, as the ward sees the file; of whoever sent nothing, to send it,
 * now where the window is open, or another time. Where nothing more is to be gained, to ask the khu phố, whose reason then is no matter of points.
 */
export function nextStep({ rubric, sent, changes, season }: Pick<ReviewFile, 'rubric' | 'sent' | 'changes' | 'season'>): Sentence {
  if (!sent && season.phase === 'open')
    return { key: 'review.next.sendBy', params: { until: { date: season.dates.selfAssessment.closes } } };
  if (!sent) return { key: 'review.next.send' };
  const { ward } = threeScores({ rubric, answers: sent.answers, facts: sent.facts, area: AREA_STANDING }, changes);
  const [missing] = ward.missing;
  if (missing !== undefined) return { key: 'review.next.answer', params: { name: nameOf(rubric, missing) } };
  const [gain] = ward.gains;
  if (!gain) return { key: 'review.next.ask' };
  return { key: 'review.next.gain', params: { name: nameOf(rubric, gain.indicator), level: choiceOf(rubric, gain.indicator, gain.level) } };
}
