/** Filling in for a household that is present, on the real database. */
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { answerIndicator } from '../../src/assessment/answer-indicator.ts';
import { loadForm } from '../../src/assessment/load-form.ts';
import { openAssessment } from '../../src/assessment/open-assessment.ts';
import { reopenAssessment } from '../../src/assessment/reopen-assessment.ts';
import { showResult } from '../../src/assessment/show-result.ts';
import { submitAssessment } from '../../src/assessment/submit-assessment.ts';
import { agreeBySlip, slipWords, takeBackSlip } from '../../src/assist/agree-by-slip.ts';
import { agreeToVisit, lookAtVisit, refuseVisit } from '../../src/assist/ask-in-chat.ts';
import { beginVisit } from '../../src/assist/begin-visit.ts';
import { fillHousehold } from '../../src/assist/fill-household.ts';
import { findHousehold } from '../../src/assist/find-household.ts';
import { listBursts } from '../../src/assist/list-bursts.ts';
import { refuseSlip } from '../../src/assist/refuse-slip.ts';
import { reopenForm } from '../../src/assist/reopen-form.ts';
import { type FilledItem, saveAnswers } from '../../src/assist/save-answers.ts';
import { sendForm } from '../../src/assist/send-form.ts';
import { FILL_HOURS } from '../../src/assist/visit.ts';
import type { Deps } from '../../src/deps.ts';
import { spacedCode } from '../../src/household/household-code.ts';
import { namingOf } from '../../src/household/may-be-named.ts';
import { loadDesk } from '../../src/officer/load-desk.ts';
import type { Scope } from '../../src/officer/scope.ts';
import { scopeOf } from '../../src/officer/scope.ts';
import { decideConsent } from '../../src/privacy/consent-decide.ts';
import { textHash } from '../../src/privacy/consent-text.ts';
import { withdrawConsent } from '../../src/privacy/consent-withdraw.ts';
import { exportData } from '../../src/privacy/export-data.ts';
import { forgetHousehold } from '../../src/privacy/forget-household.ts';
import { changeAnswer } from '../../src/review/change-answer.ts';
import { confirmFile } from '../../src/review/confirm-file.ts';
import { confirmUnflagged } from '../../src/review/confirm-unflagged.ts';
import { inUse } from '../../src/review/in-use.ts';
import { countByOthers, countWaiting } from '../../src/review/list-waiting.ts';
import { nextFile } from '../../src/review/next-file.ts';
import { openFile } from '../../src/review/open-file.ts';
import { waitingShown } from '../../src/review/waiting-shown.ts';
import { householdIn } from '../report/ward.ts';
import { tell, transaction } from '../review/world.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type FixedClock, fixedClock, sequentialIds, silentLog } from '../support/deps.ts';
import { decide, newAccount, newFamily, newMember, UNIT } from '../support/family.ts';
import { type OfficersHouse, openOfficersHouse, telling } from '../support/officers.ts';
import { type At, facts, fillAll, fillingOf, given, itemsOf, look, makeVisit, secret, sign, speak, visitAgain } from './world.ts';

let database: TestDatabase;
let deps: Deps;
let clock: FixedClock;
let house: OfficersHouse;
let helper: Scope;
beforeAll(async () => {
  database = await freshDatabase();
  clock = fixedClock('2026-11-01T08:00:00+07:00');
  deps = { db: database.prisma, clock, ids: sequentialIds(), log: silentLog };
  house = await openOfficersHouse(deps);
  helper = (await scopeOf(deps, house.officers.helper.officerId)) as Scope;
});
afterAll(() => database.drop());
beforeEach(() => clock.advance(60_000));

async function begin(
  scope = helper,
  whom: { householdId?: string; areaId?: string; form?: string } = { areaId: house.home.areaId },
): Promise<At> {
  const begun = await transaction(deps, (within) => beginVisit(within, { scope, ...whom, secret }));
  if (begun.outcome !== 'begun') throw new Error(begun.outcome);
  return { scope, assistId: begun.assistId };
}

const codeOf = async (at: At) => (await look(deps, at)).ask?.code ?? '';
const agree = (accountId: string, code: string) =>
  transaction(deps, (within) => agreeToVisit(within, { accountId, code, secret, lang: 'vi', speak }));
const slip = (at: At, number: string) =>
  transaction(deps, (within) => agreeBySlip(within, { ...at, slip: number, speak, lang: 'vi', secret, tell: telling.person }));
const save = (at: At, items: FilledItem[]) => transaction(deps, (within) => saveAnswers(within, { ...at, items, tell }));
const visitRow = ({ assistId }: At) => deps.db.assist.findUniqueOrThrow({ where: { id: assistId } });
const takeBack = (at: At, number: string) =>
  transaction(deps, (within) => takeBackSlip(within, { ...at, slip: number, tell: telling.officer }));
const refuse = (accountId: string) => transaction(deps, (within) => refuseSlip(within, { accountId, tell: telling.officer }));
async function newestTo(accountId: string, kind: 'fileNotice' | 'duty'): Promise<{ text: string; choices: { label: string }[] }> {
  const { body } = await deps.db.message.findFirstOrThrow({ where: { accountId, class: kind }, orderBy: { seq: 'desc' } });
  return body as unknown as { text: string; choices: { label: string }[] };
}
const householdOf = async (at: At) => (await visitRow(at)).householdId as string;
const send = async (at: At) => {
  const { form } = fillingOf(await look(deps, at));
  const shown = form.state === 'open' ? form.shown : '';
  return transaction(deps, (within) => sendForm(within, { ...at, shown, tell }));
};

