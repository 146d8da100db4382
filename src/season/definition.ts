/** The year of a title: which business dates hold for an organisation. A file of `flows/seasons/` is one season. */
import { z } from 'zod';
import { anchors, seasonRules } from './rules.ts';

/** A local business date of Vietnam, `2027-11-15`; as a deadline it lasts until 23:59:59 of that day. */
const date = z.iso.date();
const window = z.strictObject({ opens: date, closes: date });

export const seasonDates = z.strictObject({
  launch: date,
  registration: window,
  /** Half-year figures. */
  halfYear: date,
  /** Tuần lễ hưởng ứng học tập suốt đời. */
  learningWeek: window,
  selfAssessment: window,
  /** By then every khu phố has met. */
  khuPhoMeetings: date,
  /** By then the ward's list is at the UBND. */
  wardList: date,
  decision: date,
  /** The Hội's report upwards. */
  report: date,
  /** End of the figures of the year. */
  cutOff: date,
  /** The commune's own dossier (Thông tư 25/2023), in the year that follows. */
  dossier: date,
});

const days = z.number().int().min(0).max(120);
/** How far a ward may move one of its dates: between two days, or so many before and after the city's. */
const limit = z.union([z.strictObject({ earliest: date, latest: date }), z.strictObject({ daysBefore: days, daysAfter: days })]);
export const seasonLimits = z.partialRecord(z.enum(anchors), limit);

export const seasonFile = z.strictObject({
  year: z.number().int().min(2020).max(2100),
  /** `city`, or the code of a ward that keeps dates of its own. */
  organisation: z.string().regex(/^(city|\d{5})$/, 'expected city or the five digits of a ward'),
  /** As officers and households read it, Vietnamese. */
  name: z.string().min(1).max(60),
  dates: seasonDates,
  /** Of the city's season: which dates a ward may move, and how far. Where none are given, a ward's own season file has any dates. */
  limits: seasonLimits.optional(),
  /** Which rubric a title uses, when it is not the default one: `giaDinh: gdht-448-2015`. */
  rubrics: z.partialRecord(z.enum(['congDan', 'giaDinh', 'dongHo', 'congDong', 'donVi', 'congDongXa']), z.string()).default({}),
  /** Reminders that this season does without, has otherwise, or has besides: see `flows/reminders.yaml`. */
  rules: seasonRules.default([]),
});

export type Window = z.infer<typeof window>;
export type SeasonDates = z.infer<typeof seasonDates>;
export type SeasonLimits = z.infer<typeof seasonLimits>;
export type SeasonFile = z.infer<typeof seasonFile>;
