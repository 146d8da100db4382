/** Papers of a ward, one of each kind. */
import type { CorrectionPaper, DecisionPaper, Letter, MeetingRecord, Paper, ProposalList } from '../../src/paper/paper.ts';
import type { PaperKind } from '../../src/paper/slots.ts';

const head = {
  unit: 'Phường Bến Cát',
  organisation: 'Hội Khuyến học Phường Bến Cát',
  year: 2026,
  basis: 'Quyết định số 324/QĐ-KHVN ngày 12/9/2022',
  date: '2026-12-05',
};

export const households = [
  { head: 'Nguyễn Thị Sen', code: 'K7M2 9QXC', area: 'Khu phố 3' },
  { head: 'Công Tằng Tôn Nữ Ngọc Huyền <Trân> & con', code: 'ABCD EFGH', area: 'Ấp Bến Đồn', note: 'họp bình xét' },
];

export const meetingRecord: MeetingRecord = {
  kind: 'meetingRecord',
  ...head,
  area: { name: 'Khu phố 3', placed: true, households: 1435, judged: 402, proposed: 2 },
  held: { date: '2026-11-25', time: '19 giờ 30', place: null },
  chair: 'Trần Văn Được',
  secretary: 'Lê Thị Mỵ',
  attended: 54,
  opinions: 'Bà con nhất trí.\nĐề nghị mở thêm tủ sách.',
  notProposed: 7,
  households,
};
export const proposalList: ProposalList = { kind: 'proposalList', ...head, total: 1435, households };
export const letter: Letter = {
  kind: 'letter',
  ...head,
  number: '05/TTr-HKH',
  signer: 'Phạm Thị Ngoãn',
  areas: [
    { name: 'Khu phố 3', placed: true, households: 435, judged: 402, proposed: 310 },
    { name: 'Ấp Bến Đồn', placed: true, households: 1000, judged: 900, proposed: 690 },
  ],
};
export const decision: DecisionPaper = {
  kind: 'decision',
  draft: true,
  ...head,
  date: null,
  number: null,
  letterNumber: '05/TTr-HKH',
  signer: null,
  signerTitle: 'Chủ tịch',
  total: 1435,
  households,
};

export const correction: CorrectionPaper = {
  kind: 'correction',
  ...head,
  number: '130/QĐ-UBND',
  signer: 'Trần Văn Chủ',
  signerTitle: 'Chủ tịch',
  reason: 'Ghi nhầm hộ cùng tên',
  corrected: { number: '123/QĐ-UBND', date: '2026-12-10' },
  households: households.map((one, index) => ({ ...one, outcome: index === 0 ? 'notRecognised' : 'recognised' })),
};

export const papers = { meetingRecord, proposalList, letter, decision, correction } satisfies Record<PaperKind, Paper>;
