/** What the files of papers and lists are called, so that one is not taken for another: a decision by its number, a draft as one. */
import { fold } from '../flow/fold.ts';
import type { Paper } from './paper.ts';
import { fileNames } from './templates.ts';

const LONGEST = 60;

/** @param trial it is none: BẢN THỬ */
export function fileNameOf(paper: Paper, { trial }: { trial: boolean }): string {
  return trial ? `ban-thu-${nameOf(paper)}` : nameOf(paper);
}

function nameOf(paper: Paper): string {
  const name = fileNames[paper.kind];
  if (paper.kind === 'correction' || paper.kind === 'certificate') return numbered(name, paper.number);
  if (paper.kind !== 'decision') return name;
  return paper.draft ? `du-thao-${name}` : numbered(name, paper.number);
}

/** `quyet-dinh.docx` of 123/QĐ-UBND is `quyet-dinh-123-qd-ubnd.docx`. */
export function numbered(fileName: string, number: string | null): string {
  const words = fold(number ?? '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, LONGEST);
  return words === '' ? fileName : fileName.replace(/(?=\.[a-z]+$)/, `-${words}`);
}
