/** What an officer of the ward is told in chat of households that were filled in for in a rush. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { UNIT } from '../support/family.ts';
import { newOfficer } from '../support/officers.ts';
import { type House, openHouse, type Visitor } from '../support/talk.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const texts = (said: { text: string }[]) => said.map(({ text }) => text).join('\n');

async function officerOf(role: 'ward' | 'hamlet', areaId: string): Promise<Visitor> {
  const { deps, clock } = house;
  const visitor = await house.visitor({ channel: 'telegram' });
  await visitor.start();
  const { officerId } = await newOfficer(deps, { role, name: 'Chị Năm', unitCode: UNIT, areaId: role === 'ward' ? null : areaId });
  const accountId = await visitor.accountId();
  await deps.db.officerAccount.create({ data: { id: deps.ids.next(), officerId, accountId, from: clock.now() } });
  return visitor;
}

it('is one sentence, once, with no name in it; and nothing to the officer of the khu phố', async () => {
  const { deps, clock, locale } = house;
  const areaId = deps.ids.next();
  await deps.db.area.create({ data: { id: areaId, unitCode: UNIT, name: 'Khu phố 9', kind: 'quarter' } });
  const [ward, hamlet] = [await officerOf('ward', areaId), await officerOf('hamlet', areaId)];
  expect(texts(await ward.say('việc hôm nay'))).not.toContain('dồn dập');

  const helper = await newOfficer(deps, { role: 'helper', name: 'Nguyễn Văn Nhanh', unitCode: UNIT, areaId });
  for (let count = 0; count < 9; count += 1) {
    const at = clock.now();
    const visit = { id: deps.ids.next(), officerId: helper.officerId, role: 'helper' as const, areaId, at, askUntil: at, filledAt: at };
    await deps.db.assist.create({ data: visit });
    clock.advance(60_000);
  }
  const said = texts(await ward.say('việc hôm nay'));
  expect(said).toContain(locale.t('officer.rush', 'vi', { count: 1 }));
  expect(said).not.toContain('Nguyễn Văn Nhanh');
  await ward.press('Máy khác');
  expect(texts(await ward.press('Về việc hôm nay'))).not.toContain('dồn dập');
  expect(texts(await hamlet.say('việc hôm nay'))).not.toContain('dồn dập');
});
