/** What an officer finds when they ask in chat what there is to do. */
import { listBursts } from '../assist/list-bursts.ts';
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import { countTaken } from '../help/help-in.ts';
import { dutySentence, type Role } from './duty.ts';
import { officerAt } from './officer-of.ts';
import type { Scope } from './scope.ts';
import { looksAfter, type Waits, whatWaits } from './what-waits.ts';

export interface Desk {
  duties: Sentence[];
  /** There are households in their care. */
  looksAfter: boolean;
  /** All that they do is fill in for families. */
  helps: boolean;
  /** What was sent there and nobody has dealt with yet. */
  waiting: number;
  /** Calls for help there that nobody has taken yet. */
  calls: number;
  /** Calls that they have taken, and not answered to the end. */
  helping: number;
  /** What else waits, which is done on the desk; says nothing where there is nothing. */
  others: Sentence;
  /** Stretches in which somebody filled in for too many households in their wards, lately. */
  bursts: number;
  /** Duties that they may give. */
  gives: Role[];
}

/** Null: this chat speaks for no officer. */
export async function loadDesk(deps: Deps, { accountId }: { accountId: string }): Promise<Desk | null> {
  const { db, clock } = deps;
  const officer = await officerAt(deps, accountId);
  if (!officer) return null;
  const { officerId, scope } = officer;
  const now = clock.now();
  const grants = await db.grant.findMany({
    where: { officerId, from: { lte: now }, OR: [{ to: null }, { to: { gt: now } }] },
    include: { unit: { select: { name: true } }, area: { select: { name: true } } },
    orderBy: [{ from: 'asc' }, { id: 'asc' }],
  });
  const waits = await whatWaits(deps, scope);
  return {
    duties: grants.map(({ role, unit, area }) => dutySentence({ role, unit: unit?.name ?? null, area: area?.name ?? null })),
    looksAfter: looksAfter(scope),
    helps: onlyHelps(scope),
    waiting: waits.queue,
    calls: looksAfter(scope) ? waits.help : 0,
    helping: looksAfter(scope) ? await countTaken(deps, scope) : 0,
    others: othersSentence(waits),
    bursts: (await listBursts(deps, { city: false, wards: scope.wards })).length,
    gives: givenBy(scope),
  };
}

function onlyHelps(scope: Scope): boolean {
  return !scope.city && !scope.operator && !looksAfter(scope) && scope.helps.wards.length + scope.helps.areas.length > 0;
}

const OTHERS = [
  ...(['objected', 'second', 'leftBehind', 'sendSecond', 'overdue', 'toAsk', 'inPerson', 'news'] as const),
  ...(['toConfirm', 'unplaced', 'doubles', 'byOthers'] as const),
];

function othersSentence(waits: Waits): Sentence {
  const kinds = OTHERS.filter((kind) => waits[kind] > 0);
  if (kinds.length === 0) return { key: 'officer.noOthers' };
  return {
    key: 'officer.others',
    params: { list: kinds.map((kind) => ({ key: `officer.waits.${kind}`, params: { count: waits[kind] } })) },
  };
}

/** In the order in which they are offered; for a khu phố of whatever ward the operator has a command. */
export function givenBy({ operator, city, wards, areas }: Scope): Role[] {
  return [
    ...(wards.length > 0 ? (['hamlet'] as const) : []),
    ...(wards.length + areas.length > 0 ? (['helper'] as const) : []),
    ...(operator || city || wards.length > 0 ? (['ward'] as const) : []),
    ...(operator || city ? (['city'] as const) : []),
    ...(operator ? (['operator'] as const) : []),
  ];
}
