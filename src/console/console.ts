/** The officers' door: pages below `/console`. */
import express, { type RequestHandler } from 'express';
import type { Parts } from '../http/parts.ts';
import { Problem } from '../problems.ts';
import { assetsBase, serveAssets } from './assets.ts';
import { callOf, createGuards, visitOf } from './guards.ts';
import { answerConsoleProblems } from './problems.ts';
import { holdsAny, type MenuItem, type Visit } from './route.ts';
import { routes } from './routes.ts';

/** To be mounted at `/console`. */
export function createConsole(parts: Parts): RequestHandler {
  const router = express.Router();
  const guards = createGuards(parts, menuFor);
  router.use(assetsBase, serveAssets());
  router.use((_request, response, next) => {
    // With no-referrer a browser would not say where a form was sent from.
    response.set({ 'referrer-policy': 'same-origin', 'x-robots-tag': 'noindex, nofollow', 'cache-control': 'no-store' });
    next();
  });
  for (const route of routes) {
    const handle: RequestHandler = (request, response) =>
      route.who === 'anyone'
        ? route.handle({ ...callOf(parts, request, response), form: request.body ?? {} })
        : route.handle(visitOf(response));
    router[route.method](route.path, ...guards.before(route), handle);
  }
  router.use((_request, _response, next) => next(new Problem('notFound')));
  router.use(answerConsoleProblems(parts));
  return router;
}

/** In the order of the routes. */
function menuFor({ officer }: Pick<Visit, 'officer'>): MenuItem[] {
  return routes.flatMap((route) =>
    route.who !== 'anyone' && route.menu !== undefined && holdsAny(officer.scope, route.who)
      ? [{ path: route.path === '/' ? '/console' : `/console${route.path}`, key: route.menu }]
      : [],
  );
}
