/** The fields of an announcement: what stands in them, and what they mean. */
import { type DraftContent, EMPTY } from '../../announcement/check-content.ts';
import {
  type AnnouncementButton,
  type Audience,
  type AudienceState,
  audienceChannels,
  audienceStates,
  audienceTitle,
  MAX_BUTTONS,
  MAX_CODES,
  MAX_TEXT,
  MOST_YEARS,
} from '../../announcement/content.ts';
import type { AnnouncementView } from '../../announcement/list-announcements.ts';
import { buttonOf, openNames, opens } from '../../announcement/typed-button.ts';
import { readCode, spacedCode } from '../../household/household-code.ts';
import type { ListedArea } from '../../household/list-areas.ts';
import { type Html, html } from '../../http/html.ts';
import { endOfLocalDay, localDate, startOfLocalDay } from '../../season/calendar.ts';
import { choice } from '../frame.ts';
import { textIn, type Visit } from '../route.ts';

const does = ['nothing', ...openNames, 'words', 'link', 'call'] as const;
type Does = (typeof does)[number];

/** Years in a row in which a household holds the title, as they are offered; 0: whether it does or not. In chat any number is typed. */
const titleYears = [0, 1, 2, 3, 5, 10];

interface ButtonSaid {
  does: Does;
  label: string;
  value: string;
}

/** As it was filled in, right or wrong. */
export interface FieldsSaid {
  text: string;
  deadline: string;
  areas: ReadonlySet<string>;
  states: ReadonlySet<string>;
  titleYears: number;
  channels: ReadonlySet<string>;
  codes: string;
  buttons: readonly ButtonSaid[];
  sendAt: string;
  expires: string;
  mayCost: boolean;
}

export function fieldsOf(draft: AnnouncementView): FieldsSaid {
  const { text, deadline, audience, sendAt, expiresAt, mayCost } = draft;
  return {
    ...{ text, deadline: deadline ?? '', mayCost },
    areas: new Set(audience.areaIds),
    states: new Set(audience.states),
    titleYears: audience.title?.years ?? 0,
    channels: new Set(audience.channels),
    codes: (audience.codes ?? []).map(spacedCode).join('\n'),
    buttons: draft.buttons.map(buttonSaid),
    sendAt: sendAt === null ? '' : localMinute(sendAt),
    expires: expiresAt === null ? '' : localDate(expiresAt),
  };
}

function buttonSaid(button: AnnouncementButton): ButtonSaid {
  const { label } = button;
  switch (button.kind) {
    case 'open': {
      const known = openNames.find((one) => opens[one] === button.words);
      return known ? { does: known, label, value: '' } : { does: 'words', label, value: button.words };
    }
    case 'link':
      return { does: 'link', label, value: button.url };
    case 'call':
      return { does: 'call', label, value: button.phone };
  }
}

export function fieldsIn(visit: Visit): FieldsSaid {
  return {
    text: textIn(visit, 'text').replaceAll('\r\n', '\n'),
    deadline: textIn(visit, 'deadline'),
    areas: new Set(allIn(visit, 'area')),
    states: new Set(allIn(visit, 'state')),
    titleYears: yearsIn(textIn(visit, 'title')),
    channels: new Set(allIn(visit, 'channel')),
    codes: textIn(visit, 'codes'),
    buttons: Array.from({ length: MAX_BUTTONS }, (_, index) => ({
      does: does.find((one) => one === textIn(visit, `does${index}`)) ?? 'nothing',
      label: textIn(visit, `label${index}`),
      value: textIn(visit, `value${index}`),
    })),
    sendAt: textIn(visit, 'sendAt'),
    expires: textIn(visit, 'expires'),
    mayCost: textIn(visit, 'mayCost') === 'yes',
  };
}

function yearsIn(text: string): number {
  const years = Number(/^\d{1,2}$/.exec(text)?.[0] ?? 0);
  return years <= MOST_YEARS ? years : 0;
}

function allIn({ form }: Visit, name: string): string[] {
  return [form[name] ?? []].flat();
}

/** `codes`: one of them is none · `dates`: a day or an hour that there is not */
export type Meant = { content: DraftContent } | { wrong: 'codes' | 'dates' };

/**
 * What it means; the rest of what may be wrong with it the draft itself says.
 * @param draft whose picture stays, those whom it follows, and the training that its buttons answer
 */
export function meantBy(said: FieldsSaid, { media, audience, buttons }: Pick<AnnouncementView, 'media' | 'audience' | 'buttons'>): Meant {
  const typed = said.codes.split(/[\n,;]+/).filter((code) => code.trim() !== '');
  const codes = [...new Set(typed.map(readCode))];
  if (codes.includes(null)) return { wrong: 'codes' };
  const [sendAt, expiresAt] = [momentIn(said.sendAt), dayIn(said.expires)];
  if (sendAt === 'wrong' || expiresAt === 'wrong') return { wrong: 'dates' };
  const { receivedBy, notReachedBy } = audience;
  const whom: Audience = {
    ...some('areaIds', [...said.areas]),
    ...some(
      'states',
      audienceStates.filter((state) => said.states.has(state)),
    ),
    ...(said.titleYears > 0 && { title: { of: audienceTitle, years: said.titleYears } }),
    ...some(
      'channels',
      audienceChannels.filter((channel) => said.channels.has(channel)),
    ),
    ...some(
      'codes',
      codes.filter((code) => code !== null),
    ),
    ...(receivedBy !== undefined && { receivedBy }),
    ...(notReachedBy !== undefined && { notReachedBy }),
  };
  return {
    content: {
      ...EMPTY,
      ...{ text: said.text, deadline: said.deadline === '' ? null : said.deadline, audience: whom, media, sendAt, expiresAt },
      buttons: said.buttons.flatMap(buttonMeant).map((button) => invitingAs(button, buttons)),
      mayCost: said.mayCost,
    },
  };
}

