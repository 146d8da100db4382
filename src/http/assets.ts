/** The page's own files, under an address that changes whenever one of them does, so that browsers may keep them for ever. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler } from 'express';

const folder = fileURLToPath(new URL('../channel/web/page', import.meta.url));

/** `/assets/1f3a…`: files hang below it by name. */
export const assetsBase = `/assets/${fingerprint()}`;

export function assetUrl(name: string): string {
  return `${assetsBase}/${name}`;
}

export function assets(): RequestHandler {
  return express.static(folder, { immutable: true, maxAge: '365d', index: false, redirect: false });
}

function fingerprint(): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest('hex').slice(0, 12);
}
