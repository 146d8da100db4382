/** The cookie that says which conversation a browser holds. */
import type { Request, Response } from 'express';
import { SESSION_DAYS } from '../channel/web/session.ts';

const NAME = 'nhahoc';
const DAY = 86_400_000;

/** The token that the browser sent, or null. */
export function tokenOf(request: Request): string | null {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === NAME && value) return value;
  }
  return null;
}

/** `publicUrl` decides whether the cookie may travel over plain HTTP. */
export function giveToken(response: Response, token: string, publicUrl: string): void {
  response.cookie(NAME, token, {
    httpOnly: true,
    sameSite: 'lax',
    secure: publicUrl.startsWith('https:'),
    maxAge: SESSION_DAYS * DAY,
    path: '/',
  });
}
