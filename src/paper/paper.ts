/** What a paper says, before any layout. No points, and nobody who is not proposed: those are told in private. */
import { formatNumber } from '../locale/format.ts';
import { BLANK } from './compile.ts';
import { NO_BASIS } from './ground-of.ts';
import type { Values } from './slots.ts';

export interface PaperHousehold {
  head: string;
  code: string;
  area: string;
  note?: string | undefined;
}

export interface PaperArea {
  name: string;
  /** Nobody is placed in it yet: it has no number of its own, its households are among those of the others. */
  placed: boolean;
  /** Of all kinds of residence; null: the ward has not said. */
  households: number | null;
  /** Of which an officer, or the meeting, has said something. */
  judged: number;
  proposed: number;
}

interface Head {
  /** `Phường Bến Cát`. */
  unit: string;
  /** `Hội Khuyến học Phường Bến Cát`. */
  organisation: string;
  year: number;
  /** The document by which the rubric in force was adopted. */
  basis: string;
  /** Local date on the paper; null: written by hand when it is signed. */
  date: string | null;
}

export interface MeetingRecord extends Head {
  kind: 'meetingRecord';
  area: PaperArea;
  /** `date` is a local date, `time` as people write it, `19 giờ 30`. */
  held: { date: string; time: string | null; place: string | null };
  chair: string | null;
  secretary: string | null;
  attended: number | null;
  opinions: string | null;
  notProposed: number;
  households: readonly PaperHousehold[];
}

export interface ProposalList extends Head {
  kind: 'proposalList';
  /** Of the ward, or of the khu phố whose list it is. */
  total: number | null;
  households: readonly PaperHousehold[];
}

export interface Letter extends Head {
  kind: 'letter';
  number: string | null;
  signer: string | null;
  areas: readonly PaperArea[];
}

export interface DecisionPaper extends Head {
  kind: 'decision';
  /** It was not issued: it says DỰ THẢO. */
  draft: boolean;
  number: string | null;
  letterNumber: string | null;
  signer: string | null;
  signerTitle: string | null;
  total: number | null;
  households: readonly PaperHousehold[];
}

/** Of a decision that was issued, and corrects an earlier one. */
export interface CorrectionPaper extends Head {
  kind: 'correction';
  number: string;
  signer: string;
  signerTitle: string;
  reason: string;
  /** The decision that it corrects; `date` is a local date. */
  corrected: { number: string; date: string };
  households: readonly (PaperHousehold & { outcome: 'recognised' | 'notRecognised' })[];
}

/** Giấy công nhận: a page for each household that a decision recognises. Only of a template of the ward. */
export interface Certificates extends Head {
  kind: 'certificate';
  number: string;
  signer: string;
  signerTitle: string;
  /** `lookup`: the code behind /v/<code>. */
  households: readonly (PaperHousehold & { lookup: string })[];
}

export type Paper = MeetingRecord | ProposalList | Letter | DecisionPaper | CorrectionPaper | Certificates;

const DRAFT = 'DỰ THẢO';
const CORRECTED = { recognised: 'Công nhận', notRecognised: 'Thôi công nhận' };

