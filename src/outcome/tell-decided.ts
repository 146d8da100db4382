/** Tells households what was decided of them, one after another: each once, in the transaction that notes it. */
import type { PrismaClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { lockToTell } from '../household/lock-to-tell.ts';
import type { TellHousehold } from '../household/tell-household.ts';
import { noteNotice } from '../telling/note-notice.ts';
import { correctedNotice, recognisedNotice } from './notices.ts';

/** Of one run; what is left comes with the next, a few seconds later. */
const AT_ONCE = 48;
/** A notice is numbered in a conversation that may be in the middle of a turn. */
const TELL_MS = 20_000;

interface Untold {
  id: string;
  householdId: string;
}

/** Returns how many lines it dealt with. One that fails is left for the next time, and does not keep the others. */
export async function tellDecided(deps: Deps & { db: PrismaClient }, { tell }: { tell: TellHousehold }): Promise<number> {
  let done = 0;
  const seen = new Set<string>();
  const failed = new Set<string>();
  while (done < AT_ONCE) {
    const found = await deps.db.$queryRawUnsafe<Untold[]>(untoldSql, AT_ONCE + failed.size);
    const lines = found.filter(({ id }) => !seen.has(id)).slice(0, AT_ONCE - done);
    if (lines.length === 0) return done;
    for (const line of lines) {
      seen.add(line.id);
      try {
        if (await tellOne(deps, line, tell)) done += 1;
      } catch (error) {
        failed.add(line.id);
        deps.log.error({ err: error, line: line.id }, 'a household could not be told what was decided');
      }
    }
  }
  return done;
}

/** False: another process was faster, or the household is gone. */
function tellOne(deps: Deps & { db: PrismaClient }, { id, householdId }: Untold, tell: TellHousehold): Promise<boolean> {
  return deps.db.$transaction(
    async (db) => {
      const within = { ...deps, db };
      await lockToTell(within, householdId);
      const line = await db.decisionLine.findFirst({
        where: { id, householdId, toldAt: null, nobodyAt: null, left: null, decision: { state: 'issued' } },
        include: { decision: true },
      });
      if (!line) return false;
      const messageIds: string[] = [];
      const to = { householdId, except: null, written: (messageId: string) => void messageIds.push(messageId) };
      const told = await tell(within, to, await noticeOf(within, line));
      const at = deps.clock.now();
      // Whom it does not reach is told by somebody who goes there; a file that is forgotten has nobody to hear more of it.
      const { assessmentId } = line;
      if (assessmentId) await noteNotice(within, { about: 'decision', how: 'chat', assessmentId, officerId: null, messageIds });
      await db.decisionLine.update({ where: { id }, data: told > 0 ? { toldAt: at } : { nobodyAt: at } });
      return true;
    },
    { timeout: TELL_MS, maxWait: TELL_MS },
  );
}

interface Line {
  outcome: 'recognised' | 'notRecognised';
  reason: string | null;
  decision: { number: string; date: Date; seasonId: string; unitCode: string };
}

async function noticeOf({ db }: Deps, { outcome, reason, decision: { number, date, seasonId, unitCode } }: Line) {
  const { year } = await db.season.findUniqueOrThrow({ where: { id: seasonId }, select: { year: true } });
  const { name: unit } = await db.unit.findUniqueOrThrow({ where: { code: unitCode }, select: { name: true } });
  const decided = { number, date: date.toISOString().slice(0, 10), year, unit };
  return outcome === 'recognised' ? recognisedNotice(decided) : correctedNotice(decided, reason);
}

/** By what was issued first. Those whose household was erased are nobody's any more. See the index of migration 0019. */
const untoldSql = `
SELECT l.id, l."householdId" FROM "Decision" d JOIN "DecisionLine" l ON l."decisionId" = d.id
WHERE d.state = 'issued' AND l."toldAt" IS NULL AND l."nobodyAt" IS NULL AND l."left" IS NULL AND l."householdId" IS NOT NULL
ORDER BY d."issuedAt", l.position LIMIT $1::int`;
