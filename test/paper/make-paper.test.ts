import { describe, expect, it } from 'vitest';
import { makePaper } from '../../src/paper/make-paper.ts';
import { paperKinds } from '../../src/paper/slots.ts';
import { correction, decision, households, letter, meetingRecord, papers, proposalList } from './samples.ts';
import { htmlOf, partsOf, wordFile, wordsOf } from './word.ts';

describe('a paper of our own form', () => {
  it('records a meeting: who was there, who is proposed, and of the others only how many', async () => {
    const { fileName, bytes } = await makePaper(meetingRecord, { trial: false });
    const words = await wordsOf(bytes);
    expect(fileName).toBe('bien-ban-hop-binh-xet.docx');
    expect(words).toContain('Hôm nay, hồi 19 giờ 30, ngày 25/11/2026, tại …………, Khu phố 3, Phường Bến Cát họp bình xét');
    expect(words).toContain('Tổng số hộ của Khu phố 3: 1.435.');
    expect(words).toContain('đề nghị công nhận 2 hộ theo danh sách dưới đây, bằng 0,1% tổng số hộ');
    expect(words).toContain('Có 7 hộ chưa được đề nghị năm nay.');
    for (const { head, code } of households) {
      expect(words).toContain(head);
      expect(words).toContain(code);
    }
    expect(await htmlOf(bytes)).toContain('Bà con nhất trí.<br />Đề nghị mở thêm tủ sách.');
    expect(words.toLowerCase()).not.toContain('điểm:');
  });

  it('says of nobody that they are told in private where nobody is left out', async () => {
    const words = await wordsOf((await makePaper({ ...meetingRecord, notProposed: 0 }, { trial: false })).bytes);
    expect(words).not.toMatch(/chưa được đề nghị|báo riêng/);
  });

  it('lists those who are proposed, a row each, under names of columns that come again on every page', async () => {
    const { bytes } = await makePaper(proposalList, { trial: false });
    expect(await htmlOf(bytes)).toContain(
      '<tr><td><p>2</p></td><td><p>Công Tằng Tôn Nữ Ngọc Huyền &lt;Trân&gt; &amp; con</p></td><td><p>Ấp Bến Đồn</p></td><td><p>ABCD EFGH</p></td><td><p>họp bình xét</p></td></tr>',
    );
    expect(await htmlOf(bytes)).toContain('<thead><tr><th><p><strong>STT</strong></p></th>');
  });

  it('asks the UBND with sums that are those of the places', async () => {
    const words = await wordsOf((await makePaper(letter, { trial: false })).bytes);
    expect(words).toContain('cho 1.000 hộ, bằng 69,7% của 1.435 hộ, gồm:');
    expect(words).toMatch(/Khu phố 3\s+435\s+402\s+310\s+71,3%/);
    expect(words).toContain('Bến Cát, ngày 05 tháng 12 năm 2026');
  });

  it('gives no sum of all households where a place has not told its own', async () => {
    const unknown = { ...letter, areas: [...letter.areas, { name: 'Ấp 1', placed: true, households: null, judged: 1, proposed: 1 }] };
    expect(await wordsOf((await makePaper(unknown, { trial: false })).bytes)).toContain('cho 1.001 hộ, bằng ………… của ………… hộ');
  });

  it('says of a decision that was issued what it was signed with, and not that it is a draft', async () => {
    const signed = { draft: false, date: '2026-12-10', number: '123/QĐ-UBND', signer: 'Trần Văn Chủ' };
    const { fileName, bytes } = await makePaper({ ...decision, ...signed }, { trial: false });
    expect(fileName).toBe('quyet-dinh-123-qd-ubnd.docx');
    const words = await wordsOf(bytes);
    for (const one of ['CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG BẾN CÁT', 'Số: 123/QĐ-UBND', 'Bến Cát, ngày 10 tháng 12 năm 2026', 'Trần Văn Chủ'])
      expect(words).toContain(one);
    expect(words).not.toMatch(/dự thảo/i);
    // Who issued what the points stand on is not written down with it: that alone is left to be filled in.
    expect(words.match(/của ………… về …………/g)).toHaveLength(1);
    expect(words.replace('của ………… về …………', '')).not.toContain('…………');
  });

  it('says of a correction which decision it corrects, why, and what becomes of each household', async () => {
    const { fileName, bytes } = await makePaper(correction, { trial: false });
    expect(fileName).toBe('quyet-dinh-dieu-chinh-130-qd-ubnd.docx');
    const words = await wordsOf(bytes);
    expect(words).toContain('Điều chỉnh Quyết định số 123/QĐ-UBND ngày 10/12/2026 đối với 2 hộ');
    expect(words).toContain('Lý do: Ghi nhầm hộ cùng tên');
    const html = await htmlOf(bytes);
    expect(html).toContain('<td><p>K7M2 9QXC</p></td><td><p>Thôi công nhận</p></td>');
    expect(html).toContain('<td><p>ABCD EFGH</p></td><td><p>Công nhận</p></td>');
  });

  it('leaves blank in a draft what is not known before it is signed', async () => {
    const { fileName, bytes } = await makePaper(decision, { trial: false });
    expect(fileName).toBe('du-thao-quyet-dinh.docx');
    const words = await wordsOf(bytes);
    expect(words).toMatch(/^DỰ THẢO/);
    expect(words).toContain('Bến Cát, ngày ………… tháng ………… năm …………');
    expect(words).toContain('Số: …………');
    expect(words).toContain('Công nhận danh hiệu “Gia đình học tập” năm 2026 cho 2 hộ trên địa bàn Phường Bến Cát');
    expect(words).toContain('Nguyễn Thị Sen');
  });

  it('takes what people wrote for words: no names in braces, no XML', async () => {
    const sly = [{ head: '{don_vi}{#ho}{constructor} </w:t><w:br/>\u0000\u0008 Ê', code: 'K7M2 9QXC', area: '{/ho}' }];
    const { bytes } = await makePaper({ ...proposalList, households: sly }, { trial: false });
    expect(await wordsOf(bytes)).toContain('{don_vi}{#ho}{constructor} </w:t><w:br/> Ê');
  });

  it.each(paperKinds)('says at its foot that the layout of %s is from memory', async (kind) => {
    const { bytes } = await makePaper(papers[kind], { trial: false });
    expect(partsOf(bytes)['word/footer1.xml']).toContain('trình bày theo trí nhớ, chưa đối chiếu với mẫu chính thức');
  });
});

