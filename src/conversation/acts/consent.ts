/** Acts about what is agreed to. */

import type { Deps } from '../../deps.ts';
import { controllerOf } from '../../household/controller-of.ts';
import { othersAgree } from '../../household/others-agree.ts';
import { spokenController } from '../../household/spoken-controller.ts';
import { standingConsents } from '../../household/standing-consents.ts';
import { decideConsent } from '../../privacy/consent-decide.ts';
import { listConsents } from '../../privacy/consent-list.ts';
import { consentsOf, type Purpose } from '../../privacy/consent-of.ts';
import { withdrawConsent } from '../../privacy/consent-withdraw.ts';
import type { ActContext, Acts } from './act.ts';

export const consentActs = {
  'consent.prepare': async (deps, { accountId, speak }, { unit, purpose }) => {
    const { id, name, contact, dataProtection, sample } = spokenController(await controllerOf(deps, unit), speak);
    const agreed = (await consentsOf(deps, accountId, id))[purpose] === true;
    return { outcome: 'ready', value: { controller: name, contact, dataProtection, sample, agreed } };
  },
  'consent.give': async (deps, context, args) => {
    await decide(deps, context, args, 'given');
    return { outcome: 'given', value: {} };
  },
  'consent.refuse': async (deps, context, args) => {
    await decide(deps, context, args, 'refused');
    return { outcome: 'refused', value: {} };
  },
  'consent.list': async (deps, { accountId }) => {
    const lines = await listConsents(deps, { accountId });
    if (lines.length === 0) return { outcome: 'nothing', value: {} };
    return {
      outcome: 'listed',
      value: { lines, ...(await standingConsents(deps, { accountId })), others: await othersAgree(deps, accountId) },
    };
  },
  'consent.withdraw': async (deps, { accountId }, { purpose }) => {
    await withdrawConsent(deps, { accountId, purpose });
    return { outcome: 'withdrawn', value: { others: await othersAgree(deps, accountId) } };
  },
} satisfies Partial<Acts>;

function decide(deps: Deps, context: ActContext, args: { unit: string; purpose: Purpose }, act: 'given' | 'refused') {
  const { accountId, lang, speak, services } = context;
  return decideConsent(deps, { accountId, ...args, act, lang, speak, secret: services.secret });
}
