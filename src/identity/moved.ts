/** What a merge moved, kept with it so that it can be put back as it was. Random ids and numbers only. */
import { z } from 'zod';
import { joinedSeats } from '../training/join-seats.ts';

const residence = z.enum(['permanent', 'temporary']);
const counts = z.record(z.enum(['preschool', 'primary', 'lowerSecondary', 'upperSecondary', 'adults', 'elders']), z.number().int());

export const moved = z.strictObject({
  /** Memberships that went to the household that is kept. */
  memberships: z.array(z.string()),
  /** Memberships that ended, because their account was in both. */
  ended: z.array(z.string()),
  /** Invitations that nobody had used yet. */
  codes: z.array(z.string()),
  /** Files that went to the household that is kept, with the khu phố in which they stood. */
  files: z.array(z.strictObject({ id: z.string(), areaId: z.string() })),
  /** Files of the household that is kept, which were put aside for one of these. */
  aside: z.array(z.string()),
  /** Seats in trainings that went to the household that is kept; merges of earlier releases moved none. */
  seats: z.array(z.string()).default([]),
  /** Seats of both in the same training, which became one. */
  joined: joinedSeats.default([]),
  /** Facts of the kept household: as they were, and as they came from the other; null: its own stayed. */
  facts: z.strictObject({ before: counts, after: counts, residence: z.strictObject({ before: residence, after: residence }) }).nullable(),
  /** The kept household named nobody, and took the other's head over. */
  named: z.boolean(),
  /** It had no house code, and took the other's over. */
  houseCode: z.boolean(),
  /** It was not confirmed, and the other was. */
  verified: z.boolean(),
});

export type Moved = z.infer<typeof moved>;
