/** What a household is told in chat of what was filled in for it, and its khu phố of a slip that was taken back. */
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import { spacedCode } from '../household/household-code.ts';
import type { Notice } from '../household/tell-household.ts';
import type { Visit } from './visit.ts';

type By = Pick<Visit, 'officerId' | 'role'>;

export async function filledNotice(deps: Deps, by: By, items: number): Promise<Notice> {
  const text: Sentence = { key: 'assist.notice.filled', params: { ...(await named(deps, by)), items } };
  return { text, away: { key: 'assist.notice.filledAway', params: { items } }, buttons: [{ key: 'menu.continue' }] };
}

export async function sentNotice(deps: Deps, by: By, code: string): Promise<Notice> {
  const text: Sentence = { key: 'assist.notice.sent', params: { ...(await named(deps, by)), code } };
  return { text, away: { key: 'assist.notice.sentAway', params: { code } }, buttons: [{ key: 'menu.result' }] };
}

export async function reopenedNotice(deps: Deps, by: By): Promise<Notice> {
  const text: Sentence = { key: 'assist.notice.reopened', params: await named(deps, by) };
  return { text, away: { key: 'assist.notice.reopenedAway' }, buttons: [{ key: 'menu.continue' }] };
}

export async function factsNotice(deps: Deps, by: By): Promise<Notice> {
  const text: Sentence = { key: 'assist.notice.facts', params: await named(deps, by) };
  return { text, away: { key: 'assist.notice.factsAway' }, buttons: [{ key: 'menu.household' }] };
}

export async function slipBackNotice(deps: Deps, by: By, householdId: string): Promise<Notice> {
  const { code } = await deps.db.household.findUniqueOrThrow({ where: { id: householdId }, select: { code: true } });
  const text: Sentence = { key: 'assist.notice.slipBack', params: { ...(await named(deps, by)), code: spacedCode(code) } };
  return { text, away: { key: 'assist.notice.slipBackAway' }, buttons: [] };
}

/** A slip was written down as the household's yes: whoever chats for it hears so at once, and whether it is true. */
export async function slipNotice(deps: Deps, by: By, slip: string): Promise<Notice> {
  const text: Sentence = { key: 'assist.notice.slip', params: { ...(await named(deps, by)), slip } };
  return { text, away: { key: 'assist.notice.slipAway' }, buttons: [{ key: 'assist.slip.notOurs' }] };
}

export async function slipRefusedNotice(deps: Deps, by: By, householdId: string): Promise<Notice> {
  const { code } = await deps.db.household.findUniqueOrThrow({ where: { id: householdId }, select: { code: true } });
  const text: Sentence = { key: 'assist.notice.slipRefused', params: { ...(await named(deps, by)), code: spacedCode(code) } };
  return { text, away: { key: 'assist.notice.slipRefusedAway' }, buttons: [] };
}

async function named({ db }: Deps, { officerId, role }: By): Promise<{ officer: string; by: Sentence }> {
  const { name } = await db.officer.findUniqueOrThrow({ where: { id: officerId }, select: { name: true } });
  return { officer: name, by: { key: `act.assist.by.${role}` } };
}
