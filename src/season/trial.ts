/** The season of a service that has none of its own yet: open at once, for a year, and called a trial. */
import { addDays, lastDayOfYearFrom } from './calendar.ts';
import type { SeasonDates } from './definition.ts';

/** @param today local date of the first start */
export function trialDates(today: string): SeasonDates {
  const closes = lastDayOfYearFrom(today);
  return {
    launch: today,
    registration: { opens: today, closes },
    halfYear: closes,
    learningWeek: { opens: closes, closes },
    selfAssessment: { opens: today, closes },
    khuPhoMeetings: addDays(closes, 10),
    wardList: addDays(closes, 20),
    decision: addDays(closes, 25),
    report: addDays(closes, 30),
    cutOff: closes,
    dossier: addDays(closes, 60),
  };
}
