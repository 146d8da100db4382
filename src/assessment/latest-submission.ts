import type { Deps } from '../deps.ts';
import type { Phase } from '../season/calendar.ts';

/** What was sent last, or null. */
export function latestSubmission(deps: Deps, assessmentId: string) {
  return deps.db.submission.findFirst({
    where: { assessmentId },
    orderBy: { number: 'desc' },
    include: { rubricVersion: { select: { id: true, sha256: true } } },
  });
}

/** What holds as sent, or null while it is open. Reopened and not sent again by the deadline: what was sent before. */
export async function standingSubmission(deps: Deps, assessment: { id: string; state: 'draft' | 'submitted' } | null, phase: Phase) {
  if (!assessment || (assessment.state === 'draft' && phase !== 'after')) return null;
  return latestSubmission(deps, assessment.id);
}
