/** Which code somebody typed: its own eight signs, or six digits that stand for it. Wrong ones are counted. */
import type { Deps } from '../deps.ts';
import { readDigits } from './digit-code.ts';
import { hashPublicCode, hashSecretCode, readCode } from './household-code.ts';
import { typedCode } from './typed-code.ts';
import { countWrongCode, countWrongDigits, digitsClosed, triedTooMany } from './wrong-codes.ts';

export interface Asked {
  accountId: string;
  /** As it was typed, or as it stood in a link. */
  code: string;
  secret: Uint8Array;
}

/** A code that leads somewhere now. */
export interface LivingCode {
  id: string;
  kind: 'join' | 'area' | 'officer' | 'assist' | 'training';
  /** officer: of a duty in a ward. */
  unitCode: string | null;
  areaId: string | null;
  householdId: string | null;
  /** assist: the visit that it asks about. */
  assistId: string | null;
  /** training: at whose door it hangs. */
  trainingId: string | null;
  expiresAt: Date | null;
}

export type LookedUp =
  /** `typed`: how it was named, normalised. */
  | { outcome: 'found'; code: LivingCode; typed: string }
  /** It cannot be a code: a slip, and not counted. */
  | { outcome: 'unreadable' }
  | { outcome: 'unknown' }
  /** So many wrong ones from this account that none is looked at for a while. */
  | { outcome: 'tooMany' }
  /** Six digits that stand for nothing now; `closed`: none are looked at for a while, whoever types them. */
  | { outcome: 'unknownDigits'; closed: boolean };

/** @param kinds only such a code will do */
export async function lookUpCode(
  deps: Deps,
  { accountId, code, secret }: Asked,
  kinds: readonly LivingCode['kind'][] = ['join', 'area', 'officer', 'assist', 'training'],
): Promise<LookedUp> {
  const typed = typedCode(code) ?? readCode(code);
  if (!typed) return { outcome: 'unreadable' };
  if (await triedTooMany(deps, accountId)) return { outcome: 'tooMany' };
  const digits = readDigits(typed) !== null;
  if (digits && (await digitsClosed(deps, accountId))) return { outcome: 'unknownDigits', closed: true };
  const found = digits ? await behindDigits(deps, { accountId, code: typed, secret }) : await livingCode(deps, { code: typed, secret });
  if (found && kinds.includes(found.kind)) return { outcome: 'found', code: found, typed };
  await (digits ? countWrongDigits(deps, accountId) : countWrongCode(deps, accountId));
  return digits ? { outcome: 'unknownDigits', closed: false } : { outcome: 'unknown' };
}

/** What eight signs name; null: nothing, or nothing any more. */
export async function livingCode({ db, clock }: Deps, { code: typed, secret }: Omit<Asked, 'accountId'>): Promise<LivingCode | null> {
  const code = readCode(typed);
  if (!code) return null;
  const where = { hash: { in: [hashPublicCode(code), hashSecretCode(secret, code)] } };
  const found = await db.code.findFirst({ where, include: { training: { select: { state: true } } } });
  return found && living(found, clock.now());
}

/** Whoever typed the digits in time may take longer to read what has to be agreed to first: for them they last as long as the code. */
async function behindDigits({ db, clock }: Deps, { accountId, code: digits, secret }: Asked): Promise<LivingCode | null> {
  const now = clock.now();
  const found = await db.code.findFirst({
    where: { kind: 'digits', hash: hashSecretCode(secret, digits), OR: [{ expiresAt: { gt: now } }, { usedBy: accountId }] },
    include: { standsFor: { include: { training: { select: { state: true } } } } },
  });
  const code = found?.standsFor ? living(found.standsFor, now) : null;
  // Those of a khu phố and of a door are typed by many.
  if (found && code && code.kind !== 'area' && code.kind !== 'training' && found.usedBy !== accountId)
    await db.code.update({ where: { id: found.id }, data: { usedAt: now, usedBy: accountId } });
  return code;
}

type Row = Omit<LivingCode, 'kind'> & { kind: string; usedAt: Date | null; training: { state: string } | null };

const KINDS: ReadonlySet<string> = new Set(['join', 'area', 'officer', 'assist', 'training'] satisfies LivingCode['kind'][]);

function isKind(kind: string): kind is LivingCode['kind'] {
  return KINDS.has(kind);
}

function living(row: Row, now: Date): LivingCode | null {
  const { id, kind, unitCode, areaId, householdId, assistId, trainingId, expiresAt, usedAt } = row;
  const over = usedAt !== null || (expiresAt !== null && expiresAt <= now) || row.training?.state === 'cancelled';
  if (over || !isKind(kind)) return null;
  return { id, kind, unitCode, areaId, householdId, assistId, trainingId, expiresAt };
}
