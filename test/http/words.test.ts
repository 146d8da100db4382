import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createLocale } from '../../src/locale/locale.ts';
import { problems } from '../../src/problems.ts';

const locale = createLocale();
const page = new URL('../../src/channel/web/page/', import.meta.url);
const sources = [
  ...readdirSync(page)
    .filter((name) => name.endsWith('.js'))
    .map((name) => new URL(name, page)),
  ...['home', 'code', 'my-data', 'evidence', 'page', 'problem'].map((name) => new URL(`../../src/http/pages/${name}.ts`, import.meta.url)),
].map((url) => readFileSync(url, 'utf8'));

describe.each(locale.languages)('the words of the page, %s', (language) => {
  const known = locale.keys(language);

  it('have a sentence for every problem', () => {
    expect(Object.keys(problems).filter((code) => !known.has(`problem:${code}`))).toEqual([]);
  });

  it('have every sentence that the page says', () => {
    const said = sources.flatMap((source) => [...source.matchAll(/say\('([\w.]+)'|data-word(?:-label|-placeholder)?="([\w.]+)"/g)]);
    const keys = said.map(([, spoken, shown]) => spoken ?? shown);
    expect(keys.length).toBeGreaterThan(50);
    expect(keys.filter((key) => !known.has(`web:${key}`))).toEqual([]);
  });
});
