import readSheet from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import { harmless, makeListFile } from '../../src/paper/list-file.ts';
import { completeList, postingList } from '../../src/paper/lists.ts';
import { partsOf } from './word.ts';

const list = {
  unit: 'Phường Bến Cát',
  year: 2026,
  decision: 'Quyết định số 123/QĐ-UBND ngày 10/12/2026',
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
    expect(fileName).toBe('danh-sach-day-du.xlsx');
    const rows = await rowsOf(bytes);
    expect(rows).toContainEqual(['STT', 'Họ và tên chủ hộ', 'Khu phố/Ấp', 'Mã hộ', 'Ghi chú']);
    expect(rows.slice(-4)).toEqual([
      [1, 'Nguyễn Thị Sen', 'Khu phố 3', 'K7M2 9QXC', null],
      [2, 'Trần Văn Được', 'Khu phố 3', 'ABCD EFGH', null],
      [3, 'Lê Thị Mỵ', 'Khu phố 3', 'BBCD EFGH', null],
      [4, 'Phạm Thị Ngoãn', 'Ấp 1', 'CBCD EFGH', null],
    ]);
  });
});

describe('the list for posting', () => {
  it('names those who agreed, and counts the others by place', async () => {
    const { bytes } = await postingList(list);
    const rows = await rowsOf(bytes);
    expect(rows).toContainEqual([1, 'Nguyễn Thị Sen', 'Khu phố 3']);
    expect(rows).toContainEqual([2, 'Phạm Thị Ngoãn', 'Ấp 1']);
    expect(rows.flat()).toContain('Khu phố 3: và 2 hộ khác.');
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

describe('what looks like a formula', () => {
  const sly = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =cmd|x', '＝1', '＋1', '\r=1', '\n@x', '\u00a0=1'];

  it.each(sly)('%j is no formula, here or after it was saved as something else', async (value) => {
    const { bytes } = {
      bytes: await makeListFile({
        title: value,
        notes: [value],
        columns: [{ name: value, width: 9 }],
        rows: [[value]],
        closing: [value],
        trial: false,
      }),
    };
    const sheet = partsOf(bytes)['xl/worksheets/sheet1.xml'] ?? '';
    expect(sheet).not.toMatch(/<f[ >]/);
    for (const shown of (await rowsOf(bytes)).flat().filter((one) => one !== null)) expect(String(shown)).toMatch(/^'/);
  });

  it.each(['Nguyễn Thị Sen', "H'Hen Niê", 'Khu phố 3 - tổ 2', '', '0912'])('%j is left as it is', (value) => {
    expect(harmless(value)).toBe(value);
  });

  it('numbers are numbers', async () => {
    const bytes = await makeListFile({ title: 'a', notes: [], columns: [{ name: 'n', width: 5 }], rows: [[-12.5]], trial: false });
    expect((await rowsOf(bytes)).at(-1)).toEqual([-12.5]);
  });
});
