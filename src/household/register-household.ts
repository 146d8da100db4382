/** A family joins: its household and its first member, in the ward and khu phố it named. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { Problem } from '../problems.ts';
import { agreedFor } from './agreed-for.ts';
import { nameKey, tidyName } from './head-name.ts';
import { codeFrom } from './household-code.ts';
import { membershipOf } from './household-of.ts';

export interface Counts {
  preschool: number;
  primary: number;
  lowerSecondary: number;
  upperSecondary: number;
  adults: number;
  elders: number;
}

export interface Registration extends Counts {
  accountId: string;
  unit: string;
  /** Area id; must lie in the unit. */
  area: string;
  head: string;
  residence: 'permanent' | 'temporary';
  phone: string | null;
  /** The family has said that a similar household is not theirs. */
  force: boolean;
}

export type Registered =
  | { outcome: 'created' | 'already'; code: string }
  /** One of the same head's name lives there already. */
  | { outcome: 'similar' }
  /** Purpose 1 was not agreed to with the Hội that answers for this place. */
  | { outcome: 'noConsent' };

/** Two codes in 27 thousand million that fall together are drawn again. */
const MAX_DRAWS = 5;

export async function registerHousehold(deps: Deps, registration: Registration): Promise<Registered> {
  const { accountId, head, force } = registration;
  const existing = await membershipOf(deps, accountId);
  if (existing) return { outcome: 'already', code: existing.code };
  const area = await deps.db.area.findUnique({ where: { id: registration.area } });
  if (area?.unitCode !== registration.unit) throw new Problem('badRequest');
  if (!(await agreedFor(deps, accountId, area.unitCode))) return { outcome: 'noConsent' };
  const headName = tidyName(head);
  const headNameKey = nameKey(headName);
  await lockName(deps, area.unitCode, headNameKey);
  if (!force && (await looksTheSame(deps, area, headNameKey))) return { outcome: 'similar' };
  const household = await create(deps, registration, { headName, headNameKey });
  await admitFounder(deps, registration, household.id);
  return { outcome: 'created', code: household.code };
}

/** Two of a family who register at the same moment come one after the other, so that the second is asked. */
async function lockName(deps: Deps, unitCode: string, headNameKey: string): Promise<void> {
  await deps.db.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`household ${unitCode} ${headNameKey}`}, 0))::text`;
}

/** In the same khu phố, or anywhere in the ward where one of the two is not placed yet. */
async function looksTheSame(deps: Deps, area: { id: string; unitCode: string; kind: string }, headNameKey: string): Promise<boolean> {
  const near =
    area.kind === 'unplaced'
      ? { area: { unitCode: area.unitCode } }
      : { OR: [{ areaId: area.id }, { area: { unitCode: area.unitCode, kind: 'unplaced' as const } }] };
  return (await deps.db.household.count({ where: { headNameKey, mergedIntoId: null, ...near } })) > 0;
}

async function create(deps: Deps, registration: Registration, name: { headName: string; headNameKey: string }) {
  const { area, residence, preschool, primary, lowerSecondary, upperSecondary, adults, elders } = registration;
  const counts = { preschool, primary, lowerSecondary, upperSecondary, adults, elders };
  const now = deps.clock.now();
  for (let draw = 0; draw < MAX_DRAWS; draw++) {
    const id = deps.ids.next();
    const code = codeFrom(deps.ids.next());
    const { count } = await deps.db.household.createMany({
      data: [{ id, code, areaId: area, residence, ...name, ...counts, createdAt: now, updatedAt: now }],
      skipDuplicates: true,
    });
    if (count === 1) return { id, code };
  }
  throw new Error('No free household code was found');
}

async function admitFounder(deps: Deps, { accountId, phone, area, force }: Registration, householdId: string): Promise<void> {
  const membership = { id: deps.ids.next(), accountId, householdId, approvedBy: accountId, from: deps.clock.now() };
  await deps.db.membership.create({ data: membership });
  if (phone) await deps.db.account.update({ where: { id: accountId }, data: { phone } });
  await audit(deps, {
    actor: `account:${accountId}`,
    action: 'household.register',
    subject: `household:${householdId}`,
    detail: { area, force },
  });
}