/** In the home of the helper, with a member who chats and has begun. */
async function familyAtHome() {
  const family = await newFamily(deps);
  await deps.db.household.update({ where: { id: family.householdId }, data: { areaId: house.home.areaId } });
  return family;
}

describe('a visit', () => {
  test('begins where an officer helps, and nowhere else', async () => {
    const { householdId } = await newFamily(deps);
    for (const whom of [{ areaId: house.next.areaId }, { areaId: house.abroad.areaId }, { householdId }, { areaId: 'x' }, {}])
      expect(await transaction(deps, (within) => beginVisit(within, { scope: helper, ...whom, secret }))).toEqual({ outcome: 'notFound' });
  });

  test('is its officer’s own, and shows nothing of the household before it agrees', async () => {
    const at = await begin();
    const hamlet = (await scopeOf(deps, house.officers.hamlet.officerId)) as Scope;
    await expect(look(deps, { ...at, scope: hamlet })).rejects.toThrow('no such visit');
    expect(await look(deps, at)).toMatchObject({ state: 'asking', household: null, filling: null });
    const seen = { ...at, facts, seen: '', force: false, tell };
    expect(await transaction(deps, (within) => fillHousehold(within, seen))).toEqual({ outcome: 'over' });
    expect(await save(at, [given('B2', 'none')])).toEqual({ outcome: 'over' });
  });

  test('goes on when the same household is looked up again', async () => {
    const { householdId } = await familyAtHome();
    const at = await begin(helper, { householdId });
    expect((await begin(helper, { householdId })).assistId).toBe(at.assistId);
  });

  test('begins once however often its form is sent, and one form of its own begins another', async () => {
    const form = v7();
    const twice = await Promise.all([1, 2].map(() => begin(helper, { areaId: house.home.areaId, form })));
    expect(new Set(twice.map(({ assistId }) => assistId))).toEqual(new Set([form]));
    expect((await begin(helper, { areaId: house.home.areaId, form: v7() })).assistId).not.toBe(form);
    const { householdId } = await familyAtHome();
    const known = await Promise.all([1, 2].map(() => begin(helper, { householdId })));
    expect(new Set(known.map(({ assistId }) => assistId)).size).toBe(1);
  });

  test('of another is never taken over by naming it', async () => {
    const { assistId } = await begin();
    const hamlet = (await scopeOf(deps, house.officers.hamlet.officerId)) as Scope;
    expect((await begin(hamlet, { areaId: house.home.areaId, form: assistId })).assistId).not.toBe(assistId);
  });

  test('is over after some hours, and the question after half an hour', async () => {
    const [asked, agreed] = [await begin(), await begin()];
    const code = await codeOf(asked);
    await sign(deps, agreed);
    clock.advance(31 * 60_000);
    expect((await look(deps, asked)).state).toBe('over');
    expect(await slip(asked, 'S 1')).toEqual({ outcome: 'over' });
    expect(await agree(await newAccount(deps), code)).toEqual({ outcome: 'invalid' });
    expect((await look(deps, agreed)).state).toBe('filling');
    clock.advance(FILL_HOURS * 60 * 60_000);
    expect((await look(deps, agreed)).state).toBe('over');
    expect(await save(agreed, [given('B2', 'none')])).toEqual({ outcome: 'over' });
  });

  test('finds households by name without accents, and reads no list to anybody', async () => {
    await newFamily(deps, { head: 'Đặng Thị Xuyến' });
    const { householdId } = await newFamily(deps, { head: 'Đặng Thị Xuyến' });
    await deps.db.household.update({ where: { id: householdId }, data: { areaId: house.home.areaId } });
    const find = (query: string, unitCode = UNIT) =>
      transaction(deps, (within) => findHousehold(within, { scope: helper, unitCode, query }));
    expect(await find('dang xuyen')).toMatchObject({ outcome: 'found', households: [{ id: householdId }], more: false });
    expect(await find(' ')).toEqual({ outcome: 'tooShort' });
    expect(await find('dang', house.abroad.unitCode)).toEqual({ outcome: 'notFound' });
  });

  describe('a helper', () => {
    const find = (query: string, scope = helper) => transaction(deps, (within) => findHousehold(within, { scope, unitCode: UNIT, query }));
    const put = (headName: string, houseCode: string, areaId = house.home.areaId) => householdIn(deps, areaId, { headName, houseCode });

    test('finds whom they are with by name or code, and reads no names by typing parts of them', async () => {
      const id = await put('Phạm Thị Thu Cúc', 'A-077');
      const { code } = await deps.db.household.findUniqueOrThrow({ where: { id } });
      const hit = { outcome: 'found', households: [{ id, headName: 'Phạm Thị Thu Cúc' }], more: false };
      for (const said of ['Phạm Thị Thu Cúc', 'pham thi thu cuc', 'pham thu cuc', 'a-077', code, spacedCode(code).toLowerCase()])
        expect(await find(said), said).toMatchObject(hit);
      for (const part of ['ph', 'cuc', 'pham', code.slice(0, 7)]) expect(await find(part), part).toEqual({ outcome: 'notWhole' });
      for (const part of ['A-0', 'pham cuc', 'thu cuc', 'pham thi thu', 'ph thi thu cuc'])
        expect(await find(part), part).toEqual({ outcome: 'found', households: [], more: false });
    });

    test('reads no household code before the household agrees; whoever looks after it does', async () => {
      const id = await put('Mai Thị Sim', 'S-1');
      const { code } = await deps.db.household.findUniqueOrThrow({ where: { id } });
      for (const said of ['mai thi sim', 's-1', code]) expect(await find(said), said).toMatchObject({ households: [{ id, code: null }] });
      const at = await begin(helper, { householdId: id });
      expect((await look(deps, at)).household).toEqual({ code: null, head: 'Mai Thị Sim' });
      await sign(deps, at);
      expect((await look(deps, at)).household).toEqual({ code, head: 'Mai Thị Sim' });
      const hamlet = (await scopeOf(deps, house.officers.hamlet.officerId)) as Scope;
      expect(await find('mai thi sim', hamlet)).toMatchObject({ households: [{ id, code }] });
      expect((await look(deps, await begin(hamlet, { householdId: id }))).household).toMatchObject({ code });
    });

    test('is not shown those of one name, when there are many, nor those of other khu phố', async () => {
      for (let count = 0; count < 4; count += 1) await put('Trần Văn Hùng', `H-${count}`);
      await put('Trần Văn Mít', 'M-1', house.next.areaId);
      expect(await find('tran van hung')).toEqual({ outcome: 'found', households: [], more: true });
      expect(await find('h-2')).toMatchObject({ households: [{ houseCode: 'H-2' }] });
      expect(await find('tran van mit')).toMatchObject({ households: [] });
    });

    test('leaves a line without what was typed each time, and is stopped after some', async () => {
      const { officerId } = house.officers.helper;
      const lines = () =>
        deps.db.audit.findMany({ where: { actor: `officer:${officerId}`, action: 'assist.find' }, orderBy: { seq: 'asc' } });
      clock.advance(60 * 60_000 + 1);
      const before = (await lines()).length;
      for (let count = 0; count < 30; count += 1) await find('le thi khong co');
      expect(await find('le thi khong co')).toEqual({ outcome: 'tooMany' });
      const noted = (await lines()).slice(before);
      expect(noted).toHaveLength(30);
      expect(noted[0]).toMatchObject({ subject: `unit:${UNIT}`, detail: { households: 0, by: 'name' } });
      expect(JSON.stringify(noted, (_, value) => (typeof value === 'bigint' ? String(value) : value))).not.toMatch(/le thi|khong/);
      clock.advance(60 * 60_000 + 1);
      expect(await find('le thi khong co')).toMatchObject({ outcome: 'found' });
    });

    test('who looks after the khu phố as well finds there as in their list', async () => {
      const ward = await scopeOf(deps, house.officers.ward.officerId);
      if (!ward) throw new Error('no ward');
      await put('Vũ Đình Quất', 'Q-1');
      expect(await find('quat', ward)).toMatchObject({ outcome: 'found', households: [{ headName: 'Vũ Đình Quất' }] });
    });
  });
});

