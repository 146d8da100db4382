/** The Word files that a ward has put in the place of ours. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import type { TemplateKind } from './slots.ts';

export interface WardTemplate {
  unitCode: string;
  kind: TemplateKind;
}

/** Undefined: the one that comes with the house, where there is one. */
export async function templateOf(deps: Deps, { unitCode, kind }: WardTemplate): Promise<Uint8Array | undefined> {
  const newest = await newestOf(deps, { unitCode, kind });
  return newest?.file ?? undefined;
}

/** The same, as it was when somebody chose it: what was handed in stays. */
export async function templateKept({ db }: Deps, id: string | null): Promise<Uint8Array | undefined> {
  const kept = id === null ? null : await db.paperTemplate.findUnique({ where: { id } });
  return kept?.file ?? undefined;
}

/** Kinds for which a ward uses a file of its own, and since when. */
export async function ownTemplates(deps: Deps, { unitCode }: { unitCode: string }): Promise<ReadonlyMap<string, Date>> {
  const newest = await deps.db.$queryRaw<{ kind: string; at: Date; own: boolean }[]>`
    SELECT DISTINCT ON (kind) kind, at, file IS NOT NULL AS own FROM "PaperTemplate" WHERE "unitCode" = ${unitCode} ORDER BY kind, at DESC, id DESC`;
  return new Map(newest.filter(({ own }) => own).map(({ kind, at }) => [kind, at]));
}

/** @param file one that `checkTemplate` found nothing wrong with; null: ours again */
export async function keepTemplate(
  deps: Deps,
  { scope, unitCode, kind, file }: WardTemplate & { scope: Scope; file: Uint8Array | null },
): Promise<{ outcome: 'kept' } | { outcome: 'notFound' }> {
  if (!scope.wards.includes(unitCode)) return { outcome: 'notFound' };
  const id = deps.ids.next();
  const bytes = file && new Uint8Array(file);
  await deps.db.paperTemplate.create({ data: { id, unitCode, kind, file: bytes, officerId: scope.officerId, at: deps.clock.now() } });
  const action = file === null ? 'paper.dropTemplate' : 'paper.keepTemplate';
  await audit(deps, { actor: `officer:${scope.officerId}`, action, subject: `unit:${unitCode}`, detail: { paper: kind, template: id } });
  return { outcome: 'kept' };
}

function newestOf(deps: Deps, { unitCode, kind }: WardTemplate) {
  return deps.db.paperTemplate.findFirst({ where: { unitCode, kind }, orderBy: [{ at: 'desc' }, { id: 'desc' }] });
}
