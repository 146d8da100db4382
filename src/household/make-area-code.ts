/** The code behind a khu phố's QR: it names ward and khu phố, lets nobody in, and may be used by anybody. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { codeFrom, hashPublicCode } from './household-code.ts';

/** @param actor who had it made, as the audit names them: `system`, `officer:<id>` */
export async function makeAreaCode(deps: Deps, { areaId, actor }: { areaId: string; actor: string }): Promise<string> {
  const code = codeFrom(deps.ids.next());
  const id = deps.ids.next();
  await deps.db.code.create({ data: { id, kind: 'area', hash: hashPublicCode(code), areaId, createdAt: deps.clock.now() } });
  await audit(deps, { actor, action: 'area.code', subject: `area:${areaId}`, detail: { code: id } });
  return code;
}
