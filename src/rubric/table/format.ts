/** The table of a rubric as officers edit it: its sheets, headings and words. They are part of the format, as keys are of a YAML file. */
import type { Indicator, Rubric, Status } from '../definition.ts';

export type Cell = string | number | boolean | Date | null;

export interface Sheet {
  name: string;
  rows: readonly (readonly Cell[])[];
}

/** Where something stands: `{ sheet: 'Bảng điểm', cell: 'D7' }`. */
export interface Place {
  sheet: string;
  cell: string;
}

export const GENERAL = 'Chung';
export const TABLE = 'Bảng điểm';
export const DISQUALIFIERS = 'Điều kiện loại';
export const HELP = 'Hướng dẫn';

/** Columns of the first sheet. */
export const generalColumns = { label: 'Mục', value: 'Giá trị', status: 'Độ chắc', source: 'Nguồn' } as const;

/** Its rows. */
export const generalRows = {
  base: 'Làm từ bảng',
  id: 'Mã bảng điểm',
  title: 'Danh hiệu',
  version: 'Phiên bản',
  name: 'Tên bảng điểm',
  document: 'Văn bản làm căn cứ',
  issued: 'Ngày ban hành',
  period: 'Giai đoạn',
  note: 'Ghi chú',
  status: 'Độ chắc của cả bảng',
  total: 'Tổng điểm',
  normal: 'Điểm đạt',
  difficult: 'Điểm đạt, nơi khó khăn',
  floor: 'Điểm ít nhất của mỗi chỉ số',
  rule: 'Phần không áp dụng',
} as const;

export const tableColumns = {
  kind: 'Loại',
  id: 'Mã',
  wording: 'Nội dung',
  points: 'Điểm',
  status: 'Độ chắc',
  source: 'Nguồn',
  levelsStatus: 'Độ chắc của điểm các mức',
  appliesWhen: 'Áp dụng khi',
  answeredBy: 'Ai chấm',
  mayNotApply: 'Cho chọn “Không áp dụng”',
  evidence: 'Minh chứng',
  trainings: 'Ghi buổi tập huấn đã dự',
  name: 'Tên ngắn',
  ask: 'Câu hỏi',
  explain: 'Giải thích',
  hint: 'Gợi ý minh chứng',
  also: 'Cách nói khác',
  nameEn: 'Tên ngắn, hoặc mức (tiếng Anh)',
  askEn: 'Câu hỏi (tiếng Anh)',
  explainEn: 'Giải thích (tiếng Anh)',
  hintEn: 'Gợi ý minh chứng (tiếng Anh)',
  alsoEn: 'Cách nói khác (tiếng Anh)',
} as const;
export type TableColumn = keyof typeof tableColumns;

export const disqualifierColumns = { id: 'Mã', wording: 'Nội dung', status: 'Độ chắc', source: 'Nguồn' } as const;

export const kinds = { criterion: 'Tiêu chí', indicator: 'Chỉ số', level: 'Mức' } as const;

export const statuses: Record<Status, string> = {
  source: 'văn bản',
  partial: 'văn bản (đọc một phần)',
  derived: 'suy ra',
  memory: 'theo trí nhớ',
  sample: 'mẫu',
};

export const titles: Record<Rubric['title'], string> = {
  giaDinh: 'Gia đình học tập',
  congDan: 'Công dân học tập',
  dongHo: 'Dòng họ học tập',
  congDong: 'Cộng đồng học tập',
  donVi: 'Đơn vị học tập',
  congDongXa: 'Cộng đồng học tập cấp xã',
};

export const answerers: Record<Indicator['answeredBy'], string> = {
  household: 'gia đình',
  khuPho: 'khu phố/ấp',
  ward: 'phường/xã',
  computed: 'máy tính',
};

export const rules: Record<Rubric['notApplicable']['rule'], string> = { rescale: 'quy đổi', credit: 'cộng đủ điểm' };

export const evidenceKinds = { story: 'lời kể', photo: 'ảnh', pdf: 'pdf' } as const;

export const YES = 'có';
export const NO = 'không';
/** Beside a level, in the column of evidence: there is nothing to show for it. */
export const ASKS_NOTHING = 'không hỏi';

/** How conditions name a household's counts. */
const factWords: Readonly<Record<string, string>> = {
  preschool: 'mầm_non',
  primary: 'tiểu_học',
  lowerSecondary: 'thcs',
  upperSecondary: 'thpt',
  adults: 'người_lớn',
  elders: 'trên_60',
};
const factNamed = Object.fromEntries(Object.entries(factWords).map(([name, word]) => [word, name]));

/** What stands in quotes, or a name. */
const QUOTED_OR_NAME = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[\p{L}_][\p{L}\p{N}_]*/gu;

export function conditionForOfficers(condition: string): string {
  return condition.replace(QUOTED_OR_NAME, (name) => (Object.hasOwn(factWords, name) ? (factWords[name] as string) : name));
}

export function conditionFromOfficers(condition: string): string {
  return condition.replace(QUOTED_OR_NAME, (word) => {
    const folded = word.toLowerCase();
    return Object.hasOwn(factNamed, folded) ? (factNamed[folded] as string) : word;
  });
}

/** `D7`: column and row counted from 0. */
export function cellName(column: number, row: number): string {
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return `${letters}${row + 1}`;
}

/** Of texts that only differ in case, spaces and marks: the same. */
export function folded(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
