/**
 * What may stand in braces in the Word file of each paper. A ward may hand in files of its own: they may use these names and
 * no others. The meaning of each is told in docs/papers.md, in the words of those who write such files.
 */

/** `needed`: a file without it would make a paper that says too little. `each`: repeated, `{#ho}…{/ho}`. */
export type Slot = 'needed' | 'optional' | { readonly each: Slots };
export type Slots = { readonly [name: string]: Slot };

export const paperKinds = ['meetingRecord', 'proposalList', 'letter', 'decision', 'correction'] as const;
export type PaperKind = (typeof paperKinds)[number];

/** Those of which a ward may hand in a file of its own. Of the giấy công nhận there is none but the ward's. */
export const templateKinds = [...paperKinds, 'certificate'] as const;
export type TemplateKind = (typeof templateKinds)[number];

/** Stands on every paper. */
const top = {
  don_vi: 'needed',
  don_vi_hoa: 'optional',
  hoi: 'optional',
  dia_danh: 'optional',
  nam: 'needed',
  can_cu: 'optional',
  ngay: 'optional',
  thang: 'optional',
  nam_ky: 'optional',
} as const satisfies Slots;

/** On those that propose or recognise, too. */
const head = {
  ...top,
  so_de_nghi: 'needed',
  tong_ho: 'optional',
  ty_le: 'optional',
} as const satisfies Slots;

const household = {
  stt: 'optional',
  chu_ho: 'needed',
  ma_ho: 'optional',
  khu_pho: 'optional',
  ghi_chu: 'optional',
} as const satisfies Slots;

const area = {
  stt: 'optional',
  khu_pho: 'needed',
  tong_ho: 'optional',
  so_phieu: 'optional',
  so_de_nghi: 'needed',
  ty_le: 'optional',
} as const satisfies Slots;

export const slotsOf = {
  meetingRecord: {
    ...head,
    khu_pho: 'needed',
    gio: 'optional',
    ngay_hop: 'optional',
    dia_diem: 'optional',
    chu_tri: 'optional',
    thu_ky: 'optional',
    so_nguoi: 'optional',
    so_phieu: 'optional',
    so_chua: 'optional',
    cau_chua: 'optional',
    y_kien: 'optional',
    ho: { each: household },
  },
  proposalList: { ...head, ho: { each: household } },
  letter: { ...head, so_to_trinh: 'optional', nguoi_ky: 'optional', khu: { each: area } },
  decision: {
    ...head,
    du_thao: 'optional',
    so: 'optional',
    so_to_trinh: 'optional',
    nguoi_ky: 'optional',
    chuc_vu: 'optional',
    ho: { each: household },
  },
  correction: {
    ...top,
    so: 'optional',
    so_goc: 'needed',
    ngay_goc: 'optional',
    ly_do: 'needed',
    so_ho: 'needed',
    nguoi_ky: 'optional',
    chuc_vu: 'optional',
    ho: { each: { ...household, dieu_chinh: 'needed' } },
  },
  /** Repeated for each household with all that stands on its page: the loop has a page break. */
  certificate: {
    ...top,
    so: 'optional',
    nguoi_ky: 'optional',
    chuc_vu: 'optional',
    ho: { each: { ...household, ma_tra_cuu: 'optional' } },
  },
} as const satisfies Record<TemplateKind, Slots>;

/** What is written into them. Null: not known yet, to be written by hand. */
export type Values = { readonly [name: string]: string | null | readonly Values[] };
