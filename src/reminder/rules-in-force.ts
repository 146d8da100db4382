/** The reminders of a season as its record keeps them, each with what it is known by: one that changes is another. */
import { join } from 'node:path';
import { z } from 'zod';
import { contentHash } from '../canonical.ts';
import { flowsFolder, readFlowFile, refused } from '../flow-files.ts';
import { parseRules } from '../season/parse-rules.ts';
import { keptRule, type ReminderRule } from '../season/rules.ts';

const stored = z.array(keptRule);
export type RuleInForce = z.infer<typeof keptRule>;
export type HouseholdRuleInForce = Extract<RuleInForce, { who: 'household' }>;
export type OfficerRuleInForce = Exclude<RuleInForce, HouseholdRuleInForce>;

const path = join(flowsFolder, 'reminders.yaml');
let read: Promise<ReminderRule[]> | undefined;

/**
 * The rules of `flows/reminders.yaml`, read once.
 * @throws CannotStart naming file, line and remedy
 */
export function readReminders(): Promise<ReminderRule[]> {
  read ??= fromFile();
  return read;
}

async function fromFile(): Promise<ReminderRule[]> {
  const { name, text } = await readFlowFile(path);
  const reading = parseRules(text, name);
  if (!reading.ok) throw refused(reading.findings);
  return reading.source.data.rules;
}

export function toBeKept(rules: readonly ReminderRule[]): RuleInForce[] {
  return rules.map((rule) => ({ ...rule, sha: contentHash(rule) }));
}

/** @param rules Season.rules */
export function rulesInForce(rules: unknown): RuleInForce[] {
  return stored.parse(rules);
}