describe('consent on the household’s own phone', () => {
  test('names who asks, is recorded as ever, and makes the account a member of a new household', async () => {
    const at = await begin();
    const [code, accountId] = [await codeOf(at), await newAccount(deps)];
    const looked = await lookAtVisit(deps, { accountId, code, secret });
    expect(looked).toMatchObject({ outcome: 'asks', officer: house.officers.helper.name, unitCode: UNIT, householdId: null });
    expect(await deps.db.membership.count({ where: { accountId } })).toBe(0);
    expect(await agree(accountId, code)).toMatchObject({ outcome: 'agreed' });
    const householdId = await householdOf(at);
    expect(await deps.db.consent.findMany({ where: { accountId } })).toMatchObject([{ act: 'given', method: 'chat', householdId: null }]);
    expect(await deps.db.membership.findMany({ where: { accountId } })).toMatchObject([{ householdId }]);
    expect(await deps.db.household.findUnique({ where: { id: householdId } })).toMatchObject({ headName: '', areaId: house.home.areaId });
    expect((await look(deps, at)).state).toBe('filling');
    expect(await agree(await newAccount(deps), code), 'once').toEqual({ outcome: 'invalid' });
  });

  test('is asked of its members only, where it has some', async () => {
    const family = await familyAtHome();
    const code = await codeOf(await begin(helper, { householdId: family.householdId }));
    expect(await agree(await newAccount(deps), code)).toEqual({ outcome: 'notTheirs' });
    expect(await agree((await newFamily(deps)).accountId, code)).toEqual({ outcome: 'otherHome' });
    expect(await agree(family.accountId, code)).toMatchObject({ outcome: 'agreed', code: family.code });
    expect(await deps.db.membership.count({ where: { householdId: family.householdId } })).toBe(1);
  });

  test('is not given by whoever asks: not in the officer’s own chat, nor in one that was theirs', async () => {
    const { accountId, officerId } = house.officers.helper;
    const at = await begin();
    const code = await codeOf(at);
    expect(await agree(accountId, code)).toEqual({ outcome: 'ownCode' });
    const former = await newAccount(deps);
    const now = clock.now();
    await deps.db.officerAccount.create({ data: { id: deps.ids.next(), officerId, accountId: former, from: now, to: now } });
    expect(await agree(former, code)).toEqual({ outcome: 'ownCode' });
    expect(await deps.db.membership.count({ where: { accountId: { in: [accountId, former] } } })).toBe(0);
    expect(await agree(await newAccount(deps), code), 'the family’s phone').toMatchObject({ outcome: 'agreed' });
  });

  test('is used by one of two who press at the same moment', async () => {
    const code = await codeOf(await begin());
    const accounts = [await newAccount(deps), await newAccount(deps)];
    const outcomes = await Promise.all(accounts.map((accountId) => agree(accountId, code)));
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['agreed', 'invalid']);
    expect(await deps.db.membership.count({ where: { accountId: { in: accounts } } })).toBe(1);
  });

  test('refused leaves nothing but that', async () => {
    const at = await begin();
    const [code, accountId] = [await codeOf(at), await newAccount(deps)];
    await transaction(deps, (within) => refuseVisit(within, { accountId, code, secret }));
    expect(await look(deps, at)).toMatchObject({ state: 'refused', household: null });
    expect(await deps.db.consent.count({ where: { accountId } })).toBe(0);
    expect(await agree(accountId, code)).toEqual({ outcome: 'invalid' });
  });

  test('is asked by nobody whose duty was taken away', async () => {
    const officer = { officerId: deps.ids.next(), role: 'helper' as const };
    await deps.db.officer.create({ data: { id: officer.officerId, name: 'Vừa Thôi', createdAt: clock.now() } });
    const grant = { id: deps.ids.next(), ...officer, unitCode: UNIT, areaId: house.home.areaId, from: clock.now() };
    await deps.db.grant.create({ data: grant });
    const code = await codeOf(await begin((await scopeOf(deps, officer.officerId)) as Scope));
    await deps.db.grant.update({ where: { id: grant.id }, data: { to: clock.now() } });
    expect(await agree(await newAccount(deps), code)).toEqual({ outcome: 'invalid' });
  });
});

