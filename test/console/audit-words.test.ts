/** Whatever src writes into the audit has a sentence on its page: collected from the source, so that a new one cannot be forgotten. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { expect, it } from 'vitest';
import { createLocale } from '../../src/locale/locale.ts';
import { auditRooms } from '../../src/officer/read-audit.ts';

/** Actions that are put together, and what they can become. */
const PUT_TOGETHER: Record<string, readonly string[]> = {
  'consent.${act}': ['consent.given', 'consent.refused'],
  'consent.${publicList}': ['consent.given', 'consent.refused'],
  'sheet.${purpose}': ['sheet.read', 'sheet.export'],
  'training.${purpose}': ['training.look', 'training.export'],
  'review.${deed.act.act}': ['confirm', 'unconfirm', 'change', 'askBack', 'withdraw', 'propose', 'notPropose', 'object', 'keep'].map(
    (act) => `review.${act}`,
  ),
};

const NAME = /^[a-z]\w*(?:\.\w+)+$/;
const folder = join(import.meta.dirname, '..', '..', 'src');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.includes(`${sep}generated${sep}`))
  .map((name) => readFileSync(join(folder, name), 'utf8'));
const sources = files.filter((text) => /db\/audit\.ts|\.audit\.create|INSERT INTO "Audit"|\baction: '[a-z]+\.\w/.test(text));

/** Names of actions that have a name of their own, wherever that is. */
const constants = new Map(
  files.flatMap((text) => [...text.matchAll(/const ([A-Z_]+) = '([a-z]\w*\.\w+)'/g)]).map(([, name, value]) => [name, value]),
);

function actionsIn(text: string): string[] {
  const written = [...text.matchAll(/\baction(?::| =) (?=([^\n]*))/g)].flatMap(([, rest = '']) => {
    const expression = rest.split(/, (?:subject|detail|at)\b|\s*\}|;/)[0] ?? '';
    const templates = [...rest.matchAll(/^`([^`]*)`/g)].flatMap(([, template = '']) => PUT_TOGETHER[template] ?? [`unknown: ${template}`]);
    const literals = [...expression.matchAll(/'([\w.]+)'/g)].map(([, literal]) => literal ?? '');
    const named = [...expression.matchAll(/\b[A-Z_]{4,}\b/g)].flatMap(([name]) => constants.get(name) ?? []);
    return [...templates, ...literals, ...named].filter((action) => NAME.test(action) || action.startsWith('unknown'));
  });
  const byStatement = [...text.matchAll(/INSERT INTO "Audit"[\s\S]*?'([a-z]\w*\.\w+)'/g)].map(([, action]) => action ?? '');
  return [...written, ...byStatement];
}

const actions = [...new Set(sources.flatMap(actionsIn))].sort();

it('finds what is written, by whatever way', () => {
  for (const action of [
    'review.open',
    'assessment.answer',
    'evidence.forget',
    'rubric.putInForce',
    'sheet.export',
    'consent.given',
    'sheet.save',
    'review.openFromAbove',
  ])
    expect(actions).toContain(action);
  expect(actions.length).toBeGreaterThan(90);
});

it('has a room for all of it, and words for each room', () => {
  expect([...new Set(actions.map((action) => action.split('.')[0]))].sort()).toEqual([...auditRooms].sort());
  expect(auditRooms.filter((room) => !createLocale().has(`console:audit.rooms.${room}`))).toEqual([]);
});

it('has words for all of it, and for nothing else', () => {
  const beginning = 'audit.actions.';
  const worded = [...createLocale().keys('vi').values()]
    .filter(({ namespace, key }) => namespace === 'console' && key.startsWith(beginning))
    .map(({ key }) => key.slice(beginning.length));
  expect(actions.filter((action) => !worded.includes(action))).toEqual([]);
  expect(worded.filter((action) => !actions.includes(action))).toEqual([]);
});
