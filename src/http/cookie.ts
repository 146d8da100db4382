/** The cookies that say which conversation a browser holds, and whose pages it may look at for a while. */
import type { Request, Response } from 'express';
import { PAGES_MINUTES, SESSION_DAYS } from '../channel/web/session.ts';

const NAME = 'nhahoc';
const PAGES = 'nhahoc_pages';
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** The token that the browser sent, or null. */
export function tokenOf(request: Request): string | null {
  return readCookie(request, NAME);
}

/** The token of a one-time link that this browser opened, or null. */
export function pagesTokenOf(request: Request): string | null {
  return readCookie(request, PAGES);
}

/** `publicUrl` decides whether the cookie may travel over plain HTTP. */
export function giveToken(response: Response, token: string, publicUrl: string): void {
  giveCookie(response, publicUrl, { name: NAME, value: token, maxAge: SESSION_DAYS * DAY });
}

export function givePagesToken(response: Response, token: string, publicUrl: string): void {
  giveCookie(response, publicUrl, { name: PAGES, value: token, maxAge: PAGES_MINUTES * MINUTE });
}

/** The value of a cookie, or null. */
export function readCookie(request: Request, wanted: string): string | null {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === wanted && value) return value;
  }
  return null;
}

export interface Cookie {
  name: string;
  value: string;
  /** Milliseconds. */
  maxAge: number;
  /** Sent with requests below this; everywhere unless said. */
  path?: string;
}

/** No script reads it, and no form of another site sends it along. */
export function giveCookie(response: Response, publicUrl: string, { name, value, maxAge, path = '/' }: Cookie): void {
  response.cookie(name, value, { httpOnly: true, sameSite: 'lax', secure: publicUrl.startsWith('https:'), maxAge, path });
}
