/** Fills a database with a ward to look at: one ward, ten khu phố, 200 families in every state, through the same use cases as people. */
import { answerIndicator } from '../../assessment/answer-indicator.ts';
import { loadForm } from '../../assessment/load-form.ts';
import { openAssessment } from '../../assessment/open-assessment.ts';
import { reopenAssessment } from '../../assessment/reopen-assessment.ts';
import { submitAssessment } from '../../assessment/submit-assessment.ts';
import { audit } from '../../db/audit.ts';
import type { PrismaClient } from '../../db/client.ts';
import type { Deps } from '../../deps.ts';
import { tellStory } from '../../evidence/tell.ts';
import type { FormItem } from '../../flow/session.ts';
import { requestHelp } from '../../help/request-help.ts';
import { inviteMember } from '../../household/invite-member.ts';
import { joinHousehold } from '../../household/join-household.ts';
import { registerHousehold } from '../../household/register-household.ts';
import { setQuiet } from '../../household/set-quiet.ts';
import type { Locale } from '../../locale/locale.ts';
import { decideConsent } from '../../privacy/consent-decide.ts';
import type { Purpose } from '../../privacy/consent-of.ts';
import { AREAS, type Family, inventFamilies } from './families.ts';
import { openSeason } from './open-season.ts';
import { ward } from './ward.ts';

