/** Acts about somebody who fills in for a household that is present. */
import { agreeToVisit, lookAtVisit, type NotAsked, refuseVisit } from '../../assist/ask-in-chat.ts';
import { refuseSlip } from '../../assist/refuse-slip.ts';
import { standingSlip } from '../../assist/standing-slip.ts';
import { spacedCode } from '../../household/household-code.ts';
import type { ActContext, Acts } from './act.ts';

export const assistActs = {
  'assist.look': async (deps, context, { code }) => {
    const looked = await lookAtVisit(deps, asked(context, code));
    if (looked.outcome !== 'asks') return notAsked(looked);
    return { outcome: 'asks', value: { officer: context.abroad ? '' : looked.officer, duty: looked.duty, unit: looked.unitCode } };
  },
  'assist.agree': async (deps, context, { code }) => {
    const { lang, speak } = context;
    const agreed = await agreeToVisit(deps, { ...asked(context, code), lang, speak });
    return agreed.outcome === 'agreed' ? { outcome: 'agreed', value: { code: spacedCode(agreed.code) } } : notAsked(agreed);
  },
  'assist.refuse': async (deps, context, { code }) => {
    await refuseVisit(deps, asked(context, code));
    return { outcome: 'refused', value: {} };
  },
  'assist.slip': async (deps, { accountId }) => {
    const slip = await standingSlip(deps, { accountId });
    return slip.outcome === 'stands' ? { outcome: 'stands', value: { at: slip.at } } : { outcome: slip.outcome, value: {} };
  },
  'assist.refuseSlip': async (deps, { accountId, tell }) => {
    const { outcome } = await refuseSlip(deps, { accountId, tell: tell.officer });
    return { outcome, value: {} };
  },
} satisfies Partial<Acts>;

function asked({ accountId, services }: ActContext, code: string) {
  return { accountId, code, secret: services.secret };
}

function notAsked(why: NotAsked) {
  if (why.outcome === 'unknownDigits') return { outcome: why.outcome, value: { closed: why.closed } };
  return { outcome: why.outcome, value: {} };
}
