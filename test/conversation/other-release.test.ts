/** Who is in the middle of a dialog of another release is answered kindly, and has told nothing in vain. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contentHash } from '../../src/canonical.ts';
import type { Prisma } from '../../src/db/client.ts';
import { dialogSchema } from '../../src/flow/definition.ts';
import type { Session } from '../../src/flow/session.ts';
import { inviteMember } from '../../src/household/invite-member.ts';
import { readYaml } from '../../src/yaml/read-yaml.ts';
import { newFamily } from '../support/family.ts';
import { FLOWS } from '../support/sample.ts';
import { type House, openHouse, SERVICE_SECRET as secret, type Visitor } from '../support/talk.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const texts = (said: { text: string }[]) => said.map(({ text }) => text).join('\n');

/** As if another release had begun what is going on, or only one dialog of it. */
async function begunBy(visitor: Visitor, version: number, only?: string): Promise<void> {
  const accountId = await visitor.accountId();
  const row = await house.deps.db.conversation.findUniqueOrThrow({ where: { accountId } });
  const session = row.session as unknown as Session;
  const stack = session.stack.map((frame) => (only === undefined || frame.dialog === only ? { ...frame, version } : frame));
  expect(stack).not.toEqual(session.stack);
  await house.deps.db.conversation.update({
    where: { accountId },
    data: { session: { ...session, stack } as unknown as Prisma.InputJsonObject },
  });
}

it('that is nowhere any more: an apology, and registering goes on where it was', async () => {
  const lan = await house.visitor();
  await lan.start();
  await lan.press('Bắt đầu');
  await lan.say('lái thiêu');
  await lan.say('1');
  const agreed = await lan.press('Đồng ý');
  expect(texts(agreed)).toContain('chủ hộ');
  const next = texts(await lan.say('Lê Thị Lan'));
  await begunBy(lan, 900);
  const said = await lan.press('Thường trú');
  expect(texts(said)).toContain(house.locale.t('engine.apology', 'vi'));
  expect(said.at(-1)?.text).toBe(house.locale.t('menu.halfway', 'vi'));
  expect(texts(await lan.press('Đăng ký tiếp')), 'the name is known').toContain(next);
  expect(await house.deps.db.inbox.count({ where: { chatKey: lan.chatKey, state: 'parked' } })).toBe(0);
});

it('that is kept and knows less: a code it has never heard of works all the same', async () => {
  const text = await readFile(join(FLOWS, 'dialogs', 'join.yaml'), 'utf8');
  const old = text.replace(/^version: \d+/m, 'version: 4').replace(', assist: assist', '');
  const read = readYaml(old, 'join.yaml', dialogSchema);
  if (!read.ok) throw new Error(JSON.stringify(read.findings));
  const { raw } = read.source;
  const kept = { dialogId: 'join', version: 4, sha256: contentHash(raw), body: raw as Prisma.InputJsonObject };
  await house.deps.db.dialogVersion.create({ data: { ...kept, createdAt: house.clock.now() } });
  const family = await newFamily(house.deps);
  const invited = await inviteMember(house.deps, { accountId: family.accountId, secret });
  const tam = await house.visitor();
  await tam.start();
  await tam.say('menu');
  await tam.press('Có mã mời');
  await begunBy(tam, 4, 'join');
  await tam.say('code' in invited ? invited.code : '');
  expect(texts(await tam.press('Đồng ý'))).toContain('Từ nay máy này cũng dùng được hồ sơ của gia đình');
});

it('that is nowhere any more, for a member: the menu, and the form as it was', async () => {
  const family = await newFamily(house.deps);
  const invited = await inviteMember(house.deps, { accountId: family.accountId, secret });
  const mai = await house.visitor();
  await mai.start('code' in invited ? invited.code : '');
  await mai.press('Đồng ý');
  await mai.say('làm tiếp');
  await mai.say('1');
  expect(texts(await mai.say('1'))).toContain('Câu 2/10');
  const answers = await house.deps.db.answer.count();
  await begunBy(mai, 900);
  const said = texts(await mai.say('1'));
  expect(said).toContain(house.locale.t('engine.apology', 'vi'));
  expect(await house.deps.db.answer.count()).toBe(answers);
  expect(texts(await mai.say('làm tiếp'))).toContain('Câu 2/10');
});
