/** The console's own files. What it shares with the other pages comes from theirs. */
import { fileURLToPath } from 'node:url';
import { assetsOf } from '../http/assets.ts';

const BELOW_CONSOLE = '/assets';

const files = assetsOf(fileURLToPath(new URL('page', import.meta.url)), BELOW_CONSOLE);

export const assetsBase = files.base;
export const serveAssets = files.serve;

export function consoleAssetUrl(name: string): string {
  return `/console${files.url(name)}`;
}
