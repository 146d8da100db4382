/** What a code from a link or a QR means. Looking uses nothing up; a wrong one is counted. */
import type { Deps } from '../deps.ts';
import { hashPublicCode, hashSecretCode, readCode } from './household-code.ts';
import { placeOf } from './places.ts';
import { countWrongCode, triedTooMany } from './wrong-codes.ts';

type Resolved = ({ outcome: 'area' } & ReturnType<typeof placeOf>) | { outcome: 'join'; code: string } | { outcome: 'unknown' };

export interface Asked {
  accountId: string;
  code: string;
  secret: Uint8Array;
}

export async function resolveCode(deps: Deps, { accountId, code: typed, secret }: Asked): Promise<Resolved> {
  const code = readCode(typed);
  if (!code || (await triedTooMany(deps, accountId))) return { outcome: 'unknown' };
  const found = await find(deps, code, secret);
  if (found.outcome === 'unknown') await countWrongCode(deps, accountId);
  return found;
}

async function find(deps: Deps, code: string, secret: Uint8Array): Promise<Resolved> {
  const hash = { in: [hashPublicCode(code), hashSecretCode(secret, code)] };
  const row = await deps.db.code.findFirst({ where: { hash } });
  if (!row || row.usedAt || (row.expiresAt && row.expiresAt <= deps.clock.now())) return { outcome: 'unknown' };
  if (row.kind === 'join') return { outcome: 'join', code };
  const area = row.kind === 'area' && row.areaId ? await areaOf(deps, row.areaId) : null;
  return area ? { outcome: 'area', ...placeOf(area) } : { outcome: 'unknown' };
}

function areaOf(deps: Deps, id: string) {
  return deps.db.area.findUnique({ where: { id }, include: { unit: true } });
}
