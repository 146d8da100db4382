import readSheet from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import { completeList, postingList } from '../../src/paper/lists.ts';
import { partsOf } from './word.ts';

const list = {
  unit: 'Phường Bến Cát',
  year: 2026,
  decision: { number: '123/QĐ-UBND', date: '2026-12-10' },
  households: [
    { head: 'Nguyễn Thị Sen', code: 'K7M2 9QXC', area: 'Khu phố 3', mayBePosted: true },
    { head: 'Trần Văn Được', code: 'ABCD EFGH', area: 'Khu phố 3', mayBePosted: false },
    { head: 'Lê Thị Mỵ', code: 'BBCD EFGH', area: 'Khu phố 3', mayBePosted: false },
    { head: 'Phạm Thị Ngoãn', code: 'CBCD EFGH', area: 'Ấp 1', mayBePosted: true },
  ],
  trial: false,
};

async function rowsOf(bytes: Uint8Array): Promise<unknown[][]> {
  const [sheet] = await readSheet(Buffer.from(bytes));
  return sheet?.data ?? [];
}

describe('the list for the UBND', () => {
  it('has everybody, with codes', async () => {
    const { fileName, bytes } = await completeList(list);
    expect(fileName).toBe('danh-sach-day-du-123-qd-ubnd.xlsx');
    const rows = await rowsOf(bytes);
    expect(rows.flat()).toContain('Theo Quyết định số 123/QĐ-UBND ngày 10/12/2026.');
    expect(rows).toContainEqual(['STT', 'Họ và tên chủ hộ', 'Khu phố/Ấp', 'Mã gia đình', 'Ghi chú']);
    expect(rows.slice(-4)).toEqual([
      [1, 'Nguyễn Thị Sen', 'Khu phố 3', 'K7M2 9QXC', null],
      [2, 'Trần Văn Được', 'Khu phố 3', 'ABCD EFGH', null],
      [3, 'Lê Thị Mỵ', 'Khu phố 3', 'BBCD EFGH', null],
      [4, 'Phạm Thị Ngoãn', 'Ấp 1', 'CBCD EFGH', null],
    ]);
  });
});

it('a list of who is proposed says that nothing is decided, and has no number in its name', async () => {
  const { fileName, bytes } = await completeList({ ...list, decision: null });
  expect(fileName).toBe('danh-sach-day-du.xlsx');
  expect((await rowsOf(bytes)).flat()).toContain('Dự thảo, chưa có quyết định.');
});

describe('the list for posting', () => {
  it('names those who agreed, and counts the others by place', async () => {
    const { bytes } = await postingList(list);
    const rows = await rowsOf(bytes);
    expect(rows).toContainEqual([1, 'Nguyễn Thị Sen', 'Khu phố 3']);
    expect(rows).toContainEqual([2, 'Phạm Thị Ngoãn', 'Ấp 1']);
    expect(rows).toContainEqual([null, 'và 2 hộ khác', 'Khu phố 3']);
    const everything = Object.values(partsOf(bytes)).join();
    for (const secret of ['Trần Văn Được', 'Lê Thị Mỵ', 'K7M2', 'ABCD']) expect(everything).not.toContain(secret);
  });
});

it('a list on a rubric that nobody adopted says first of all that it is a trial', async () => {
  for (const make of [completeList, postingList]) {
    const { fileName, bytes } = await make({ ...list, trial: true });
    expect(fileName).toMatch(/^ban-thu-/);
    expect((await rowsOf(bytes))[0]?.[0]).toMatch(/^BẢN THỬ/);
  }
});

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =cmd|x', '＝1'])(
  'a name like %j is no formula, here or after it was saved as something else',
  async (head) => {
    const sly = {
      ...list,
      unit: head,
      decision: { number: head, date: '2026-12-10' },
      households: [{ head, code: head, area: head, mayBePosted: true }],
    };
    for (const make of [completeList, postingList]) {
      const { bytes } = await make(sly);
      expect(partsOf(bytes)['xl/worksheets/sheet1.xml']).not.toMatch(/<f[ >]/);
      const cells = (await rowsOf(bytes)).flat().filter((one) => typeof one === 'string');
      expect(cells.filter((one) => one.includes(head.trim()))).not.toEqual([]);
      expect(cells.filter((one) => /^\s*[=+\-@＝]/.test(one))).toEqual([]);
    }
  },
);
