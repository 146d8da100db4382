/** Turns whatever was thrown into a status and a sentence. */
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import multer from 'multer';
import { ZodError } from 'zod';
import { isStoreTrouble } from '../db/store-trouble.ts';
import { sourceLanguage } from '../locale/locale.ts';
import { Problem, type ProblemCode } from '../problems.ts';
import { problemPage } from './pages/problem.ts';
import type { Parts } from './parts.ts';
import { routeOf } from './request-log.ts';
import { REQUEST_HEADER } from './security.ts';

/** Uploads in hand are mostly done by then. */
const BUSY_SECONDS = 5;

export const notFound: RequestHandler = (_request, _response, next) => next(new Problem('notFound'));

export function answerProblems(parts: Parts): ErrorRequestHandler {
  return (error, request, response, _next) => {
    const problem = asProblem(error);
    if (problem.status >= 500) parts.log.error({ err: error, problem: problem.code, route: routeOf(request) }, 'request failed');
    if (response.headersSent) {
      // Half an answer is on its way: only a broken connection says so. `next` would have express print the error as it is.
      response.destroy();
      return;
    }
    const language = languageOf(parts, request, response);
    const sentence = parts.locale.t(`problem:${problem.code}`, language);
    response.status(problem.status).set('cache-control', 'no-store');
    if (problem.code === 'busy') response.set('retry-after', String(BUSY_SECONDS));
    if (request.method === 'GET' && request.accepts(['json', 'html']) === 'html') response.send(problemPage(parts, language, sentence));
    else response.json({ problem: problem.code, sentence });
  };
}

/** Many things go wrong before we know who asks: then the page says which language it is in. */
function languageOf({ locale }: Parts, request: Request, response: Response): string {
  const spoken: unknown = response.locals.language ?? request.get(REQUEST_HEADER);
  return locale.languages.find((known) => known === spoken) ?? sourceLanguage;
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(codeOf(error), { cause: error });
}

/** body-parser names its errors by `type`. */
const bodyErrors: Record<string, ProblemCode> = {
  'entity.parse.failed': 'badJson',
  'entity.too.large': 'tooLarge',
  'charset.unsupported': 'unsupportedMedia',
  'encoding.unsupported': 'unsupportedMedia',
};

const uploadErrors: Partial<Record<multer.MulterError['code'], ProblemCode>> = {
  LIMIT_FILE_SIZE: 'fileTooLarge',
  LIMIT_FILE_COUNT: 'tooLarge',
};

function codeOf(error: unknown): ProblemCode {
  if (error instanceof ZodError) return 'badRequest';
  if (error instanceof multer.MulterError) return uploadErrors[error.code] ?? 'badRequest';
  const { type, status } = error as { type?: unknown; status?: unknown };
  if (typeof type === 'string' && bodyErrors[type]) return bodyErrors[type];
  if (isStoreTrouble(error)) return 'storeDown';
  // express and its parsers mark what the other side did wrong: a broken address, an aborted body.
  if (typeof status === 'number' && status >= 400 && status < 500) return 'badRequest';
  return 'internal';
}
