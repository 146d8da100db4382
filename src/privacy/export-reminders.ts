/** The part of the export that says of what the household was reminded, and when it asked for some days of peace. */
import type { Deps } from '../deps.ts';

export interface ExportedReminder {
  at: string;
  /** The name of the rule. */
  rule: string;
  /** `left`: no message was written. */
  outcome: 'written' | 'left';
  toldInPersonAt: string | null;
}

export interface ExportedSnooze {
  at: string;
  until: string;
}

export interface ExportedLatePermit {
  at: string;
  /** Local. */
  until: string;
}

/** Of the household and of what went into it, oldest first. What was written is among the messages. */
export async function exportReminders({ db }: Deps, householdIds: readonly string[]): Promise<ExportedReminder[]> {
  const where = { householdId: { in: [...householdIds] } };
  const told = await db.reminderTold.findMany({ where });
  const rows = await db.reminder.findMany({ where, orderBy: [{ at: 'asc' }, { rule: 'asc' }] });
  return rows.map(({ householdId, at, rule, date, messageId }) => {
    const inPerson = told.find((one) => one.householdId === householdId && one.rule === rule && one.date.getTime() === date.getTime());
    const outcome = messageId === null ? 'left' : 'written';
    return { at: at.toISOString(), rule, outcome, toldInPersonAt: inPerson?.at.toISOString() ?? null };
  });
}

export async function exportSnoozes({ db }: Deps, householdIds: readonly string[]): Promise<ExportedSnooze[]> {
  const rows = await db.snooze.findMany({ where: { householdId: { in: [...householdIds] } }, orderBy: [{ at: 'asc' }, { id: 'asc' }] });
  return rows.map(({ at, until }) => ({ at: at.toISOString(), until: until.toISOString() }));
}

/** When a khu phố let it send after the window had closed. */
export async function exportLatePermits({ db }: Deps, householdIds: readonly string[]): Promise<ExportedLatePermit[]> {
  const rows = await db.latePermit.findMany({ where: { householdId: { in: [...householdIds] } }, orderBy: [{ at: 'asc' }, { id: 'asc' }] });
  return rows.map(({ at, until }) => ({ at: at.toISOString(), until: until.toISOString().slice(0, 10) }));
}