describe('BẢN THỬ', () => {
  it.each(paperKinds)('stands on %s in its text and on top of every page, and in its file name', async (kind) => {
    const { fileName, bytes } = await makePaper(papers[kind], { trial: true });
    expect(fileName).toMatch(/^ban-thu-/);
    expect(await wordsOf(bytes)).toMatch(/^BẢN THỬ\n\nBảng điểm chưa được công nhận/);
    expect(topsOf(bytes)).toEqual({ default: true, first: true, even: true });
  });

  it.each(paperKinds)('stands nowhere on %s once the rubric is adopted', async (kind) => {
    const { fileName, bytes } = await makePaper(papers[kind], { trial: false });
    expect(fileName).not.toContain('thu');
    expect(Object.values(partsOf(bytes)).join()).not.toContain('BẢN THỬ');
  });

  const slots = '{don_vi} {nam} {so_de_nghi} {#ho}{chu_ho}{/ho}';

  it("is put above what a ward's own form has on top of its pages", async () => {
    const references = '<w:headerReference w:type="default" r:id="top1"/><w:headerReference w:type="first" r:id="top2"/><w:titlePg/>';
    const template = wordFile({ body: [slots], headers: { top1: 'Hội Khuyến học {don_vi}', top2: 'Trang đầu' }, section: references });
    const { bytes } = await makePaper(proposalList, { template, trial: true });
    expect(topsOf(bytes)).toEqual({ default: true, first: true, even: true });
    expect(partsOf(bytes)['word/top1.xml']).toMatch(/BẢN THỬ.*Hội Khuyến học Phường Bến Cát/s);
    expect(partsOf(bytes)['word/top2.xml']).toMatch(/BẢN THỬ.*Trang đầu/s);
  });

  it('is put on every section of a form, and on one that has no sections', async () => {
    const broken = '<w:p><w:pPr><w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:pPr></w:p>';
    const template = wordFile({
      body: [slots, broken, 'Trang sau'],
      section: '<w:headerReference w:type="default" r:id="top1"/>',
      headers: { top1: 'Sau' },
    });
    const { bytes } = await makePaper(proposalList, { template, trial: true });
    expect(topsOf(bytes)).toEqual({ default: true, first: true, even: true });
    expect(partsOf(bytes)['word/top1.xml']).toMatch(/BẢN THỬ.*Sau/s);

    const plain = await makePaper(proposalList, { template: wordFile({ body: [slots] }), trial: true });
    expect(topsOf(plain.bytes)).toEqual({ default: true, first: true, even: true });
    expect(await wordsOf(plain.bytes)).toMatch(/^BẢN THỬ/);
  });
});

/** Which page tops the first section has, and whether each of them is stamped. */
function topsOf(bytes: Uint8Array): Record<string, boolean> {
  const parts = partsOf(bytes);
  const section = /<w:sectPr.*?<\/w:sectPr>/s.exec(parts['word/document.xml'] ?? '')?.[0] ?? '';
  const targets = new Map(
    [...(parts['word/_rels/document.xml.rels'] ?? '').matchAll(/<Relationship [^>]*>/g)].map(([one]) => [
      /Id="([^"]+)"/.exec(one)?.[1],
      /Target="([^"]+)"/.exec(one)?.[1],
    ]),
  );
  const references = [...section.matchAll(/<w:headerReference w:type="(\w+)" r:id="(\w+)"/g)];
  return Object.fromEntries(
    references.map(([, type, id]) => {
      const part = `word/${targets.get(id)}`;
      const known = parts['[Content_Types].xml']?.includes(`/${part}`) ?? false;
      return [type, known && (parts[part]?.includes('BẢN THỬ') ?? false)];
    }),
  );
}
