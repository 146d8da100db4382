/** A training as an .ics file (RFC 5545), for the calendar of a phone. It holds the training and nobody's data. Pure. */
export interface CalendarEvent {
  id: string;
  title: string;
  startsAt: Date;
  endsAt: Date;
  place: string;
  mapUrl: string | null;
  cancelled: boolean;
  /** Raised by every change, so that a calendar takes the newer one. */
  seq: number;
  /** When it was written down. */
  createdAt: Date;
}

const ZONE = 'Asia/Ho_Chi_Minh';
const OFFSET_MS = 7 * 60 * 60 * 1000;
/** In bytes, without the end of the line. */
const LONGEST = 75;

export function calendarFile({ id, title, startsAt, endsAt, place, mapUrl, cancelled, seq, createdAt }: CalendarEvent): string {
  const lines = [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Nha Hoc//Nha Hoc//VI', 'CALSCALE:GREGORIAN', 'METHOD:PUBLISH'],
    ...['BEGIN:VTIMEZONE', `TZID:${ZONE}`, 'BEGIN:STANDARD', 'DTSTART:19700101T000000', 'TZOFFSETFROM:+0700', 'TZOFFSETTO:+0700'],
    ...['TZNAME:+07', 'END:STANDARD', 'END:VTIMEZONE', 'BEGIN:VEVENT'],
    `UID:${id}@nhahoc`,
    `DTSTAMP:${inUtc(createdAt)}`,
    `SEQUENCE:${seq}`,
    `STATUS:${cancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    `DTSTART;TZID=${ZONE}:${local(startsAt)}`,
    `DTEND;TZID=${ZONE}:${local(endsAt)}`,
    `SUMMARY:${escaped(title)}`,
    `LOCATION:${escaped(place)}`,
    ...(mapUrl === null ? [] : [`URL:${mapUrl}`]),
    ...['END:VEVENT', 'END:VCALENDAR'],
  ];
  return `${lines.flatMap(folded).join('\r\n')}\r\n`;
}

/** `20261212T073000` */
function local(at: Date): string {
  return inUtc(new Date(at.getTime() + OFFSET_MS)).slice(0, -1);
}

function inUtc(at: Date): string {
  return `${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

function escaped(text: string): string {
  return text
    .replaceAll(/[\\;,]/g, '\\$&')
    .replaceAll(/\r\n|\r|\n/g, '\\n')
    .replaceAll(/\p{Cc}/gu, '');
}

/** A long line goes on in the next one, behind a blank; no sign is cut in two. */
function folded(line: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (const sign of line) {
    if (Buffer.byteLength(part + sign) > LONGEST) {
      parts.push(part);
      part = ' ';
    }
    part += sign;
  }
  return [...parts, part];
}
