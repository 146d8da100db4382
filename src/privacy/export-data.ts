/** Everything that is held about an account and its household, once, for the page to read and for the file to keep. */
import type { Deps } from '../deps.ts';
import type { Vars } from '../flow/session.ts';
import { type HouseholdOf, membershipOf } from '../household/household-of.ts';
import { withMerged } from '../household/merged-into.ts';
import type { Role } from '../officer/duty.ts';
import { type ExportedAnnouncement, exportAnnouncements } from './export-announcements.ts';
import { type ExportedAssessment, exportAssessments, type Wording } from './export-assessments.ts';
import { type ExportedDecision, exportDecisions } from './export-decisions.ts';
import { type ExportedLine, exportMessages } from './export-messages.ts';
import { exportRemembered } from './export-remembered.ts';
import {
  type ExportedLatePermit,
  type ExportedReminder,
  type ExportedSnooze,
  exportLatePermits,
  exportReminders,
  exportSnoozes,
} from './export-reminders.ts';
import { type ExportedTraining, exportTrainings } from './export-trainings.ts';

/** Where the page and the file are. */
export const DATA_PAGE = '/me/data';
export const DATA_FILE = '/me/data.json';

/** Moments are ISO strings; names of things are in the person's language. */
export interface PersonalData {
  preparedAt: string;
  account: {
    channel: string;
    language: string;
    phone: string | null;
    since: string;
    lastWroteAt: string | null;
    stoppedAt: string | null;
  };
  consents: {
    purpose: string;
    act: string;
    at: string;
    controller: string;
    textVersion: string;
    textHash: string;
    method: string;
    language: string;
  }[];
  /** Where this chat speaks for an officer. */
  office: {
    name: string;
    duties: { role: Role; unit: string | null; area: string | null; from: string; to: string | null }[];
  } | null;
  household: ExportedHousehold | null;
  assessments: ExportedAssessment[];
  /** What decisions say of the household. */
  decisions: ExportedDecision[];
  trainings: ExportedTraining[];
  /** What officers wrote to many, the household among them. */
  announcements: ExportedAnnouncement[];
  /** By the rules of the season. */
  reminders: ExportedReminder[];
  /** When the household asked not to be reminded for some days. */
  snoozes: ExportedSnooze[];
  /** When its khu phố let it send late. */
  latePermits: ExportedLatePermit[];
  helpRequests: { at: string; note: string | null; state: string; takenAt: string | null; closedAt: string | null }[];
  messages: ExportedLine[];
  /** What the conversation remembers besides, by the names that dialogs give it. */
  remembered: Vars;
  /** What this account did, as the audit remembers it. */
  activity: { at: string; action: string }[];
}

export interface ExportedHousehold {
  code: string;
  unit: string;
  area: string | null;
  head: string;
  residence: 'permanent' | 'temporary';
  counts: { preschool: number; primary: number; lowerSecondary: number; upperSecondary: number; adults: number; elders: number };
  verifiedAt: string | null;
  since: string;
  /** Accounts that share it, this one included. */
  members: number;
}

export interface ExportOptions extends Wording {
  accountId: string;
}

/** Reads it all; an account reads what is its own and what belongs to its household. */
export async function exportData(deps: Deps, options: ExportOptions): Promise<PersonalData> {
  const { accountId } = options;
  const account = await deps.db.account.findUniqueOrThrow({ where: { id: accountId }, include: { channelAccount: true } });
  const household = await membershipOf(deps, accountId);
  const family = household ? await withMerged(deps, household.id) : [];
  return {
    preparedAt: deps.clock.now().toISOString(),
    account: {
      channel: account.channelAccount.channel,
      language: account.language,
      phone: account.phone,
      since: account.createdAt.toISOString(),
      lastWroteAt: iso(account.lastInboundAt),
      stoppedAt: iso(account.stoppedAt),
    },
    consents: await consentsOf(deps, accountId, household?.id ?? null),
    office: await officeOf(deps, accountId),
    household: household && (await exportHousehold(deps, household)),
    assessments: household ? await exportAssessments(deps, household.id, options) : [],
    decisions: household ? await exportDecisions(deps, household.id) : [],
    trainings: await trainingsOf(deps, accountId, household?.id ?? null),
    announcements: household ? await exportAnnouncements(deps, household.id) : [],
    reminders: await exportReminders(deps, family),
    snoozes: await exportSnoozes(deps, family),
    latePermits: await exportLatePermits(deps, family),
    helpRequests: await helpRequestsOf(deps, accountId),
    messages: await exportMessages(deps, account),
    remembered: await exportRemembered(deps, accountId),
    activity: await activityOf(deps, accountId),
  };
}

