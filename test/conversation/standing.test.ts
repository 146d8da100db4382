/** What a household is told when it may not go on as before: another Hội, a consent taken back, too many wrong codes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedCity } from '../../src/db/city.ts';
import { codeFrom, readCode } from '../../src/household/household-code.ts';
import { type House, openHouse, type Visitor } from '../support/talk.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

async function follow(visitor: Visitor, steps: readonly string[]): Promise<void> {
  for (const step of steps) await (step.startsWith('[') ? visitor.press(step.slice(1, -1)) : visitor.say(step));
}

const wordsOf = (answers: { text: string }[]) => answers.map(({ text }) => text).join('\n');

async function registered(head: string): Promise<Visitor> {
  const visitor = await house.visitor();
  await visitor.start();
  await follow(visitor, [
    '[Bắt đầu]',
    'phường bến cát',
    '[Phường Bến Cát]',
    '[Đồng ý]',
    head,
    '[Thường trú]',
    '[Không]',
    '2',
    '0',
    '[Không để số]',
  ]);
  await follow(visitor, ['[Xác nhận]', '[Để sau]']);
  return visitor;
}

describe('who took back purpose 1', () => {
  it('is told why nobody can be invited, and may still correct', async () => {
    const sen = await registered('Nguyễn Thị Sen');
    house.clock.advance(60_000);
    await follow(sen, ['điều đã đồng ý', '[Rút đồng ý]', '[Xác nhận rút]', '[Không, để đó]']);
    expect(wordsOf(await sen.say('mời'))).toContain(house.locale.t('invite.noConsent', 'vi'));
    await follow(sen, ['dữ liệu của tôi', '[Sửa thông tin]', '[Tên chủ hộ]']);
    expect(wordsOf(await sen.say('Nguyễn Thị Sen Vàng'))).toContain(house.locale.t('household.updated', 'vi'));
  });
});

describe('who is asked whether they want news', () => {
  it.each([
    ['dừng', 'Trần Văn Một'],
    ['Dừng lại', 'Trần Văn Hai'],
    ['không nhận tin', 'Trần Văn Ba'],
  ])('and says “%s” has said no, and is not asked again', async (words, head) => {
    const sen = await registered(head);
    house.clock.advance(60_000);
    await follow(sen, ['điều đã đồng ý', `[${house.locale.t('consents.newsOn', 'vi')}]`]);
    const answers = await sen.say(words);
    expect(wordsOf(answers)).toContain(house.locale.t('consent.announcementsRefused', 'vi'));
    expect(wordsOf(answers)).not.toContain(house.locale.t('consent.announcementsQuestion', 'vi'));
    const where = { accountId: await sen.accountId(), purpose: 'announcements' as const };
    expect(await house.deps.db.consent.findMany({ where })).toMatchObject([{ act: 'refused' }]);
  });
});

describe('whoever guesses codes', () => {
  it('is asked to rest', async () => {
    const guesser = await house.visitor();
    await guesser.start();
    await follow(guesser, ['menu', '[Có mã mời]']);
    for (let guess = 0; guess < 10; guess++) await follow(guesser, [codeFrom(`guess ${guess}`), '[Nhập lại mã]']);
    expect(wordsOf(await guesser.say(codeFrom('guess 10')))).toContain(house.locale.t('join.tooMany', 'vi'));
  });
});

describe('a call for help before registering', () => {
  it('goes to the ward that was chosen', async () => {
    const lost = await house.visitor();
    await lost.start();
    await follow(lost, ['[Bắt đầu]', 'phường bến cát', '[Phường Bến Cát]', 'gọi giúp', 'nhờ tới nhà']);
    const accountId = await lost.accountId();
    const [call] = await house.database.prisma.helpRequest.findMany({ where: { accountId } });
    expect(call).toMatchObject({ note: 'nhờ tới nhà', unitCode: '25813', areaId: expect.any(String) });
  });
});

describe('another Hội', () => {
  it('has to be agreed with before the file is used again; nothing is lost meanwhile', async () => {
    const lan = await registered('Trần Thị Lan');
    const invited = await lan.say('mời');
    expect(readCode(/Mã mời: (.+)/.exec(wordsOf(invited))?.[1] ?? '')).not.toBeNull();
    await seedCity(house.deps, { name: 'Hội Khuyến học Thành phố Mới', contact: '0274', dataProtection: 'Văn phòng', sample: false });
    house.clock.advance(60_000);

    const asked = wordsOf(await lan.say('tự đánh giá'));
    expect(asked).toContain('hỏi lại gia đình một điều');
    expect(asked).not.toContain('không còn đồng ý');
    const words = wordsOf(await lan.press('Xem và trả lời'));
    expect(words).toContain(house.locale.t('consents.otherHoi', 'vi'));
    expect(words).toContain('Hội Khuyến học Thành phố Mới');
    await lan.press('Đồng ý');
    expect(wordsOf(await lan.say('tự đánh giá'))).not.toContain('hỏi lại');
    expect(await house.database.prisma.assessment.count({ where: { household: { headName: 'Trần Thị Lan' } } })).toBe(1);
  });

  it('may be refused, and is not asked for at every turn', async () => {
    const ba = await registered('Lê Văn Ba');
    await seedCity(house.deps, { name: 'Hội Khuyến học Thành phố Khác', contact: '0274', dataProtection: 'Văn phòng', sample: false });
    house.clock.advance(60_000);
    await follow(ba, ['menu', '[Xem và trả lời]', '[Không đồng ý]']);
    const menu = wordsOf(await ba.say('menu'));
    expect(menu).toContain('không còn đồng ý');
    expect(await house.database.prisma.household.count({ where: { headName: 'Lê Văn Ba' } })).toBe(1);
  });
});
