/** The trainings that an officer organises or looks after: those of their ward, or of their own khu phố only. */
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';

export type TrainingRow = NonNullable<Awaited<ReturnType<typeof rowOf>>>;

/** `$1`, `$2`: wards and khu phố of whoever looks. Who looks after some khu phố has to do with what is for those only. */
export const theirsSql = `(t."unitCode" = ANY($1::text[]) OR (t."areaIds" <> '{}' AND t."areaIds" <@ $2::uuid[]))`;

/** Null: not there, or not theirs. */
export async function findTraining(deps: Pick<Deps, 'db'>, scope: Pick<Scope, 'wards' | 'areas'>, id: string): Promise<TrainingRow | null> {
  return (await isTheirs(deps, scope, id)) ? rowOf(deps, id) : null;
}

/** The same, locked until the end of the transaction: after conversations and households, before seats, always. */
export async function holdTraining(deps: Pick<Deps, 'db'>, scope: Pick<Scope, 'wards' | 'areas'>, id: string): Promise<TrainingRow | null> {
  if (!(await isTheirs(deps, scope, id))) return null;
  await lockTraining(deps, id);
  return findTraining(deps, scope, id);
}

/** Leaves room for seats that are written down meanwhile: they only have to find it there. */
export async function lockTraining({ db }: Pick<Deps, 'db'>, id: string): Promise<void> {
  await db.$queryRaw`SELECT 1 FROM "Training" WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
}

async function isTheirs({ db }: Pick<Deps, 'db'>, { wards, areas }: Pick<Scope, 'wards' | 'areas'>, id: string): Promise<boolean> {
  if (!isId(id)) return false;
  const found = await db.$queryRawUnsafe<unknown[]>(`SELECT 1 FROM "Training" t WHERE t.id = $3::uuid AND ${theirsSql}`, wards, areas, id);
  return found.length > 0;
}

export function rowOf({ db }: Pick<Deps, 'db'>, id: string) {
  return db.training.findUnique({ where: { id }, include: { unit: { select: { name: true } }, officer: { select: { name: true } } } });
}
