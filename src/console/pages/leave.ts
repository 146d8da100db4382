import { depsOf } from '../../http/parts.ts';
import { endSession } from '../../officer/sessions.ts';
import { takeOfficerToken } from '../cookies.ts';
import type { Visit } from '../route.ts';

/** The browser is out at once, whatever becomes of its cookie. */
export async function leave({ parts, token, response }: Visit): Promise<void> {
  await endSession(depsOf(parts), token);
  takeOfficerToken(response, parts.publicUrl);
  response.redirect(303, '/console/enter?done=left');
}
