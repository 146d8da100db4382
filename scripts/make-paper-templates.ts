/**
 * Writes the Word files of src/paper/templates. Run it after a change here:
 *
 *     npm run templates
 *
 * The names of these papers are standard. Their layout is FROM MEMORY of how such papers look and was never held against an official
 * form, and each says so at the foot of its pages until a ward takes that line out of a copy of its own. What stands in braces:
 * docs/papers.md.
 */
import { writeFile } from 'node:fs/promises';
import { strToU8, zipSync } from 'fflate';
import type { PaperKind } from '../src/paper/slots.ts';
import { certificateSampleName, fileNames, slipName, templatesFolder } from '../src/paper/templates.ts';

const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const R = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const NOTE = 'Mẫu của Nhà Học, trình bày theo trí nhớ, chưa đối chiếu với mẫu chính thức. Phường, xã có thể thay bằng mẫu của mình.';

const SLIP_NOTE = 'Mẫu của Nhà Học, không phải mẫu chính thức. Phường, xã có thể dùng mẫu của mình, miễn có đủ các lời trên.';

/** Millimetres of A4 and its margins, in twentieths of a point. */
const mm = (length: number) => Math.round((length / 25.4) * 1440);
const page = { width: mm(210), height: mm(297), top: mm(20), bottom: mm(20), left: mm(30), right: mm(15) };
const textWidth = page.width - page.left - page.right;

// ── Words ────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Look {
  bold?: boolean;
  italic?: boolean;
  caps?: boolean;
  underline?: boolean;
  /** Points. */
  size?: number;
}

interface Place extends Look {
  align?: 'left' | 'center' | 'right' | 'both';
  /** Millimetres by which the first line goes in. */
  indent?: number;
  /** Points above and below. */
  before?: number;
  after?: number;
  newPage?: boolean;
  keepWithNext?: boolean;
}

const escaped = (words: string) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function run(words: string, { bold, italic, caps, underline, size }: Look = {}): string {
  const look = [
    bold ? '<w:b/>' : '',
    italic ? '<w:i/>' : '',
    caps ? '<w:caps/>' : '',
    size ? `<w:sz w:val="${size * 2}"/>` : '',
    underline ? '<w:u w:val="single"/>' : '',
  ].join('');
  return `<w:r>${look ? `<w:rPr>${look}</w:rPr>` : ''}<w:t xml:space="preserve">${escaped(words)}</w:t></w:r>`;
}

/** `**bold**` within a paragraph. */
function runs(words: string, look: Look): string {
  return words
    .split('**')
    .map((piece, index) => (piece === '' ? '' : run(piece, index % 2 === 1 ? { ...look, bold: true } : look)))
    .join('');
}

function p(words: string, place: Place = {}): string {
  const { align = 'left', indent = 0, before = 0, after = 0, newPage, keepWithNext, ...look } = place;
  return `<w:p><w:pPr>${keepWithNext ? '<w:keepNext/>' : ''}${newPage ? '<w:pageBreakBefore/>' : ''}<w:spacing w:before="${before * 20}" w:after="${after * 20}"/>${indent ? `<w:ind w:firstLine="${mm(indent)}"/>` : ''}<w:jc w:val="${align}"/></w:pPr>${runs(words, look)}</w:p>`;
}

const text = (words: string) => p(words, { align: 'both', indent: 10, before: 3, after: 3 });
const heading = (words: string) => p(words, { bold: true, before: 8, after: 3, keepWithNext: true });
const title = (words: string, more: Place = {}) => p(words, { bold: true, align: 'center', size: 15, before: 14, ...more });
const subtitle = (words: string) => p(words, { bold: true, align: 'center', after: 10 });

// ── Tables ───────────────────────────────────────────────────────────────────────────────────────────────────────

function cell(width: number, content: string): string {
  return `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/></w:tcPr>${content}</w:tc>`;
}

function row(widths: readonly number[], cells: readonly string[], { heading: isHeading = false } = {}): string {
  const repeated = isHeading ? '<w:tblHeader/>' : '';
  return `<w:tr><w:trPr><w:cantSplit/>${repeated}</w:trPr>${cells.map((one, at) => cell(widths[at] ?? 0, one)).join('')}</w:tr>`;
}