function some<K extends string, T>(name: K, values: readonly T[]): { [N in K]?: T[] } {
  return values.length === 0 ? {} : ({ [name]: [...values] } as { [N in K]: T[] });
}

function buttonMeant({ does: what, ...said }: ButtonSaid): AnnouncementButton[] {
  return what === 'nothing' ? [] : [buttonOf({ does: what, ...said })];
}

/** A button that says the same as before answers the same training. */
function invitingAs(button: AnnouncementButton, before: readonly AnnouncementButton[]): AnnouncementButton {
  if (button.kind !== 'open') return button;
  const same = before.find((one) => one.kind === 'open' && one.words === button.words);
  return same?.kind === 'open' && same.trainingId !== undefined ? { ...button, trainingId: same.trainingId } : button;
}

const OFFSET_MS = startOfLocalDay('2000-01-01').getTime() - Date.parse('2000-01-01T00:00:00Z');

/** As a browser's field for a minute has it. */
function localMinute(at: Date): string {
  return new Date(at.getTime() - OFFSET_MS).toISOString().slice(0, 16);
}

function momentIn(text: string): Date | null | 'wrong' {
  if (text === '') return null;
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) ? new Date(`${text.slice(0, 16)}:00+07:00`) : new Date(Number.NaN);
  return Number.isNaN(at.getTime()) ? 'wrong' : at;
}

function dayIn(text: string): Date | null | 'wrong' {
  if (text === '') return null;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text))) return 'wrong';
  return endOfLocalDay(text);
}

/** Everything but the picture, which is added where it is looked at. */
export function contentFields(
  visit: Visit,
  said: FieldsSaid,
  areas: readonly Pick<ListedArea, 'id' | 'name' | 'kind'>[],
  whom: Html | null,
): Html {
  const { say } = visit;
  const ticks = (name: string, chosen: ReadonlySet<string>, options: readonly { value: string; label: string }[]) =>
    options.map(
      ({ value, label }) =>
        html`<label><input type="checkbox" name="${name}" value="${value}"${chosen.has(value) ? html` checked` : null}> ${label}</label>`,
    );
  const places = areas.map(({ id, name, kind }) => ({ value: id, label: kind === 'unplaced' ? say('unplaced') : name }));
  const states = audienceStates.map((value: AudienceState) => ({ value, label: say(`announcements.of.${value}`) }));
  const ways = audienceChannels.map((value) => ({ value, label: say(`announcements.via.${value}`) }));
  const titles = [...new Set([...titleYears, said.titleYears])]
    .sort((a, b) => a - b)
    .map((years) => ({
      value: String(years),
      label: say(`announcements.holds.${years > 1 ? 'years' : years === 1 ? 'one' : 'any'}`, { years }),
    }));
  const open = (some: boolean) => (some ? html` open` : null);
  return html`<label>${say('announcements.text')}<textarea name="text" rows="8" maxlength="${MAX_TEXT}">${said.text}</textarea></label>
<p class="faint">${say('announcements.textHow')}</p>
<label>${say('announcements.deadline')}<input type="date" name="deadline" value="${said.deadline}"></label>
<h2>${say('announcements.whom')}</h2>
${whom}
<fieldset><legend>${say('announcements.areas')}</legend><p class="faint">${say('announcements.areasHow')}</p>${ticks('area', said.areas, places)}</fieldset>
<fieldset><legend>${say('announcements.states')}</legend><p class="faint">${say('announcements.statesHow')}</p>${ticks('state', said.states, states)}</fieldset>
<details${open(said.titleYears > 0 || said.channels.size > 0 || said.codes !== '')}><summary>${say('announcements.narrower')}</summary>
<fieldset><legend>${say('announcements.channels')}</legend>${ticks('channel', said.channels, ways)}</fieldset>
<label>${say('announcements.codes')}<textarea name="codes" rows="3" maxlength="${MAX_CODES * 12}" spellcheck="false">${said.codes}</textarea></label>
${choice('title', say('announcements.titleOf'), titles, String(said.titleYears))}</details>
<h2>${say('announcements.buttons')}</h2>
<p class="faint">${say('announcements.buttonsHow')}</p>
${Array.from({ length: MAX_BUTTONS }, (_, index) => buttonFields(visit, index, said.buttons[index]))}
<h2>${say('announcements.when')}</h2>
<label>${say('announcements.sendAt')}<input type="datetime-local" name="sendAt" value="${said.sendAt}"></label>
<label>${say('announcements.expires')}<input type="date" name="expires" value="${said.expires}"></label>
<label><input type="checkbox" name="mayCost" value="yes"${said.mayCost ? html` checked` : null}> ${say('announcements.mayCost')}</label>`;
}

function buttonFields(
  { say }: Visit,
  index: number,
  { does: what, label, value }: ButtonSaid = { does: 'nothing', label: '', value: '' },
): Html {
  const options = does.map((one) => ({ value: one, label: say(`announcements.does.${one}`) }));
  const name = say('announcements.button', { number: index + 1 });
  return html`<details${what === 'nothing' ? null : html` open`}><summary>${name}${label === '' ? null : `: ${label}`}</summary>
<label>${say('announcements.buttonLabel')}<input name="label${index}" value="${label}" maxlength="40" autocomplete="off"></label>
${choice(`does${index}`, say('announcements.buttonDoes'), options, what)}
<label>${say('announcements.buttonValue')}<input name="value${index}" value="${value}" maxlength="500" autocomplete="off" autocapitalize="none" spellcheck="false"></label></details>`;
}
