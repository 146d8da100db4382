/** Taking a duty in chat: what the first officer of all is called, and what a helper is told of the work. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { spacedCode } from '../../src/household/household-code.ts';
import { firstInvitation } from '../../src/officer/first-invitation.ts';
import { inviteOfficer } from '../../src/officer/invite-officer.ts';
import { transaction } from '../review/world.ts';
import { SECRET_KEY as secret, UNIT } from '../support/family.ts';
import { type House, openHouse } from '../support/talk.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const texts = (said: { text: string }[]) => said.map(({ text }) => text).join('\n');

it('asks whoever opens the first invitation for their name: nobody could know it before', async () => {
  const first = await transaction(house.deps, (within) => firstInvitation(within, { secret }));
  const city = await house.visitor();
  await city.start();
  await city.say(spacedCode(first?.code ?? ''));
  expect(texts(await city.press('Nhận việc'))).toContain('Xin cho biết họ và tên');
  expect(texts(await city.say('ừ')), 'no name').toContain('Xin nhắn họ và tên đầy đủ');
  expect(texts(await city.say('Trần Thị Cả'))).toContain('Đã nhận việc');
  const { officer } = await house.deps.db.officerAccount.findFirstOrThrow({
    where: { accountId: await city.accountId() },
    include: { officer: true },
  });
  expect(officer.name).toBe('Trần Thị Cả');
});

it('asks nobody for a name that the invitation says, and tells a helper what the work is', async () => {
  const invited = await transaction(house.deps, (within) =>
    inviteOfficer(within, { by: null, role: 'helper', unitCode: UNIT, name: 'Lê Thị Giúp', secret }),
  );
  if (invited.outcome !== 'invited') throw new Error(invited.outcome);
  const helper = await house.visitor();
  await helper.start();
  await helper.say(spacedCode(invited.code));
  const taken = await helper.press('Nhận việc');
  expect(texts(taken)).not.toContain('Xin cho biết họ và tên');
  for (const words of ['hỏi từng câu rồi ghi giúp đúng lời gia đình', 'hỏi họ đồng ý trước khi ghi', 'Vắng gia đình thì không ghi thay'])
    expect(texts(taken)).toContain(words);
  expect(taken.at(-1)?.choices.map(({ label }) => label)).toEqual(['Mở bàn làm việc', 'Máy khác', 'Việc của gia đình']);
});
