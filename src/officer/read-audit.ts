/** The audit, newest first: who did or read what. Looking is written down as well. */
import { audit } from '../db/audit.ts';
import { Prisma } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { Json } from '../flow/session.ts';
import { addDays, startOfLocalDay } from '../season/calendar.ts';
import { type AuditPlace, placesOf } from './audit-places.ts';
import { officerIn, type Scope } from './scope.ts';

export const AUDIT_PAGE = 50;

/** What acts are about: what stands before the dot in their names. */
export const auditRooms = [
  ...['review', 'sheet', 'meeting', 'outcome', 'decision', 'paper', 'assist', 'household', 'evidence', 'assessment', 'help'],
  ...[
    'training',
    'announcement',
    'reminder',
    'roster',
    'counts',
    'rubric',
    'season',
    'area',
    'officer',
    'console',
    'audit',
    'consent',
    'privacy',
  ],
  ...['account', 'page', 'web', 'organisation', 'backup'],
] as const;

export interface AuditQuestion {
  scope: Scope;
  /** `officers`: what officers did. `all`: also households and the service itself. An id: what that officer did. */
  of: 'officers' | 'all' | { officerId: string };
  /** Only acts of this room; null: all. */
  room?: string | null;
  /** Only of this day, as it is in Vietnam: `2026-12-05`; null: any. */
  day?: string | null;
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
  /** Where it is about an officer. */
  about: { id: string; name: string } | null;
  /** Where what it is about is, or was; null: nowhere, or it is gone. */
  place: AuditPlace | null;
  detail: Json;
}

export type AuditRead =
  | { outcome: 'read'; lines: AuditLine[]; next: bigint | null }
  /** For the city's Hội and the operator only. */
  | { outcome: 'notFound' };

type Row = Omit<AuditLine, 'officer' | 'about' | 'place'>;

/** Needs a transaction. */
export async function readAudit(deps: Deps, { scope, of, room = null, day = null, before = null }: AuditQuestion): Promise<AuditRead> {
  if (!scope.operator && !scope.city) return { outcome: 'notFound' };
  const { db } = deps;
  const found = await db.$queryRaw<Row[]>`
    SELECT seq, at, actor, action, subject, detail FROM "Audit"
    WHERE ${actors(of)} ${room === null ? Prisma.empty : Prisma.sql`AND action LIKE ${`${room}.%`}`} ${ofDay(day)} ${before === null ? Prisma.empty : Prisma.sql`AND seq < ${before}`}
    ORDER BY seq DESC LIMIT ${AUDIT_PAGE + 1}`;
  const rows = found.slice(0, AUDIT_PAGE);
  const ids = rows.flatMap(({ actor, subject }) => [officerIn(actor) ?? [], officerIn(subject) ?? []].flat());
  const officers = await db.officer.findMany({ where: { id: { in: [...new Set(ids)] } }, select: { id: true, name: true } });
  const byId = new Map(officers.map((officer) => [officer.id, officer]));
  const places = await placesOf(
    deps,
    rows.map(({ subject }) => subject),
  );
  const named = (of: string) => byId.get(officerIn(of) ?? '') ?? null;
  const lines = rows.map((row) => {
    const about = row.subject === row.actor ? null : named(row.subject);
    return { ...row, officer: named(row.actor), about, place: places.get(row.subject) ?? null };
  });
  const me = `officer:${scope.officerId}`;
  const detail = { of: typeof of === 'string' ? of : of.officerId, room, day, before: before === null ? null : String(before) };
  await audit(deps, { actor: me, action: 'audit.read', subject: me, detail });
  return { outcome: 'read', lines, next: found.length > AUDIT_PAGE ? (rows.at(-1)?.seq ?? null) : null };
}

/** A day is found by its own index, and so are the lines that follow it. */
function ofDay(day: string | null): Prisma.Sql {
  if (day === null) return Prisma.empty;
  return Prisma.sql`AND at >= ${startOfLocalDay(day)} AND at < ${startOfLocalDay(addDays(day, 1))}`;
}

/** Each has an index of its own that it goes down. */
function actors(of: AuditQuestion['of']): Prisma.Sql {
  if (of === 'all') return Prisma.sql`true`;
  if (of === 'officers') return Prisma.sql`actor LIKE 'officer:%'`;
  return Prisma.sql`actor = ${`officer:${of.officerId}`}`;
}
