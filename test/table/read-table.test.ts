import { deflateRawSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readTable, tableLimits } from '../../src/table/read-table.ts';
import { csv, row, rows, xlsxOf } from './files.ts';

describe('an .xlsx', () => {
  test('gives every sheet with its name, gaps of rows and columns kept', async () => {
    const file = xlsxOf({ 'Khu phố': { rows: row(1, ['A', null, 'C']) + row(3, [1]) }, Hộ: { rows: rows(['x']) } });
    expect(await readTable(file)).toEqual({
      ok: [
        { name: 'Khu phố', rows: [['A', null, 'C'], [], [1]].map((one) => [...one, ...Array(3 - one.length).fill(null)]) },
        { name: 'Hộ', rows: [['x']] },
      ],
    });
  });

  test('gives what formulas came to, their errors, and texts in many runs as one', async () => {
    const cells =
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><f>SUM(1,2)</f><v>3</v></c><c r="C1" t="str"><f>"a"</f><v>Khu phố 1</v></c>' +
      '<c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="E1"><f>SUM(1,2)</f><v/></c></row>';
    const read = await readTable(xlsxOf({ A: { rows: cells } }, { strings: ['<r><t>Khu </t></r><r><t>phố</t></r>'] }));
    expect(read).toEqual({ ok: [{ name: 'A', rows: [['Khu phố', 3, 'Khu phố 1', '#DIV/0!', '#N/A']] }] });
  });

  test('has the value of merged cells in the first of them', async () => {
    const file = xlsxOf({
      A: { rows: rows(['Số hộ', null], ['Thường trú', 'Tạm trú']), after: '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>' },
    });
    expect(await readTable(file)).toEqual({
      ok: [
        {
          name: 'A',
          rows: [
            ['Số hộ', null],
            ['Thường trú', 'Tạm trú'],
          ],
        },
      ],
    });
  });

  test('that unpacks into more than is allowed is refused before it is unpacked', async () => {
    const bomb = xlsxOf({ A: { rows: rows(['a']) } }, { extra: { 'xl/worksheets/sheet9.xml': new Uint8Array(tableLimits.unpackedBytes) } });
    expect(bomb.byteLength).toBeLessThan(tableLimits.bytes);
    expect(await readTable(bomb)).toEqual({ problem: 'tooLarge' });
  });

  test('that lies about how large its parts are gets no more room than it asked for', async () => {
    const file = xlsxOf({ A: { rows: rows(['a'.repeat(3_000_000)]) } });
    const real = Buffer.from(file);
    const name = 'xl/worksheets/sheet1.xml';
    // The size in the directory at the end, 22 bytes before the name that stands there.
    const at = real.lastIndexOf(name) - 22;
    expect(real.readUInt32LE(at)).toBeGreaterThan(3_000_000);
    real.writeUInt32LE(100, at);
    expect(await readTable(real)).toEqual({ problem: 'broken' });
  });

  test('with cells at the far end of the world asks for too much', async () => {
    const far = `${rows(['a'])}<row r="2"><c r="XFD2"><v>1</v></c></row>${row(400, [1])}`;
    expect(await readTable(xlsxOf({ A: { rows: far } }))).toEqual({ problem: 'tooLarge' });
    const many = Array.from({ length: 5_000 }, (_, at) => `<row r="${at + 1}"><c r="XFD${at + 1}"><v>1</v></c></row>`).join('');
    expect(await readTable(xlsxOf({ A: { rows: many } }))).toEqual({ problem: 'tooLarge' });
  });

  test('takes the empty rows that some programs write down to the last', async () => {
    expect(await readTable(xlsxOf({ A: { rows: `${rows(['a'])}<row r="1048576"/>` } }))).toEqual({ ok: [{ name: 'A', rows: [['a']] }] });
  });
});

describe('a .csv', () => {
  const lines = [
    ['Khu phố', 'Thường trú'],
    ['Khu phố 1', '1,5'],
  ];

  test.each([
    ['commas', 'Khu phố,Thường trú\nKhu phố 1,"1,5"\n'],
    ['semicolons, a byte order mark and line ends of Windows', '\ufeffKhu phố;Thường trú\r\nKhu phố 1;1,5\r\n'],
    ['tabs', 'Khu phố\tThường trú\nKhu phố 1\t1,5'],
    ['quotes', '"Khu phố";"Thường trú"\n"Khu phố 1";"1,5"'],
  ])('with %s', async (_, text) => {
    expect(await readTable(csv(text))).toEqual({ ok: [{ name: '', rows: lines }] });
  });

  test('in UTF-16, as Excel saves Unicode text', async () => {
    const file = Buffer.from('\ufeffKhu phố\tThường trú\r\nKhu phố 1\t1,5\r\n', 'utf16le');
    expect(await readTable(file)).toEqual({ ok: [{ name: '', rows: lines }] });
  });

  test('keeps empty lines, and the line that names its separator, so that row numbers are those that people see', async () => {
    expect(await readTable(csv('a;b\n\nc;d\n'))).toEqual({ ok: [{ name: '', rows: [['a', 'b'], [''], ['c', 'd']] }] });
    expect(await readTable(csv('sep=|\r\na|b\r\n'))).toEqual({ ok: [{ name: '', rows: [[], ['a', 'b']] }] });
  });

  test('in another alphabet than Unicode is told apart', async () => {
    expect(await readTable(Buffer.from([0x4b, 0x68, 0x75, 0x20, 0xf4, 0xec, 0x3b, 0x31]))).toEqual({ problem: 'encoding' });
  });
});

describe('what is no table', () => {
  const zip = (name: string) => zipSync({ [name]: strToU8('<a/>') });
  test.each([
    ['nothing', new Uint8Array(), 'empty'],
    ['spaces', csv(' \n;\n').map((byte) => (byte === 0x20 ? 0x0a : byte)), 'empty'],
    ['an empty sheet', xlsxOf({ A: { rows: '' } }), 'empty'],
    ['Excel 97 or a password', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'oldExcel'],
    ['a web page called .xls', csv('<html><table><tr><td>1</td></tr></table></html>'), 'notTable'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000', 'hex'), 'encoding'],
    ['another archive', zip('content.xml'), 'notTable'],
    ['half an archive', xlsxOf({ A: { rows: rows(['a']) } }).subarray(0, 300), 'broken'],
    ['an archive of noise', Buffer.concat([Buffer.from('504b0304', 'hex'), deflateRawSync(Buffer.alloc(500, 7))]), 'broken'],
    ['a sheet that is no XML', xlsxOf({ A: { rows: '<row r="1"><c r="A1" t="q">' } }), 'broken'],
    ['too many bytes', new Uint8Array(tableLimits.bytes + 1), 'tooLarge'],
  ])('%s', async (_, bytes, problem) => {
    expect(await readTable(bytes)).toEqual({ problem });
  });
});
