/** What a page of the console is, and what it is handed. */
import type { Request, Response } from 'express';
import { isId } from '../db/is-id.ts';
import type { Deps } from '../deps.ts';
import { inTransaction, type Parts } from '../http/parts.ts';
import type { Params } from '../locale/locale.ts';
import type { Role } from '../officer/duty.ts';
import { type Scope, scopeOf } from '../officer/scope.ts';
import type { OfficerVisit } from '../officer/sessions.ts';
import { Problem } from '../problems.ts';

/** Speaks `locales/vi/console.json`. */
export type Say = (key: string, params?: Params) => string;

/** Fields of a form by name; a name that stands there several times has them all. */
export type Form = Readonly<Record<string, string | readonly string[]>>;

/** A request to the console, of anybody. */
export interface Call {
  parts: Parts;
  request: Request;
  response: Response;
  say: Say;
  form: Form;
}

/** A request of an officer. Whoever gets one has been let in, holds one of the route's duties, and has sent the form themselves. */
export interface Visit extends Call {
  officer: OfficerVisit;
  /** Of the browser's cookie. */
  token: string;
  /** What the page is for, `hint.<key>`; null: it says so itself. */
  about: string | null;
  /** Pages that this officer can go to. */
  menu: readonly MenuItem[];
  /** What came with a form of a route that takes a file; null: none was chosen. */
  file: SentFile | null;
  /** Pages that answer a form are led to. */
  answers: KeptAnswers;
  /** What was filled in and is not taken yet: the form of that address shows it (frame.ts, `form`). */
  entered: Entered | null;
}

/** A page that answered a form, as it was made. */
export interface Answer {
  source: string;
  status: number;
}

export interface KeptAnswers {
  /** @returns where it is shown */
  keep(visit: Visit, answer: Answer): Promise<string>;
  /** Null: it is kept no more, or was never this browser's. */
  find(visit: Visit): Promise<Answer | null>;
}

export interface Entered {
  /** Where the form is sent to. */
  action: string;
  fields: Form;
}

export interface MenuItem {
  path: string;
  /** Its words are `menu.<key>`. */
  key: string;
}

export interface SentFile {
  bytes: Buffer;
  /** As the officer's machine calls it; never a path here. */
  name: string;
}

interface Shape {
  method: 'get' | 'post';
  /** Below `/console`. Random ids only, and the one-time code of a link that lets somebody in: no name, no household's code. */
  path: string;
}

export interface OpenRoute extends Shape {
  who: 'anyone';
  /** Which count it is part of. */
  limit: 'entries' | 'looks';
  handle(call: Call): Promise<void> | void;
}

export interface OfficerRoute extends Shape {
  /** Whoever holds none of these duties is told that there is no such page. */
  who: readonly Role[];
  /** Decisions and exports: asked of an officer who said yes in chat minutes ago. */
  fresh?: true;
  /** Its form brings a file, in the field `file`. */
  takesFile?: true;
  /** Makes a file to take away. */
  givesFile?: true;
  /** Where its form stands: one that came when nobody was signed in any more is kept for a while, and shown there again. */
  keeps?: string;
  /** Its own form, while that waits for a fresh approval, is shown filled in however its officer comes back. */
  showsWaiting?: true;
  /** It is one button of a form that has several: where that form is sent to. All that was filled in comes along, whichever is pressed. */
  button?: string;
  /** Stands in the menu, by the words `menu.<key>`; what it is for is said by `hint.<key>`. */
  menu?: string;
  /** Of a page that does not stand there, or not on its own: what it is for is said by `hint.<key>`. */
  about?: string;
  handle(visit: Visit): Promise<void> | void;
}

export type ConsoleRoute = OpenRoute | OfficerRoute;

export function holds({ operator, city, wards, areas, helps }: Scope, duty: Role): boolean {
  switch (duty) {
    case 'operator':
      return operator;
    case 'city':
      return city;
    case 'ward':
      return wards.length > 0;
    case 'hamlet':
      return areas.length > 0;
    case 'helper':
      return helps.wards.length + helps.areas.length > 0;
  }
}

export function holdsAny(scope: Scope, duties: readonly Role[]): boolean {
  return duties.some((duty) => holds(scope, duty));
}

/**
 * Runs what an officer does, or reads and has written down that they read it, in one transaction with what they may do at that
 * moment: who lost a duty since the page was shown is not there any more.
 */
export function act<T>(visit: Visit, work: (deps: Deps, scope: Scope) => Promise<T>): Promise<T> {
  return inTransaction(visit.parts, (deps) => asThen(visit, deps, work));
}

/** A whole ward's list or decision, on a machine that has other things to do. */
const LONGEST_MS = 120_000;

/** The same, for what takes longer than a transaction is given otherwise. */
export function actLong<T>(visit: Visit, work: (deps: Deps, scope: Scope) => Promise<T>): Promise<T> {
  return inTransaction(visit.parts, (deps) => asThen(visit, deps, work), { timeout: LONGEST_MS, maxWait: LONGEST_MS });
}

async function asThen<T>({ officer }: Visit, deps: Deps, work: (deps: Deps, scope: Scope) => Promise<T>): Promise<T> {
  const scope = await scopeOf(deps, officer.officerId);
  if (!scope) throw new Problem('notSignedIn');
  return work(deps, scope);
}

/**
 * The id in the address of a page.
 * @throws Problem `notFound` where none can stand
 */
export function idIn({ request }: Call, name = 'id'): string {
  const id = request.params[name];
  if (!isId(id)) throw new Problem('notFound');
  return id;
}

/** The code of the ward in the address of a page; as above. */
export function unitIn({ request }: Call): string {
  const { unitId } = request.params;
  if (typeof unitId !== 'string' || !/^\d{5}$/.test(unitId)) throw new Problem('notFound');
  return unitId;
}

/** The last row of the page before, where a list goes on; null: its beginning. */
export function afterIn({ request }: Call): string | null {
  const { after } = request.query;
  return isId(after) ? after : null;
}

/** A field that a person filled in, without blanks around it; '' where there is none. */
export function textIn({ form }: Pick<Call, 'form'>, name: string): string {
  const field = form[name];
  return typeof field === 'string' ? field.normalize('NFC').trim() : '';
}

/** The same as one line, cut where it is too long. */
export function lineIn(call: Pick<Call, 'form'>, name: string, max: number): string {
  return textIn(call, name).replaceAll(/\s+/g, ' ').slice(0, max);
}

/** A day that there is, `2026-12-05`, in the field `date`; null for any other. */
export function dateIn(call: Pick<Call, 'form'>): string | null {
  return dayOf(textIn(call, 'date'));
}

/** The same, of whatever was sent. */
export function dayOf(date: unknown): string | null {
  if (typeof date !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(date)) return null;
  const at = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date) ? date : null;
}