describe('a signed slip', () => {
  test('is recorded by its number, with the very words that were read out, and counts as the household’s yes', async () => {
    const at = await begin();
    expect(await slip(at, ' p-0017 ')).toEqual({ outcome: 'agreed' });
    const householdId = await householdOf(at);
    const words = textHash(await slipWords(deps, { unitCode: UNIT }, speak));
    expect(await deps.db.consent.findMany({ where: { householdId } })).toMatchObject([
      { accountId: null, act: 'given', method: 'slip:P-0017', textHash: words, purpose: 'selfAssessment' },
    ]);
    expect(await inUse(deps, [householdId])).toEqual(new Set([householdId]));
  });

  test('may say yes or no to the name in public lists, which is asked apart, and goes when the slip is taken back', async () => {
    const naming = async (at: At) => namingOf(deps, { householdId: await householdOf(at), unitCode: UNIT });
    const signed = async (number: string, publicList: 'given' | 'refused' | null) => {
      const at = await begin();
      const said = { ...at, slip: number, publicList, speak, lang: 'vi', secret, tell: telling.person };
      expect(await transaction(deps, (within) => agreeBySlip(within, said))).toEqual({ outcome: 'agreed' });
      return at;
    };
    const [yes, no, notAsked] = [await signed('P-0071', 'given'), await signed('P-0072', 'refused'), await signed('P-0073', null)];
    expect([await naming(yes), await naming(no), await naming(notAsked)]).toEqual(['agreed', 'declined', 'notAsked']);
    const words = textHash(await slipWords(deps, { unitCode: UNIT, purpose: 'publicList' }, speak));
    const householdId = await householdOf(yes);
    expect(await deps.db.consent.findFirst({ where: { householdId, purpose: 'publicList' } })).toMatchObject({
      act: 'given',
      method: 'slip:P-0071',
      textHash: words,
    });
    expect(await takeBack(yes, 'P-0071')).toEqual({ outcome: 'withdrawn' });
    expect(await naming(yes)).toBe('declined');
  });

  test('counts for the name until somebody of the household is asked on their own phone', async () => {
    const at = await begin();
    const said = { ...at, slip: 'P-0074', publicList: 'refused' as const, speak, lang: 'vi', secret, tell: telling.person };
    await transaction(deps, (within) => agreeBySlip(within, said));
    const householdId = await householdOf(at);
    const accountId = await newAccount(deps);
    await deps.db.membership.create({ data: { id: v7(), accountId, householdId, from: clock.now() } });
    const naming = () => namingOf(deps, { householdId, unitCode: UNIT });
    expect(await naming()).toBe('declined');
    clock.advance(60_000);
    await decideConsent(deps, { accountId, unit: UNIT, purpose: 'publicList', act: 'given', lang: 'vi', speak, secret });
    expect(await naming()).toBe('agreed');
  });

  test('is no number of an identity card, and is of one household', async () => {
    const [at, other] = [await begin(), await begin()];
    for (const number of ['', '079123456789', '079 123 456', 'abc', '<b>1</b>'])
      expect(await slip(at, number)).toEqual({ outcome: 'badSlip' });
    expect(await slip(at, 'A 9')).toEqual({ outcome: 'agreed' });
    expect(await slip(other, 'a  9')).toEqual({ outcome: 'slipTaken' });
  });

  test('that is taken back allows nothing any more', async () => {
    const at = await begin();
    await sign(deps, at);
    const householdId = await householdOf(at);
    const { method } = await deps.db.consent.findFirstOrThrow({ where: { householdId } });
    expect(await takeBack(at, (method ?? '').replace('slip:', ''))).toEqual({ outcome: 'withdrawn' });
    expect(await inUse(deps, [householdId])).toEqual(new Set());
    expect((await look(deps, at)).state).toBe('withdrawn');
    expect(await save(at, [given('B2', 'none')])).toEqual({ outcome: 'over' });
  });

  test('is taken back only by its number, a few tries, and its khu phố hears of it', async () => {
    const first = await begin();
    await sign(deps, first, 'S 76');
    const householdId = await householdOf(first);
    clock.advance(FILL_HOURS * 60 * 60_000);
    expect(await takeBack(first, 'S 76'), 'nobody is with the household any more').toEqual({ outcome: 'over' });
    const at = await begin(helper, { householdId });
    for (let tries = 0; tries < 5; tries += 1)
      expect(await takeBack(at, tries === 0 ? '' : `S 7${tries}`)).toEqual({ outcome: 'otherSlip' });
    expect(await takeBack(at, 'S 76')).toEqual({ outcome: 'tooManySlips' });
    expect(await inUse(deps, [householdId])).toEqual(new Set([householdId]));
    clock.advance(61 * 60_000);
    expect(await takeBack(await begin(helper, { householdId }), 's  76')).toEqual({ outcome: 'withdrawn' });
    expect(await inUse(deps, [householdId])).toEqual(new Set());
    const { code } = await deps.db.household.findUniqueOrThrow({ where: { id: householdId } });
    const { accountId } = house.officers.hamlet;
    const told = await deps.db.message.findFirstOrThrow({ where: { accountId, class: 'duty' }, orderBy: { seq: 'desc' } });
    expect((told.body as { text: string }).text).toContain(`gia đình ${spacedCode(code)} rút lại phiếu`);
  });

  test('is taken back by a member who claims the household later, and told to them', async () => {
    const at = await begin();
    await sign(deps, at, 'S 77');
    const householdId = await householdOf(at);
    const accountId = await newAccount(deps);
    expect(
      await agree(accountId, await codeOf(await begin((await scopeOf(deps, house.officers.hamlet.officerId)) as Scope, { householdId }))),
    ).toMatchObject({
      outcome: 'agreed',
    });
    const { consents } = await exportData(deps, { accountId, publicUrl: '', speak });
    expect(consents.map(({ method }) => method)).toEqual(['slip:S 77', 'chat']);
    await transaction(deps, (within) => withdrawConsent(within, { accountId, purpose: 'selfAssessment' }));
    expect(await inUse(deps, [householdId])).toEqual(new Set());
    expect((await look(deps, at)).state).toBe('over');
  });

  test('of a household that chats is told to every member at once, also to one who took their own yes back', async () => {
    const family = await familyAtHome();
    const member = await newMember(deps, family);
    await transaction(deps, (within) => withdrawConsent(within, { accountId: member, purpose: 'selfAssessment' }));
    await sign(deps, await begin(helper, { householdId: family.householdId }), 'S 79');
    for (const accountId of [family.accountId, member]) {
      const told = await newestTo(accountId, 'fileNotice');
      expect(told.text).toContain(`${house.officers.helper.name} (người giúp của khu phố) vừa ghi là gia đình đã ký phiếu giấy số S 79`);
      expect(told.choices.map(({ label }) => label)).toEqual(['Nhà tôi không ký']);
    }
  });

  test('that a member says is none of theirs counts for nothing at once, and ends what goes on by it', async () => {
    const { accountId, householdId } = await familyAtHome();
    const at = await begin(helper, { householdId });
    await sign(deps, at, 'S 80');
    const before = await look(deps, at);
    expect(before.state).toBe('filling');
    expect(await refuse(accountId)).toEqual({ outcome: 'refused' });
    expect(await deps.db.consent.findFirst({ where: { householdId }, orderBy: [{ at: 'desc' }, { id: 'desc' }] })).toMatchObject({
      act: 'withdrawn',
      method: 'chat',
    });
    const after = await look(deps, at);
    expect(after).toMatchObject({ state: 'withdrawn', filling: null });
    expect(await save(at, [given('B2', 'none')])).toEqual({ outcome: 'over' });
    expect(await inUse(deps, [householdId]), 'what it agreed to itself stays').toEqual(new Set([householdId]));
    const { code } = await deps.db.household.findUniqueOrThrow({ where: { id: householdId } });
    expect((await newestTo(house.officers.hamlet.accountId, 'duty')).text).toContain(
      `Gia đình ${spacedCode(code)} cho biết không ký phiếu giấy`,
    );
    expect(await refuse(accountId)).toEqual({ outcome: 'nothing' });
    expect(await refuse(await newAccount(deps))).toEqual({ outcome: 'notMember' });
  });

  test('that is refused ends the visits of other slips too, and none that was agreed to on a phone', async () => {
    const { accountId, householdId } = await familyAtHome();
    const hamlet = (await scopeOf(deps, house.officers.hamlet.officerId)) as Scope;
    const ward = (await scopeOf(deps, house.officers.ward.officerId)) as Scope;
    const [one, two, phone] = [
      await begin(helper, { householdId }),
      await begin(hamlet, { householdId }),
      await begin(ward, { householdId }),
    ];
    await sign(deps, one, 'S 81');
    await sign(deps, two, 'S 82');
    expect(await agree(accountId, await codeOf(phone))).toMatchObject({ outcome: 'agreed' });
    expect(await refuse(accountId)).toEqual({ outcome: 'refused' });
    expect([(await look(deps, one)).state, (await look(deps, two)).state, (await look(deps, phone)).state]).toEqual([
      'withdrawn',
      'withdrawn',
      'filling',
    ]);
  });

  test('leaves its keyed hash when the household is erased', async () => {
    const at = await begin();
    await sign(deps, at, 'S 78');
    await fillAll(deps, at);
    const householdId = await householdOf(at);
    await transaction(deps, (within) => forgetHousehold(within, householdId));
    expect(await deps.db.consent.findMany({ where: { method: 'slip:S 78' } })).toMatchObject([{ householdId: null }]);
    expect(await visitRow(at)).toMatchObject({ householdId: null });
    expect((await look(deps, at)).state).toBe('over');
  });
});

