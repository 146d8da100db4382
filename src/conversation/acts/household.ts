/** Acts about a household and its members. */

import { spacedCode } from '../../household/household-code.ts';
import { inviteMember } from '../../household/invite-member.ts';
import { joinHousehold } from '../../household/join-household.ts';
import { registerHousehold } from '../../household/register-household.ts';
import { showHousehold } from '../../household/show-household.ts';
import { updateHousehold } from '../../household/update-household.ts';
import type { Acts } from './act.ts';

export const householdActs = {
  'household.register': async (deps, { accountId }, args) => {
    const registered = await registerHousehold(deps, { accountId, ...args });
    if (registered.outcome === 'similar' || registered.outcome === 'noConsent') return { outcome: registered.outcome, value: {} };
    return { outcome: registered.outcome, value: { code: spacedCode(registered.code) } };
  },
  'household.show': async (deps, { accountId, speak }) => {
    const household = await showHousehold(deps, { accountId });
    if (!household) return { outcome: 'notMember', value: {} };
    const area = household.area.placed ? household.area.name : speak({ key: 'place.unplaced' });
    return { outcome: 'shown', value: { ...household, code: spacedCode(household.code), unit: household.unit.name, area } };
  },
  'household.update': (deps, { accountId }, args) => updateHousehold(deps, { accountId, ...args }),
  'household.invite': async (deps, { accountId, services }) => {
    const invited = await inviteMember(deps, { accountId, secret: services.secret });
    if (invited.outcome !== 'code') return { outcome: invited.outcome, value: {} };
    const { code, until } = invited;
    const link = `${services.publicUrl}/k/${code}`;
    return { outcome: 'code', value: { code: spacedCode(code), link, until: { date: until.toISOString() } } };
  },
  'household.join': async (deps, { accountId, services, tell }, { code }) => {
    const joined = await joinHousehold(deps, { accountId, code, secret: services.secret, tell: tell.household });
    switch (joined.outcome) {
      case 'joined':
        return { outcome: 'joined', value: { code: spacedCode(joined.code), unit: joined.unit, area: joined.area } };
      case 'held':
        return { outcome: 'held', value: { unit: joined.unit, area: joined.area } };
      case 'already':
        return { outcome: 'already', value: { code: spacedCode(joined.code) } };
      case 'office':
      case 'assist':
        return { outcome: joined.outcome, value: { code: joined.code } };
      case 'ownCode':
      case 'invalid':
      case 'tooMany':
        return { outcome: joined.outcome, value: {} };
      case 'unknownDigits':
        return { outcome: 'unknownDigits', value: { closed: joined.closed } };
    }
  },
} satisfies Partial<Acts>;
