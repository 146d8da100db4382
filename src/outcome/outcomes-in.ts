/** Those whom the meetings did not propose, in an officer's places and the season that matters now. */
import { TITLE } from '../assessment/rubric-in-force.ts';
import type { Deps } from '../deps.ts';
import { areasIn, type Scope } from '../officer/scope.ts';
import { type SeasonsIn, seasonsIn } from '../review/seasons-in.ts';
import { type OutcomeRow, outcomeStanding } from './outcome-standing.ts';

/** A ward as a whole, or one khu phố. */
export type OutcomePlace = { unitCode: string } | { areaId: string };

export interface PlaceOutcomes {
  areaId: string;
  /** Null: "chưa xếp khu phố". */
  name: string | null;
  unitCode: string;
  unit: string;
  rows: OutcomeRow[];
}

export interface OutcomesOptions {
  scope: Scope;
  /** Absent: all that the officer looks after. */
  place?: OutcomePlace;
  /** Absent: they are read. */
  seasons?: SeasonsIn;
}

/** By ward and khu phố, also those where there is nobody; empty: none of it is theirs. */
export async function outcomesIn(deps: Deps, { scope, place, seasons }: OutcomesOptions): Promise<PlaceOutcomes[]> {
  const asked = place === undefined ? {} : 'unitCode' in place ? { unitCode: place.unitCode } : { id: place.areaId };
  const areas = await deps.db.area.findMany({ where: { AND: [areasIn(scope), asked] }, include: { unit: { select: { name: true } } } });
  const units = [...new Set(areas.map(({ unitCode }) => unitCode))];
  const { idOf } = seasons ?? (await seasonsIn(deps, scope));
  const now = deps.clock.now();
  const rows: OutcomeRow[] = [];
  for (const unitCode of units) rows.push(...(await outcomeStanding(deps, { unitCode, seasonId: idOf(unitCode), title: TITLE, now })));
  return areas
    .map(({ id, name, kind, unitCode, unit }) => {
      return {
        areaId: id,
        name: kind === 'unplaced' ? null : name,
        unitCode,
        unit: unit.name,
        rows: rows.filter(({ areaId }) => areaId === id),
      };
    })
    .sort((a, b) => order.compare(a.unit, b.unit) || order.compare(a.name ?? '', b.name ?? ''));
}

const order = new Intl.Collator('vi', { numeric: true });

/** They can be told in chat, and nothing was written to them since the meeting. */
export function toTellInChat(rows: readonly OutcomeRow[]): OutcomeRow[] {
  return rows.filter(({ state, hasChat, message }) => state === 'untold' && hasChat && message === null);
}

/** Somebody has to go there: nobody of it chats, or what was written does not arrive. */
export function toTellInPerson(rows: readonly OutcomeRow[]): OutcomeRow[] {
  return rows.filter(({ state, hasChat, message }) => state === 'untold' && message !== 'sending' && (message !== null || !hasChat));
}

/** Written to, and it will have arrived in a moment. */
export function beingTold(rows: readonly OutcomeRow[]): OutcomeRow[] {
  return rows.filter(({ state, message }) => state === 'untold' && message === 'sending');
}
