/** Deliveries of Zalo: stored, then answered; whatever cannot be stored has to come again. */
import express, { type RequestHandler, type Response } from 'express';
import type { Logger } from 'pino';
import type { HookAnswer, ZaloHook } from '../../channel/zalo/hook.ts';
import { isStoreTrouble } from '../../db/store-trouble.ts';

/** Far above any event. */
const BODY_LIMIT = '1mb';
/** Zalo has a ladder of its own; whoever else asks should not ask sooner. */
const AGAIN_SECONDS = 30;
/** Zalo comes five times more; after the last it stops delivering anything at all. */
const LAST_RETRIES = 4;

/**
 * After so many refusals Zalo delivers nothing any more, to anybody of the app, so only what may be right the next time is
 * refused: an event that is not stored, or of an OA that is not open yet, and one whose signature the operator may still mend.
 */
const statuses: Readonly<Record<Exclude<HookAnswer, 'notOpen'>, number>> = {
  taken: 200,
  probe: 200,
  unknownOa: 200,
  unsigned: 401,
  malformed: 400,
};

/** Who saves the address in Zalo's console may see it looked at first. */
export const zaloProbe: RequestHandler = (_request, response) => {
  response.sendStatus(200);
};

/** Only Zalo knows the key that events are signed with: it takes the place of what guards the routes of visitors. */
export function zaloWebhook(hook: ZaloHook, log: Logger): RequestHandler[] {
  const store: RequestHandler = async (request, response) => {
    const body: Uint8Array = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const isLast = Number(request.get('num_retry')) >= LAST_RETRIES;
    const again = () => response.set('retry-after', String(AGAIN_SECONDS)).sendStatus(503);
    try {
      const answer = await hook.take(body, request.get('x-zevent-signature'));
      if (answer !== 'notOpen') response.sendStatus(statuses[answer]);
      else if (isLast) leaveOut(response, () => log.error('Zalo: an event of an OA whose keys cannot be opened here was left out'));
      else again();
    } catch (error) {
      if (isLast && !isStoreTrouble(error)) {
        leaveOut(response, () => log.error({ err: error }, 'Zalo: an event that the store refuses was left out'));
        return;
      }
      log.error({ err: error }, 'Zalo: an event could not be stored; it will come again');
      again();
    }
  };
  // The signature is over the bytes.
  return [express.raw({ limit: BODY_LIMIT, type: () => true }), store];
}

/** Refused once more, it would cost all OAs of the app all that comes. */
function leaveOut(response: Response, say: () => void): void {
  say();
  response.sendStatus(200);
}