/** Those of the account, and of slips that the household signed. */
async function consentsOf({ db }: Deps, accountId: string, householdId: string | null): Promise<PersonalData['consents']> {
  const theirs = householdId === null ? [{ accountId }] : [{ accountId }, { householdId }];
  const rows = await db.consent.findMany({ where: { OR: theirs }, orderBy: [{ at: 'asc' }, { id: 'asc' }] });
  const organisations = await db.organisation.findMany({ where: { id: { in: rows.map((row) => row.organisationId) } } });
  const names = new Map(organisations.map(({ id, name }) => [id, name]));
  return rows.map(({ purpose, act, at, organisationId, textVersion, textHash, method, language }) => {
    return { purpose, act, at: at.toISOString(), controller: names.get(organisationId) ?? '', textVersion, textHash, method, language };
  });
}

async function officeOf({ db }: Deps, accountId: string): Promise<PersonalData['office']> {
  const held = await db.officerAccount.findFirst({
    where: { accountId, to: null },
    select: {
      officer: {
        include: {
          grants: {
            orderBy: [{ from: 'asc' }, { id: 'asc' }],
            include: { unit: { select: { name: true } }, area: { select: { name: true } } },
          },
        },
      },
    },
  });
  if (!held) return null;
  const { name, grants } = held.officer;
  const duties = grants.map(({ role, unit, area, from, to }) => {
    return { role, unit: unit?.name ?? null, area: area?.name ?? null, from: from.toISOString(), to: iso(to) };
  });
  return { name, duties };
}

async function exportHousehold({ db }: Deps, household: HouseholdOf): Promise<ExportedHousehold> {
  const { id, code, headName, residence, area, verifiedAt, createdAt } = household;
  const { preschool, primary, lowerSecondary, upperSecondary, adults, elders } = household;
  return {
    code,
    unit: area.unit.name,
    area: area.kind === 'unplaced' ? null : area.name,
    head: headName,
    residence,
    counts: { preschool, primary, lowerSecondary, upperSecondary, adults, elders },
    verifiedAt: iso(verifiedAt),
    since: createdAt.toISOString(),
    members: await db.membership.count({ where: { householdId: id, to: null } }),
  };
}

async function trainingsOf(deps: Deps, accountId: string, householdId: string | null): Promise<ExportedTraining[]> {
  const held = await deps.db.officerAccount.findFirst({ where: { accountId, to: null }, select: { officerId: true } });
  const householdIds = householdId === null ? [] : await withMerged(deps, householdId);
  return exportTrainings(deps, { householdIds, officerId: held?.officerId ?? null });
}

async function helpRequestsOf({ db }: Deps, accountId: string): Promise<PersonalData['helpRequests']> {
  const rows = await db.helpRequest.findMany({ where: { accountId }, orderBy: { at: 'asc' } });
  return rows.map(({ at, note, state, takenAt, closedAt }) => {
    return { at: at.toISOString(), note, state, takenAt: iso(takenAt), closedAt: iso(closedAt) };
  });
}

async function activityOf({ db }: Deps, accountId: string): Promise<PersonalData['activity']> {
  const rows = await db.audit.findMany({ where: { actor: `account:${accountId}` }, orderBy: { seq: 'asc' } });
  return rows.map(({ at, action }) => ({ at: at.toISOString(), action }));
}

function iso(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}