describe('filling in', () => {
  let at: At;
  beforeEach(async () => {
    at = await begin();
    await sign(deps, at);
  });

  test('says of every answer who wrote it down, and of the file that it was opened so', async () => {
    await fillAll(deps, at);
    const householdId = await householdOf(at);
    const assessment = await deps.db.assessment.findFirstOrThrow({ where: { householdId }, include: { answers: true } });
    expect(assessment.source).toBe('assisted');
    expect(assessment.answers.length).toBeGreaterThan(5);
    for (const answer of assessment.answers)
      expect(answer).toMatchObject({ method: 'assisted', officerId: helper.officerId, enteredBy: null });
    expect(await deps.db.household.findUnique({ where: { id: householdId } })).toMatchObject({
      headName: facts.head,
      adults: 2,
      primary: 1,
    });
    expect((await visitRow(at)).filledAt).toEqual(clock.now());
  });

  test('writes all of a page or nothing, and names what was answered otherwise meanwhile', async () => {
    await fillAll(deps, at);
    const [first, second] = await itemsOf(deps, at);
    if (!first || !second) throw new Error('nothing is asked');
    const [, other] = first.choices.map(({ value }) => value);
    const [, another] = second.choices.map(({ value }) => value);
    const stale = [given(first.id, other ?? '', null), given(second.id, another ?? '', second.answer)];
    expect(await save(at, stale)).toEqual({ outcome: 'changed', items: [first.id] });
    expect((await itemsOf(deps, at)).slice(0, 2).map(({ answer }) => answer)).toEqual([first.answer, second.answer]);
    expect(await save(at, [given(first.id, other ?? '', first.answer)])).toEqual({ outcome: 'saved', answers: 1, stories: 0 });
    expect(await save(at, [given(first.id, 'nonsense', other ?? null), given('nothing', 'x')])).toEqual({
      outcome: 'saved',
      answers: 0,
      stories: 0,
    });
  });

  test('keeps stories as the officer wrote them down, once, and none that nobody reads', async () => {
    await fillAll(deps, at);
    const item = (await itemsOf(deps, at)).find(({ evidence }) => evidence)?.id ?? '';
    const told = [given(item, null, null, ' Cả nhà đọc sách mỗi tối. ')];
    expect(await save(at, told)).toEqual({ outcome: 'saved', answers: 0, stories: 1 });
    expect(await save(at, told)).toEqual({ outcome: 'saved', answers: 0, stories: 0 });
    expect(await save(at, [given(item, null, null, 'a'.repeat(3001))])).toEqual({ outcome: 'refused', items: [item], why: 'longStory' });
    const pieces = await deps.db.evidence.findMany({ where: { assessment: { householdId: await householdOf(at) } } });
    expect(pieces).toMatchObject([{ text: 'Cả nhà đọc sách mỗi tối.', officerId: helper.officerId, enteredBy: null, kind: 'story' }]);
  });

  test('takes no name that is none, no crowd, and asks about another household of that name', async () => {
    const fill = async (changes: Partial<typeof facts>, force = false) => {
      const { factsSeen: seen } = fillingOf(await look(deps, at));
      return (await transaction(deps, (within) => fillHousehold(within, { ...at, facts: { ...facts, ...changes }, seen, force, tell })))
        .outcome;
    };
    expect(await fill({ head: '079123456789' })).toBe('badName');
    expect(await fill({ head: 'Trần Văn Tám', adults: 31 })).toBe('badCount');
    expect(await fill({ head: 'Trần Văn Tám' })).toBe('saved');
    at = await begin();
    await sign(deps, at);
    expect(await fill({ head: 'trần văn tám' })).toBe('similar');
    expect(await fill({ head: 'trần văn tám' }, true)).toBe('saved');
    const again = (changes: Partial<typeof facts>) =>
      transaction(deps, (within) => fillHousehold(within, { ...at, facts: { ...facts, ...changes }, seen: 'old', force: true, tell }));
    expect(await again({ head: 'Người Khác' })).toEqual({ outcome: 'changed' });
    expect(await again({ head: 'trần văn tám' }), 'pressed twice').toEqual({ outcome: 'saved' });
  });

  test('counts as sent with help, whoever began it; what its household changes and sends itself is its own', async () => {
    const family = await familyAtHome();
    const { accountId, householdId } = family;
    await transaction(deps, (within) => openAssessment(within, { accountId }));
    const source = async () => (await deps.db.assessment.findFirstOrThrow({ where: { householdId } })).source;
    expect(await source()).toBe('self');
    const visited = await begin(helper, { householdId });
    await agree(accountId, await codeOf(visited));
    await fillAll(deps, visited);
    expect(await send(visited)).toMatchObject({ outcome: 'sent' });
    expect(await source()).toBe('assisted');

    await transaction(deps, (within) => reopenAssessment(within, { accountId }));
    const sendIt = () => transaction(deps, (within) => submitAssessment(within, { accountId }));
    expect(await sendIt()).toMatchObject({ outcome: 'submitted' });
    expect(await source(), 'nothing of it is its own').toBe('assisted');
    await transaction(deps, (within) => reopenAssessment(within, { accountId }));
    const { indicator: item, value } = await deps.db.answer.findFirstOrThrow({ where: { assessment: { householdId } } });
    await answerIndicator(deps, { accountId, item, choice: value, inboxId: null });
    expect(await sendIt()).toMatchObject({ outcome: 'submitted' });
    expect(await source()).toBe('self');
  });

  test('is sent with a code, by name, and confirmed by nobody', async () => {
    expect(await transaction(deps, (within) => sendForm(within, { ...at, shown: '', tell }))).toEqual({ outcome: 'closed' });
    await fillAll(deps, at);
    expect(await transaction(deps, (within) => sendForm(within, { ...at, shown: 'old', tell }))).toEqual({ outcome: 'changed' });
    const sent = await send(at);
    const submission = await deps.db.submission.findFirstOrThrow({
      where: { assessment: { householdId: await householdOf(at) } },
      include: { assessment: true },
    });
    expect(sent).toMatchObject({ outcome: 'sent', code: submission.code });
    expect(submission).toMatchObject({
      submittedBy: null,
      officerId: helper.officerId,
      assessment: { stage: 'waiting', source: 'assisted' },
    });
    expect(await look(deps, at)).toMatchObject({ state: 'sent', sentCode: submission.code });
    const hamlet = (await scopeOf(deps, house.officers.hamlet.officerId)) as Scope;
    const opened = await transaction(deps, (within) => openFile(within, { scope: hamlet, assessmentId: submission.assessmentId }));
    if (opened.outcome !== 'open') throw new Error(opened.outcome);
    expect(opened.file.sent?.by).toBe(house.officers.helper.name);
    expect(opened.file.items.find(({ household }) => household)?.filledBy).toBe(house.officers.helper.name);
    expect(opened.file.flags).toContainEqual({ kind: 'assisted' });
    expect(await transaction(deps, (within) => openFile(within, { scope: helper, assessmentId: submission.assessmentId }))).toEqual({
      outcome: 'notFound',
    });
  });

  test('once sent, is opened again by who sent it, with a new yes, until an officer has begun to review it', async () => {
    await fillAll(deps, at);
    expect(await send(at)).toMatchObject({ outcome: 'sent' });
    const householdId = await householdOf(at);
    const reopen = (by: At) => transaction(deps, (within) => reopenForm(within, { ...by, tell }));
    expect(await reopen(at), 'that visit is over').toEqual({ outcome: 'over' });
    const again = { scope: helper, assistId: await visitAgain(deps, at) };
    expect(fillingOf(await look(deps, again)).form).toMatchObject({ state: 'sent', reopening: 'may' });
    const hamlet = (await scopeOf(deps, house.officers.hamlet.officerId)) as Scope;
    const other = await begin(hamlet, { householdId });
    await sign(deps, other);
    expect(fillingOf(await look(deps, other)).form).toMatchObject({ state: 'sent', reopening: 'notTheirs' });
    expect(await reopen(other)).toEqual({ outcome: 'refused', why: 'notTheirs' });

    expect(await reopen(again)).toEqual({ outcome: 'reopened' });
    expect(await reopen(again), 'pressed twice').toEqual({ outcome: 'reopened' });
    const [first] = await itemsOf(deps, again);
    const choice = first?.choices.find(({ value }) => value !== first.answer)?.value ?? '';
    expect(await save(again, [given(first?.id ?? '', choice, first?.answer ?? null)])).toMatchObject({ outcome: 'saved', answers: 1 });
    expect(await send(again)).toMatchObject({ outcome: 'sent' });
    const { assessmentId, ...sent } = await deps.db.submission.findFirstOrThrow({
      where: { assessment: { householdId } },
      orderBy: { number: 'desc' },
    });
    expect(sent).toMatchObject({ number: 2, officerId: helper.officerId, submittedBy: null });
    const marked = await deps.db.answer.findFirstOrThrow({ where: { assessmentId }, orderBy: { seq: 'desc' } });
    expect(marked).toMatchObject({ indicator: first?.id, value: choice, method: 'assisted', officerId: helper.officerId });
    expect(await deps.db.audit.count({ where: { action: 'assist.reopen', subject: `assessment:${assessmentId}` } })).toBe(1);

    const third = { scope: helper, assistId: await visitAgain(deps, again) };
    const change = { scope: hamlet, assessmentId, seen: '0.2', indicator: first?.id ?? '', value: 'na', reason: 'Chưa đúng', tell };
    const value = first?.choices.find((one) => one.value !== choice)?.value ?? '';
    expect(await transaction(deps, (within) => changeAnswer(within, { ...change, value }))).toMatchObject({ outcome: 'done' });
    expect(fillingOf(await look(deps, third)).form).toMatchObject({ state: 'sent', reopening: 'reviewed' });
    expect(await reopen(third)).toEqual({ outcome: 'refused', why: 'reviewed' });
  });

  test('is not sent while something is missing', async () => {
    await fillAll(deps, at);
    const { factsSeen: seen } = fillingOf(await look(deps, at));
    await transaction(deps, (within) =>
      fillHousehold(within, { ...at, facts: { ...facts, lowerSecondary: 1, elders: 1 }, seen, force: true, tell }),
    );
    const missing = (await itemsOf(deps, at)).filter(({ answer }) => answer === null).length;
    expect(await send(at)).toMatchObject(missing > 0 ? { outcome: 'incomplete', missing } : { outcome: 'sent' });
  });
});