export interface DemoParts extends Omit<Deps, 'db'> {
  prisma: PrismaClient;
  locale: Locale;
  secret: Uint8Array;
  webChannelId: string;
  /** Aborted when the service is told to stop meanwhile. */
  stopping?: AbortSignal;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const ACCOUNT_PREFIX = 'demo-';
const LANGUAGE = 'vi';

/** Returns how many families were added: none when they are there already. */
export async function fillDemo(parts: DemoParts, count?: number): Promise<number> {
  const areas = await parts.prisma.$transaction(async (db) => {
    const filled = await db.account.count({ where: { channelAccountId: parts.webChannelId, externalId: { startsWith: ACCOUNT_PREFIX } } });
    const isOpen = await openSeason({ ...parts, db }, { isFilled: filled > 0 });
    return isOpen ? placeWard({ ...parts, db }) : null;
  });
  if (!areas) return 0;
  const families = inventFamilies(count);
  let added = 0;
  for (const [index, family] of families.entries()) {
    parts.stopping?.throwIfAborted();
    const externalId = externalIdOf(index);
    const done = await parts.prisma.$transaction((db) => settle(depsAt(parts, db, family), parts, family, { externalId, areas }));
    if (done) added++;
  }
  return added;
}

/** The account of a family, by its place in `inventFamilies()`; null when it was erased. */
export async function demoAccount({ prisma, webChannelId }: DemoParts, index: number): Promise<string | null> {
  const account = await prisma.account.findUnique({
    where: { channelAccountId_externalId: { channelAccountId: webChannelId, externalId: externalIdOf(index) } },
    select: { id: true },
  });
  return account?.id ?? null;
}

function externalIdOf(index: number): string {
  return `${ACCOUNT_PREFIX}${index + 1}`;
}

/** The family's days lie behind it, so that the ward looks lived in. */
function depsAt(parts: DemoParts, db: Deps['db'], { daysAgo }: Family): Deps {
  const now = () => new Date(parts.clock.now().getTime() - daysAgo * DAY_MS);
  return { db, clock: { now }, ids: parts.ids, log: parts.log };
}

interface Areas {
  placed: string[];
  unplaced: string;
}

async function placeWard({ db, ids }: Deps): Promise<Areas> {
  const { code, name } = ward;
  const unit = { code, name, kind: 'ward' as const, provinceCode: '79', validFrom: new Date('2025-07-01') };
  await db.unit.upsert({ where: { code }, create: unit, update: {} });
  const placed: string[] = [];
  for (let number = 1; number <= AREAS; number++) {
    const counts = { householdsPermanent: 380 + number * 7, householdsTemporary: 40 + number * 3 };
    placed.push(await ensureArea({ name: `Khu phố Mẫu ${number}`, kind: 'quarter', ...counts }));
  }
  return { placed, unplaced: await ensureArea({ name: '', kind: 'unplaced' }) };

  async function ensureArea(area: {
    name: string;
    kind: 'quarter' | 'unplaced';
    householdsPermanent?: number;
    householdsTemporary?: number;
  }): Promise<string> {
    const where = { unitCode_name: { unitCode: code, name: area.name } };
    return (await db.area.upsert({ where, create: { id: ids.next(), unitCode: code, ...area }, update: {} })).id;
  }
}

/** Walks one family as far as it has come. False: it is there already. */
async function settle(deps: Deps, parts: DemoParts, family: Family, at: { externalId: string; areas: Areas }): Promise<boolean> {
  const { externalId, areas } = at;
  const key = { channelAccountId: parts.webChannelId, externalId };
  if (await deps.db.account.findUnique({ where: { channelAccountId_externalId: key } })) return false;
  const accountId = await openAccount(deps, key);
  await agree(deps, parts, accountId, 'selfAssessment', 'given');
  const { head, residence, preschool, primary, lowerSecondary, upperSecondary, adults, elders } = family;
  const counts = { preschool, primary, lowerSecondary, upperSecondary, adults, elders };
  const area = (family.area === null ? null : areas.placed[family.area]) ?? areas.unplaced;
  const registration = { accountId, unit: ward.code, area, head, residence, ...counts, phone: null, force: true };
  expectOutcome(await registerHousehold(deps, registration), 'created');
  if (family.verified) await verify(deps, accountId);
  await assess(deps, accountId, family, parts.locale.t('demo.story', LANGUAGE));
  if (family.announcements) await agree(deps, parts, accountId, 'announcements', family.announcements);
  if (family.publicList) await agree(deps, parts, accountId, 'publicList', family.publicList);
  if (family.joined) await bringRelative(deps, parts, accountId, { ...key, externalId: `${externalId}-2` });
  if (family.asksForHelp) await requestHelp(deps, { accountId, note: null, unit: null, area: null });
  if (family.quiet) await setQuiet(deps, { accountId, quiet: true });
  return true;
}

async function openAccount(deps: Deps, key: { channelAccountId: string; externalId: string }): Promise<string> {
  const id = deps.ids.next();
  await deps.db.account.create({ data: { id, ...key, language: LANGUAGE, createdAt: deps.clock.now() } });
  return id;
}

async function agree(deps: Deps, parts: DemoParts, accountId: string, purpose: Purpose, act: 'given' | 'refused'): Promise<void> {
  const speak = (sentence: Parameters<Locale['speak']>[0]) => parts.locale.speak(sentence, LANGUAGE);
  await decideConsent(deps, { accountId, unit: ward.code, purpose, act, lang: LANGUAGE, speak, secret: parts.secret });
}

/** As the khu phố does, whose officers are no people of the demonstration. */
async function verify(deps: Deps, accountId: string): Promise<void> {
  const { householdId } = await deps.db.membership.findFirstOrThrow({ where: { accountId, to: null }, select: { householdId: true } });
  await deps.db.household.update({ where: { id: householdId }, data: { verifiedAt: deps.clock.now() } });
  await audit(deps, { actor: 'system', action: 'household.verify', subject: `household:${householdId}` });
}

async function bringRelative(
  deps: Deps,
  parts: DemoParts,
  member: string,
  key: { channelAccountId: string; externalId: string },
): Promise<void> {
  const accountId = await openAccount(deps, key);
  await agree(deps, parts, accountId, 'selfAssessment', 'given');
  const { secret } = parts;
  const { code } = expectOutcome(await inviteMember(deps, { accountId: member, secret }), 'code');
  expectOutcome(await joinHousehold(deps, { accountId, code, secret, tell: async () => 0 }), 'joined');
}

async function assess(deps: Deps, accountId: string, family: Family, story: string): Promise<void> {
  if (family.stage === 'registered') return;
  expectOutcome(await openAssessment(deps, { accountId }), 'open');
  if (family.stage === 'begun') return;
  await answer(deps, accountId, family, story);
  if (family.stage === 'halfway' || family.stage === 'answered') return;
  expectOutcome(await submitAssessment(deps, { accountId }), 'submitted');
  if (family.stage === 'submitted') return;
  expectOutcome(await reopenAssessment(deps, { accountId }), 'reopened');
  if (family.stage === 'resubmitted') expectOutcome(await submitAssessment(deps, { accountId }), 'submitted');
}

async function answer(deps: Deps, accountId: string, family: Family, story: string): Promise<void> {
  const { items } = expectOutcome(await loadForm(deps, { accountId }), 'ok').value;
  const upTo = family.stage === 'halfway' ? Math.floor(items.length / 2) : items.length;
  for (const [index, item] of items.slice(0, upTo).entries()) {
    const at = { accountId, item: item.id, inboxId: null };
    expectOutcome(await answerIndicator(deps, { ...at, choice: choiceOf(item, family.leaning + index) }), 'ok');
    if (family.tellsStories && item.evidence) expectOutcome(await tellStory(deps, { ...at, text: story }), 'ok');
  }
}

/** Mostly the best choice, now and then a lesser one. */
function choiceOf({ choices }: FormItem, roll: number): string {
  const index = roll % 4 === 3 ? 1 + (roll % (choices.length - 1)) : 0;
  return (choices[index] ?? choices[0])?.id ?? '';
}

/** A family that does not come as far as it should would show a state that nobody meant. */
function expectOutcome<R extends { outcome: string }, O extends R['outcome']>(result: R, wanted: O): Extract<R, { outcome: O }> {
  if (result.outcome !== wanted) throw new Error(`A family of the demonstration: ${result.outcome} came out, not ${wanted}`);
  return result as Extract<R, { outcome: O }>;
}
