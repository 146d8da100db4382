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
const written = [...createLocale().keys('vi').values()].filter(({ namespace }) => namespace === 'console').map(({ key }) => key);

describe('the words of the console', () => {
  it('are there for every key that is said', () => {
    const said = [...source.matchAll(/\bsay\('([\w.]+)'/g)].map(([, key]) => key ?? '');
    expect(said.length).toBeGreaterThan(30);
    expect(said.filter((key) => !written.includes(key))).toEqual([]);
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
    const isPage = (path: string) => !/\/(?:file|thumb|table)$/.test(path) && path !== '/fresh';
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
