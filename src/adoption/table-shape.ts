/** How the table of a rubric looks in a spreadsheet program. */
import {
  answerers,
  type Cell,
  GENERAL,
  HELP,
  kinds,
  NO,
  type Sheet,
  statuses,
  TABLE,
  type TableColumn,
  tableColumns,
  YES,
} from '../rubric/table/format.ts';
import type { TableColumn as Column, TableSheet } from '../table/write-table.ts';

const WIDTHS: Partial<Record<TableColumn, number>> = {
  kind: 10,
  id: 8,
  wording: 60,
  points: 8,
  status: 18,
  source: 40,
  levelsStatus: 18,
  appliesWhen: 30,
  name: 22,
  ask: 44,
  explain: 60,
  hint: 44,
  also: 30,
};
const CHOICES: Partial<Record<TableColumn, readonly string[]>> = {
  kind: Object.values(kinds),
  status: Object.values(statuses),
  levelsStatus: Object.values(statuses),
  answeredBy: Object.values(answerers),
  mayNotApply: [YES, NO],
  trainings: [YES, NO],
};

export function shapeOf({ name, rows: [heads = [], ...rows] }: Sheet): TableSheet {
  return { name, columns: name === TABLE ? tableHeads() : otherHeads(name, heads), rows: rows.map((row) => row.map(plain)) };
}

function tableHeads(): Column[] {
  return (Object.keys(tableColumns) as TableColumn[]).map((column) => {
    const choices = CHOICES[column];
    return { heading: tableColumns[column], width: WIDTHS[column] ?? 18, ...(choices && { choices }) };
  });
}

function otherHeads(name: string, heads: readonly Cell[]): Column[] {
  const widths = name === GENERAL ? [30, 60, 22, 60] : [8, 80, 22, 60];
  return heads.map((heading, index) => ({ heading: String(heading), width: widths[index] ?? 20 }));
}

/** The table holds nothing else. */
function plain(cell: Cell): string | number | null {
  return typeof cell === 'number' || cell === null ? cell : String(cell);
}

/** Not read when the file comes back. */
export function helpSheet(): TableSheet {
  const lines: [string, string][] = [
    [
      'Tiêu chí, Chỉ số, Mức',
      'Mỗi dòng là một tiêu chí, một chỉ số, hay một mức của chỉ số đứng ngay trên. Muốn thêm thì chèn dòng, muốn bỏ thì xóa dòng.',
    ],
    ['Mã', 'Giữ nguyên mã của những dòng không đổi ý: câu trả lời của gia đình đi theo mã. Dòng mới thì để trống, máy tự đặt.'],
    ['Điểm', 'Các chỉ số cộng lại bằng tiêu chí, các tiêu chí cộng lại bằng tổng điểm. Mức cao nhất bằng điểm của chỉ số.'],
    [
      'Độ chắc',
      'Chỉ ghi “văn bản” cho dòng chép đúng từ văn bản, và ghi rõ văn bản nào ở cột Nguồn (mỗi nguồn một dòng). Chưa chắc thì ghi “theo trí nhớ” hoặc “mẫu”.',
    ],
    [
      'Áp dụng khi',
      'Để trống là áp dụng cho mọi nhà. Ví dụ: tiểu_học + thcs > 0. Được dùng: mầm_non, tiểu_học, thcs, thpt, người_lớn (19–60 tuổi), trên_60.',
    ],
    ['Ai chấm', 'gia đình: hỏi trong cuộc trò chuyện. khu phố/ấp, phường/xã: gia đình không bị hỏi.'],
    [
      'Ghi buổi tập huấn đã dự',
      'Ghi “có” ở chỉ số về việc học của người lớn: gia đình điểm danh ở buổi tập huấn thì hệ thống tự ghi vào minh chứng của chỉ số đó.',
    ],
    ['Minh chứng', 'Dòng chỉ số: lời kể, ảnh, pdf (lời kể luôn được nhận). Dòng mức: ghi “không hỏi” nếu mức đó không cần minh chứng.'],
    [
      'Câu hỏi, Giải thích',
      'Lời gia đình sẽ đọc. Sửa câu hỏi hoặc lời của các mức thì các gia đình được hỏi lại câu đó; sửa điểm thì không.',
    ],
  ];
  return {
    name: HELP,
    columns: [
      { heading: 'Cột', width: 24 },
      { heading: 'Cách ghi', width: 110 },
    ],
    rows: lines,
  };
}