export function valuesOf(paper: Paper): Values {
  switch (paper.kind) {
    case 'meetingRecord':
      return {
        ...head(paper, { proposed: paper.households.length, total: paper.area.households }),
        khu_pho: paper.area.name,
        gio: paper.held.time,
        ngay_hop: written(paper.held.date),
        dia_diem: paper.held.place,
        chu_tri: paper.chair,
        thu_ky: paper.secretary,
        so_nguoi: count(paper.attended),
        so_phieu: count(paper.area.judged),
        so_chua: count(paper.notProposed),
        cau_chua: paper.notProposed > 0 ? leftOut(paper.notProposed) : '',
        y_kien: paper.opinions,
        ho: paper.households.map(household),
      };
    case 'proposalList':
      return { ...head(paper, { proposed: paper.households.length, total: paper.total }), ho: paper.households.map(household) };
    case 'letter':
      return {
        ...head(paper, { proposed: sum(paper.areas.map((one) => one.proposed)), total: totalOf(paper.areas) }),
        so_to_trinh: paper.number,
        nguoi_ky: paper.signer,
        khu: paper.areas.map(area),
      };
    case 'decision':
      return {
        ...head(paper, { proposed: paper.households.length, total: paper.total }),
        du_thao: paper.draft ? DRAFT : '',
        so: paper.number,
        so_to_trinh: paper.letterNumber,
        nguoi_ky: paper.signer,
        chuc_vu: paper.signerTitle,
        ho: paper.households.map(household),
      };
    case 'correction':
      return {
        ...top(paper),
        so: paper.number,
        so_goc: paper.corrected.number,
        ngay_goc: written(paper.corrected.date),
        ly_do: paper.reason,
        so_ho: count(paper.households.length),
        nguoi_ky: paper.signer,
        chuc_vu: paper.signerTitle,
        ho: paper.households.map((one, index) => ({ ...household(one, index), dieu_chinh: CORRECTED[one.outcome] })),
      };
    case 'certificate':
      return {
        ...top(paper),
        so: paper.number,
        nguoi_ky: paper.signer,
        chuc_vu: paper.signerTitle,
        ho: paper.households.map((one, index) => ({ ...household(one, index), ma_tra_cuu: one.lookup })),
      };
  }
}

/** Where nobody is left out, nobody is told so. */
function leftOut(households: number): string {
  return `Có ${count(households)} hộ chưa được đề nghị năm nay. Khu phố báo riêng cho từng hộ, kèm lý do và việc nên làm tiếp; biên bản không nêu tên các hộ này.`;
}

function head(paper: Head, { proposed, total }: { proposed: number; total: number | null }): Values {
  return { ...top(paper), so_de_nghi: count(proposed), tong_ho: count(total), ty_le: share(proposed, total) };
}

function top({ unit, organisation, year, basis, date }: Head): Values {
  const [signedYear = null, month = null, day = null] = date?.split('-') ?? [];
  return {
    don_vi: unit,
    don_vi_hoa: unit.toLocaleUpperCase('vi'),
    hoi: organisation,
    dia_danh: unit.replace(/^(Phường|Xã|Đặc khu) /, ''),
    nam: String(year),
    can_cu: basisInFull(basis),
    ngay: day,
    thang: month,
    nam_ky: signedYear,
  };
}

/** What is kept of a document is its number and date: who signed it, and about what, is written in by hand, where it does not say so. */
function basisInFull(basis: string): string {
  if (basis === NO_BASIS) return basis;
  const missing = ['của', 'về'].filter((word) => !basis.includes(` ${word} `)).map((word) => `${word} ${BLANK}`);
  return [basis, ...missing].join(' ');
}

function household({ head: name, code, area: place, note }: PaperHousehold, index: number): Values {
  return { stt: String(index + 1), chu_ho: name || null, ma_ho: code, khu_pho: place, ghi_chu: note ?? '' };
}

function area({ name, households, judged, proposed }: PaperArea, index: number): Values {
  return {
    stt: String(index + 1),
    khu_pho: name,
    tong_ho: count(households),
    so_phieu: count(judged),
    so_de_nghi: count(proposed),
    ty_le: share(proposed, households),
  };
}

/** Null where one khu phố has not been told: a sum of the others would be no total. Who is in none yet is in the numbers already. */
export function totalOf(areas: readonly Pick<PaperArea, 'households' | 'placed'>[]): number | null {
  const counted = areas.filter(({ placed }) => placed);
  const known = counted.flatMap(({ households }) => households ?? []);
  return known.length === counted.length && known.length > 0 ? sum(known) : null;
}

/** As figures stand in papers: `1.234`. */
function count(value: number | null): string | null {
  return value === null ? null : formatNumber(value, 'vi');
}

function share(part: number, whole: number | null): string | null {
  return whole === null || whole === 0 ? null : `${formatNumber(Math.round((part / whole) * 1000) / 10, 'vi')}%`;
}

/** `2026-11-25` → `25/11/2026`. */
function written(date: string): string {
  return date.split('-').reverse().join('/');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
