/** The cookies of the console: who is in, and which code a browser shows while it waits to be let in. */
import type { Request, Response } from 'express';
import { giveCookie, readCookie } from '../http/cookie.ts';
import { SIGN_IN_MINUTES, type SignInBegun } from '../officer/begin-sign-in.ts';
import { SESSION_SECONDS } from '../officer/sessions.ts';

const PATH = '/console';
const NAME = 'nhahoc_console';
const LEFT = 'nhahoc_console_left';
const WAITING = 'nhahoc_console_wait';
const SECOND = 1000;

export function officerTokenOf(request: Request): string | null {
  return readCookie(request, NAME);
}

export function giveOfficerToken(response: Response, token: string, publicUrl: string): void {
  giveCookie(response, publicUrl, { name: NAME, value: token, maxAge: SESSION_SECONDS * SECOND, path: PATH });
}

export function takeOfficerToken(response: Response, publicUrl: string): void {
  giveCookie(response, publicUrl, { name: NAME, value: '', maxAge: 0, path: PATH });
}

export type Waiting = Pick<SignInBegun, 'signInId' | 'browserToken' | 'code'>;

/** What this browser waits with. The code is its own to show: it may load its page anew. */
export function waitingOf(request: Request): Waiting | null {
  const [signInId, browserToken, code] = readCookie(request, WAITING)?.split('.') ?? [];
  return signInId && browserToken && code && /^[0-9a-f-]{36}$/.test(signInId) && /^\d{8}$/.test(code)
    ? { signInId, browserToken, code }
    : null;
}

export function giveWaiting(response: Response, { signInId, browserToken, code }: Waiting, publicUrl: string): void {
  const value = [signInId, browserToken, code].join('.');
  giveCookie(response, publicUrl, { name: WAITING, value, maxAge: SIGN_IN_MINUTES * 60 * SECOND, path: PATH });
}

export function takeWaiting(response: Response, publicUrl: string): void {
  giveCookie(response, publicUrl, { name: WAITING, value: '', maxAge: 0, path: PATH });
}

/** A browser that was in, and is no more: its next page says so, once. */
export function noteLeft(response: Response, publicUrl: string): void {
  giveCookie(response, publicUrl, { name: LEFT, value: 'y', maxAge: 60 * SECOND, path: PATH });
}

export function takeLeft(request: Request, response: Response, publicUrl: string): boolean {
  const left = readCookie(request, LEFT) !== null;
  if (left) giveCookie(response, publicUrl, { name: LEFT, value: '', maxAge: 0, path: PATH });
  return left;
}
