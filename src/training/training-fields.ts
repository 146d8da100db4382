/** What an officer says of a training, checked: from a form, or from anywhere. */
import { tidyLine } from '../household/head-name.ts';

export interface TrainingFields {
  title: string;
  startsAt: Date | null;
  endsAt: Date | null;
  place: string;
  /** '' or null: none. */
  mapUrl: string | null;
  /** Null: as many as come. */
  capacity: number | null;
  /** "Tập huấn công nghệ thông tin". */
  technology: boolean;
}

export type FieldMistake = 'title' | 'startsAt' | 'past' | 'endsAt' | 'tooLong' | 'place' | 'mapUrl' | 'capacity';

const MOST_PLACE = 160;
const MOST_LINK = 300;
const MOST_SEATS = 5000;
/** A course of three days is one training; what takes longer is several. */
const LONGEST_MS = 3 * 24 * 60 * 60 * 1000;

export interface CheckedFields extends Omit<TrainingFields, 'startsAt' | 'endsAt'> {
  startsAt: Date;
  endsAt: Date;
}

/** @param begins null: it has to begin after now; else it may stay where it was */
export function checkFields(fields: TrainingFields, now: Date, begins: Date | null): { ok: CheckedFields } | { mistakes: FieldMistake[] } {
  const { startsAt, endsAt, capacity, technology } = fields;
  const title = tidyLine(fields.title);
  const place = fields.place.normalize('NFC').replaceAll(/\s+/g, ' ').trim();
  const mapUrl = fields.mapUrl?.trim() || null;
  const mistakes: FieldMistake[] = [];
  if (title === '') mistakes.push('title');
  if (startsAt === null) mistakes.push('startsAt');
  else if (startsAt <= now && startsAt.getTime() !== begins?.getTime()) mistakes.push('past');
  if (endsAt === null || (startsAt !== null && endsAt <= startsAt)) mistakes.push('endsAt');
  else if (startsAt !== null && endsAt.getTime() - startsAt.getTime() > LONGEST_MS) mistakes.push('tooLong');
  if (place === '' || place.length > MOST_PLACE) mistakes.push('place');
  if (mapUrl !== null && !isLink(mapUrl)) mistakes.push('mapUrl');
  if (capacity !== null && (!Number.isInteger(capacity) || capacity < 1 || capacity > MOST_SEATS)) mistakes.push('capacity');
  if (mistakes.length > 0 || startsAt === null || endsAt === null) return { mistakes };
  return { ok: { title, startsAt, endsAt, place, mapUrl, capacity, technology } };
}

/** It is shown to households as a link: nothing but a page on the web. */
function isLink(text: string): boolean {
  return text.length <= MOST_LINK && URL.parse(text)?.protocol === 'https:';
}
