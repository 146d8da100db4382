/** Inviting somebody to a duty: first which, then whom and where; then a link for them, shown once. */

import { isId } from '../../db/is-id.ts';
import { spacedCode } from '../../household/household-code.ts';
import { type Html, html } from '../../http/html.ts';
import { addressFor, depsOf } from '../../http/parts.ts';
import { type Role, roles } from '../../officer/duty.ts';
import { inviteOfficer } from '../../officer/invite-officer.ts';
import { givenBy } from '../../officer/load-desk.ts';
import { type PlaceToGive, placesToGive } from '../../officer/places-to-give.ts';
import { Problem } from '../../problems.ts';
import { alert, choice, form, LANGUAGE, show } from '../frame.ts';
import { act, textIn, type Visit } from '../route.ts';
import { OFFICERS } from './officers.ts';
import { qr } from './qr.ts';

const PAGE = `${OFFICERS}/invite`;
const NAME_LENGTH = 80;

export async function invitePage(visit: Visit): Promise<void> {
  const offered = givenBy(visit.officer.scope);
  const role = offered.length === 1 ? offered[0] : roleIn(visit.entered?.fields.role ?? visit.request.query.role);
  if (role === undefined || !offered.includes(role)) return chooseRole(visit, offered);
  await showForm(visit, role, null);
}

function chooseRole(visit: Visit, offered: readonly Role[]): void {
  const { say } = visit;
  const links = offered.map((role) => html`<li><a class="work" href="${PAGE}?role=${role}">${roleWords(visit, role)}</a></li>`);
  show(visit, { title: say('invite.whom'), content: html`<ul class="works">${links}</ul>` });
}

async function showForm(visit: Visit, role: Role, problem: Html | null): Promise<void> {
  const { say, parts, officer } = visit;
  const places = await placesToGive(depsOf(parts), { scope: officer.scope, role });
  const content = html`${problem}
<p>${say(`invite.about.${role}`)}</p>
${places?.length === 0 ? html`<p>${say('invite.noPlace')}</p>` : fields(visit, role, places)}`;
  show(visit, { title: say('invite.title', { role: roleWords(visit, role) }), content, status: problem ? 422 : 200 });
}

function fields(visit: Visit, role: Role, places: readonly PlaceToGive[] | null): Html {
  const { say } = visit;
  const several = new Set(places?.map(({ unitCode }) => unitCode)).size > 1;
  const offered = places?.map((place) => ({ value: placeValue(place), label: placeLabel(visit, place, several) }));
  // Of several, none is chosen beforehand: a duty in the wrong place shows the wrong families.
  const options = offered && offered.length > 1 ? [{ value: '', label: say('invite.choosePlace') }, ...offered] : offered;
  return html`<div class="fields">${form(
    visit,
    PAGE,
    html`<input type="hidden" name="role" value="${role}">
<label>${say('invite.name')}<input name="name" required maxlength="${NAME_LENGTH}" autocomplete="off"></label>
${options ? choice('place', say('invite.place'), options) : null}
<button class="first">${say('invite.make')}</button>`,
  )}</div>`;
}

export async function inviteRoute(visit: Visit): Promise<void> {
  const { say, parts, request, officer } = visit;
  const role = roleIn(visit.form.role);
  if (role === undefined) throw new Problem('badRequest');
  const asked = textIn(visit, 'place');
  const places = (await placesToGive(depsOf(parts), { scope: officer.scope, role })) ?? [];
  if (asked === '' && places.length > 0) return showForm(visit, role, alert(say('invite.noPlaceChosen')));
  const place = placeIn(asked);
  const { secret } = parts;
  const name = textIn(visit, 'name').slice(0, NAME_LENGTH);
  const invited = await act(visit, (deps, by) => inviteOfficer(deps, { by, role, ...place, name, secret }));
  if (invited.outcome === 'noName') return showForm(visit, role, alert(say('invite.noName')));
  if (invited.outcome !== 'invited') throw new Problem('notFound');
  const { code, until } = invited;
  const link = `${addressFor(parts, request)}/k/${code}`;
  const chosen = places.find((one) => placeValue(one) === asked);
  const duty = { name, role: roleWords(visit, role) };
  const content = html`<p><strong>${chosen ? say('invite.duty', { ...duty, place: placeLabel(visit, chosen, true) }) : say('invite.dutyOnly', duty)}</strong></p>
<p>${say('invite.send', { name })}</p>
<p><a href="${link}">${link}</a></p>
<p>${say('invite.orScan')}</p>
${qr(link, say('invite.qr'))}
<p>${say('invite.orCode')}</p>
<p class="digits">${spacedCode(code)}</p>
<p>${say('invite.until', { until: { date: until.toISOString() } })}</p>
<p><a class="button" href="${OFFICERS}">${say('invite.back')}</a></p>`;
  show(visit, { title: say('invite.made'), content, once: true });
}

/** As chat names it. */
function roleWords({ parts }: Visit, role: Role): string {
  return parts.locale.t(`act.office.gives.${role}`, LANGUAGE);
}

function roleIn(text: unknown): Role | undefined {
  return roles.find((role) => role === text);
}

function placeValue({ unitCode, areaId }: PlaceToGive): string {
  return areaId === null ? `unit:${unitCode}` : `area:${areaId}`;
}

function placeIn(text: string): { unitCode: string | null; areaId: string | null } {
  const [kind, value = ''] = text.split(':', 2);
  if (kind === 'area' && isId(value)) return { unitCode: null, areaId: value };
  return { unitCode: kind === 'unit' ? value : null, areaId: null };
}

function placeLabel({ say }: Visit, { unit, area }: PlaceToGive, several: boolean): string {
  if (area === null) return several ? unit : say('invite.wholeUnit', { unit });
  return several ? `${area}, ${unit}` : area;
}
