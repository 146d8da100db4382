/** What keeps other sites, and injected code, from acting in a visitor's name. */
import type { Request, RequestHandler } from 'express';
import helmet from 'helmet';
import { Problem } from '../problems.ts';

/** A form of another site cannot set it without asking first. Its value is the language of the page. */
export const REQUEST_HEADER = 'x-nhahoc';

/** `publicUrl` decides whether HTTPS may be insisted on. */
export function securityHeaders(publicUrl: string): RequestHandler {
  const secure = publicUrl.startsWith('https:');
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        // blob: shows a chosen photo while it is on its way.
        imgSrc: ["'self'", 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        requireTrustedTypesFor: ["'script'"],
        ...(secure ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: secure,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
}

/** Refuses a request that changes something unless our own page, or no page at all, sent it. */
export function sameOriginOnly(publicUrl: string): RequestHandler {
  return (request, _response, next) => {
    next(isForeign(publicUrl, request) || request.get(REQUEST_HEADER) === undefined ? new Problem('crossSite') : undefined);
  };
}

/** The same for a plain form, which can set no header of ours: the browser must say that it was sent from here. */
export function sameOriginForm(publicUrl: string): RequestHandler {
  return (request, _response, next) => {
    const silent = request.get('sec-fetch-site') === undefined && request.get('origin') === undefined;
    next(silent || isForeign(publicUrl, request) ? new Problem('crossSite') : undefined);
  };
}

function isForeign(publicUrl: string, request: Request): boolean {
  const site = request.get('sec-fetch-site');
  const origin = request.get('origin');
  const ours = [new URL(publicUrl).origin, `${request.protocol}://${request.get('host')}`];
  return (site !== undefined && site !== 'same-origin') || (origin !== undefined && !ours.includes(origin));
}
