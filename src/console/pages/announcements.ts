/** What officers write to many households: what is about to go, what went, and how a ward wants it sent. */
import { unitsOf } from '../../announcement/announcement-in-hand.ts';
import { EMPTY } from '../../announcement/check-content.ts';
import { draftAnnouncement } from '../../announcement/draft-announcement.ts';
import { draftForUnsent, listUnsent } from '../../announcement/draft-for-unsent.ts';
import { type AnnouncementView, listAnnouncements } from '../../announcement/list-announcements.ts';
import {
  DEAREST,
  MOST_A_WEEK,
  type SendingSettings,
  saveSendingSettings,
  showSendingSettings,
} from '../../announcement/sending-settings.ts';
import { type Html, html, type Part } from '../../http/html.ts';
import { depsOf } from '../../http/parts.ts';
import { wardsOf } from '../../officer/wards-of.ts';
import { Problem } from '../../problems.ts';
import { alert, form, goTo, show, table } from '../frame.ts';
import { act, afterIn, textIn, unitIn, type Visit } from '../route.ts';
import { ANNOUNCEMENTS, beginningOf, moment, onItsWay, pathOf } from './announcement-parts.ts';

/** What is on its way comes first: it can be cancelled here. */
export async function announcementsPage(visit: Visit): Promise<void> {
  const { say, parts, officer } = visit;
  const { scope } = officer;
  const deps = depsOf(parts);
  const after = afterIn(visit);
  const onWay = after === null ? (await listAnnouncements(deps, { scope, onTheirWay: true })).announcements : [];
  const { announcements, next } = await listAnnouncements(deps, { scope, ...(after !== null && { after }) });
  const content = html`${onWay.map((one) => onItsWay(visit, one))}
${after === null ? await newForms(visit) : null}
${listPart(visit, announcements)}
${next === null ? null : html`<p><a class="button" href="${ANNOUNCEMENTS}?after=${next}">${say('nextPage')}</a></p>`}
${after === null ? null : html`<p><a href="${ANNOUNCEMENTS}">${say('firstPage')}</a></p>`}
${await settingsLinks(visit)}`;
  show(visit, { title: say('announcements.title'), content });
}

async function newForms(visit: Visit): Promise<Html> {
  const { say, parts, officer } = visit;
  const codes = await unitsOf(depsOf(parts), officer.scope);
  const units = await wardsOf(depsOf(parts), { wards: codes });
  const forms = units.map(({ code, name }) => {
    const words = units.length > 1 ? say('announcements.newIn', { unit: name }) : say('announcements.new');
    return form(visit, ANNOUNCEMENTS, html`<input type="hidden" name="unit" value="${code}"><button class="first">${words}</button>`);
  });
  return html`<div class="acts">${forms}</div>`;
}

function listPart(visit: Visit, announcements: readonly AnnouncementView[]): Html {
  const { say } = visit;
  if (announcements.length === 0) return html`<p class="faint">${say('announcements.none')}</p>`;
  const several = new Set(announcements.map(({ unitCode }) => unitCode)).size > 1;
  const heads = ['words', ...(several ? ['unit'] : []), 'state', 'households', 'writer'].map((key) => say(`announcements.head.${key}`));
  const rows = announcements.map((one): Part[] => [
    html`<a href="${pathOf(one)}">${beginningOf(visit, one)}</a>`,
    ...(several ? [one.unit] : []),
    say(`announcements.state.${one.state}`),
    one.households ?? '',
    say('announcements.writtenBy', { name: one.createdBy.name, at: moment(one.createdAt) }),
  ]);
  return html`<h2>${say('announcements.all')}</h2>${table({ caption: say('announcements.all'), heads, rows })}`;
}

async function settingsLinks({ say, parts, officer }: Visit): Promise<Part> {
  const units = await wardsOf(depsOf(parts), officer.scope);
  if (units.length === 0) return null;
  const links = units.map(
    ({ code, name }) => html`<li><a href="${ANNOUNCEMENTS}/wards/${code}">${say('announcements.settingsOf', { unit: name })}</a></li>`,
  );
  return html`<ul>${links}</ul>`;
}

export async function newAnnouncementRoute(visit: Visit): Promise<void> {
  const unitCode = textIn(visit, 'unit');
  const done = await act(visit, (deps, scope) => draftAnnouncement(deps, { scope, unitCode, content: EMPTY }));
  if (done.outcome !== 'drafted') throw new Problem('notFound');
  goTo(visit, `${ANNOUNCEMENTS}/${done.announcementId}`);
}

