/** Tells whoever has a seat something of it: the chat that said yes, or their family where that chat is gone; an officer in theirs. */
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { Notice, TellHousehold, TellOfficer, TellPerson } from '../household/tell-household.ts';
import { lockOfficers } from '../officer/lock-officers.ts';

export interface TellSeats {
  household: TellHousehold;
  officer: TellOfficer;
  person: TellPerson;
}

export interface SeatToTell {
  id: string;
  householdId: string | null;
  officerId: string | null;
}

/** A notice is numbered in a conversation that may be in the middle of a turn. */
const TELL_MS = 20_000;

/**
 * @param notice looks at the seat anew, under its lock, notes that it is told, and says what; null: there is nothing (any more)
 * @returns whether something was noted
 */
export function tellSeat(
  deps: Deps & { db: PrismaClient },
  seat: SeatToTell,
  tell: TellSeats,
  notice: (within: Deps) => Promise<Notice | null>,
): Promise<boolean> {
  return deps.db.$transaction(
    async (db) => {
      const within = { ...deps, db };
      const to = await lockWhom(within, seat);
      await db.$queryRaw`SELECT 1 FROM "TrainingSeat" WHERE id = ${seat.id}::uuid FOR UPDATE`;
      const said = await notice(within);
      if (!said) return false;
      if ('officerId' in to) await tell.officer(within, to.officerId, said);
      else if (to.accountId === null) await tell.household(within, { householdId: to.householdId, except: null }, said);
      else await tell.person(within, to.accountId, said);
      return true;
    },
    { timeout: TELL_MS, maxWait: TELL_MS },
  );
}

type Whom = { officerId: string } | { householdId: string; accountId: string | null };

/** Conversations first, in one order, as everywhere. Who left the family is not told what it does. */
async function lockWhom(deps: Deps, { id, householdId, officerId }: SeatToTell): Promise<Whom> {
  if (officerId !== null) {
    await lockOfficers(deps, [officerId]);
    return { officerId };
  }
  const household = householdId as string;
  await deps.db.$queryRaw`
    SELECT 1 FROM "Conversation"
    WHERE "accountId" IN (SELECT "accountId" FROM "Membership" WHERE "householdId" = ${household}::uuid AND "to" IS NULL)
    ORDER BY "accountId" FOR UPDATE`;
  const [said] = await deps.db.$queryRaw<{ accountId: string }[]>`
    SELECT m."accountId" FROM "TrainingSeat" s
    JOIN "Membership" m ON m."accountId" = s."accountId" AND m."householdId" = s."householdId" AND m."to" IS NULL
    WHERE s.id = ${id}::uuid`;
  return { householdId: household, accountId: said?.accountId ?? null };
}
