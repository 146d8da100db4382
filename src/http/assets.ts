/** Files of pages, under an address that changes whenever one of them does, so that browsers may keep them for ever. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler } from 'express';

export interface Assets {
  /** `/assets/1f3a…`: files hang below it by name. */
  base: string;
  url(name: string): string;
  /** To be mounted below `base`. */
  serve(): RequestHandler;
}

/** @param above the address that the files hang below, without what changes */
export function assetsOf(folder: string, above: string): Assets {
  const base = `${above}/${fingerprint(folder)}`;
  return {
    base,
    url: (name) => `${base}/${name}`,
    serve: () => express.static(folder, { immutable: true, maxAge: '365d', index: false, redirect: false }),
  };
}

const page = assetsOf(fileURLToPath(new URL('../channel/web/page', import.meta.url)), '/assets');

export const assetsBase = page.base;
export const assetUrl = page.url;
export const assets = page.serve;

function fingerprint(folder: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest('hex').slice(0, 12);
}
