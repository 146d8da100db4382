/** Telling people something outside a turn: a line of their conversation and a message of the ledger, with numbers of their own. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTell } from '../../src/conversation/tell.ts';
import type { Deps } from '../../src/deps.ts';
import { digestOf } from '../../src/officer/digest.ts';
import { withdrawConsent } from '../../src/privacy/consent-withdraw.ts';
import { type SentFamily, sentFamily, transaction } from '../review/world.ts';
import { newMember, UNIT } from '../support/family.ts';
import { type House, openHouse } from '../support/talk.ts';

let house: House;
let family: SentFamily;
beforeAll(async () => {
  house = await openHouse();
  const { deps } = house;
  const area = await deps.db.area.create({ data: { id: deps.ids.next(), unitCode: UNIT, name: 'Khu phố 9', kind: 'quarter' } });
  family = await sentFamily(deps, { areaId: area.id });
});
afterAll(() => house.close());

const notice = { text: { text: 'Ở đây' }, away: { text: 'Ở xa' }, buttons: [{ key: 'menu.continue' }] };

function tellAll(except: string | null = null): Promise<number> {
  const { household } = createTell(house);
  return transaction(house.deps, (within) => household(within, { householdId: family.householdId, except }, notice));
}

const linesOf = (accountId: string) => house.conversation.linesOf(accountId, 0);

it('tells every member who agrees, and nobody else', async () => {
  const { deps } = house;
  const agrees = await newMember(deps, family);
  const took = await newMember(deps, family);
  const left = await newMember(deps, family);
  house.clock.advance(1_000);
  await transaction(deps, (within) => withdrawConsent(within, { accountId: took, purpose: 'selfAssessment' }));
  await deps.db.membership.updateMany({ where: { accountId: left }, data: { to: house.clock.now() } });
  expect(await tellAll(family.accountId)).toBe(1);
  expect(await tellAll()).toBe(2);
  const counts = await Promise.all([family.accountId, agrees, took, left].map(async (id) => (await linesOf(id)).length));
  expect(counts).toEqual([1, 2, 0, 0]);
  const rows = await deps.db.message.findMany({ where: { accountId: agrees }, orderBy: { seq: 'asc' } });
  expect(rows).toMatchObject([
    { seq: 1, class: 'fileNotice', state: 'queued', body: { text: 'Ở đây', choices: [{ data: 'w.Làm tiếp', label: 'Làm tiếp' }] } },
    { seq: 2 },
  ]);
});

it('speaks the member’s language, and other words where they travel abroad', async () => {
  const visitor = await house.visitor({ channel: 'telegram' });
  await visitor.start();
  const { deps } = house;
  const accountId = await visitor.accountId();
  const other = await newMember(deps, family);
  await deps.db.membership.create({ data: { id: deps.ids.next(), accountId, householdId: family.householdId, from: house.clock.now() } });
  const { organisationId, textVersion, textHash, accountHash } = await deps.db.consent.findFirstOrThrow({ where: { accountId: other } });
  const about = { id: deps.ids.next(), accountId, accountHash, organisationId, textVersion, textHash, language: 'vi', method: 'chat' };
  await deps.db.consent.create({ data: { ...about, purpose: 'selfAssessment', act: 'given', at: house.clock.now() } });
  await deps.db.account.update({ where: { id: accountId }, data: { language: 'en' } });
  await tellAll();
  const said = (await visitor.answers()).at(-1);
  expect(said).toMatchObject({ text: 'Ở xa', choices: [{ label: 'Go on' }] });
});

it('about what can wait says nothing where they asked for silence, and its button leads to what there is to do', async () => {
  const visitor = await house.visitor();
  await visitor.start();
  const accountId = await visitor.accountId();
  const { deps } = house;
  const from = house.clock.now();
  const officerId = deps.ids.next();
  await deps.db.officer.create({ data: { id: officerId, name: 'Chị Tám', createdAt: from } });
  await deps.db.officerAccount.create({ data: { id: deps.ids.next(), officerId, accountId, from } });
  await deps.db.grant.create({ data: { id: deps.ids.next(), officerId, role: 'ward', unitCode: UNIT, from, grantedBy: 'system' } });
  const waits = {
    queue: 2,
    objected: 0,
    overdue: 1,
    toAsk: 0,
    inPerson: 0,
    news: 0,
    second: 0,
    leftBehind: 0,
    sendSecond: 0,
    toConfirm: 0,
    byOthers: 0,
    unplaced: 0,
    doubles: 0,
    help: 0,
  };
  const digest = digestOf({ waits, bursts: [], today: '2026-11-23' });
  if (!digest) throw new Error('two wait');
  const tell = (within: Deps) => createTell(house).officerAtLeisure(within, officerId, digest);
  await deps.db.account.update({ where: { id: accountId }, data: { stoppedAt: from } });
  expect(await transaction(deps, tell)).toBe(0);
  await deps.db.account.update({ where: { id: accountId }, data: { stoppedAt: null } });
  expect(await transaction(deps, tell)).toBe(1);
  const row = await deps.db.message.findFirstOrThrow({ where: { accountId, class: 'duty' } });
  const [button] = (row.body as { choices: { data: string; label: string }[] }).choices;
  const said = (answers: readonly { text: string }[]) => answers.map(({ text }) => text).join('\n');
  expect(said(await visitor.press('Việc hôm nay'))).toContain('Việc đang giữ:');
  // The same words, as they stand on the button of whoever reads English.
  expect(said(await visitor.say(house.locale.t('digest.open', 'en')))).toContain('Việc đang giữ:');
  expect(button?.data).toBe(`w.${button?.label}`);
});

it('has its button taken as its words, in the middle of anything, and numbers go on', async () => {
  const visitor = await house.visitor();
  await visitor.start();
  const accountId = await visitor.accountId();
  const before = (await linesOf(accountId)).at(-1)?.seq ?? 0;
  const { deps } = house;
  const from = house.clock.now();
  const officerId = deps.ids.next();
  await deps.db.officer.create({ data: { id: officerId, name: 'Chị Năm', createdAt: from } });
  await deps.db.officerAccount.create({ data: { id: deps.ids.next(), officerId, accountId, from } });
  const told = await transaction(deps, (within) =>
    createTell(house).officer(within, officerId, { ...notice, buttons: [{ text: 'giới thiệu' }] }),
  );
  expect(told).toBe(1);
  const [row] = await deps.db.message.findMany({ where: { accountId, class: 'duty' } });
  expect(row?.seq).toBe(before + 1);
  const answers = await visitor.press('giới thiệu');
  expect(answers.map(({ text }) => text).join('\n')).toContain('Gia đình học tập');
  const lines = await linesOf(accountId);
  expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, at) => at + 1));
});
