/** What does each act. */
import { accountActs, accountGroupActs } from './account.ts';
import type { Acts, GroupActs } from './act.ts';
import { announcementActs } from './announcement.ts';
import { announcementMoreActs } from './announcement-more.ts';
import { assessmentActs, assessmentGroupActs } from './assessment.ts';
import { assistActs } from './assist.ts';
import { consentActs } from './consent.ts';
import { evidenceActs } from './evidence.ts';
import { helpActs } from './help.ts';
import { householdActs } from './household.ts';
import { officerActs } from './officer.ts';
import { placeActs } from './place.ts';
import { privacyActs } from './privacy.ts';
import { reviewActs } from './review.ts';
import { trainingActs } from './training.ts';

export const acts: Acts = {
  ...accountActs,
  ...placeActs,
  ...consentActs,
  ...householdActs,
  ...assessmentActs,
  ...evidenceActs,
  ...privacyActs,
  ...reviewActs,
  ...officerActs,
  ...assistActs,
  ...trainingActs,
  ...announcementActs,
  ...announcementMoreActs,
  ...helpActs,
};

export const groupActs: GroupActs = { ...accountGroupActs, ...assessmentGroupActs };
