/** One line a request: which route, how it ended, how long it took. Never the address, the query or the visitor. */
import type { Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Metrics } from './metrics.ts';

export function requestLog(log: Logger, metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const began = performance.now();
    response.once('close', () => {
      const route = routeOf(request);
      const status = response.writableFinished || route === EVENTS ? response.statusCode : 499;
      const ms = Math.round(performance.now() - began);
      // A stream of events lasts as long as the page is open; its length says nothing about speed.
      if (route !== EVENTS) metrics.requests.observe({ method: request.method, route, status }, ms / 1000);
      log.debug({ method: request.method, route, status, ms }, 'request');
    });
    next();
  };
}

const EVENTS = '/chat/events';

/** The pattern of the route (`/files/:id`): ids and codes in an address stay out of logs and metrics. */
export function routeOf(request: Request): string {
  const path: unknown = request.route?.path;
  return typeof path === 'string' ? request.baseUrl + path : 'none';
}
