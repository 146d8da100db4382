/**
 * Households ready to answer: the first comes to the form through the use cases and dialogs as anybody does; the others are
 * made like it, in SQL, because there are thousands.
 */
import { createConversation } from '../src/conversation/conversation.ts';
import { loadDialogs } from '../src/conversation/load-dialogs.ts';
import { connect, type PrismaClient } from '../src/db/client.ts';
import { migrate } from '../src/db/migrate.ts';
import { connectRaw, type RawPool } from '../src/db/raw.ts';
import type { Deps } from '../src/deps.ts';
import { flowsFolder } from '../src/flow-files.ts';
import { findUnplaced } from '../src/household/find-area.ts';
import { registerHousehold } from '../src/household/register-household.ts';
import { createLocale } from '../src/locale/locale.ts';
import { createLogger } from '../src/log.ts';
import { prepare } from '../src/prepare.ts';
import { decideConsent } from '../src/privacy/consent-decide.ts';
import { systemClock, systemIds } from '../src/system.ts';

const UNIT = '25813';
const LANGUAGE = 'vi';
const secret = new Uint8Array(32).fill(7);

/** Chats of the households: this one and the next ones. */
export const FIRST_CHAT = 1_000_000_001;

export interface Street {
  channelAccountId: string;
  /** What a conversation holds at the first question. */
  session: unknown;
}

/**
 * Prepares an empty database as the service would, and settles `count` households in it.
 *
 * @param botId of the channel account, as the service names it
 */
export async function fillStreet(url: string, botId: string, count: number): Promise<Street> {
  const log = createLogger({ level: 'silent', stream: process.stderr });
  await migrate(url, log);
  const prisma = connect(url, 4);
  const raw = connectRaw(url, 2);
  try {
    const deps: Deps = { db: prisma, clock: systemClock, ids: systemIds, log };
    await prisma.$transaction((db) => prepare({ ...deps, db }, { city: null }), { timeout: 60_000 });
    const { id: organisationId } = await prisma.organisation.findFirstOrThrow({ where: { parentId: null }, select: { id: true } });
    const channelAccountId = deps.ids.next();
    await prisma.channelAccount.create({ data: { id: channelAccountId, channel: 'telegram', externalId: botId, organisationId } });
    const accountId = await firstHousehold(deps, { prisma, raw }, channelAccountId);
    await multiply(prisma, accountId, count - 1);
    await prisma.$executeRawUnsafe('VACUUM ANALYZE');
    const { session } = await prisma.conversation.findUniqueOrThrow({ where: { accountId } });
    return { channelAccountId, session };
  } finally {
    await raw.close();
    await prisma.$disconnect();
  }
}

async function firstHousehold(deps: Deps, database: { prisma: PrismaClient; raw: RawPool }, channelAccountId: string): Promise<string> {
  const { prisma } = database;
  const chatKey = String(FIRST_CHAT);
  const locale = createLocale();
  const accountId = deps.ids.next();
  await prisma.account.create({
    data: { id: accountId, channelAccountId, externalId: chatKey, language: LANGUAGE, createdAt: deps.clock.now() },
  });
  const speak = (sentence: Parameters<typeof locale.speak>[0]) => locale.speak(sentence, LANGUAGE);
  await decideConsent(deps, { accountId, unit: UNIT, purpose: 'selfAssessment', act: 'given', lang: LANGUAGE, speak, secret });
  const area = (await findUnplaced(deps, { unit: UNIT })).value.id;
  const counts = { preschool: 0, primary: 1, lowerSecondary: 1, upperSecondary: 0, adults: 2, elders: 0 };
  const household = { accountId, unit: UNIT, area, head: 'Nguyễn Thị Sen', residence: 'permanent' as const, phone: null, force: true };
  await registerHousehold(deps, { ...household, ...counts });
  const world = await loadDialogs(deps, { folder: flowsFolder, locale });
  const conversation = createConversation({ ...deps, ...database, locale, world, services: { publicUrl: 'http://localhost', secret } });
  let serial = 0;
  for (const way of [null, 'assess', 'start']) {
    const inbound = way === null ? { type: 'start' as const } : { type: 'press' as const, data: `${serial}.${way}` };
    await conversation.receive({ channelAccountId, updateKey: `fill-${way}`, chatKey, inbound });
    await conversation.idle();
    const { session } = await prisma.conversation.findUniqueOrThrow({ where: { accountId } });
    serial = (session as unknown as { serial: number }).serial;
  }
  await conversation.stop();
  // What was said to the first one is said; nobody sends it now.
  await prisma.message.deleteMany({ where: { accountId } });
  return accountId;
}

/** Copies of everything that the first household is, each under ids and a chat of its own. */
async function multiply(prisma: PrismaClient, accountId: string, count: number): Promise<void> {
  const statements = [
    `CREATE TEMPORARY TABLE copy AS
       SELECT n, gen_random_uuid() AS account, gen_random_uuid() AS household FROM generate_series(1, ${count}) AS n`,
    `INSERT INTO "Account" (id, "channelAccountId", "externalId", language, "lastInboundAt", "createdAt")
       SELECT account, "channelAccountId", ("externalId"::bigint + n)::text, language, "lastInboundAt", "createdAt"
       FROM copy, "Account" WHERE id = '${accountId}'`,
    `INSERT INTO "Household" SELECT (jsonb_populate_record(h, jsonb_build_object('id', household, 'code', 'X' || lpad(n::text, 7, '0')))).*
       FROM copy, "Household" h JOIN "Membership" m ON m."householdId" = h.id WHERE m."accountId" = '${accountId}'`,
    `INSERT INTO "Membership" (id, "accountId", "householdId", "approvedBy", "from")
       SELECT gen_random_uuid(), account, household, account, "from" FROM copy, "Membership" WHERE "accountId" = '${accountId}'`,
    `INSERT INTO "Consent"
       SELECT (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'accountId', account, 'accountHash', 'copy-' || n))).*
       FROM copy, "Consent" c WHERE c."accountId" = '${accountId}'`,
    `INSERT INTO "Assessment" SELECT (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(), 'householdId', household))).*
       FROM copy, "Assessment" a JOIN "Membership" m ON m."householdId" = a."householdId" WHERE m."accountId" = '${accountId}'`,
    `INSERT INTO "Conversation" SELECT (jsonb_populate_record(c, jsonb_build_object('accountId', account))).*
       FROM copy, "Conversation" c WHERE c."accountId" = '${accountId}'`,
  ];
  await prisma.$transaction(
    async (db) => {
      for (const statement of statements) await db.$executeRawUnsafe(statement);
    },
    { timeout: 120_000 },
  );
}
