import { expect, it } from 'vitest';
import { openHouse } from '../support/talk.ts';

/** What was asked is forgotten by then: shown again it would be empty, and confirmed it could not be registered. */
it('a household that has registered is not led back to what it registered with', async () => {
  const house = await openHouse();
  try {
    const lan = await house.visitor();
    await lan.start();
    await lan.press('Bắt đầu');
    await lan.say('lai thieu');
    await lan.say('1');
    await lan.press('Đồng ý');
    await lan.say('Trần Thị Hoa');
    for (const label of ['Thường trú', 'Không có', '2', '1', 'Không để số']) await lan.press(label);
    const registered = await lan.press('Xác nhận');
    const back = await lan.say('quay lại');
    expect(back.at(-1)?.text).toBe(registered.at(-1)?.text);
    expect(back.map(({ text }) => text).join('\n')).toContain(house.locale.t('engine.nothingBefore', 'vi'));
    expect(await house.database.prisma.inbox.count({ where: { error: { not: null } } })).toBe(0);
  } finally {
    await house.close();
  }
});

/** The same of a call for help: asked for its ward once more, it would not know any more to whom it went. */
it('whoever has called for help is not led back to where that call is from', async () => {
  const house = await openHouse();
  try {
    const lan = await house.visitor();
    await lan.start();
    await lan.say('gọi giúp');
    await lan.press('Gửi lời gọi');
    const recorded = await lan.press('Bỏ qua');
    expect(recorded.map(({ text }) => text).join('\n')).toContain('Đã gửi lời gọi.');
    const back = await lan.say('quay lại');
    expect(back.map(({ text }) => text).join('\n')).not.toContain('ở phường hay xã nào');
    await lan.say('gọi giúp');
    expect(await house.database.prisma.helpRequest.count()).toBe(1);
    expect(await house.database.prisma.inbox.count({ where: { error: { not: null } } })).toBe(0);
  } finally {
    await house.close();
  }
});
