/** The two lists of those who are recognised: the complete one for the UBND, and the one that hangs where everybody reads it. */
import { type ListFile, makeListFile } from './list-file.ts';

export interface ListedHousehold {
  head: string;
  code: string;
  area: string;
  /** Somebody of the household agreed that its name is published, and nobody who speaks for it refused. */
  mayBePosted: boolean;
}

export interface RecognisedList {
  unit: string;
  year: number;
  /** `Quyết định số 123/QĐ-UBND ngày 10/12/2026`; null: not decided yet. */
  decision: string | null;
  households: readonly ListedHousehold[];
  trial: boolean;
}

const NAME = { name: 'Họ và tên chủ hộ', width: 34 };
const AREA = { name: 'Khu phố/Ấp', width: 22 };
const NUMBER = { name: 'STT', width: 7 };

export async function completeList(list: RecognisedList): Promise<{ fileName: string; bytes: Uint8Array }> {
  return file('danh-sach-day-du.xlsx', list, {
    notes: ['Danh sách đầy đủ để trình Ủy ban nhân dân. Không niêm yết, không đăng lên mạng.'],
    columns: [NUMBER, NAME, AREA, { name: 'Mã hộ', width: 14 }, { name: 'Ghi chú', width: 24 }],
    rows: list.households.map(({ head, code, area }, index) => [index + 1, head, area, code, '']),
  });
}

/** Those who did not agree are counted, place by place, so that the sums are those of the decision. */
export async function postingList(list: RecognisedList): Promise<{ fileName: string; bytes: Uint8Array }> {
  const named = list.households.filter(({ mayBePosted }) => mayBePosted);
  const unnamed = Map.groupBy(
    list.households.filter(({ mayBePosted }) => !mayBePosted),
    ({ area }) => area,
  );
  return file('danh-sach-niem-yet.xlsx', list, {
    notes: [`Tổng cộng ${list.households.length} hộ. Danh sách chỉ nêu tên các hộ đã đồng ý công khai.`],
    columns: [NUMBER, NAME, AREA],
    rows: named.map(({ head, area }, index) => [index + 1, head, area]),
    closing: [...unnamed].map(([area, households]) => `${area}: và ${households.length} hộ khác.`),
  });
}

async function file(name: string, list: RecognisedList, content: Pick<ListFile, 'notes' | 'columns' | 'rows' | 'closing'>) {
  const { unit, year, decision, trial } = list;
  const title = `Các hộ được công nhận danh hiệu “Gia đình học tập” năm ${year}, ${unit}`;
  const notes = [decision === null ? 'Dự thảo, chưa có quyết định.' : `Theo ${decision}.`, ...content.notes];
  const bytes = await makeListFile({ ...content, title, notes, trial });
  return { fileName: trial ? `${STAMP_OF_FILES}${name}` : name, bytes };
}

const STAMP_OF_FILES = 'ban-thu-';
