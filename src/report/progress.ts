/** What a picture of how far a place is shows: counts and shares, and nothing of a household. Pure. */
import { z } from 'zod';
import { type Counts, shareOf, type Whole } from './numbers.ts';

/** In the order in which they are shown. */
export const shownSteps = ['registered', 'sent', 'confirmed', 'recognised'] as const;

const percent = z.number().min(0).max(1000);
const count = z.number().int().min(0);

export const progress = z.strictObject({
  /** Null: the whole city. */
  place: z.string().nullable(),
  /** Local. */
  date: z.iso.date(),
  of: z.enum(['households', 'registered']),
  whole: count,
  /** Of each of `shownSteps`: how many, and of the season before how large a share; null: not known. */
  steps: z.array(z.strictObject({ part: count, percent, last: percent.nullable() })).length(shownSteps.length),
  lastYear: z.number().int().nullable(),
  /** Of all households, to be recognised by a year. */
  target: z.strictObject({ year: z.number().int(), percent }).nullable(),
});
export type Progress = z.infer<typeof progress>;

/** What counts are seen beside. */
export interface LastAndTarget {
  /** Of the season before, as it was written down; null: there is none. */
  last: { year: number; counts: Counts } | null;
  /** Of all households, to be recognised by a year; null: no plan says so. */
  target: { year: number; percent: number } | null;
}

export interface ProgressAsked extends LastAndTarget {
  place: string | null;
  date: string;
  counts: Counts;
}

/** Of several places their names are long. */
const MOST_NAME = 120;

/** Null: nobody is known there. Of all households where their number is known; else of those that registered. */
export function progressOf({ place, date, counts, last, target }: ProgressAsked): Progress | null {
  const of: Whole = counts.households ? 'households' : 'registered';
  const whole = shareOf(counts, 'registered', of)?.whole ?? 0;
  const steps = shownSteps.flatMap((station) => {
    const share = shareOf(counts, station, of);
    const before = last && shareOf(last.counts, station, of);
    return share ? [{ part: share.part, percent: share.percent, last: before?.percent ?? null }] : [];
  });
  if (steps.length < shownSteps.length) return null;
  const lastYear = last && steps.some((step) => step.last !== null) ? last.year : null;
  return { place: place?.slice(0, MOST_NAME) ?? null, date, of, whole, steps, lastYear, target: of === 'households' ? target : null };
}
