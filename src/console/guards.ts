/** What stands before a page of the console: who comes, how often, and whether the form is their own. */
import { createHash, timingSafeEqual } from 'node:crypto';
import express, { type Request, type RequestHandler, type Response } from 'express';
import multer from 'multer';
import { addressOf, limiter, minute } from '../http/limiters.ts';
import { defaultLimits } from '../http/limits.ts';
import { depsOf, type Parts } from '../http/parts.ts';
import { createPlaces, enterAll } from '../http/places.ts';
import { sameOriginForm } from '../http/security.ts';
import { findSession } from '../officer/sessions.ts';
import { Problem } from '../problems.ts';
import { officerTokenOf } from './cookies.ts';
import { formOf } from './form-page.ts';
import { consoleSayer } from './frame.ts';
import { keepToApprove } from './keep-form.ts';
import { createKeptAnswers } from './kept-answers.ts';
import { bringBack, keepLate, sentAgain } from './late-form.ts';
import { type Call, type ConsoleRoute, type Form, holdsAny, type MenuItem, type OfficerRoute, type SentFile, type Visit } from './route.ts';

/** A sheet of a whole khu phố: some 500 households, a few fields each. */
const FORM_BYTES = '2mb';
const FORM_FIELDS = 20_000;
/** A list of 20,000 households. */
const FILE_BYTES = 8 * 1024 * 1024;
/** Sent files lie in memory until they are read. */
const FILES_AT_ONCE = 4;

export interface Guards {
  /** What a request passes before the handler of its route, which is the last. */
  before(route: ConsoleRoute): RequestHandler[];
}

export function createGuards(parts: Parts, menuFor: (visit: Pick<Visit, 'officer'>) => readonly MenuItem[]): Guards {
  const allowed = { ...defaultLimits, ...parts.limits };
  const limit = {
    entries: limiter(allowed.entries, 10 * minute, addressOf),
    looks: limiter(allowed.looks, 10 * minute, addressOf),
    officers: limiter(allowed.officers, minute, byOfficer),
    files: limiter(allowed.officerFiles, 10 * minute, byOfficer),
  };
  const answers = createKeptAnswers(parts);
  const ours = sameOriginForm(parts.publicUrl);
  const takeFields = express.urlencoded({ extended: false, limit: FORM_BYTES, parameterLimit: FORM_FIELDS });
  const takeFile = [
    oneAtATime(),
    multer({ storage: multer.memoryStorage(), limits: { fileSize: FILE_BYTES, files: 1, fields: 40 } }).single('file'),
  ];

  const recognise =
    ({ method, menu, about = menu }: OfficerRoute): RequestHandler =>
    async (request, response, next) => {
      const token = officerTokenOf(request);
      const officer = token && (await findSession(depsOf(parts), token));
      if (token && officer) {
        const of = { officer, token, menu: menuFor({ officer }), about: method === 'get' ? (about ?? null) : null };
        const visit: Visit = { ...callOf(parts, request, response), ...of, file: null, answers, entered: null };
        response.locals.visit = visit;
      }
      next();
    };
  const letIn: RequestHandler = (_request, response, next) => {
    visitOf(response);
    next();
  };
  /** What came too late is read before it is known whose it is. */
  const late = (route: OfficerRoute) =>
    route.keeps === undefined ? [] : [limit.entries, takeFields, keepLate(parts, route)].map(unlessRecognised);

  return {
    before(route) {
      const posts = route.method === 'post';
      const sameOrigin = posts ? [ours] : [];
      if (route.who === 'anyone') return [...sameOrigin, limit[route.limit]];
      return [
        ...sameOrigin,
        recognise(route),
        ...late(route),
        letIn,
        limit.officers,
        forDuties(route),
        ...(route.takesFile || route.givesFile ? [limit.files] : []),
        // A file cannot be sent along: who takes that long to choose one chooses it again.
        ...(route.fresh && (!posts || route.takesFile) ? [freshOnly] : []),
        ...(posts ? [...(route.takesFile ? takeFile : [takeFields]), ownForm(parts, route)] : [bringBack(parts, route)]),
        ...(waitsForApproval(route) ? [keepToApprove(parts, route, visitOf)] : []),
      ];
    },
  };
}

export function callOf(parts: Parts, request: Request, response: Response): Call {
  return { parts, request, response, say: consoleSayer(parts), form: {} };
}

/** @throws Problem `notSignedIn` where no guard let an officer in */
export function visitOf(response: Response): Visit {
  const visit: Visit | undefined = response.locals.visit;
  if (!visit) throw new Problem('notSignedIn');
  return visit;
}

function byOfficer(_request: Request, response: Response): string {
  return visitOf(response).officer.officerId;
}

/** Whoever lacks the duty hears what they would hear of a page that is not there. */
function forDuties({ who }: OfficerRoute): RequestHandler {
  return (_request, response, next) => {
    next(holdsAny(visitOf(response).officer.scope, who) ? undefined : new Problem('notFound'));
  };
}

/** Its form is kept until its officer says yes in chat. */
function waitsForApproval({ fresh, method, takesFile }: OfficerRoute): boolean {
  return fresh === true && method === 'post' && !takesFile;
}

/** Leads to where a fresh approval is asked for, and from there back to the page: of a form, to the one that it stands on. */
const freshOnly: RequestHandler = (request, response, next) => {
  if (visitOf(response).officer.fresh) return next();
  const page = request.method === 'GET' ? request.originalUrl : pathOf(request.get('referer'));
  response.redirect(303, `/console/fresh?to=${encodeURIComponent(page)}`);
};

function pathOf(address: string | undefined): string {
  const url = address === undefined ? null : URL.parse(address);
  return url ? url.pathname + url.search : '/console';
}

/** A place for its bytes, before any of them is read. */
function oneAtATime(): RequestHandler {
  const ofOfficer = createPlaces(1);
  const ofAll = createPlaces(FILES_AT_ONCE);
  return (_request, response, next) => {
    const { officerId } = visitOf(response).officer;
    const leave = enterAll(
      () => ofOfficer.enter(officerId),
      () => ofAll.enter(''),
    );
    if (!leave) return next(new Problem('busy'));
    response.once('close', leave);
    next();
  };
}

function unlessRecognised(handle: RequestHandler): RequestHandler {
  return (request, response, next) => (response.locals.visit ? next() : handle(request, response, next));
}

/** Only the browser that was let in knows what its forms carry. One that was let in anew since gets what it filled in shown again. */
function ownForm(parts: Parts, route: OfficerRoute): RequestHandler {
  const keep = keepLate(parts, route);
  return async (request, response, next) => {
    const visit = visitOf(response);
    const fields: Form = request.body ?? {};
    if (typeof fields.csrf !== 'string' || !same(fields.csrf, visit.officer.csrf))
      return route.keeps === undefined ? next(new Problem('crossSite')) : keep(request, response, next);
    const entered = { action: formOf(route, request), fields };
    Object.assign(visit, { form: fields, file: sentFile(request), entered } satisfies Partial<Visit>);
    if (route.keeps !== undefined || waitsForApproval(route)) await sentAgain(visit, entered.action);
    next();
  };
}

function sentFile({ file }: Request): SentFile | null {
  return file ? { bytes: file.buffer, name: file.originalname } : null;
}

function same(a: string, b: string): boolean {
  const [one, other] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}
