/** The Word files that come with the house. Their layout is from memory, and they say so; a ward may hand in its own. */
import { readFile } from 'node:fs/promises';
import type { PaperKind, TemplateKind } from './slots.ts';

export const templatesFolder = new URL('templates/', import.meta.url);

/** Also the names of most papers that are made of them: see file-name.ts. */
export const fileNames = {
  meetingRecord: 'bien-ban-hop-binh-xet.docx',
  proposalList: 'danh-sach-de-nghi.docx',
  letter: 'to-trinh.docx',
  decision: 'quyet-dinh.docx',
  correction: 'quyet-dinh-dieu-chinh.docx',
  certificate: 'giay-cong-nhan.docx',
} as const satisfies Record<TemplateKind, string>;

/** For whoever makes the ward's own: a file to begin from, of which nothing is made. */
export const certificateSampleName = 'giay-cong-nhan-vi-du.docx';

export async function certificateSample(): Promise<Uint8Array> {
  return readFile(new URL(certificateSampleName, templatesFolder));
}

/** Of what a household signs where somebody fills in for it. */
export const slipName = 'phieu-dong-y.docx';

export async function slipTemplate(): Promise<Uint8Array> {
  return readFile(new URL(slipName, templatesFolder));
}

export async function shippedTemplate(kind: PaperKind): Promise<Uint8Array> {
  return readFile(new URL(fileNames[kind], templatesFolder));
}
