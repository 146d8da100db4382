/** The thread that papers are made in: each job gets its own answer, whatever the one before it did. */
import { expect, it } from 'vitest';
import { checkAside, makeAside } from '../../src/paper/aside.ts';
import { shippedTemplate } from '../../src/paper/templates.ts';
import { papers } from './samples.ts';
import { wordFile, wordsOf } from './word.ts';

const paper = (template?: Uint8Array) => makeAside({ job: 'paper', paper: papers.letter, trial: false, template });
const noTemplate = Uint8Array.of(1);

it('gives each of several at once its own answer', async () => {
  const own = wordFile({ body: ['Của riêng phường'] });
  const [good, ofTheWard, found] = await Promise.all([
    shippedTemplate('letter').then((bytes) => checkAside('letter', bytes)),
    paper(own),
    checkAside('letter', noTemplate),
  ]);
  expect(good).toEqual([]);
  expect(await wordsOf(ofTheWard.bytes)).toContain('Của riêng phường');
  expect(found).not.toEqual([]);
});

it('goes on after one that broke', async () => {
  await expect(paper(noTemplate)).rejects.toThrow('the paper was not made');
  expect((await paper()).bytes.byteLength).toBeGreaterThan(1000);
  expect((await paper()).bytes.byteLength).toBeGreaterThan(1000);
});
