/** How a ward wants its decisions made. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { DAYS_TO_ANSWER } from '../review/note-notice.ts';
import { lockWard } from './ground.ts';

export interface WardSettings {
  /** A second officer of the ward confirms a decision. */
  wantsSecond: boolean;
  /** Working days in which those may answer who would not be recognised. */
  daysToAnswer: number;
}

/** Of a ward that has not said. */
const DEFAULTS: WardSettings = { wantsSecond: false, daysToAnswer: DAYS_TO_ANSWER };
export const MOST_DAYS = 10;

export async function wardSettings({ db }: Pick<Deps, 'db'>, unitCode: string): Promise<WardSettings> {
  const found = await db.wardSettings.findUnique({ where: { unitCode }, select: { wantsSecond: true, daysToAnswer: true } });
  return found ?? DEFAULTS;
}

export interface SaveSettings extends WardSettings {
  scope: Scope;
  unitCode: string;
}

export type SettingsSaved = { outcome: 'saved' } | { outcome: 'notFound' } | { outcome: 'wrongDays' };

/** Windows that were opened before stay as they are. Needs a transaction. */
export async function saveWardSettings(deps: Deps, { scope, unitCode, wantsSecond, daysToAnswer }: SaveSettings): Promise<SettingsSaved> {
  if (!scope.wards.includes(unitCode)) return { outcome: 'notFound' };
  if (!Number.isInteger(daysToAnswer) || daysToAnswer < 1 || daysToAnswer > MOST_DAYS) return { outcome: 'wrongDays' };
  await lockWard(deps, unitCode);
  const settings = { wantsSecond, daysToAnswer };
  await deps.db.wardSettings.upsert({ where: { unitCode }, create: { unitCode, ...settings }, update: settings });
  const actor = `officer:${scope.officerId}`;
  await audit(deps, { actor, action: 'decision.settings', subject: `unit:${unitCode}`, detail: { ...settings } });
  return { outcome: 'saved' };
}