describe('a household that answers by itself, too', () => {
  test('is told in chat, sees what was filled in for it, and changes it; the officer is shown what it said', async () => {
    const family = await familyAtHome();
    const other = await newMember(deps, family);
    const at = await begin(helper, { householdId: family.householdId });
    await agree(family.accountId, await codeOf(at));
    const [first, second] = await itemsOf(deps, at);
    if (!first || !second) throw new Error('nothing is asked');
    const { accountId } = family;
    const own = first.choices[0]?.value ?? '';
    await answerIndicator(deps, { accountId, item: first.id, choice: own, inboxId: null });
    const stale = await save(at, [given(first.id, first.choices[1]?.value ?? '')]);
    expect(stale).toEqual({ outcome: 'changed', items: [first.id] });
    expect((await itemsOf(deps, at))[0]).toMatchObject({ answer: own, by: { officer: null } });

    await save(at, [given(second.id, second.choices[0]?.value ?? '')]);
    const told = await deps.db.message.findMany({ where: { accountId: { in: [accountId, other] } } });
    expect(told.map((message) => (message.body as { text: string }).text)).toEqual(
      Array(2).fill(expect.stringContaining(`${house.officers.helper.name} (người giúp của khu phố) vừa điền giúp gia đình 1 câu`)),
    );
    const form = await loadForm(deps, { accountId });
    if (form.outcome !== 'ok') throw new Error(form.outcome);
    const ask = form.value.items.find(({ id }) => id === second.id)?.ask;
    expect(speak(ask as Parameters<typeof speak>[0])).toContain('do người giúp của khu phố điền giúp');
    const shown = await showResult(deps, { accountId });
    if (shown.outcome === 'nothing') throw new Error(shown.outcome);
    const lines = shown.value.lines.map((line) => speak(line));
    expect(lines.at(-1)).toBe('1 câu do người giúp của khu phố điền giúp, khi ngồi cùng gia đình');
    const changed = await answerIndicator(deps, {
      ...{ accountId, item: second.id, choice: second.choices[1]?.value ?? '', inboxId: null },
      seen: second.choices[0]?.value ?? '',
    });
    if (changed.outcome !== 'ok') throw new Error(changed.outcome);
    expect(speak(changed.value.items.find(({ id }) => id === second.id)?.ask as Parameters<typeof speak>[0])).not.toContain('điền giúp');
    expect(await deps.db.assessment.findFirst({ where: { householdId: family.householdId } })).toMatchObject({ source: 'self' });
    const { assessments } = await exportData(deps, { accountId, publicUrl: '', speak });
    expect(assessments[0]?.answers.map(({ assistedBy }) => assistedBy)).toEqual([null, house.officers.helper.name, null]);
  });

  test('that has taken its yes back is not filled in for, whatever the page still shows', async () => {
    const family = await familyAtHome();
    const at = await begin(helper, { householdId: family.householdId });
    await agree(family.accountId, await codeOf(at));
    await decide(deps, family.accountId, 'refused');
    expect(await save(at, [given('B2', 'none')])).toEqual({ outcome: 'over' });
  });
});

