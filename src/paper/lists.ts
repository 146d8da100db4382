/** The two lists of those who are recognised: the complete one for the UBND, and the one that hangs where everybody reads it. */
import { formatDate } from '../locale/format.ts';
import { type TableSheet, writeTable } from '../table/write-table.ts';
import { numbered } from './file-name.ts';
import { STAMP } from './stamp.ts';

export interface ListedHousehold {
  head: string;
  code: string;
  area: string;
  /** Somebody of the household agreed that its name is published, and nobody who speaks for it refused. */
  mayBePosted: boolean;
  /** What happened to it since the decision. */
  note?: string;
}

export interface RecognisedList {
  unit: string;
  year: number;
  /** From whose lines it is; `date` is a local date. Null: not decided yet, of who is proposed. */
  decision: { number: string; date: string } | null;
  households: readonly ListedHousehold[];
  trial: boolean;
}

const NAME = { heading: 'Họ và tên chủ hộ', width: 34 };
const AREA = { heading: 'Khu phố/Ấp', width: 22 };
const NUMBER = { heading: 'STT', width: 7 };

export interface MadeList {
  fileName: string;
  bytes: Uint8Array;
}

export async function completeList(list: RecognisedList): Promise<MadeList> {
  return file('danh-sach-day-du.xlsx', list, {
    notes: [`Danh sách đầy đủ${list.decision ? '' : ' để trình Ủy ban nhân dân'}. Không niêm yết, không đăng lên mạng.`],
    columns: [NUMBER, NAME, AREA, { heading: 'Mã gia đình', width: 14 }, { heading: 'Ghi chú', width: 24 }],
    rows: list.households.map(({ head, code, area, note = null }, index) => [index + 1, head, area, code, note]),
  });
}

/** Those who did not agree are counted, place by place, so that the sums are those of the decision. */
export async function postingList(list: RecognisedList): Promise<MadeList> {
  const named = list.households.filter(({ mayBePosted }) => mayBePosted);
  const unnamed = Map.groupBy(
    list.households.filter(({ mayBePosted }) => !mayBePosted),
    ({ area }) => area,
  );
  return file('danh-sach-niem-yet.xlsx', list, {
    notes: [`Tổng cộng ${list.households.length} hộ. Danh sách chỉ nêu tên các hộ đã đồng ý công khai.`],
    columns: [NUMBER, NAME, AREA],
    rows: [
      ...named.map(({ head, area }, index) => [index + 1, head, area]),
      ...[...unnamed].map(([area, households]) => [null, `và ${households.length} hộ khác`, area]),
    ],
  });
}

interface Content extends Pick<TableSheet, 'columns' | 'rows'> {
  notes: string[];
}

async function file(name: string, list: RecognisedList, { notes, columns, rows }: Content): Promise<MadeList> {
  const { unit, year, decision, trial } = list;
  const title = [
    ...(trial ? [`${STAMP}: bảng điểm chưa được công nhận, hoặc đang là mùa thử; danh sách này không có giá trị`] : []),
    `Các hộ được công nhận danh hiệu “Gia đình học tập” năm ${year}, ${unit}`,
    decision === null
      ? 'Dự thảo, chưa có quyết định.'
      : `Theo Quyết định số ${decision.number} ngày ${formatDate(decision.date, 'vi').day}.`,
    ...notes,
  ];
  const bytes = await writeTable([{ name: `Danh sách ${year}`, title, columns, rows }]);
  const fileName = numbered(name, decision?.number ?? null);
  return { fileName: trial ? `ban-thu-${fileName}` : fileName, bytes };
}
