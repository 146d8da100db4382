import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseRubric } from '../../src/rubric/parse.ts';

test('the example of docs/rubric-language.md is a rubric', () => {
  const page = readFileSync(new URL('../../docs/rubric-language.md', import.meta.url), 'utf8');
  const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  expect(parseRubric(example, 'docs/rubric-language.md')).toMatchObject({ ok: true });
});
