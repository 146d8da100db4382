/** What does each act. */
import { accountActs } from './account.ts';
import type { Acts } from './act.ts';
import { assessmentActs } from './assessment.ts';
import { consentActs } from './consent.ts';
import { evidenceActs } from './evidence.ts';
import { householdActs } from './household.ts';
import { placeActs } from './place.ts';

export const acts = {
  ...accountActs,
  ...placeActs,
  ...consentActs,
  ...householdActs,
  ...assessmentActs,
  ...evidenceActs,
} as unknown as Acts;
