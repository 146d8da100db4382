/** "GỌI GIÚP" as its officers see it. What stands there is about people: that it was read is written down. */
import { audit } from '../db/audit.ts';
import type { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { helpFor, helpIn } from './help-in.ts';

export const HELP_PAGE = 30;

export interface ListedHelp {
  id: string;
  at: Date;
  state: 'open' | 'taken';
  note: string | null;
  /** What it asks for, where it says no words; null: the note says. */
  about: 'late' | null;
  unit: string | null;
  area: string | null;
  /** Nobody knows where: the city may pass it on. */
  nowhere: boolean;
  /** Whom the account speaks for, or spoke for when it called; null: not registered yet. */
  household: CallingHousehold | null;
  phone: string | null;
  channel: string;
  /** It is the family's no more: it was lost, or left. */
  left: boolean;
  taken: { at: Date; by: string; name: string } | null;
}

export interface CallingHousehold {
  /** Null: another one looks after it; who it is the call says. */
  id: string | null;
  code: string;
  headName: string;
  /** How far it has come; null: nothing is begun. */
  file: { id: string; state: 'draft' | 'submitted'; stage: string; answered: number; sent: boolean } | null;
  /** An officer sent a form for it after the call. */
  sentSince: boolean;
}

export interface HelpPage {
  calls: ListedHelp[];
  /** For `after`, where there are more. */
  next: string | null;
}

const household = {
  id: true,
  code: true,
  headName: true,
  areaId: true,
  area: { select: { unitCode: true } },
  assessments: {
    orderBy: [{ openedAt: 'desc' }, { id: 'asc' }],
    take: 1,
    select: {
      ...{ id: true, state: true, stage: true },
      answers: { distinct: ['indicator'], select: { indicator: true } },
      submissions: { orderBy: { number: 'desc' }, select: { at: true, officerId: true } },
    },
  },
} satisfies Prisma.HouseholdSelect;

const asked = {
  account: {
    select: {
      phone: true,
      erasedAt: true,
      channelAccount: { select: { channel: true } },
      memberships: {
        orderBy: { from: 'desc' },
        select: { from: true, to: true, household: { select: household } },
      },
    },
  },
} satisfies Prisma.HelpRequestInclude;

export interface ListOptions {
  scope: Scope;
  /** The last call of the page before. */
  after?: string | null;
  /** Of how many calls a page is. */
  most?: number;
  /** Not what others have taken. */
  theirs?: boolean;
}

/** Calls that wait, oldest first. Needs a transaction. */
export async function listHelp(deps: Deps, { scope, after = null, most = HELP_PAGE, theirs = false }: ListOptions): Promise<HelpPage> {
  const { db } = deps;
  // Where it stands is looked up among what they may see, so that the id of another's tells nothing.
  const from = after === null ? null : await db.helpRequest.findFirst({ where: { AND: [{ id: after }, helpIn(scope)] } });
  const behind = from && { OR: [{ at: { gt: from.at } }, { at: from.at, id: { gt: from.id } }] };
  const found = await db.helpRequest.findMany({
    where: { AND: [theirs ? helpFor(scope) : helpIn(scope), { state: { not: 'closed' } }, ...(behind ? [behind] : [])] },
    include: asked,
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    take: most + 1,
  });
  const rows = found.slice(0, most);
  const names = await namesFor(deps, rows);
  const calls = rows.map(({ id, at, state, note, about, unitCode, areaId, takenAt, takenBy, account }) => ({
    id,
    at,
    state: state === 'taken' ? ('taken' as const) : ('open' as const),
    note,
    about: about === 'late' ? ('late' as const) : null,
    unit: names.units.get(unitCode ?? '') ?? null,
    area: names.areas.get(areaId ?? '') ?? null,
    nowhere: unitCode === null && areaId === null,
    household: calling(spokenFor(account.memberships, at)?.household, { scope, at }),
    phone: account.phone,
    channel: account.channelAccount.channel,
    left: hasLeft(account, at),
    taken: takenAt && takenBy ? { at: takenAt, by: takenBy, name: names.officers.get(takenBy) ?? '' } : null,
  }));
  if (rows.length > 0) {
    const actor = `officer:${scope.officerId}`;
    await audit(deps, { actor, action: 'help.read', subject: actor, detail: { calls: rows.map(({ id }) => id) } });
  }
  return { calls, next: found.length > most ? (rows.at(-1)?.id ?? null) : null };
}

/** A phone that was lost is the family's no more, and its call still is. */
function spokenFor<One extends { from: Date; to: Date | null }>(memberships: readonly One[], at: Date): One | undefined {
  return memberships.find(({ to }) => to === null) ?? memberships.find(({ from, to }) => from <= at && to !== null && to > at);
}

interface Caller {
  memberships: readonly { from: Date; to: Date | null }[];
  erasedAt: Date | null;
}

/** Somebody else may hold that phone by now. */
export function hasLeft({ memberships, erasedAt }: Caller, at: Date): boolean {
  const spoken = spokenFor(memberships, at);
  return erasedAt !== null || (spoken !== undefined && spoken.to !== null);
}

/** Whom they look after they can open; of others they read who calls. */
function calling(
  found: Prisma.HouseholdGetPayload<{ select: typeof household }> | undefined,
  { scope, at }: { scope: Scope; at: Date },
): CallingHousehold | null {
  if (!found) return null;
  const { id, code, headName, areaId, area, assessments } = found;
  const [file] = assessments;
  const theirs = scope.wards.includes(area.unitCode) || scope.areas.includes(areaId);
  const sentSince = file?.submissions.some((sent) => sent.officerId !== null && sent.at > at) ?? false;
  if (!theirs || !file) return { id: theirs ? id : null, code, headName, file: null, sentSince: false };
  const { state, stage, answers, submissions } = file;
  return {
    ...{ id, code, headName, sentSince },
    file: { id: file.id, state, stage, answered: answers.length, sent: submissions.length > 0 },
  };
}

interface Named {
  unitCode: string | null;
  areaId: string | null;
  takenBy: string | null;
}

async function namesFor({ db }: Deps, rows: readonly Named[]) {
  const there = (values: (string | null)[]) => ({ in: [...new Set(values.filter((value) => value !== null))] });
  const [units, areas, officers] = [
    await db.unit.findMany({ where: { code: there(rows.map(({ unitCode }) => unitCode)) }, select: { code: true, name: true } }),
    await db.area.findMany({ where: { id: there(rows.map(({ areaId }) => areaId)) }, select: { id: true, name: true, kind: true } }),
    await db.officer.findMany({ where: { id: there(rows.map(({ takenBy }) => takenBy)) }, select: { id: true, name: true } }),
  ];
  return {
    units: new Map(units.map(({ code, name }) => [code, name])),
    // Those who are in no khu phố are in the ward.
    areas: new Map(areas.flatMap(({ id, name, kind }) => (kind === 'unplaced' ? [] : [[id, name]]))),
    officers: new Map(officers.map(({ id, name }) => [id, name])),
  };
}