test('what an officer sent for a household is confirmed by another one', async () => {
  const { hamlet, ward } = house.officers;
  const { areaId } = house.home;
  const chief = (await scopeOf(deps, hamlet.officerId)) as Scope;
  const other = (await scopeOf(deps, ward.officerId)) as Scope;
  const { assistId } = await makeVisit(deps, { officerId: hamlet.officerId, areaId, to: 'sent' });
  const { id: assessmentId } = await deps.db.assessment.findFirstOrThrow({
    where: { householdId: await householdOf({ scope: chief, assistId }) },
  });
  const waitsFor = async (scope: Scope) => [await countWaiting(deps, { scope, areaId }), await countByOthers(deps, { scope, areaId })];
  const [theirs = 0, byOthers = 0] = await waitsFor(other);
  expect([byOthers, await waitsFor(chief)], 'not among what the chief has to do').toEqual([0, [theirs - 1, 1]]);
  const nextAfter = (after: string | null) => transaction(deps, (within) => nextFile(within, { scope: chief, after, filter: { areaId } }));
  let next = await nextAfter(null);
  // Those that other tests have sent wait before it.
  while (next && next.row.assessmentId !== assessmentId) next = await nextAfter(next.row.place);
  expect(next).toMatchObject({ row: { assessmentId }, ownAssist: true });
  const look = async (scope: Scope) => {
    const opened = await transaction(deps, (within) => openFile(within, { scope, assessmentId }));
    if (opened.outcome !== 'open') throw new Error(opened.outcome);
    return opened.file;
  };
  const { seen, ...shown } = await look(chief);
  expect(shown).toMatchObject({ ownAssist: true, may: { confirm: false, change: true, askBack: true } });
  const confirm = (scope: Scope) => transaction(deps, (within) => confirmFile(within, { scope, assessmentId, seen, tell }));
  expect(await confirm(chief)).toEqual({ outcome: 'refused', why: 'ownAssist' });
  const waits = await waitingShown(deps, { scope: chief, areaId });
  expect(await transaction(deps, (within) => confirmUnflagged(within, { scope: chief, areaId, shown: waits }))).toMatchObject({
    why: { ownAssist: 1 },
  });
  expect(await look(other)).toMatchObject({ stage: 'waiting', ownAssist: false, may: { confirm: true } });
  expect(await confirm(other)).toMatchObject({ outcome: 'done' });
});

