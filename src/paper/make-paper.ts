/** A paper as a Word file, of the ward's own template or of the one that comes with the house. */
import { compile } from './compile.ts';
import { fileNameOf } from './file-name.ts';
import { type Paper, valuesOf } from './paper.ts';
import type { TemplateKind } from './slots.ts';
import { stamp } from './stamp.ts';
import { shippedTemplate } from './templates.ts';
import { openWordFile } from './word-file.ts';

export interface MadePaper {
  fileName: string;
  bytes: Uint8Array;
}

export interface PaperOptions {
  /** A file that `checkTemplate` found nothing wrong with; absent: the one that comes with the house. */
  template?: Uint8Array | undefined;
  /** The rubric is not adopted: stamped BẢN THỬ on every page. */
  trial: boolean;
}

/** @throws TypeError where the template is none: it was not checked */
export async function makePaper(paper: Paper, { template, trial }: PaperOptions): Promise<MadePaper> {
  const opened = openWordFile(template ?? (await shipped(paper.kind)));
  if (!opened.ok) throw new TypeError(`no template: ${opened.problems[0].problem}`);
  const filled = compile(opened.zip).render(valuesOf(paper));
  const bytes = (trial ? stamp(filled) : filled).generate({ type: 'uint8array', compression: 'DEFLATE' });
  return { fileName: fileNameOf(paper, { trial }), bytes };
}

function shipped(kind: TemplateKind): Promise<Uint8Array> {
  if (kind === 'certificate') throw new TypeError('a certificate is only of a template of the ward');
  return shippedTemplate(kind);
}
