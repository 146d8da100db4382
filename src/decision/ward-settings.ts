/** How a ward wants its decisions made. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { DAYS_TO_ANSWER } from '../outcome/days-to-answer.ts';
import { lockWard } from './ground.ts';

export interface WardSettings {
  /** A second officer of the ward confirms a decision. */
  wantsSecond: boolean;
  /** Working days in which those may answer who would not be recognised. */
  daysToAnswer: number;
}

/** Of a ward that has not said. */
const DEFAULTS: StoredSettings = { wantsSecond: false, daysToAnswer: DAYS_TO_ANSWER, secondOffBy: null };
export const MOST_DAYS = 10;

export interface StoredSettings extends WardSettings {
  /** The officer who switched off that a second one confirms; null: nobody, or another officer has said the same since. */
  secondOffBy: string | null;
}

export async function wardSettings({ db }: Pick<Deps, 'db'>, unitCode: string): Promise<StoredSettings> {
  const select = { wantsSecond: true, daysToAnswer: true, secondOffBy: true } as const;
  return (await db.wardSettings.findUnique({ where: { unitCode }, select })) ?? DEFAULTS;
}

/** Nobody switches the second officer off for themselves. */
export function needsSecond({ wantsSecond, secondOffBy }: StoredSettings, officerId: string): boolean {
  return wantsSecond || secondOffBy === officerId;
}

export interface SaveSettings extends WardSettings {
  scope: Scope;
  unitCode: string;
}

export type SettingsSaved = { outcome: 'saved' } | { outcome: 'notFound' } | { outcome: 'wrongDays' };

/**
 * Windows that were opened before stay as they are. Who switches off that a second officer confirms still needs one for what they
 * confirm, until another officer saves the same. Needs a transaction.
 */
export async function saveWardSettings(deps: Deps, { scope, unitCode, wantsSecond, daysToAnswer }: SaveSettings): Promise<SettingsSaved> {
  if (!scope.wards.includes(unitCode)) return { outcome: 'notFound' };
  if (!Number.isInteger(daysToAnswer) || daysToAnswer < 1 || daysToAnswer > MOST_DAYS) return { outcome: 'wrongDays' };
  await lockWard(deps, unitCode);
  const before = await wardSettings(deps, unitCode);
  const settings = { wantsSecond, daysToAnswer, secondOffBy: wantsSecond ? null : offBy(before, scope.officerId) };
  await deps.db.wardSettings.upsert({ where: { unitCode }, create: { unitCode, ...settings }, update: settings });
  const actor = `officer:${scope.officerId}`;
  await audit(deps, { actor, action: 'decision.settings', subject: `unit:${unitCode}`, detail: { ...settings } });
  return { outcome: 'saved' };
}

/** It is off for everybody once two officers have said so. */
function offBy({ wantsSecond, secondOffBy }: StoredSettings, officerId: string): string | null {
  if (wantsSecond) return officerId;
  return secondOffBy === officerId ? officerId : null;
}
