/** The cookies that say which conversation a browser holds, and whose pages it may look at for a while. */
import type { Request, Response } from 'express';
import { PAGES_MINUTES, SESSION_DAYS } from '../channel/web/session.ts';

const NAME = 'nhahoc';
const PAGES = 'nhahoc_pages';
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** The token that the browser sent, or null. */
export function tokenOf(request: Request): string | null {
  return read(request, NAME);
}

/** The token of a one-time link that this browser opened, or null. */
export function pagesTokenOf(request: Request): string | null {
  return read(request, PAGES);
}

/** `publicUrl` decides whether the cookie may travel over plain HTTP. */
export function giveToken(response: Response, token: string, publicUrl: string): void {
  give(response, NAME, token, SESSION_DAYS * DAY, publicUrl);
}

export function givePagesToken(response: Response, token: string, publicUrl: string): void {
  give(response, PAGES, token, PAGES_MINUTES * MINUTE, publicUrl);
}

function read(request: Request, wanted: string): string | null {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === wanted && value) return value;
  }
  return null;
}

function give(response: Response, name: string, token: string, maxAge: number, publicUrl: string): void {
  response.cookie(name, token, { httpOnly: true, sameSite: 'lax', secure: publicUrl.startsWith('https:'), maxAge, path: '/' });
}
