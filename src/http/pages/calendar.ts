/** A training for the calendar of a phone. Whoever has the link may fetch it: it says when and where, and nothing of anybody. */
import type { RequestHandler } from 'express';
import { Problem } from '../../problems.ts';
import { calendarFile } from '../../training/calendar-file.ts';
import { findForCalendar } from '../../training/find-for-calendar.ts';
import { depsOf, type Parts } from '../parts.ts';

export function calendarRoute(parts: Parts): RequestHandler {
  return async (request, response) => {
    const { id } = request.params;
    const event = typeof id === 'string' ? await findForCalendar(depsOf(parts), id) : null;
    if (!event) throw new Problem('notFound');
    response.set({
      'cache-control': 'no-cache',
      'x-robots-tag': 'noindex, nofollow',
      'content-disposition': 'attachment; filename="tap-huan.ics"',
    });
    response.type('text/calendar; charset=utf-8').send(calendarFile(event));
  };
}
