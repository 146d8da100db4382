/** Acts of officers: taking a duty, and what they do in chat besides looking after households. */
import { spacedCode } from '../../household/household-code.ts';
import { type AskedToApprove, approveSignIn, lookAtSignIn } from '../../officer/approve-sign-in.ts';
import { CONSOLE_LINK_MINUTES, makeConsoleLink } from '../../officer/console-link.ts';
import { dutySentence, findDuty } from '../../officer/duty.ts';
import { findDutyPlaces } from '../../officer/find-place.ts';
import { inviteOfficer } from '../../officer/invite-officer.ts';
import { inviteOwnAccount } from '../../officer/invite-own-account.ts';
import { loadDesk } from '../../officer/load-desk.ts';
import { lookAtInvitation } from '../../officer/look-at-invitation.ts';
import { officerAt } from '../../officer/officer-of.ts';
import { refuseSignIn } from '../../officer/refuse-sign-in.ts';
import { takeOffice } from '../../officer/take-office.ts';
import type { ActContext, Acts } from './act.ts';

export const officerActs = {
  'office.look': async (deps, { accountId, services }, { code }) => {
    const looked = await lookAtInvitation(deps, { accountId, code, secret: services.secret });
    switch (looked.outcome) {
      case 'duty':
        return {
          outcome: 'duty',
          value: { duty: dutySentence(looked.duty), work: { key: `act.office.work.${looked.duty.role}` }, named: looked.name !== '' },
        };
      case 'unknownDigits':
        return { outcome: 'unknownDigits', value: { closed: looked.closed } };
      default:
        return { outcome: looked.outcome, value: {} };
    }
  },
  'office.take': async (deps, { accountId, services, tell }, { code, name }) => {
    const taken = await takeOffice(deps, { accountId, code, name, secret: services.secret, tell: tell.officer });
    switch (taken.outcome) {
      case 'taken':
        return { outcome: 'taken', value: { duty: dutySentence(taken.duty) } };
      case 'unknownDigits':
        return { outcome: 'unknownDigits', value: { closed: taken.closed } };
      default:
        return { outcome: taken.outcome, value: {} };
    }
  },
  'officer.load': async (deps, { accountId }) => {
    const desk = await loadDesk(deps, { accountId });
    if (!desk) return { outcome: 'none', value: {} };
    const gives = desk.gives.map((role) => ({ id: role, label: { key: `act.office.gives.${role}` }, value: role }));
    return { outcome: 'officer', value: { ...desk, gives } };
  },
  'officer.console': async (deps, { accountId, onOurPage, services }, { to }) => {
    const { publicUrl, secret } = services;
    const link = await makeConsoleLink(deps, { accountId, secret, to });
    if (link.outcome !== 'link') return { outcome: 'none', value: {} };
    return { outcome: 'link', value: { page: onOurPage ? link.path : publicUrl + link.path, minutes: CONSOLE_LINK_MINUTES } };
  },
  'officer.places': async (deps, { accountId }, { query, role }) => {
    const officer = await officerAt(deps, accountId);
    if (!officer) return { outcome: 'refused', value: {} };
    return findDutyPlaces(deps, { scope: officer.scope, role, query }) as ReturnType<Acts['officer.places']>;
  },
  'officer.invite': async (deps, context, { role, unit, area, name }) => {
    const officer = await officerAt(deps, context.accountId);
    if (!officer) return { outcome: 'refused', value: {} };
    const duty = { role, unitCode: unit, areaId: area };
    const invited = await inviteOfficer(deps, { by: officer.scope, ...duty, name, secret: context.services.secret });
    const named = await findDuty(deps, duty);
    if (invited.outcome !== 'invited' || !named) return { outcome: 'refused', value: {} };
    return { outcome: 'invited', value: { duty: dutySentence(named), ...shown(context, invited) } };
  },
  'officer.addAccount': async (deps, context) => {
    const officer = await officerAt(deps, context.accountId);
    if (!officer) return { outcome: 'none', value: {} };
    const { officerId } = officer;
    return { outcome: 'code', value: shown(context, await inviteOwnAccount(deps, { officerId, secret: context.services.secret })) };
  },
  'console.look': async (deps, context, { code }) => {
    const looked = await lookAtSignIn(deps, asked(context, code));
    if (looked.outcome === 'waits') return { outcome: 'waits', value: { at: { date: looked.at.toISOString() }, fresh: looked.fresh } };
    return { outcome: looked.outcome === 'notOfficer' ? 'none' : looked.outcome, value: {} };
  },
  'console.approve': async (deps, context, { code }) => {
    const approved = await approveSignIn(deps, asked(context, code));
    if (approved.outcome === 'approved') return { outcome: 'approved', value: {} };
    return { outcome: approved.outcome === 'notOfficer' ? 'none' : approved.outcome, value: {} };
  },
  'console.refuse': async (deps, context, { code }) => {
    const { outcome } = await refuseSignIn(deps, asked(context, code));
    return { outcome: outcome === 'notOfficer' ? 'none' : outcome, value: {} };
  },
} satisfies Partial<Acts>;

function asked({ accountId, services }: ActContext, code: string): AskedToApprove {
  return { accountId, code, secret: services.secret };
}

function shown({ services }: ActContext, { code, until }: { code: string; until: Date }) {
  return { code: spacedCode(code), link: `${services.publicUrl}/k/${code}`, until: { date: until.toISOString() } };
}
