/**
 * What an officer had filled in when they were signed in no more: an evening's work. It may name households, so it is theirs alone, stays
 * for hours, and goes when the form is sent, put away, or the household that it names is erased.
 */
import type { Deps } from '../deps.ts';
import { scopeOf } from './scope.ts';

/** From the evening into the next morning. */
export const KEPT_HOURS = 12;
const HOUR_MS = 60 * 60 * 1000;

/** The page of those that are no forms: what answered one (console/kept-answers.ts). */
export const ANSWERS = '/console/answers';

export type FormFields = Readonly<Record<string, string | readonly string[]>>;

interface FormToKeep {
  officerId: string;
  /** On which it stands, and where it is sent to: paths with random ids. */
  page: string;
  action: string;
  fields: FormFields;
}

export interface KeptForm {
  id: string;
  page: string;
  action: string;
  fields: FormFields;
  keptAt: Date;
}

/** In the place of what was kept of the same form before. Null: they are no officer any more. */
export async function keepForm(deps: Deps, { officerId, page, action, fields }: FormToKeep): Promise<string | null> {
  const { db, clock, ids } = deps;
  if (!(await scopeOf(deps, officerId))) return null;
  const keptAt = clock.now();
  const kept = { page, fields, keptAt, expiresAt: new Date(keptAt.getTime() + KEPT_HOURS * HOUR_MS) };
  const id = ids.next();
  await db.keptForm.upsert({
    where: { officerId_action: { officerId, action } },
    create: { id, officerId, action, ...kept },
    update: { id, ...kept },
  });
  return id;
}

/** The newest first. */
export async function listKeptForms({ db, clock }: Pick<Deps, 'db' | 'clock'>, officerId: string): Promise<Omit<KeptForm, 'fields'>[]> {
  return db.keptForm.findMany({
    where: { officerId, page: { not: ANSWERS }, expiresAt: { gt: clock.now() } },
    select: { id: true, page: true, action: true, keptAt: true },
    orderBy: { keptAt: 'desc' },
  });
}

export async function findKeptForm(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  { officerId, id }: { officerId: string; id: string },
): Promise<KeptForm | null> {
  const found = await db.keptForm.findUnique({ where: { id, officerId, expiresAt: { gt: clock.now() } } });
  return found && { ...found, fields: found.fields as FormFields };
}

/** The newest that is kept for a page, of a form that stands below an address. */
export async function findKeptBelow(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  { officerId, page, below }: { officerId: string; page: string; below: string },
): Promise<KeptForm | null> {
  const address = { OR: [{ action: below }, { action: { startsWith: `${below}/` } }] };
  const where = { officerId, page, expiresAt: { gt: clock.now() }, ...address };
  const found = await db.keptForm.findFirst({ where, orderBy: { keptAt: 'desc' } });
  return found && { ...found, fields: found.fields as FormFields };
}

/** Sent again, or put away. */
export async function dropKeptForm(
  { db }: Pick<Deps, 'db'>,
  { officerId, ...which }: { officerId: string; id: string } | { officerId: string; action: string },
): Promise<void> {
  await db.keptForm.deleteMany({ where: { officerId, ...which } });
}

/** Those that speak of a household, which is about to be erased. */
export async function dropKeptFormsOf({ db }: Pick<Deps, 'db'>, householdId: string): Promise<void> {
  await db.$executeRaw`
    DELETE FROM "KeptForm" kept USING (
      SELECT ${householdId}::text AS id UNION ALL SELECT id::text FROM "Assessment" WHERE "householdId" = ${householdId}::uuid
      UNION ALL SELECT id::text FROM "Assist" WHERE "householdId" = ${householdId}::uuid
    ) AS its
    WHERE position(its.id IN kept.action || ' ' || kept.fields::text) > 0`;
}
