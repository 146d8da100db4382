/** What a code from a link or a QR means. Looking changes nothing. */
import type { Deps } from '../deps.ts';
import { hashCode, readCode } from './household-code.ts';
import { placeOf } from './places.ts';

export type Resolved = ({ outcome: 'area' } & ReturnType<typeof placeOf>) | { outcome: 'join'; code: string } | { outcome: 'unknown' };

export async function resolveCode(deps: Deps, { code: typed }: { code: string }): Promise<Resolved> {
  const code = readCode(typed);
  const row = code && (await deps.db.code.findUnique({ where: { hash: hashCode(code) } }));
  if (!row || row.usedAt || (row.expiresAt && row.expiresAt <= deps.clock.now())) return { outcome: 'unknown' };
  if (row.kind === 'join') return { outcome: 'join', code };
  const area = row.kind === 'area' && row.areaId ? await areaOf(deps, row.areaId) : null;
  return area ? { outcome: 'area', ...placeOf(area) } : { outcome: 'unknown' };
}

function areaOf(deps: Deps, id: string) {
  return deps.db.area.findUnique({ where: { id }, include: { unit: true } });
}
