/** The decisions of wards, the newest first. */
import type { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { leavingSql } from './line-fits.ts';
import { onItsWay } from './on-its-way.ts';
import type { DecisionKind } from './typed.ts';

export interface DecisionView {
  id: string;
  unitCode: string;
  seasonId: string;
  kind: DecisionKind;
  state: 'awaitingSecond' | 'planned' | 'issued' | 'stopped';
  number: string;
  /** Local date. */
  date: string;
  signer: string;
  signerTitle: string;
  letterNumber: string | null;
  reason: string | null;
  /** What its papers say of its ground: see kept-ground.ts. */
  organisation: string;
  basis: string | null;
  confirmedBy: Officer;
  confirmedAt: Date;
  secondBy: Officer | null;
  secondAt: Date | null;
  startsAt: Date | null;
  issuedAt: Date | null;
  stoppedBy: Officer | null;
  stopReason: string | null;
  /** Lines, and how many of them were left out when it took effect. */
  households: number;
  leftOut: number;
  /** While it has not begun: lines that would be left out as things stand. */
  leaving: number;
}

export interface Officer {
  id: string;
  name: string;
}

export interface DecisionsWanted {
  scope: Scope;
  /** Absent: of every ward of theirs. */
  unitCode?: string;
  /** Only those that have not begun. */
  onTheirWay?: boolean;
}

/** Empty where no ward is theirs. */
export function listDecisions(deps: Deps, { scope, unitCode, onTheirWay = false }: DecisionsWanted): Promise<DecisionView[]> {
  const units = scope.wards.filter((one) => unitCode === undefined || one === unitCode);
  return viewsOf(deps, { unitCode: { in: units }, ...(onTheirWay ? { state: onItsWay } : {}) });
}

export async function viewsOf({ db }: Deps, where: Prisma.DecisionWhereInput): Promise<DecisionView[]> {
  const rows = await db.decision.findMany({ where, orderBy: [{ confirmedAt: 'desc' }, { id: 'desc' }] });
  const decisionId = { in: rows.map(({ id }) => id) };
  const counted = await db.decisionLine.groupBy({ by: ['decisionId', 'left'], where: { decisionId }, _count: true });
  const officerIds = rows.flatMap(({ confirmedBy, secondBy, stoppedBy }) => [confirmedBy, secondBy ?? [], stoppedBy ?? []].flat());
  const officers = await db.officer.findMany({ where: { id: { in: [...new Set(officerIds)] } }, select: { id: true, name: true } });
  const byId = new Map(officers.map((officer) => [officer.id, officer]));
  const officer = (id: string): Officer => byId.get(id) ?? { id, name: '' };
  const leaving = new Map<string, number>();
  for (const { id, state } of rows) if (state === 'awaitingSecond' || state === 'planned') leaving.set(id, await leavingIn(db, id));
  return rows.map(({ title: _, stoppedAt: __, ...row }): DecisionView => {
    const lines = counted.filter((one) => one.decisionId === row.id);
    const sum = (some: typeof lines) => some.reduce((all, { _count }) => all + _count, 0);
    return {
      ...row,
      date: row.date.toISOString().slice(0, 10),
      confirmedBy: officer(row.confirmedBy),
      secondBy: row.secondBy === null ? null : officer(row.secondBy),
      stoppedBy: row.stoppedBy === null ? null : officer(row.stoppedBy),
      households: sum(lines),
      leftOut: sum(lines.filter(({ left }) => left !== null)),
      leaving: leaving.get(row.id) ?? 0,
    };
  });
}

/** One at most is on its way, of a ward and season. */
async function leavingIn(db: Deps['db'], id: string): Promise<number> {
  const [row] = await db.$queryRawUnsafe<{ leaving: number }[]>(leavingSql, id);
  return row?.leaving ?? 0;
}
