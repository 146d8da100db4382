/** The console says what it has words for, and has no words that it does not say. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { routes } from '../../src/console/routes.ts';
import { createLocale } from '../../src/locale/locale.ts';

const folder = join(import.meta.dirname, '..', '..', 'src', 'console');
const source = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .join('\n');
const entries = [...createLocale().keys('vi').values()].filter(({ namespace }) => namespace === 'console');
const written = entries.map(({ key }) => key);

/** What is said by its key, and what it is given there. Said with more than a list of its own, it is seen by whoever renders it: a sentence throws then. */
function said(): { key: string; given: string[] }[] {
  return [...source.matchAll(/\bsay\('([\w.]+)'(\)|, \{)/g)].flatMap(({ index, 0: all, 1: key = '', 2: then }) => {
    const given = then === ')' ? [] : namesIn(source.slice(index + all.length));
    return given ? [{ key, given }] : [];
  });
}

/** Names of the object whose inside `text` begins with; null: not all of them are written there. */
function namesIn(text: string): string[] | null {
  const parts = [''];
  let depth = 0;
  for (const letter of text) {
    if ('([{'.includes(letter)) depth += 1;
    if (')]}'.includes(letter)) depth -= 1;
    if (depth < 0) break;
    if (letter === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  const names = parts.map((part) => part.trim()).filter(Boolean);
  return names.some((name) => name.startsWith('...')) ? null : names.map((name) => /^\w+/.exec(name)?.[0] ?? '');
}

describe('the words of the console', () => {
  it('are there for every key that is said', () => {
    const said = [...source.matchAll(/\bsay\('([\w.]+)'/g)].map(([, key]) => key ?? '');
    expect(said.length).toBeGreaterThan(30);
    expect(said.filter((key) => !written.includes(key))).toEqual([]);
  });

  it('are given everything that they name', () => {
    const names = new Map(entries.map(({ key, placeholders }) => [key, placeholders]));
    const without = said().flatMap(({ key, given }) =>
      (names.get(key) ?? []).filter((name) => !given.includes(name)).map((name) => `${key}: ${name}`),
    );
    expect(said().length).toBeGreaterThan(300);
    expect(without).toEqual([]);
  });

  it('are said', () => {
    const whole = new Set([...source.matchAll(/'([\w.]+)'/g)].map(([, key]) => key ?? ''));
    const beginnings = [...source.matchAll(/`([a-z]\w*(?:\.\w+)*\.)\$\{/g)].map(([, beginning]) => beginning ?? '');
    const unsaid = written.filter((key) => !whole.has(key) && !beginnings.some((beginning) => key.startsWith(beginning)));
    expect(unsaid).toEqual([]);
  });

  it('are there for everything that is said to be done, and for every page of the menu', () => {
    const done = [...source.matchAll(/\bgoTo\([^)]*?, '(\w+)'\)/g)].map(([, key]) => `done.${key}`);
    const menu = [...source.matchAll(/\bmenu: '(\w+)'/g)].map(([, key]) => `menu.${key}`);
    const waits = [...source.matchAll(/\bkey: '(\w+)'/g)].map(([, key]) => `waits.${key}`);
    const hints = [...source.matchAll(/\b(?:menu|about): '(\w+)'/g)].map(([, key]) => `hint.${key}`);
    expect([...done, ...menu, ...waits, ...hints].filter((key) => !written.includes(key))).toEqual([]);
    expect([done.length, menu.length, waits.length].every((count) => count > 0)).toBe(true);
  });

  it('say of every page what it is for', () => {
    // What answers a form was made by the form’s own route.
    const isPage = (path: string) => !/\/(?:file|thumb|table)$/.test(path) && !['/fresh', '/answers/:id'].includes(path);
    const pages = routes.filter(
      (route) => route.method === 'get' && route.who !== 'anyone' && !('givesFile' in route) && isPage(route.path),
    );
    expect(pages.length).toBeGreaterThan(25);
    expect(pages.filter((route) => !('menu' in route) && !('about' in route)).map(({ path }) => path)).toEqual([]);
    const hints = written.filter((key) => key.startsWith('hint.')).map((key) => key.slice('hint.'.length));
    const used = pages.flatMap((route) => ('menu' in route ? [route.menu] : 'about' in route ? [route.about] : []));
    expect(hints.filter((key) => !used.includes(key))).toEqual([]);
  });
});
