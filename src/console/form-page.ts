/** The pages on which forms are kept. */
import type { Request } from 'express';
import type { OfficerRoute } from './route.ts';

/** Where a fresh approval is waited for. */
export const FRESH = '/console/fresh';

/** Where the form of a route stands. */
export function pageOf({ keeps = '' }: OfficerRoute, { baseUrl, params }: Request): string {
  return baseUrl + keeps.replaceAll(/:(\w+)/g, (_, name: string) => String(params[name]));
}
