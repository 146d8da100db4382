/** `nhahoc season preview`: what the rules of the season would send in a span, to how many. Nothing is sent by looking. */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { CannotStart } from '../cannot-start.ts';
import type { PrismaClient } from '../db/client.ts';
import { type PreviewedOfficers, previewOfficers } from '../reminder/preview-officers.ts';
import { type PreviewAsked, type Previewed, previewReminders } from '../reminder/preview-reminders.ts';
import { inColumns } from './columns.ts';
import type { Shell } from './shell.ts';
import { depsOf, unknownUnit } from './use-case.ts';
import { withDatabase } from './with-database.ts';

const USAGE = `nhahoc season preview --from 2027-11-01 --to 2027-11-15 [--ward <ward code>]
  what the rules of the season would send on those days, to how many, as things stand now
`;
const date = z.iso.date();

export async function run([verb, ...args]: string[], shell: Shell): Promise<number> {
  const asked = verb === 'preview' ? read(args) : null;
  if (!asked) {
    shell.complain(USAGE);
    return 2;
  }
  if (asked.from > asked.to) throw new CannotStart(`--from (${asked.from}) comes after --to (${asked.to}): exchange them.`);
  return withDatabase(shell.config(), (prisma) => preview(prisma, asked, shell));
}

function read(args: string[]): PreviewAsked | null {
  const string = { type: 'string' } as const;
  try {
    const { from, to, ward } = parseArgs({ args, options: { from: string, to: string, ward: string } }).values;
    return { from: date.parse(from), to: date.parse(to), ...(ward === undefined ? {} : { unitCode: ward }) };
  } catch {
    return null;
  }
}

async function preview(prisma: PrismaClient, asked: PreviewAsked, { print }: Shell): Promise<number> {
  const { unitCode } = asked;
  if (unitCode !== undefined && (await prisma.unit.count({ where: { code: unitCode } })) === 0) throw unknownUnit(unitCode);
  const days = await previewReminders(depsOf(prisma), asked);
  const officers = await previewOfficers(depsOf(prisma), asked);
  if (days.length + officers.length === 0) print('No rule falls due in that time.');
  if (days.length > 0) for (const line of table(days)) print(line);
  if (officers.length > 0) for (const line of officerTable(officers)) print(line);
  print('As things stand now: whoever sends meanwhile is not reminded, and nobody gets more than a week has room for. Nothing was sent.');
  return 0;
}

function table(days: readonly Previewed[]): string[] {
  const rows = days.map(({ date, rule, households, inPerson, wards }) => [
    ...[date, hourOf(rule), rule.id, rule.state],
    ...[`${households}`, `${inPerson}`, `${wards}`],
  ]);
  return inColumns([['date', 'hour', 'rule', 'households that are', 'reminded', 'to tell in person', 'wards'], ...rows]);
}

function officerTable(days: readonly PreviewedOfficers[]): string[] {
  const rows = days.map(({ date, rule, officers, wards }) => [
    date,
    hourOf(rule),
    rule.id,
    `${rule.who}, ${rule.state}`,
    `${officers}`,
    `${wards}`,
  ]);
  return inColumns([['date', 'hour', 'rule', 'officers of, about', 'told at most', 'wards'], ...rows]);
}

function hourOf({ hour }: { hour: number }): string {
  return `${String(hour).padStart(2, '0')}:00`;
}
