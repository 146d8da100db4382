/** What a code from a link or a QR, or one that was typed, means. Looking uses nothing up; a wrong one is counted. */
import type { Deps } from '../deps.ts';
import { officerOf } from '../officer/officer-of.ts';
import { readPcCode } from '../officer/pc-code.ts';
import { type Asked, lookUpCode } from './look-up-code.ts';
import { placeOf } from './places.ts';

type Resolved =
  | ({ outcome: 'area' } & ReturnType<typeof placeOf>)
  | { outcome: 'join'; code: string }
  /** An invitation to an officer's duty. */
  | { outcome: 'office'; code: string }
  /** Somebody who is with the household asks to fill in for it. */
  | { outcome: 'assist'; code: string }
  /** At the door of a training. */
  | { outcome: 'training'; code: string }
  /** An officer's: eight digits that a PC shows. */
  | { outcome: 'pc'; code: string }
  | { outcome: 'unknown' }
  | { outcome: 'unknownDigits'; closed: boolean };

export async function resolveCode(deps: Deps, asked: Asked): Promise<Resolved> {
  const ofPc = readPcCode(asked.code);
  if (ofPc !== null && (await officerOf(deps, asked.accountId))) return { outcome: 'pc', code: ofPc };
  const found = await lookUpCode(deps, asked);
  if (found.outcome === 'unknownDigits') return found;
  if (found.outcome !== 'found') return { outcome: 'unknown' };
  const { code, typed } = found;
  if (code.kind === 'join') return { outcome: 'join', code: typed };
  if (code.kind === 'officer') return { outcome: 'office', code: typed };
  if (code.kind === 'assist') return { outcome: 'assist', code: typed };
  if (code.kind === 'training') return { outcome: 'training', code: typed };
  const area = code.areaId ? await areaOf(deps, code.areaId) : null;
  return area ? { outcome: 'area', ...placeOf(area) } : { outcome: 'unknown' };
}

function areaOf(deps: Deps, id: string) {
  return deps.db.area.findUnique({ where: { id }, include: { unit: true } });
}
