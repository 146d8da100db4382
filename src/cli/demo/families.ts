/** Two hundred families that do not exist, the same ones every time. */
import type { Counts } from '../../household/register-household.ts';
import { createDice } from './dice.ts';

/** How far a family of the demonstration has come. */
export const stages = ['registered', 'begun', 'halfway', 'answered', 'submitted', 'reopened', 'resubmitted'] as const;
export type Stage = (typeof stages)[number];

export interface Family extends Counts {
  head: string;
  residence: 'permanent' | 'temporary';
  /** Index of the khu phố, or null: not placed. */
  area: number | null;
  /** The khu phố has confirmed that it lives there. */
  verified: boolean;
  stage: Stage;
  /** Which of its choices the family takes at a question, from 0 (the best) up. */
  leaning: number;
  tellsStories: boolean;
  announcements: 'given' | 'refused' | null;
  publicList: 'given' | 'refused' | null;
  /** A second account of the family has joined. */
  joined: boolean;
  asksForHelp: boolean;
  quiet: boolean;
  daysAgo: number;
}

export const FAMILIES = 200;
export const AREAS = 10;

const surnames = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Huỳnh', 'Võ', 'Đặng'];
const given = ['An', 'Bình', 'Châu', 'Dung', 'Giang', 'Hà', 'Khánh', 'Lan', 'Minh', 'Ngọc', 'Phúc', 'Quý', 'Sơn', 'Thảo', 'Uyên', 'Vinh'];

/** The first so many of them are the same whatever their number. */
export function inventFamilies(count = FAMILIES, seed = 324): Family[] {
  const next = createDice(seed);
  const roll = (sides: number) => Math.floor(next() * sides);
  return Array.from({ length: count }, (_, index) => inventFamily(index, roll));
}

function inventFamily(index: number, roll: (sides: number) => number): Family {
  const elderly = roll(6) === 0;
  const consent = () => (['given', 'given', 'refused', null] as const)[roll(4)] ?? null;
  const area = roll(12) === 0 ? null : index % AREAS;
  return {
    head: nameOf(index),
    residence: roll(5) === 0 ? 'temporary' : 'permanent',
    area,
    verified: area !== null && roll(3) === 0,
    preschool: elderly ? 0 : roll(2),
    primary: elderly ? 0 : roll(3),
    lowerSecondary: elderly ? 0 : roll(2),
    upperSecondary: elderly ? 0 : roll(2),
    adults: elderly ? 0 : 1 + roll(3),
    elders: elderly ? 2 : roll(2),
    stage: stages[index % stages.length] ?? 'registered',
    leaning: roll(10),
    tellsStories: roll(2) === 0,
    announcements: consent(),
    publicList: consent(),
    joined: roll(5) === 0,
    asksForHelp: roll(15) === 0,
    quiet: roll(20) === 0,
    daysAgo: roll(14),
  };
}

/** With “Mẫu” (sample), so that nobody takes one for a neighbour. No two of 256 are the same: each would be taken for the other's double. */
function nameOf(index: number): string {
  const of = (names: readonly string[], at: number) => names[at % names.length];
  return [of(surnames, index), 'Mẫu', of(given, Math.floor(index / given.length)), of(given, index)].join(' ');
}
