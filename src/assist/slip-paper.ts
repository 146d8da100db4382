/** The slip that a household signs, as a Word file to print: blank but for the words that are read out. Unofficial, and it says so. */
import type { Deps } from '../deps.ts';
import type { Sentence } from '../flow/session.ts';
import { controllerOf } from '../household/controller-of.ts';
import { spokenController } from '../household/spoken-controller.ts';
import type { Scope } from '../officer/scope.ts';
import { compile } from '../paper/compile.ts';
import type { MadePaper } from '../paper/make-paper.ts';
import { slipName, slipTemplate } from '../paper/templates.ts';
import { openWordFile } from '../paper/word-file.ts';
import { slipWords } from './agree-by-slip.ts';
import { helpsIn } from './places.ts';

export interface SlipPaperOptions {
  scope: Scope;
  unitCode: string;
  /** Says a sentence in the language in which the words are read out. */
  speak(sentence: Sentence): string;
}

/** Null: they help nobody there. */
export async function slipPaper(deps: Deps, { scope, unitCode, speak }: SlipPaperOptions): Promise<MadePaper | null> {
  const where = { AND: [helpsIn(scope), { unitCode }] };
  const area = await deps.db.area.findFirst({ where, select: { unit: { select: { name: true } } } });
  if (!area) return null;
  const { name } = spokenController(await controllerOf(deps, unitCode), speak);
  const values = {
    don_vi: area.unit.name,
    hoi: name,
    loi: linesOf(await slipWords(deps, { unitCode }, speak)),
    loi_ten: linesOf(await slipWords(deps, { unitCode, purpose: 'publicList' }, speak)),
  };
  const opened = openWordFile(await slipTemplate());
  if (!opened.ok) throw new TypeError(`no template: ${opened.problems[0].problem}`);
  const bytes = compile(opened.zip).render(values).generate({ type: 'uint8array', compression: 'DEFLATE' });
  return { fileName: slipName, bytes };
}

function linesOf(words: readonly string[]): { dong: string }[] {
  return words.flatMap((one) => one.split('\n').filter(Boolean)).map((dong) => ({ dong }));
}
