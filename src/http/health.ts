/** For supervisors: is the process up, can it work, and how is it doing. */
import type { RequestHandler } from 'express';
import type { Metrics } from './metrics.ts';
import type { Parts } from './parts.ts';

export const alive: RequestHandler = (_request, response) => {
  response.type('text').send('ok\n');
};

export function ready({ prisma, raw, log }: Parts): RequestHandler {
  return async (_request, response) => {
    try {
      await Promise.all([prisma.$queryRaw`SELECT 1`, raw?.$queryRawUnsafe('SELECT 1')]);
      response.type('text').send('ok\n');
    } catch (error) {
      log.warn({ err: error }, 'the database does not answer');
      response.status(503).type('text').send('the database does not answer\n');
    }
  };
}

export function figures({ registry }: Metrics): RequestHandler {
  return async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  };
}
