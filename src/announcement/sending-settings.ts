/** How a ward wants its announcements sent. */
import { audit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import type { Scope } from '../officer/scope.ts';
import { isTimeOfDay, type QuietHours, USUAL_QUIET } from '../season/quiet-hours.ts';

export interface SendingSettings {
  /** Local times between which nothing is sent; the same twice: there are none. */
  quietFrom: string;
  quietTo: string;
  /** Announcements to one household in seven days. */
  weeklyCap: number;
  /** A second officer of the ward confirms an announcement. */
  wantsSecondToSend: boolean;
  /** In đ, of one message that Zalo charges; null: nobody has said what the ward's contract says. */
  messagePrice: number | null;
}

interface StoredSending extends SendingSettings {
  /** The officer who switched off that a second one confirms; null: nobody, or another officer has said the same since. */
  sendOffBy: string | null;
}

export const MOST_A_WEEK = 7;
/** In đ: more is a slip of the finger. */
export const DEAREST = 100_000;

/** Of a ward that has not said. */
const DEFAULTS: StoredSending = {
  ...{ quietFrom: USUAL_QUIET.from, quietTo: USUAL_QUIET.to },
  ...{ weeklyCap: 2, wantsSecondToSend: false, sendOffBy: null, messagePrice: null },
};

export async function sendingSettings({ db }: Pick<Deps, 'db'>, unitCode: string): Promise<StoredSending> {
  const select = { quietFrom: true, quietTo: true, weeklyCap: true, wantsSecondToSend: true, sendOffBy: true, messagePrice: true } as const;
  return (await db.wardSettings.findUnique({ where: { unitCode }, select })) ?? DEFAULTS;
}

/** The hours of the night there. */
export async function nightOf(deps: Pick<Deps, 'db'>, unitCode: string): Promise<QuietHours> {
  return nightIn(await sendingSettings(deps, unitCode));
}

export function nightIn({ quietFrom, quietTo }: Pick<SendingSettings, 'quietFrom' | 'quietTo'>): QuietHours {
  return { from: quietFrom, to: quietTo };
}

/** Nobody switches the second officer off for themselves. */
export function needsSecondToSend({ wantsSecondToSend, sendOffBy }: StoredSending, officerId: string): boolean {
  return wantsSecondToSend || sendOffBy === officerId;
}

export interface ShownSending {
  unit: string;
  settings: SendingSettings;
  /** The officer who switched off that a second one confirms, as long as nobody else has said the same. */
  secondOffBy: string | null;
}

/** Null: the ward is not theirs. */
export async function showSendingSettings(
  deps: Pick<Deps, 'db'>,
  { scope, unitCode }: { scope: Pick<Scope, 'wards'>; unitCode: string },
): Promise<ShownSending | null> {
  if (!scope.wards.includes(unitCode)) return null;
  const { name: unit } = await deps.db.unit.findUniqueOrThrow({ where: { code: unitCode }, select: { name: true } });
  const { sendOffBy, ...settings } = await sendingSettings(deps, unitCode);
  const off = sendOffBy === null ? null : await deps.db.officer.findUnique({ where: { id: sendOffBy }, select: { name: true } });
  return { unit, settings, secondOffBy: off?.name ?? null };
}

export type SendingSaved = { outcome: 'saved' | 'notFound' | 'wrongHours' | 'wrongCap' | 'wrongPrice' };

/** What is on its way follows the new hours and the new cap from the next message on. Needs a transaction. */
export async function saveSendingSettings(
  deps: Deps,
  { scope, unitCode, ...wanted }: SendingSettings & { scope: Scope; unitCode: string },
): Promise<SendingSaved> {
  if (!scope.wards.includes(unitCode)) return { outcome: 'notFound' };
  if (!isTimeOfDay(wanted.quietFrom) || !isTimeOfDay(wanted.quietTo)) return { outcome: 'wrongHours' };
  if (!Number.isInteger(wanted.weeklyCap) || wanted.weeklyCap < 1 || wanted.weeklyCap > MOST_A_WEEK) return { outcome: 'wrongCap' };
  if (wanted.messagePrice !== null && !isPrice(wanted.messagePrice)) return { outcome: 'wrongPrice' };
  await deps.db.$queryRaw`SELECT 1 FROM "Unit" WHERE code = ${unitCode} FOR NO KEY UPDATE`;
  const before = await sendingSettings(deps, unitCode);
  const sendOffBy = wanted.wantsSecondToSend ? null : offBy(before, scope.officerId);
  const settings = { ...wanted, sendOffBy };
  await deps.db.wardSettings.upsert({ where: { unitCode }, create: { unitCode, ...settings }, update: settings });
  const actor = `officer:${scope.officerId}`;
  await audit(deps, { actor, action: 'announcement.settings', subject: `unit:${unitCode}`, detail: { ...settings } });
  return { outcome: 'saved' };
}

/** It is off for everybody once two officers have said so. */
function offBy({ wantsSecondToSend, sendOffBy }: StoredSending, officerId: string): string | null {
  if (wantsSecondToSend) return officerId;
  return sendOffBy === officerId ? officerId : null;
}

function isPrice(price: number): boolean {
  return Number.isInteger(price) && price > 0 && price <= DEAREST;
}