test('many households in an hour are told to the ward and the city, by number', async () => {
  const officer = await deps.db.officer.create({ data: { id: deps.ids.next(), name: 'Nguyễn Văn Nhanh', createdAt: clock.now() } });
  const { areaId } = house.home;
  const before = await listBursts(deps, { city: true, wards: [] });
  const bursts = (await loadDesk(deps, house.officers.ward))?.bursts ?? 0;
  for (let count = 0; count < 9; count += 1) {
    const now = clock.now();
    const visit = { id: deps.ids.next(), officerId: officer.id, role: 'helper' as const, areaId, at: now, askUntil: now, filledAt: now };
    await deps.db.assist.create({ data: visit });
    clock.advance(60_000);
  }
  const mine = (bursts: Awaited<ReturnType<typeof listBursts>>) => bursts.filter(({ officer: name }) => name === 'Nguyễn Văn Nhanh');
  expect(mine(before)).toEqual([]);
  for (const scope of [
    { city: true, wards: [] },
    { city: false, wards: [UNIT] },
  ])
    expect(mine(await listBursts(deps, scope))).toMatchObject([{ households: 9, areas: [{ name: 'Khu phố Bưởi' }] }]);
  for (const scope of [
    { city: false, wards: [house.abroad.unitCode] },
    { city: false, wards: [] },
  ])
    expect(mine(await listBursts(deps, scope))).toEqual([]);
  const { ward, hamlet } = house.officers;
  expect(await loadDesk(deps, ward)).toMatchObject({ bursts: bursts + 1 });
  expect(await loadDesk(deps, hamlet)).toMatchObject({ bursts: 0 });
});
