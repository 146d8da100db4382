import type { AreaStanding } from '../rubric/score.ts';

/**
 * Which pass mark holds. No unit of the service is recorded as remote or especially difficult, so it is the normal one
 * everywhere; a score keeps the standing that it was made with.
 */
export const AREA_STANDING: AreaStanding = 'normal';
