/** How alike two households are: whether somebody should look if they are one. Pure. */
import { type Counts, countNames } from './counts.ts';

export interface Compared extends Counts {
  areaId: string;
  /** False: "chưa xếp khu phố". */
  placed: boolean;
  /** Folded; empty: nobody is named. */
  headNameKey: string;
  houseCode: string | null;
  createdAt: Date;
  /** Somebody speaks for it. */
  chats: boolean;
}

/** What two households have in common that is seen from outside of them. */
export interface Shared {
  /** One and the same account is a member of both. */
  account: boolean;
  /** Members of both gave the same telephone number. */
  phone: boolean;
}

export const likenesses = [
  'sameAccount',
  'samePhone',
  'sameHouseCode',
  'sameName',
  'nearName',
  'sameCounts',
  'unnamed',
  'together',
] as const;
export type Likeness = (typeof likenesses)[number];

export interface Likelihood {
  /** From `LIKELY` on somebody should look. */
  score: number;
  why: Likeness[];
}

export const LIKELY = 60;
/** Two of one family who begin by themselves do so within days. */
export const TOGETHER_DAYS = 7;
const DAY_MS = 24 * 60 * 60 * 1000;

const WEIGHTS: Readonly<Record<Likeness, number>> = {
  sameAccount: 100,
  samePhone: 60,
  sameHouseCode: 60,
  sameName: 60,
  nearName: 30,
  sameCounts: 30,
  unnamed: 15,
  together: 15,
};
/** Where one of the two is in no khu phố yet, the same name says less: a ward has many of a name. */
const NAME_ELSEWHERE = 45;

/** The same whichever of the two is named first. */
export function likeness(one: Compared, other: Compared, { account, phone }: Shared = { account: false, phone: false }): Likelihood {
  const sameArea = one.areaId === other.areaId;
  const found: Record<Likeness, boolean> = {
    sameAccount: account,
    samePhone: phone,
    sameHouseCode: sameArea && sameHouseCode(one.houseCode, other.houseCode),
    sameName: isNear(one, other) && one.headNameKey !== '' && one.headNameKey === other.headNameKey,
    nearName: sameArea && isNearName(one.headNameKey, other.headNameKey),
    sameCounts: sameArea && total(one) > 0 && countNames.every((name) => one[name] === other[name]),
    unnamed: sameArea && one.chats && other.chats && (isOfList(one) ? isOwn(other) : isOfList(other) && isOwn(one)),
    together: Math.abs(one.createdAt.getTime() - other.createdAt.getTime()) <= TOGETHER_DAYS * DAY_MS,
  };
  const why = likenesses.filter((name) => found[name]);
  const score = why.reduce((sum, name) => sum + (name === 'sameName' && !sameArea ? NAME_ELSEWHERE : WEIGHTS[name]), 0);
  return { score, why };
}

function isNear(one: Compared, other: Compared): boolean {
  return one.areaId === other.areaId || !one.placed || !other.placed;
}

/** The same family name and given name, whatever stands between them. */
function isNearName(one: string, other: string): boolean {
  const [a, b] = [one.split(' '), other.split(' ')];
  return one !== other && a.length > 1 && b.length > 1 && a[0] === b[0] && a.at(-1) === b.at(-1);
}

/** "A-012" and "a 12" are one house. */
export function houseKey(code: string): string {
  return code
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .replaceAll(/(\p{L})(?=\p{N})|(\p{N})(?=\p{L})/gu, '$1$2 ')
    .replaceAll(/(?<!\p{N})0+(?=\p{N})/gu, '')
    .trim();
}

function sameHouseCode(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && houseKey(one) === houseKey(other);
}

function total(household: Counts): number {
  return countNames.reduce((sum, name) => sum + household[name], 0);
}

/** A house of the ward's list, which names nobody. */
function isOfList({ houseCode, headNameKey }: Compared): boolean {
  return houseCode !== null && headNameKey === '';
}

/** Registered by itself: it names its head, and knows of no list. */
function isOwn({ houseCode, headNameKey }: Compared): boolean {
  return houseCode === null && headNameKey !== '';
}
