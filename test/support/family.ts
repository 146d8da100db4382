/** A household that exists, through the use cases that make one: for tests of what comes after registering. */

import { openAssessment } from '../../src/assessment/open-assessment.ts';
import type { Deps } from '../../src/deps.ts';
import { findUnplaced } from '../../src/household/find-area.ts';
import { registerHousehold } from '../../src/household/register-household.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { decideConsent } from '../../src/privacy/consent-decide.ts';

export const UNIT = '25813';
export const SECRET_KEY = new Uint8Array(32).fill(7);
const locale = createLocale();

export interface Family {
  accountId: string;
  householdId: string;
  code: string;
}

/** An account on the web that has written nothing yet. */
export async function newAccount(deps: Deps, externalId = `chat-${deps.ids.next()}`): Promise<string> {
  const channel = await deps.db.channelAccount.findFirstOrThrow({ where: { channel: 'web' } });
  const id = deps.ids.next();
  await deps.db.account.create({ data: { id, channelAccountId: channel.id, externalId, createdAt: deps.clock.now() } });
  return id;
}

/** Agrees or refuses in the words of the service. */
export async function decide(deps: Deps, accountId: string, act: 'given' | 'refused'): Promise<void> {
  const speak = (sentence: Parameters<typeof locale.speak>[0]) => locale.speak(sentence, 'vi');
  await decideConsent(deps, { accountId, unit: UNIT, purpose: 'selfAssessment', act, lang: 'vi', speak, secret: SECRET_KEY });
}

/** Two adults and a pupil, with an assessment begun. */
export async function newFamily(deps: Deps, { head = 'Nguyễn Thị Sen', phone = null as string | null } = {}): Promise<Family> {
  const accountId = await newAccount(deps);
  await decide(deps, accountId, 'given');
  const area = await findUnplaced(deps, { unit: UNIT });
  const counts = { preschool: 0, primary: 1, lowerSecondary: 0, upperSecondary: 0, adults: 2, elders: 0 };
  const place = { unit: UNIT, area: area.value.id, residence: 'permanent' as const };
  const registered = await registerHousehold(deps, { accountId, head, phone, force: true, ...place, ...counts });
  if (registered.outcome !== 'created') throw new Error(registered.outcome);
  await openAssessment(deps, { accountId });
  const { id } = await deps.db.household.findUniqueOrThrow({ where: { code: registered.code } });
  return { accountId, householdId: id, code: registered.code };
}

/** One more account of the family. */
export async function newMember(deps: Deps, family: Family): Promise<string> {
  const accountId = await newAccount(deps);
  await decide(deps, accountId, 'given');
  const id = deps.ids.next();
  const membership = { id, accountId, householdId: family.householdId, approvedBy: family.accountId, from: deps.clock.now() };
  await deps.db.membership.create({ data: membership });
  return accountId;
}
