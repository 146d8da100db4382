import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { templates } from '../../scripts/make-paper-templates.ts';
import { paperKinds, type Slots, slotsOf, templateKinds } from '../../src/paper/slots.ts';
import { fileNames, shippedTemplate, slipName, slipTemplate } from '../../src/paper/templates.ts';
import { partsOf } from './word.ts';

describe('the forms that come with the house', () => {
  it.each(paperKinds)('%s is what its script writes: run npm run templates', async (kind) => {
    expect(partsOf(await shippedTemplate(kind))).toEqual(templates().get(fileNames[kind]));
  });

  it('so is the slip that a household signs', async () => {
    expect(partsOf(await slipTemplate())).toEqual(templates().get(slipName));
  });
});

it('docs/papers.md tells of every name, of the papers that have it, and which are needed', () => {
  const docs = readFileSync(new URL('../../docs/papers.md', import.meta.url), 'utf8');
  const rows = [...docs.matchAll(/^\| (\*\*)?([a-z_.]+)(?:\*\*)? \| [^|]+ \| (x?) ?\| (x?) ?\| (x?) ?\| (x?) ?\| (x?) ?\| (x?) ?\|$/gm)];
  const told = new Map(rows.map(([, needed, name, ...marks]) => [name, { needed: needed !== undefined, marks }]));
  const known = new Map<string, { needed: boolean; marks: string[] }>();
  for (const [index, kind] of templateKinds.entries()) {
    for (const [name, needed] of namesOf(slotsOf[kind])) {
      const entry = known.get(name) ?? { needed, marks: ['', '', '', '', '', ''] };
      entry.marks[index] = 'x';
      known.set(name, entry);
    }
  }
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(known));
});

function namesOf(slots: Slots, path = ''): [string, boolean][] {
  return Object.entries(slots).flatMap(([name, slot]): [string, boolean][] =>
    typeof slot === 'object' ? [[path + name, true], ...namesOf(slot.each, `${path}${name}.`)] : [[path + name, slot === 'needed']],
  );
}
