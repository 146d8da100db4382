/** The console's own files, and its letters. What it shares with the other pages comes from theirs. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler, Router } from 'express';
import { assetsOf } from '../http/assets.ts';

const BELOW_CONSOLE = '/assets';
/** Only what console.css names. */
const FONT = /^\/be-vietnam-pro-(?:latin|vietnamese)-(?:400|600)-normal\.woff2$/;

const files = assetsOf(fileURLToPath(new URL('page', import.meta.url)), BELOW_CONSOLE);
const fonts = join(dirname(fileURLToPath(import.meta.resolve('@fontsource/be-vietnam-pro/package.json'))), 'files');

export const assetsBase = files.base;

export function serveAssets(): RequestHandler {
  const router = Router();
  const letters = express.static(fonts, { immutable: true, maxAge: '365d', index: false, redirect: false });
  router.use('/fonts', (request, response, next) => (FONT.test(request.path) ? letters(request, response, next) : next()));
  router.use(files.serve());
  return router;
}

export function consoleAssetUrl(name: string): string {
  return `/console${files.url(name)}`;
}
