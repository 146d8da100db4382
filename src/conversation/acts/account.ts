/** Acts about the chat itself: where it stands, a human, quiet, language. */

import type { RawDeps } from '../../deps.ts';
import { requestHelp } from '../../help/request-help.ts';
import { spacedCode } from '../../household/household-code.ts';
import { loadMany, type Me } from '../../household/load-me.ts';
import { setQuiet } from '../../household/set-quiet.ts';
import { spokenController } from '../../household/spoken-controller.ts';
import { officersAmong } from '../../officer/officers-among.ts';
import { snooze } from '../../reminder/snooze.ts';
import type { ActResult } from '../acts.ts';
import type { Acts, GroupActs } from './act.ts';

export const accountActs = {
  'me.load': async (deps, { accountId }) => first(await tellAll(deps, [accountId])),
  'help.request': async (deps, { accountId, speak }, args) => {
    const asked = await requestHelp(deps, { accountId, ...args });
    const { name, contact } = spokenController(asked.controller, speak);
    const known = { controller: name, contact, at: { date: asked.at.toISOString() }, placed: asked.placed };
    if (asked.outcome === 'recorded') return { outcome: 'recorded', value: known };
    return { outcome: 'already', value: { ...known, state: { key: `act.help.${asked.state}` }, added: asked.added } };
  },
  'account.stop': async (deps, { accountId }) => {
    await setQuiet(deps, { accountId, quiet: true });
    return { outcome: 'stopped', value: {} };
  },
  'account.resume': async (deps, { accountId }) => {
    await setQuiet(deps, { accountId, quiet: false });
    return { outcome: 'resumed', value: {} };
  },
  'reminder.snooze': async (deps, { accountId }) => {
    const snoozed = await snooze(deps, { accountId });
    if (snoozed.outcome === 'notMember') return { outcome: 'notMember', value: {} };
    return { outcome: 'snoozed', value: { until: { date: snoozed.until } } };
  },
  // The turn writes the account's language where it writes the session.
  'account.language': async (_deps, _context, { lang }) => ({ outcome: 'changed', value: {}, lang }),
} satisfies Partial<Acts>;

export const accountGroupActs = {
  'me.load': (deps, calls) =>
    tellAll(
      deps,
      calls.map(({ accountId }) => accountId),
    ),
} satisfies GroupActs;

async function tellAll(deps: RawDeps, accountIds: string[]): Promise<ActResult<'me.load'>[]> {
  const loaded = await loadMany(deps, accountIds);
  const officers = await officersAmong(deps, accountIds);
  return accountIds.map((accountId) => told(loaded.get(accountId) ?? null, officers.has(accountId)));
}

function told(me: Me | null, officer: boolean): ActResult<'me.load'> {
  return me ? { outcome: 'member', value: { ...me, code: spacedCode(me.code), officer } } : { outcome: 'new', value: { officer } };
}

function first(results: ActResult<'me.load'>[]): ActResult<'me.load'> {
  const [result] = results;
  if (!result) throw new Error('Nobody was looked at');
  return result;
}
