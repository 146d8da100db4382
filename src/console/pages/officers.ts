/** Who holds which duty, and who was invited: to see, to invite, to take away. */
import { createTell } from '../../conversation/tell.ts';
import { type Html, html } from '../../http/html.ts';
import { dropAccount } from '../../officer/drop-account.ts';
import { dutySentence } from '../../officer/duty.ts';
import { type ListedInvitation, type ListedOfficer, readOfficers } from '../../officer/list-officers.ts';
import { revokeGrant } from '../../officer/revoke-grant.ts';
import { withdrawInvitation } from '../../officer/withdraw-invitation.ts';
import { Problem } from '../../problems.ts';
import { form, goTo, LANGUAGE, show } from '../frame.ts';
import { act, idIn, type Visit } from '../route.ts';

export const OFFICERS = '/console/officers';

export async function officersPage(visit: Visit): Promise<void> {
  const { say } = visit;
  const { officers, invitations } = await act(visit, (deps, scope) => readOfficers(deps, { scope }));
  const content = html`<p><a class="button first" href="${OFFICERS}/invite">${say('officers.invite')}</a></p>
<ul class="cards">${officers.map((one) => html`<li>${card(visit, one)}</li>`)}</ul>
${
  invitations.length > 0
    ? html`<h2>${say('officers.invited')}</h2>
<ul class="cards">${invitations.map((one) => html`<li>${invitation(visit, one)}</li>`)}</ul>`
    : null
}`;
  show(visit, { title: say('officers.title'), content });
}

function card(visit: Visit, { officerId, name, grants, accounts, mayDrop }: ListedOfficer): Html {
  const { say, officer } = visit;
  const own = officerId === officer.officerId;
  const duties = grants.map((grant) => {
    const words = dutyWords(visit, grant);
    const revoke = sure(visit, {
      summary: say(own ? 'officers.layDown' : 'officers.revoke'),
      what: say(own ? 'officers.layDownWhat' : 'officers.revokeWhat', { duty: words }),
      action: `${OFFICERS}/grants/${grant.grantId}/revoke`,
    });
    return html`<li>${words}${grant.mayRevoke ? revoke : null}</li>`;
  });
  const chats = accounts.map(({ officerAccountId, channel, from }) => {
    const drop = sure(visit, {
      summary: say('officers.drop'),
      what: say('officers.dropWhat'),
      action: `${OFFICERS}/accounts/${officerAccountId}/drop`,
    });
    return html`<li>${say('officers.account', { channel: say(`channel.${channel}`), from: day(from) })}${mayDrop ? drop : null}</li>`;
  });
  return html`<h2>${name}${own ? html` <span class="faint">${say('officers.me')}</span>` : null}</h2>
<ul>${duties}</ul>
${chats.length > 0 ? html`<ul class="faint">${chats}</ul>` : html`<p class="faint">${say('officers.noAccount')}</p>`}`;
}

function invitation(visit: Visit, { invitationId, name, until, ...duty }: ListedInvitation): Html {
  const { say } = visit;
  return html`<p><strong>${name || say('officers.unnamed')}</strong> · ${dutyWords(visit, duty)}</p>
<p class="faint">${say('officers.until', { until: { date: until.toISOString() } })}</p>
${form(visit, `${OFFICERS}/invitations/${invitationId}/withdraw`, html`<button>${say('officers.withdraw')}</button>`)}`;
}

/** Asked a second time before it is done, without a page of its own. */
function sure(visit: Visit, { summary, what, action }: { summary: string; what: string; action: string }): Html {
  return html`<details><summary>${summary}</summary><p>${what}</p>${form(visit, action, html`<button>${visit.say('officers.sure')}</button>`)}</details>`;
}

export function dutyWords({ parts }: Visit, duty: Parameters<typeof dutySentence>[0]): string {
  return parts.locale.speak(dutySentence(duty), LANGUAGE);
}

function day(at: Date): { date: string } {
  return { date: at.toISOString() };
}

export async function revokeGrantRoute(visit: Visit): Promise<void> {
  const done = await act(visit, (deps, by) => revokeGrant(deps, { by, grantId: idIn(visit), tell: createTell(visit.parts).officer }));
  if (done.outcome === 'notFound') throw new Problem('notFound');
  goTo(visit, OFFICERS, 'revoked');
}

export async function dropAccountRoute(visit: Visit): Promise<void> {
  const done = await act(visit, (deps, by) => dropAccount(deps, { by, officerAccountId: idIn(visit) }));
  if (done.outcome === 'notFound') throw new Problem('notFound');
  goTo(visit, OFFICERS, 'dropped');
}

export async function withdrawInvitationRoute(visit: Visit): Promise<void> {
  const done = await act(visit, (deps, by) => withdrawInvitation(deps, { by, invitationId: idIn(visit) }));
  if (done.outcome === 'notFound') throw new Problem('notFound');
  goTo(visit, OFFICERS, 'withdrawn');
}
