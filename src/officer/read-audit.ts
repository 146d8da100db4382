/** The audit, newest first: who did or read what. Looking is written down as well. */
import { audit } from '../db/audit.ts';
import { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { Json } from '../flow/session.ts';
import { officerIn, type Scope } from './scope.ts';

export const AUDIT_PAGE = 50;

export interface AuditQuestion {
  scope: Scope;
  /** `officers`: what officers did. `all`: also households and the service itself. An id: what that officer did. */
  of: 'officers' | 'all' | { officerId: string };
  /** Lines before this one; null: the newest. */
  before?: bigint | null;
}

export interface AuditLine {
  seq: bigint;
  at: Date;
  /** As it is written. */
  actor: string;
  /** Where an officer acted. */
  officer: { id: string; name: string } | null;
  action: string;
  subject: string;
  detail: Json;
}

export type AuditRead =
  | { outcome: 'read'; lines: AuditLine[]; next: bigint | null }
  /** For the city's Hội and the operator only. */
  | { outcome: 'notFound' };

type Row = Omit<AuditLine, 'officer'>;

/** Needs a transaction. */
export async function readAudit(deps: Deps, { scope, of, before = null }: AuditQuestion): Promise<AuditRead> {
  if (!scope.operator && !scope.city) return { outcome: 'notFound' };
  const { db } = deps;
  const found = await db.$queryRaw<Row[]>`
    SELECT seq, at, actor, action, subject, detail FROM "Audit"
    WHERE ${actors(of)} ${before === null ? Prisma.empty : Prisma.sql`AND seq < ${before}`}
    ORDER BY seq DESC LIMIT ${AUDIT_PAGE + 1}`;
  const rows = found.slice(0, AUDIT_PAGE);
  const ids = rows.flatMap(({ actor }) => officerIn(actor) ?? []);
  const officers = await db.officer.findMany({ where: { id: { in: [...new Set(ids)] } }, select: { id: true, name: true } });
  const byId = new Map(officers.map((officer) => [officer.id, officer]));
  const lines = rows.map((row) => ({ ...row, officer: byId.get(officerIn(row.actor) ?? '') ?? null }));
  const me = `officer:${scope.officerId}`;
  const detail = { of: typeof of === 'string' ? of : of.officerId, before: before === null ? null : String(before) };
  await audit(deps, { actor: me, action: 'audit.read', subject: me, detail });
  return { outcome: 'read', lines, next: found.length > AUDIT_PAGE ? (rows.at(-1)?.seq ?? null) : null };
}

/** Each has an index of its own that it goes down. */
function actors(of: AuditQuestion['of']): Prisma.Sql {
  if (of === 'all') return Prisma.sql`true`;
  if (of === 'officers') return Prisma.sql`actor LIKE 'officer:%'`;
  return Prisma.sql`actor = ${`officer:${of.officerId}`}`;
}
