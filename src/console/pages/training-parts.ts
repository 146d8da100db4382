/** What the pages of trainings have in common. */
import { type Html, html } from '../../http/html.ts';
import { formatDate } from '../../locale/format.ts';
import type { FieldMistake, TrainingFields } from '../../training/training-fields.ts';
import { LANGUAGE } from '../frame.ts';
import { type Say, textIn, type Visit } from '../route.ts';

export const TRAININGS = '/console/trainings';

const OFFSET_MS = 7 * 60 * 60 * 1000;

/** `18:00 ngày 12/11/2026` */
export function moment(say: Say, at: Date): string {
  const { day, time } = formatDate(at.toISOString(), LANGUAGE);
  return say('trainings.when', { time: time ?? '', day });
}

/** From when until when; the day of the end only where it is another. */
export function hours(say: Say, { startsAt, endsAt }: { startsAt: Date; endsAt: Date }): string {
  const [begins, ends] = [startsAt, endsAt].map((at) => formatDate(at.toISOString(), LANGUAGE)) as [Day, Day];
  const key = begins.day === ends.day ? 'until' : 'untilDay';
  return `${moment(say, startsAt)}, ${say(`trainings.${key}`, { time: ends.time ?? '', day: ends.day })}`;
}

type Day = ReturnType<typeof formatDate>;

export function mistakesOf({ say }: Visit, mistakes: readonly FieldMistake[]): Html {
  return html`<ul class="problem-note" role="alert">${mistakes.map((one) => html`<li>${say(`trainings.mistake.${one}`)}</li>`)}</ul>`;
}

/** @param said what it is now, or what was filled in before and could not be taken */
export function trainingFields({ say }: Visit, said: Partial<TrainingFields>): Html {
  const { title = '', startsAt = null, endsAt = null, place = '', mapUrl = null, capacity = null, technology = false } = said;
  return html`<label>${say('trainings.field.title')}<input name="title" value="${title}" maxlength="80" required></label>
<label>${say('trainings.field.startsAt')}<input type="datetime-local" name="startsAt" value="${local(startsAt)}" required></label>
<label>${say('trainings.field.endsAt')}<input type="datetime-local" name="endsAt" value="${local(endsAt)}" required></label>
<label>${say('trainings.field.place')}<input name="place" value="${place}" maxlength="160" required></label>
<label>${say('trainings.field.mapUrl')}<input type="url" name="mapUrl" value="${mapUrl ?? ''}" maxlength="300" inputmode="url"></label>
<label>${say('trainings.field.capacity')}<input type="number" name="capacity" value="${capacity === null || Number.isNaN(capacity) ? '' : String(capacity)}" min="1" max="5000"></label>
<label><input type="checkbox" name="technology" value="yes"${technology ? html` checked` : null}> ${say('trainings.field.technology')}</label>`;
}

export function fieldsIn(visit: Visit): TrainingFields {
  const capacity = textIn(visit, 'capacity');
  return {
    title: textIn(visit, 'title'),
    startsAt: momentIn(visit, 'startsAt'),
    endsAt: momentIn(visit, 'endsAt'),
    place: textIn(visit, 'place'),
    mapUrl: textIn(visit, 'mapUrl'),
    capacity: capacity === '' ? null : /^\d{1,6}$/.test(capacity) ? Number(capacity) : Number.NaN,
    technology: textIn(visit, 'technology') === 'yes',
  };
}

/** As browsers write and read it: `2026-11-12T18:00`, on the clock of Vietnam. */
function local(at: Date | null): string {
  return at === null ? '' : new Date(at.getTime() + OFFSET_MS).toISOString().slice(0, 16);
}

function momentIn(visit: Visit, name: string): Date | null {
  const typed = textIn(visit, name);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(typed)) return null;
  const at = new Date(`${typed}:00Z`);
  if (Number.isNaN(at.getTime()) || !at.toISOString().startsWith(typed)) return null;
  return new Date(at.getTime() - OFFSET_MS);
}