function tableOf(widths: readonly number[], rows: readonly string[], { lines }: { lines: boolean }): string {
  const line = (side: string) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>`;
  const borders = lines
    ? `<w:tblBorders>${['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map(line).join('')}</w:tblBorders>`
    : '';
  const columns = widths.map((width) => `<w:gridCol w:w="${width}"/>`).join('');
  const layout = `<w:tblPr><w:tblW w:w="${textWidth}" w:type="dxa"/>${borders}<w:tblLayout w:type="fixed"/></w:tblPr>`;
  return `<w:tbl>${layout}<w:tblGrid>${columns}</w:tblGrid>${rows.join('')}</w:tbl>${p('')}`;
}

interface Column {
  name: string;
  /** What stands in each row. */
  value: string;
  /** Of a hundred. */
  width: number;
  align?: 'left' | 'center';
}

/** One row for each of `loop`. */
function list(loop: string, columns: readonly Column[]): string {
  const widths = columns.map(({ width }) => Math.floor((textWidth * width) / 100));
  const names = columns.map(({ name }) => p(name, { bold: true, align: 'center', size: 12, before: 2, after: 2 }));
  const values = columns.map(({ value, align = 'left' }, at) => {
    const opens = at === 0 ? `{#${loop}}` : '';
    const closes = at === columns.length - 1 ? `{/${loop}}` : '';
    return p(`${opens}{${value}}${closes}`, { align, size: 12, before: 2, after: 2 });
  });
  return tableOf(widths, [row(widths, names, { heading: true }), row(widths, values)], { lines: true });
}

/** Two halves beside one another, without lines: the top of a paper, and those who sign it. */
function halves(left: readonly string[], right: readonly string[], leftPart = 0.42): string {
  const widths = [Math.floor(textWidth * leftPart), Math.floor(textWidth * (1 - leftPart))];
  return tableOf(widths, [row(widths, [left.join(''), right.join('')])], { lines: false });
}

const centred = (words: string, look: Place = {}) => p(words, { align: 'center', ...look });

const nation = [
  centred('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', { bold: true, size: 12 }),
  centred('Độc lập - Tự do - Hạnh phúc', { bold: true, size: 13, underline: true }),
];
const placeAndDate = centred('{dia_danh}, ngày {ngay} tháng {thang} năm {nam_ky}', { italic: true, before: 6 });

function signers(...columns: readonly (readonly string[])[]): string {
  const width = Math.floor(textWidth / columns.length);
  const widths = columns.map(() => width);
  const cells = columns.map(([role = '', name = '']) =>
    [
      centred(role, { bold: true, caps: true }),
      centred('(Ký, ghi rõ họ tên)', { italic: true, size: 11, after: 60 }),
      centred(name, { bold: true }),
    ].join(''),
  );
  return tableOf(widths, [row(widths, cells)], { lines: false });
}

const NOTES = { name: 'Ghi chú', value: 'ghi_chu' };
const households = (withArea: boolean, last = NOTES): string =>
  list('ho', [
    { name: 'STT', value: 'stt', width: 8, align: 'center' },
    { name: 'Họ và tên chủ hộ', value: 'chu_ho', width: withArea ? 38 : 52 },
    ...(withArea ? [{ name: 'Khu phố/Ấp', value: 'khu_pho', width: 22 }] : []),
    { name: 'Mã hộ', value: 'ma_ho', width: withArea ? 16 : 18, align: 'center' },
    { ...last, width: withArea ? 16 : 22 },
  ]);

// ── The papers ───────────────────────────────────────────────────────────────────────────────────────────────────

const TITLE = '“Gia đình học tập”';

const papers: Record<PaperKind, { name: string; body: string[] }> = {
  meetingRecord: {
    name: 'Biên bản họp bình xét',
    body: [
      halves([centred('{hoi}', { caps: true, size: 12 }), centred('CHI HỘI {khu_pho}', { caps: true, bold: true, size: 12 })], nation),
      title('BIÊN BẢN'),
      subtitle(`Họp bình xét, đề nghị công nhận danh hiệu ${TITLE} năm {nam}`),
      text('Hôm nay, hồi {gio}, ngày {ngay_hop}, tại {dia_diem}, {khu_pho}, {don_vi} họp bình xét danh hiệu Gia đình học tập năm {nam}.'),
      heading('I. Thành phần'),
      text('Chủ trì: {chu_tri}. Thư ký: {thu_ky}.'),
      text('Số người có mặt: {so_nguoi}.'),
      heading('II. Nội dung'),
      text('Căn cứ bình xét: {can_cu}.'),
      text('Tổng số hộ của {khu_pho}: {tong_ho}. Số hộ đã được cán bộ hoặc cuộc họp xem xét: {so_phieu}.'),
      text('Ý kiến tại cuộc họp:'),
      text('{y_kien}'),
      heading('III. Kết quả'),
      text('Cuộc họp thống nhất đề nghị công nhận **{so_de_nghi}** hộ theo danh sách dưới đây, bằng {ty_le} tổng số hộ.'),
      text('{cau_chua}'),
      p(''),
      households(false),
      text('Biên bản được đọc lại cho mọi người cùng nghe và thống nhất.'),
      p(''),
      signers(['Thư ký', '{thu_ky}'], ['Đại diện hộ dân'], ['Chủ trì', '{chu_tri}']),
    ],
  },
  proposalList: {
    name: 'Danh sách đề nghị công nhận',
    body: [
      halves([centred('{hoi}', { caps: true, bold: true, size: 12 }), centred('{don_vi}', { size: 12 })], [...nation, placeAndDate]),
      title('DANH SÁCH'),
      subtitle(`Đề nghị công nhận danh hiệu ${TITLE} năm {nam}`),
      text('Tổng cộng: **{so_de_nghi}** hộ, bằng {ty_le} của {tong_ho} hộ. Căn cứ bình xét: {can_cu}.'),
      p(''),
      households(true),
      signers(['Người lập danh sách'], ['Thay mặt Hội Khuyến học']),
    ],
  },
  letter: {
    name: 'Tờ trình',
    body: [
      halves(
        [centred('{hoi}', { caps: true, bold: true, size: 12 }), centred('Số: {so_to_trinh}', { size: 13, before: 6 })],
        [...nation, placeAndDate],
      ),
      title('TỜ TRÌNH'),
      subtitle(`Về việc đề nghị công nhận danh hiệu ${TITLE} năm {nam}`),
      centred('Kính gửi: Chủ tịch Ủy ban nhân dân {don_vi}', { before: 4, after: 8 }),
      text(
        'Căn cứ Quyết định số 387/QĐ-TTg ngày 25 tháng 3 năm 2022 của Thủ tướng Chính phủ về Chương trình “Đẩy mạnh phong trào học tập suốt đời trong gia đình, dòng họ, cộng đồng, đơn vị giai đoạn 2021 - 2030”;',
      ),
      text('Căn cứ {can_cu};'),
      text('Căn cứ biên bản họp bình xét của các khu phố, ấp,'),
      text(
        `{hoi} kính trình Chủ tịch Ủy ban nhân dân {don_vi} xem xét, quyết định công nhận danh hiệu ${TITLE} năm {nam} cho **{so_de_nghi}** hộ, bằng {ty_le} của {tong_ho} hộ, gồm:`,
      ),
      p(''),
      list('khu', [
        { name: 'STT', value: 'stt', width: 8, align: 'center' },
        { name: 'Khu phố/Ấp', value: 'khu_pho', width: 32 },
        { name: 'Tổng số hộ', value: 'tong_ho', width: 15, align: 'center' },
        { name: 'Hộ được xem xét', value: 'so_phieu', width: 15, align: 'center' },
        { name: 'Hộ đề nghị', value: 'so_de_nghi', width: 15, align: 'center' },
        { name: '% tổng số hộ', value: 'ty_le', width: 15, align: 'center' },
      ]),
      text('(Kèm theo danh sách đề nghị và biên bản họp bình xét của các khu phố, ấp.)'),
      text('Kính đề nghị Chủ tịch Ủy ban nhân dân {don_vi} xem xét, quyết định.'),
      p(''),
      halves(
        [p('Nơi nhận:', { bold: true, italic: true, size: 12 }), p('- Như trên;', { size: 11 }), p('- Lưu: Hội.', { size: 11 })],
        [
          centred('TM. BAN CHẤP HÀNH', { bold: true }),
          centred('CHỦ TỊCH', { bold: true, after: 60 }),
          centred('{nguoi_ky}', { bold: true }),
        ],
      ),
    ],
  },
  decision: {
    name: 'Quyết định công nhận, kèm danh sách',
    body: [
      p('{du_thao}', { bold: true, align: 'right', size: 12 }),
      halves(
        [
          centred('ỦY BAN NHÂN DÂN', { bold: true, size: 12 }),
          centred('{don_vi_hoa}', { bold: true, size: 12 }),
          centred('Số: {so}', { size: 13, before: 6 }),
        ],
        [...nation, placeAndDate],
      ),
      title('QUYẾT ĐỊNH'),
      subtitle(`Về việc công nhận danh hiệu ${TITLE} năm {nam}`),
      centred('CHỦ TỊCH ỦY BAN NHÂN DÂN {don_vi_hoa}', { bold: true, before: 4, after: 8 }),
      text('Căn cứ Luật Tổ chức chính quyền địa phương;'),
      text(
        'Căn cứ Quyết định số 387/QĐ-TTg ngày 25 tháng 3 năm 2022 của Thủ tướng Chính phủ về Chương trình “Đẩy mạnh phong trào học tập suốt đời trong gia đình, dòng họ, cộng đồng, đơn vị giai đoạn 2021 - 2030”;',
      ),
      text('Căn cứ {can_cu};'),
      text('Xét đề nghị của {hoi} tại Tờ trình số {so_to_trinh},'),
      title('QUYẾT ĐỊNH:', { size: 14, before: 8, after: 4 }),
      text(`**Điều 1.** Công nhận danh hiệu ${TITLE} năm {nam} cho **{so_de_nghi}** hộ trên địa bàn {don_vi} (có danh sách kèm theo).`),
      text('**Điều 2.** Danh hiệu được công nhận cho năm {nam}.'),
      text(
        '**Điều 3.** Văn phòng Hội đồng nhân dân và Ủy ban nhân dân, {hoi}, các đơn vị liên quan và các hộ có tên trong danh sách chịu trách nhiệm thi hành Quyết định này.',
      ),
      p(''),
      halves(
        [
          p('Nơi nhận:', { bold: true, italic: true, size: 12 }),
          p('- Như Điều 3;', { size: 11 }),
          p('- Hội Khuyến học cấp trên;', { size: 11 }),
          p('- Lưu: VT.', { size: 11 }),
        ],
        [centred('{chuc_vu}', { bold: true, caps: true, after: 60 }), centred('{nguoi_ky}', { bold: true })],
      ),
      title('DANH SÁCH', { newPage: true }),
      p(`Các hộ được công nhận danh hiệu ${TITLE} năm {nam}`, { bold: true, align: 'center' }),
      p('(Kèm theo Quyết định số {so} ngày {ngay} tháng {thang} năm {nam_ky} của Chủ tịch Ủy ban nhân dân {don_vi})', {
        italic: true,
        align: 'center',
        after: 10,
      }),
      households(true),
    ],
  },
  correction: {
    name: 'Quyết định điều chỉnh, kèm danh sách',
    body: [
      halves(
        [
          centred('ỦY BAN NHÂN DÂN', { bold: true, size: 12 }),
          centred('{don_vi_hoa}', { bold: true, size: 12 }),
          centred('Số: {so}', { size: 13, before: 6 }),
        ],
        [...nation, placeAndDate],
      ),
      title('QUYẾT ĐỊNH'),
      subtitle(`Về việc điều chỉnh danh sách hộ được công nhận danh hiệu ${TITLE} năm {nam}`),
      centred('CHỦ TỊCH ỦY BAN NHÂN DÂN {don_vi_hoa}', { bold: true, before: 4, after: 8 }),
      text('Căn cứ Luật Tổ chức chính quyền địa phương;'),
      text('Căn cứ {can_cu};'),
      text('Căn cứ Quyết định số {so_goc} ngày {ngay_goc} của Chủ tịch Ủy ban nhân dân {don_vi};'),
      text('Xét đề nghị của {hoi},'),
      title('QUYẾT ĐỊNH:', { size: 14, before: 8, after: 4 }),
      text('**Điều 1.** Điều chỉnh Quyết định số {so_goc} ngày {ngay_goc} đối với **{so_ho}** hộ (có danh sách kèm theo).'),
      text('Lý do: {ly_do}'),
      text('**Điều 2.** Các nội dung khác của Quyết định số {so_goc} không thay đổi.'),
      text(
        '**Điều 3.** Văn phòng Hội đồng nhân dân và Ủy ban nhân dân, {hoi}, các đơn vị liên quan và các hộ có tên trong danh sách chịu trách nhiệm thi hành Quyết định này.',
      ),
      p(''),
      halves(
        [
          p('Nơi nhận:', { bold: true, italic: true, size: 12 }),
          p('- Như Điều 3;', { size: 11 }),
          p('- Hội Khuyến học cấp trên;', { size: 11 }),
          p('- Lưu: VT.', { size: 11 }),
        ],
        [centred('{chuc_vu}', { bold: true, caps: true, after: 60 }), centred('{nguoi_ky}', { bold: true })],
      ),
      title('DANH SÁCH', { newPage: true }),
      p(`Các hộ được điều chỉnh, danh hiệu ${TITLE} năm {nam}`, { bold: true, align: 'center' }),
      p('(Kèm theo Quyết định số {so} ngày {ngay} tháng {thang} năm {nam_ky} của Chủ tịch Ủy ban nhân dân {don_vi})', {
        italic: true,
        align: 'center',
        after: 10,
      }),
      households(true, { name: 'Điều chỉnh', value: 'dieu_chinh' }),
    ],
  },
};

// ── The files ────────────────────────────────────────────────────────────────────────────────────────────────────

const xml = (content: string) => `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${content}\n`;
const section = `<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="${page.width}" w:h="${page.height}"/><w:pgMar w:top="${page.top}" w:right="${page.right}" w:bottom="${page.bottom}" w:left="${page.left}" w:header="${mm(8)}" w:footer="${mm(8)}" w:gutter="0"/></w:sectPr>`;

const styles = xml(
  `<w:styles xmlns:w="${W}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="26"/><w:szCs w:val="26"/><w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style></w:styles>`,
);

const contentTypes = xml(
  '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
);

const relations = (list: readonly [id: string, type: string, target: string][]) =>
  xml(
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list
      .map(([id, type, target]) => `<Relationship Id="${id}" Type="${type}" Target="${target}"/>`)
      .join('')}</Relationships>`,
  );

/** The parts of a Word file by name. */
function partsOf({ name, body, note = NOTE }: { name: string; body: string[]; note?: string }): Record<string, string> {
  return {
    '[Content_Types].xml': contentTypes,
    '_rels/.rels': relations([
      ['rId1', `${R}/officeDocument`, 'word/document.xml'],
      ['rId2', 'http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties', 'docProps/core.xml'],
    ]),
    'docProps/core.xml': xml(
      `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${name}</dc:title><dc:description>${note}</dc:description><dc:language>vi-VN</dc:language></cp:coreProperties>`,
    ),
    'word/_rels/document.xml.rels': relations([
      ['rId1', `${R}/styles`, 'styles.xml'],
      ['rId2', `${R}/footer`, 'footer1.xml'],
    ]),
    'word/styles.xml': styles,
    'word/footer1.xml': xml(`<w:ftr xmlns:w="${W}">${p(note, { italic: true, size: 8, align: 'center' })}</w:ftr>`),
    'word/document.xml': xml(`<w:document xmlns:w="${W}" xmlns:r="${R}"><w:body>${body.join('')}${section}</w:body></w:document>`),
  };
}

/** To begin from, and never printed from: of the giấy công nhận the ward has its own form. A page for each household. */
const certificate = {
  name: 'Ví dụ mẫu giấy công nhận',
  body: [
    p('{#ho}'),
    centred('{hoi}', { bold: true, caps: true }),
    title('GIẤY CÔNG NHẬN', { size: 24 }),
    centred(`${TITLE} năm {nam}`, { bold: true, after: 20 }),
    centred('Gia đình ông (bà): **{chu_ho}**', { size: 16, after: 6 }),
    centred('{khu_pho}, {don_vi}', { after: 20 }),
    centred('Theo Quyết định số {so} ngày {ngay} tháng {thang} năm {nam_ky}', { italic: true }),
    centred('Mã tra cứu: {ma_tra_cuu}', { size: 11, after: 20 }),
    halves([p('')], [centred('{chuc_vu}', { bold: true, caps: true, after: 60 }), centred('{nguoi_ky}', { bold: true })]),
    '<w:p><w:r><w:br w:type="page"/></w:r></w:p>',
    p('{/ho}'),
  ],
};

/** Words that were read out, a paragraph each. */
const readOut = (loop: string) => [p(`{#${loop}}`), p('{dong}', { align: 'both', size: 12, before: 2, after: 2 }), p(`{/${loop}}`)];
const line = (words: string) => p(words, { size: 12, before: 4, after: 4 });
const DOTS = '…………………………';

/** Blank but for the ward and the words: its number and whatever is of a household is written by hand. */
const slip = {
  name: 'Phiếu đồng ý cho điền giúp',
  note: SLIP_NOTE,
  body: [
    halves([centred('{hoi}', { caps: true, bold: true, size: 12 })], [p(`Số phiếu: ${DOTS}`, { align: 'right', bold: true })], 0.5),
    title('PHIẾU ĐỒNG Ý', { before: 4 }),
    subtitle(`Cho điền giúp phiếu tự đánh giá ${TITLE}`),
    line(`Họ và tên chủ hộ: ${DOTS}${DOTS}`),
    line(`Khu phố (ấp): ${DOTS}, {don_vi}`),
    heading('1. Lời đã đọc cho gia đình nghe'),
    ...readOut('loi'),
    line('Gia đình ký phiếu này là đồng ý điều trên.'),
    heading('2. Hỏi riêng: nêu tên gia đình'),
    ...readOut('loi_ten'),
    line('☐ Đồng ý nêu tên          ☐ Không nêu tên          (chưa hỏi thì để trống)'),
    p('Ngày ……… tháng ……… năm …………', { italic: true, align: 'right', size: 12, before: 6, after: 2 }),
    signers(['Người điền giúp'], ['Đại diện gia đình']),
    p('- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -', { align: 'center', size: 11 }),
    p('Phần gia đình giữ', { bold: true, keepWithNext: true }),
    line(`Số phiếu: ${DOTS}     Ngày: ${DOTS}`),
    line(`Mã phiếu tự đánh giá: ${DOTS}     Người điền giúp: ${DOTS}`),
    line('Muốn rút lại đồng ý, gia đình nói với chi hội khuyến học hoặc người điền giúp và cho xem số phiếu này.'),
  ],
};

/** File name → its parts. */
export function templates(): ReadonlyMap<string, Record<string, string>> {
  const shipped = Object.entries(papers).map(([kind, paper]): [string, Record<string, string>] => [
    fileNames[kind as PaperKind],
    partsOf(paper),
  ]);
  return new Map([...shipped, [certificateSampleName, partsOf(certificate)], [slipName, partsOf(slip)]]);
}

if (import.meta.main) {
  for (const [name, parts] of templates()) {
    const files = Object.fromEntries(Object.entries(parts).map(([part, content]) => [part, strToU8(content)]));
    // The same moment always, so that the same words give the same file.
    await writeFile(new URL(name, templatesFolder), zipSync(files, { mtime: new Date(1980, 0, 1, 12) }));
    process.stdout.write(`src/paper/templates/${name}\n`);
  }
}
