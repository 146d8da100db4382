/** The way in on a phone: a link from the chat. A button uses it up, because apps look at links before people do. */
import { html } from '../../http/html.ts';
import { depsOf, inTransaction } from '../../http/parts.ts';
import { consoleLinkWaits, type LinkPlace, linkPlaces, useConsoleLink } from '../../officer/console-link.ts';
import { findSession } from '../../officer/sessions.ts';
import { giveOfficerToken, officerTokenOf } from '../cookies.ts';
import { showOutside } from '../frame.ts';
import { whereToGoOn } from '../late-form.ts';
import type { Call } from '../route.ts';

export async function enterByLinkPage(call: Call): Promise<void> {
  const { say } = call;
  if (!(await consoleLinkWaits(depsOf(call.parts), linkOf(call)))) return over(call);
  const content = html`<p>${say('link.how')}</p>
<form method="post"><button class="button first">${say('link.enter')}</button></form>`;
  showOutside(call, { title: say('link.title'), content });
}

export async function enterByLink(call: Call): Promise<void> {
  const { parts, response } = call;
  const used = await inTransaction(parts, (deps) => useConsoleLink(deps, linkOf(call)));
  if (!used) return over(call);
  giveOfficerToken(response, used.token, parts.publicUrl);
  response.redirect(303, await whereToGoOn(parts, used.token, placeOf(call)));
}

/** Whoever is in already wanted to come here: a link that is used up still leads there. */
async function over(call: Call): Promise<void> {
  const { say, parts, request, response } = call;
  const token = officerTokenOf(request);
  if (token && (await findSession(depsOf(parts), token))) return response.redirect(303, placeOf(call));
  const content = html`<p>${say('link.again')}</p>
<p><a class="button" href="/console/enter">${say('link.otherWay')}</a></p>`;
  showOutside(call, { title: say('link.over'), content, status: 410 });
}

const pages: Readonly<Record<LinkPlace, string>> = {
  notSent: '/console/households?standing=notSent',
  toRemind: '/console/reminders',
  counts: '/console/counts',
};

/** Of those only: nobody is led anywhere else by what stands in an address. */
function placeOf({ request }: Call): string {
  const to = linkPlaces.find((one) => one === request.query.to);
  return to === undefined ? '/console' : pages[to];
}

function linkOf({ parts, request }: Call): { code: string; secret: Uint8Array } {
  return { code: String(request.params.code), secret: parts.secret };
}
