/** "Continue on another phone". */
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { claimHandover, makeHandover } from '../../channel/web/handover.ts';
import { leavesBehind } from '../../channel/web/leaves-behind.ts';
import { Problem } from '../../problems.ts';
import { giveToken } from '../cookie.ts';
import { addressFor, depsOf, inTransaction, type Parts } from '../parts.ts';
import { squares } from '../qr.ts';
import { currentVisitor, forVisitor } from '../visitor.ts';

export function makeHandoverRoute(parts: Parts): RequestHandler {
  return forVisitor(async ({ accountId }, request, response) => {
    const { code, until } = await inTransaction(parts, (deps) => makeHandover(deps, { accountId, secret: parts.secret }));
    // Behind `#` the code never reaches a server or its log; the page there reads it.
    response.json({ code, until: until.toISOString(), qr: squares(`${addressFor(parts, request)}/#tiep=${code}`) });
  });
}

const claimSchema = z.strictObject({
  code: z.string().max(40),
  /** The person knows that this browser leaves its present conversation. A link alone never says so. */
  leave: z.boolean().default(false),
});

export function claimHandoverRoute(parts: Parts): RequestHandler {
  return async (request, response) => {
    const { code, leave } = claimSchema.parse(request.body);
    const { webChannelId, secret } = parts;
    const present = await currentVisitor(parts, request, response);
    if (present && !leave && (await leavesBehind(depsOf(parts), { ...present, webChannelId }))) throw new Problem('leaving');
    giveToken(response, await inTransaction(parts, (deps) => claimHandover(deps, { code, secret })), parts.publicUrl);
    response.json({});
  };
}
