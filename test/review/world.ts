/** Households that have sent, and officers who look at it: for tests of what comes after sending. */
import { randomUUID } from 'node:crypto';
import { answerIndicator } from '../../src/assessment/answer-indicator.ts';
import { openAssessment } from '../../src/assessment/open-assessment.ts';
import { submitAssessment } from '../../src/assessment/submit-assessment.ts';
import { createTell } from '../../src/conversation/tell.ts';
import type { PrismaClient } from '../../src/db/client.ts';
import type { Deps } from '../../src/deps.ts';
import { attachFiles } from '../../src/evidence/attach.ts';
import { tellStory } from '../../src/evidence/tell.ts';
import { registerHousehold } from '../../src/household/register-household.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { scopeOf } from '../../src/officer/scope.ts';
import { asked } from '../../src/rubric/walk.ts';
import { shipped } from '../rubric/rubrics.ts';
import { decide, type Family, newAccount, UNIT } from '../support/family.ts';

export const locale = createLocale();
export const tell = createTell({ locale }).household;
export const counts = { preschool: 0, primary: 1, lowerSecondary: 0, upperSecondary: 0, adults: 2, elders: 0 };
export const rubric = shipped('gdht-324-mau');
/** What such a household is asked. */
export const items = asked(rubric, counts);

export interface SentFamily extends Family {
  assessmentId: string;
  /** Pieces of evidence by indicator. */
  pieces: Record<string, string>;
}

/** Answers that need nothing to show. */
export function bestAnswer(id: string): string {
  const levels = items.find((item) => item.id === id)?.levels ?? [];
  return levels.reduce((best, level) => (level.points > best.points ? level : best)).id;
}

/** A story for whatever wants something to show. */
export async function story(deps: Deps, accountId: string, item: string, text = `Kể về ${item}`): Promise<void> {
  await tellStory(deps, { accountId, item, text, inboxId: null });
}

/** A photo whose bytes are these; nothing is in the blob store. */
export async function photo(
  deps: Deps,
  accountId: string,
  item: string,
  sha256 = randomUUID().replaceAll('-', '').repeat(2),
): Promise<void> {
  const [blobKey, thumbKey] = [`${randomUUID()}.jpg`, `${randomUUID()}.jpg`];
  const file = { kind: 'photo' as const, blobKey, thumbKey, mediaType: 'image/jpeg', bytes: 10, width: 1, height: 1 };
  await attachFiles(deps, { accountId, item, inboxId: null, media: [{ ...file, sha256 }] });
}

export interface SentOptions {
  head?: string;
  areaId: string;
  unit?: string;
  /** Everything that wants something to show has a story. */
  stories?: boolean;
  /** Answers that differ from the best. */
  answers?: Record<string, string>;
  /** All is answered, and nothing sent yet. */
  unsent?: boolean;
}

export async function sentFamily(
  deps: Deps,
  { head = 'Nguyễn Thị Sen', areaId, unit = UNIT, stories = true, answers = {}, unsent = false }: SentOptions,
): Promise<SentFamily> {
  const accountId = await newAccount(deps);
  await decideIn(deps, accountId, unit);
  const place = { unit, area: areaId, residence: 'permanent' as const };
  const registered = await registerHousehold(deps, { accountId, head, phone: null, force: true, ...place, ...counts });
  if (registered.outcome !== 'created') throw new Error(registered.outcome);
  await openAssessment(deps, { accountId });
  for (const { id, evidence } of items) {
    await answerIndicator(deps, { accountId, item: id, choice: answers[id] ?? bestAnswer(id), inboxId: null });
    if (stories && evidence) await story(deps, accountId, id);
  }
  if (!unsent) await send(deps, accountId);
  const household = await deps.db.household.findUniqueOrThrow({ where: { code: registered.code } });
  const assessment = await deps.db.assessment.findFirstOrThrow({ where: { householdId: household.id } });
  const evidence = await deps.db.evidence.findMany({ where: { assessmentId: assessment.id } });
  const pieces = Object.fromEntries(evidence.map(({ indicator, id }) => [indicator, id]));
  return { accountId, householdId: household.id, code: registered.code, assessmentId: assessment.id, pieces };
}

async function decideIn(deps: Deps, accountId: string, unit: string): Promise<void> {
  if (unit === UNIT) return decide(deps, accountId, 'given');
  const { decideConsent } = await import('../../src/privacy/consent-decide.ts');
  const speak = (sentence: Parameters<typeof locale.speak>[0]) => locale.speak(sentence, 'vi');
  const secret = new Uint8Array(32).fill(7);
  await decideConsent(deps, { accountId, unit, purpose: 'selfAssessment', act: 'given', lang: 'vi', speak, secret });
}

export async function send(deps: Deps, accountId: string): Promise<void> {
  const sent = await submitAssessment(deps, { accountId });
  if (sent.outcome !== 'submitted') throw new Error(JSON.stringify(sent));
}

/** As a request does it: one transaction. */
export function transaction<T>(deps: Deps, work: (within: Deps) => Promise<T>): Promise<T> {
  return (deps.db as PrismaClient).$transaction((db) => work({ ...deps, db }), { maxWait: 120_000, timeout: 120_000 });
}

export async function scope(deps: Deps, officerId: string) {
  const found = await scopeOf(deps, officerId);
  if (!found) throw new Error('this officer holds no duty');
  return found;
}
