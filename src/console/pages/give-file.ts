import { fold } from '../../flow/fold.ts';
import { type TableSheet, writeTable } from '../../table/write-table.ts';
import type { Visit } from '../route.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** @param name in words: "Bảng bình xét Khu phố 1" → bang-binh-xet-khu-pho-1.xlsx */
export async function giveTable({ response }: Visit, name: string, sheets: readonly TableSheet[]): Promise<void> {
  const file = fold(name).replaceAll(' ', '-');
  const bytes = await writeTable(sheets);
  response.set({ 'cache-control': 'no-store', 'content-disposition': `attachment; filename="${file}.xlsx"` });
  response.type(XLSX).send(bytes);
}
