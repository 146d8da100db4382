/** Gives a new browser a conversation of its own. A browser that has one keeps it. */
import type { RequestHandler } from 'express';
import { openConversation } from '../../channel/web/open-conversation.ts';
import { giveToken } from '../cookie.ts';
import { inTransaction, type Parts } from '../parts.ts';
import { currentVisitor } from '../visitor.ts';

export function sessionRoute(parts: Parts): RequestHandler {
  return async (request, response) => {
    if (await currentVisitor(parts, request, response)) {
      response.json({ fresh: false });
      return;
    }
    const { webChannelId } = parts;
    giveToken(response, await inTransaction(parts, (deps) => openConversation(deps, { webChannelId })), parts.publicUrl);
    response.status(201).json({ fresh: true });
  };
}
