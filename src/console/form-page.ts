/** The pages on which forms are kept. */
import type { Request } from 'express';
import type { OfficerRoute } from './route.ts';

/** Where a fresh approval is waited for. */
export const FRESH = '/console/fresh';

/** Where the form of a route stands. */
export function pageOf({ keeps = '' }: OfficerRoute, request: Request): string {
  return addressOf(keeps, request);
}

/** Where the form says that it is sent to: of a form with several buttons, one address whichever was pressed. */
export function formOf({ button }: OfficerRoute, request: Request): string {
  return button === undefined ? request.baseUrl + request.path : addressOf(button, request);
}

function addressOf(path: string, { baseUrl, params }: Request): string {
  return baseUrl + path.replaceAll(/:(\w+)/g, (_, name: string) => String(params[name]));
}
