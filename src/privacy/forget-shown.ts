/** What officers were shown of a household in their chats goes with it. */
import type { Deps } from '../deps.ts';
import type { Json } from '../flow/session.ts';
import { spacedCode } from '../household/household-code.ts';
import { officerIn } from '../officer/scope.ts';

/** What stays of a file, or a call for help, that a conversation has in hand: enough to find that it is not there any more. */
const FOUND_BY: ReadonlySet<string> = new Set(['assessment', 'seen', 'place', 'call']);

/**
 * Blanks the lines in which officers of its ward read of the household, and what their conversations remember of it. The household
 * is locked by now, and a conversation comes before it: one in the middle of a turn is not waited for. That turn will find
 * nothing there and go on to the next.
 */
export async function forgetShown({ db }: Deps, householdId: string): Promise<void> {
  const { code, area, assessments } = await db.household.findUniqueOrThrow({
    where: { id: householdId },
    select: { code: true, area: true, assessments: { select: { id: true, area: true } } },
  });
  const unitCodes = [area.unitCode, ...assessments.map((one) => one.area.unitCode)];
  const held = await db.officerAccount.findMany({
    where: { officer: { grants: { some: { unitCode: { in: unitCodes } } } } },
    select: { accountId: true },
  });
  const accountIds = [...new Set(held.map(({ accountId }) => accountId))];
  if (accountIds.length === 0) return;
  await blankLines(db, accountIds, spacedCode(code));
  for (const { id } of assessments) await takeFromHand(db, accountIds, id);
}

/** So many letters of what somebody wrote are enough to find it again. */
const FOUND = 60;

/** The same of the calls for help of an account, which may be of no household: what it wrote there, and its telephone number. */
export async function forgetShownCalls(deps: Deps, accountId: string): Promise<void> {
  const { db } = deps;
  const { phone, helpRequests: calls } = await db.account.findUniqueOrThrow({
    where: { id: accountId },
    select: { phone: true, helpRequests: { select: { id: true, note: true, at: true } } },
  });
  for (const { id, note, at } of calls) {
    const accountIds = (await chatsShown(deps, { call: id, since: at })).filter((one) => one !== accountId);
    if (accountIds.length === 0) continue;
    for (const words of [...(note ? beginningsOf(note) : []), ...(phone === null ? [] : [phone])]) await blankLines(db, accountIds, words);
    await takeFromHand(db, accountIds, id);
  }
}

/** The chats of those who read the call, also of who is no officer any more: that they did is written down (list-help.ts). */
async function chatsShown({ db }: Deps, { call, since }: { call: string; since: Date }): Promise<string[]> {
  const read = await db.$queryRawUnsafe<{ actor: string }[]>(readSql, call, since);
  const officerIds = read.map(({ actor }) => officerIn(actor)).filter((id) => id !== null);
  const held = await db.officerAccount.findMany({ where: { officerId: { in: officerIds } }, select: { accountId: true } });
  return [...new Set(held.map(({ accountId }) => accountId))];
}

/** As its index wants it. $1 call, $2 since when. */
export const readSql = `
SELECT DISTINCT actor FROM "Audit"
WHERE action = 'help.read' AND detail -> 'calls' @> jsonb_build_array($1::text) AND at >= $2::timestamptz`;

/**
 * How a note may begin as it stands in a message: in quotation marks, its lines apart. A short first line counts only whole, so that
 * what another family wrote stays where it begins alike; it may have been all when it was read, and more was added since.
 */
function beginningsOf(note: string): string[] {
  const [line = '', ...more] = note.split('\n');
  const letters = [...line];
  const begins =
    letters.length > FOUND ? [`“${letters.slice(0, FOUND).join('')}`] : [`“${line}”`, ...(more.length > 0 ? [`“${line}\n`] : [])];
  return begins.map((one) => JSON.stringify(one).slice(1, -1));
}

/** What is being sent right now is gone already. @param words as they stand in the body of a message */
async function blankLines(db: Deps['db'], accountIds: string[], words: string): Promise<void> {
  await db.$executeRaw`
    UPDATE "Message" SET body = NULL, state = CASE WHEN state IN ('queued', 'held') THEN 'expired' ELSE state END
    WHERE "accountId" = ANY(${accountIds}::uuid[]) AND state <> 'leased' AND strpos(body::text, ${words}) > 0`;
}

/** What conversations remember of one thing. One in the middle of a turn is not waited for. */
async function takeFromHand(db: Deps['db'], accountIds: string[], id: string): Promise<void> {
  const rows = await db.$queryRaw<{ accountId: string; session: Json }[]>`
    SELECT "accountId", session FROM "Conversation"
    WHERE "accountId" = ANY(${accountIds}::uuid[]) AND strpos(session::text, ${id}) > 0
    ORDER BY "accountId" FOR UPDATE SKIP LOCKED`;
  for (const { accountId, session } of rows) {
    const left = JSON.stringify(without(session, id));
    await db.$executeRaw`UPDATE "Conversation" SET session = ${left}::jsonb WHERE "accountId" = ${accountId}::uuid`;
  }
}

function without(value: Json, id: string): Json {
  if (Array.isArray(value)) return value.map((one) => without(one, id));
  if (value === null || typeof value !== 'object') return value;
  const isIt = value.assessment === id || value.call === id;
  const left = Object.entries(value).map(([key, one]): [string, Json] => {
    if (isIt) return [key, FOUND_BY.has(key) ? one : emptied(one)];
    return [key, without(one, id)];
  });
  return Object.fromEntries(left);
}

function emptied(value: Json): Json {
  if (Array.isArray(value)) return [];
  if (typeof value === 'string') return '';
  return typeof value === 'number' ? 0 : null;
}
