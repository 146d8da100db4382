/** What a page may send in words. */
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { Problem } from '../../problems.ts';
import type { Parts } from '../parts.ts';
import { forVisitor } from '../visitor.ts';

/** Made by the page, kept through every retry: the same key is never taken twice. */
export const keySchema = z.uuid();

const messageSchema = z.strictObject({
  key: keySchema,
  inbound: z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('start'),
      code: z
        .string()
        .regex(/^[A-Za-z0-9-]{1,40}$/)
        .optional(),
    }),
    z.strictObject({ type: z.literal('text'), text: z.string().min(1) }),
    z.strictObject({ type: z.literal('press'), data: z.string().min(1).max(256), label: z.string().max(500).optional() }),
  ]),
});

export function messagesRoute(parts: Parts): RequestHandler {
  return forVisitor(async ({ chatKey }, request, response) => {
    if (!request.is('application/json')) throw new Problem('unsupportedMedia');
    const { key, inbound } = messageSchema.parse(request.body);
    const { type } = inbound;
    await parts.conversation.receive({
      channelAccountId: parts.webChannelId,
      updateKey: key,
      chatKey,
      // An absent optional field must stay absent.
      inbound:
        type === 'start'
          ? { type, ...(inbound.code && { code: inbound.code }) }
          : type === 'press'
            ? { type, data: inbound.data, ...(inbound.label && { label: inbound.label }) }
            : inbound,
    });
    response.status(202).json({ key });
  });
}
