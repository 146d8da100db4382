/** A file to take away; nothing keeps a copy of it on the way. */
import { fold } from '../flow/fold.ts';
import { type TableSheet, writeTable } from '../table/write-table.ts';
import type { Call } from './route.ts';

const TYPES = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

export interface GivenFile {
  /** Ours, of plain letters, with its ending: `to-trinh.docx`. */
  fileName: string;
  bytes: Uint8Array;
}

export function giveFile({ response }: Call, { fileName, bytes }: GivenFile): void {
  const ending = fileName.endsWith('.docx') ? 'docx' : 'xlsx';
  response.set({ 'cache-control': 'no-store', 'content-disposition': `attachment; filename="${fileName}"` });
  response.type(TYPES[ending]).send(Buffer.from(bytes));
}

/** @param name in words: "Bảng bình xét Khu phố 1" → bang-binh-xet-khu-pho-1.xlsx */
export async function giveTable(call: Call, name: string, sheets: readonly TableSheet[]): Promise<void> {
  giveFile(call, { fileName: `${fold(name).replaceAll(' ', '-')}.xlsx`, bytes: await writeTable(sheets) });
}