/** The prepared one for those who have not sent. */
export async function draftForUnsentRoute(visit: Visit): Promise<void> {
  const { locale } = visit.parts;
  const unitCode = textIn(visit, 'unit');
  const done = await act(visit, (deps, scope) => draftForUnsent(deps, { scope, unitCode, locale }));
  if (done.outcome === 'already') return goTo(visit, `${ANNOUNCEMENTS}/${done.announcementId}`);
  if (done.outcome !== 'drafted') throw new Problem('notFound');
  goTo(visit, `${ANNOUNCEMENTS}/${done.announcementId}/preview`);
}

/** A button for each ward in which there is anybody to remind. */
export async function unsentForms(visit: Visit): Promise<Part> {
  const { say, parts, officer } = visit;
  const wards = await listUnsent(depsOf(parts), officer.scope, parts.locale);
  if (wards.length === 0) return null;
  const open = wards.filter(({ today }) => !today);
  const told = wards.flatMap(({ name, remindedAt }) => {
    if (remindedAt === null) return [];
    return [html`<p class="faint">${say('announcements.remindedAt', { unit: name, at: moment(remindedAt) })}</p>`];
  });
  const forms = open.map(({ code, name }) => {
    const words = wards.length > 1 ? say('announcements.remindIn', { unit: name }) : say('announcements.remind');
    return form(
      visit,
      `${ANNOUNCEMENTS}/unsent`,
      html`<input type="hidden" name="unit" value="${code}"><button class="first">${words}</button>`,
    );
  });
  return html`${open.length > 0 ? html`<div class="acts">${forms}</div>` : null}${told}
${open.length > 0 ? html`<p class="faint">${say('announcements.remindWhat', { count: open.reduce((all, { count }) => all + count, 0) })}</p>` : null}`;
}

export async function sendingSettingsPage(visit: Visit): Promise<void> {
  await showSettings(visit, null, null);
}

/** @param said what was filled in, and could not be taken */
async function showSettings(visit: Visit, said: SendingSettings | null, problem: Html | null): Promise<void> {
  const { say, parts, officer } = visit;
  const unitCode = unitIn(visit);
  const shown = await showSendingSettings(depsOf(parts), { scope: officer.scope, unitCode });
  if (!shown) throw new Problem('notFound');
  const { unit, settings, secondOffBy } = shown;
  const { quietFrom, quietTo, weeklyCap, wantsSecondToSend, messagePrice } = said ?? settings;
  const time = (name: string, label: string, value: string) =>
    html`<label>${label}<input type="time" name="${name}" value="${value}" required></label>`;
  const fields = html`<fieldset><legend>${say('announcements.quietHours')}</legend><p class="faint">${say('announcements.quietHow')}</p>
${time('quietFrom', say('announcements.quietFrom'), quietFrom)}${time('quietTo', say('announcements.quietTo'), quietTo)}</fieldset>
<label>${say('announcements.cap')}<input type="number" name="weeklyCap" min="1" max="${MOST_A_WEEK}" value="${weeklyCap}" required></label>
<label>${say('announcements.price')}<input type="number" name="price" min="1" max="${DEAREST}" step="1" value="${messagePrice ?? ''}"></label>
<p class="faint">${say('announcements.priceHow')}</p>
<label><input type="checkbox" name="second" value="yes"${wantsSecondToSend ? html` checked` : null}> ${say('announcements.wantsSecond')}</label>
${secondOffBy === null ? null : html`<p class="note">${say('announcements.secondOff', { name: secondOffBy })}</p>`}
<button class="first">${say('decisions.saveSettings')}</button>`;
  const content = html`${problem}
<div class="fields">${form(visit, `${ANNOUNCEMENTS}/wards/${unitCode}`, fields)}</div>
<p><a class="button" href="${ANNOUNCEMENTS}">${say('announcements.back')}</a></p>`;
  show(visit, { title: say('announcements.settingsOf', { unit }), content, status: problem ? 422 : 200 });
}

export async function saveSendingSettingsRoute(visit: Visit): Promise<void> {
  const { say } = visit;
  const unitCode = unitIn(visit);
  const settings: SendingSettings = {
    ...{ quietFrom: textIn(visit, 'quietFrom').slice(0, 5), quietTo: textIn(visit, 'quietTo').slice(0, 5) },
    ...{ weeklyCap: Number(textIn(visit, 'weeklyCap')), wantsSecondToSend: textIn(visit, 'second') === 'yes' },
    messagePrice: textIn(visit, 'price') === '' ? null : Number(textIn(visit, 'price')),
  };
  const { outcome } = await act(visit, (deps, scope) => saveSendingSettings(deps, { scope, unitCode, ...settings }));
  if (outcome === 'notFound') throw new Problem('notFound');
  if (outcome === 'saved') return goTo(visit, `${ANNOUNCEMENTS}/wards/${unitCode}`, 'decisionSettings');
  await showSettings(
    visit,
    settings,
    alert(say(`announcements.wrong.${outcome}`, { most: outcome === 'wrongPrice' ? DEAREST : MOST_A_WEEK })),
  );
}
