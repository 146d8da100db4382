/** Deliveries of Telegram: stored, then answered; whatever cannot be stored has to come again. */
import express, { type RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { TelegramHook } from '../../channel/telegram/telegram.ts';

/** Far above any update. */
const BODY_LIMIT = '1mb';
/** Telegram keeps to it; a database that was restarted is back by then. */
const AGAIN_SECONDS = 2;

/** Nobody but Telegram knows the secret: it takes the place of what guards the routes of visitors. */
export function telegramWebhook(hook: TelegramHook, log: Logger): RequestHandler[] {
  const authenticated: RequestHandler = (request, response, next) => {
    if (hook.isSecret(request.get('x-telegram-bot-api-secret-token'))) next();
    else response.sendStatus(401);
  };
  const store: RequestHandler = async (request, response) => {
    try {
      const { ack } = await hook.take(request.body, { inOrder: false });
      // A method in the answer saves the call that would stop the clock on the button.
      if (ack === undefined) response.sendStatus(200);
      else response.json({ method: 'answerCallbackQuery', callback_query_id: ack });
    } catch (error) {
      log.error({ err: error }, 'Telegram: an update could not be stored; it will come again');
      response.set('retry-after', String(AGAIN_SECONDS)).sendStatus(503);
    }
  };
  return [authenticated, express.json({ limit: BODY_LIMIT, type: () => true }), store];
}
