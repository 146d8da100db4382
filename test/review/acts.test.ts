/** What officers do with what was sent, on a real database: based on what they saw, in their places only. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerIndicator } from '../../src/assessment/answer-indicator.ts';
import { loadForm } from '../../src/assessment/load-form.ts';
import { openAssessment } from '../../src/assessment/open-assessment.ts';
import { reopenAssessment } from '../../src/assessment/reopen-assessment.ts';
import { statusesOf } from '../../src/assessment/status-of.ts';
import { submitAssessment } from '../../src/assessment/submit-assessment.ts';
import type { Deps } from '../../src/deps.ts';
import { removeEvidence } from '../../src/evidence/remove.ts';
import { listUntold } from '../../src/outcome/list-untold.ts';
import { objectTo } from '../../src/outcome/object-to.ts';
import { withdrawConsent } from '../../src/privacy/consent-withdraw.ts';
import { askBack } from '../../src/review/ask-back.ts';
import { changeAnswer } from '../../src/review/change-answer.ts';
import { confirmFile } from '../../src/review/confirm-file.ts';
import { takeOutEvidence } from '../../src/review/evidence.ts';
import { keepAnswers } from '../../src/review/keep-answers.ts';
import { countReturned, listWaiting } from '../../src/review/list-waiting.ts';
import { nextFile } from '../../src/review/next-file.ts';
import { type FileView, openFile } from '../../src/review/open-file.ts';
import { readFile } from '../../src/review/read-files.ts';
import { reviewForHousehold } from '../../src/review/review-for-household.ts';
import { unconfirmFile } from '../../src/review/unconfirm-file.ts';
import { withdrawAsk } from '../../src/review/withdraw-ask.ts';
import { addDays, localDate } from '../../src/season/calendar.ts';
import { hearNotices } from '../../src/telling/hear-notices.ts';
import { tickOffNotice } from '../../src/telling/tick-off-notice.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type FixedClock, fixedClock, sequentialIds, testDeps } from '../support/deps.ts';
import { newOfficer, type OfficersHouse, openOfficersHouse } from '../support/officers.ts';
import { bestAnswer, items, locale, photo, type SentFamily, scope, send, sentFamily, story, tell, transaction } from './world.ts';

let db: TestDatabase;
let deps: Deps;
let clock: FixedClock;
let house: OfficersHouse;
let family: SentFamily;
beforeAll(async () => {
  db = await freshDatabase();
  clock = fixedClock('2026-11-10T08:00:00+07:00');
  deps = testDeps(db.prisma, { clock, ids: sequentialIds('a') });
  house = await openOfficersHouse(deps);
});
afterAll(() => db.drop());
beforeEach(async () => {
  clock.advance(60_000);
  family = await sentFamily(deps, { areaId: house.home.areaId });
  clock.advance(60_000);
});

const hamlet = () => scope(deps, house.officers.hamlet.officerId);
const ward = () => scope(deps, house.officers.ward.officerId);

async function look(by = hamlet(), assessmentId = family.assessmentId): Promise<FileView> {
  const opened = await openFile(deps, { scope: await by, assessmentId });
  if (opened.outcome !== 'open') throw new Error(opened.outcome);
  return opened.file;
}

async function ask(indicators: readonly string[], reason = 'Ảnh mờ, gửi lại giúp') {
  const options = { scope: await hamlet(), assessmentId: family.assessmentId, seen: (await look()).seen, tell };
  const asked = await transaction(deps, (within) =>
    askBack(within, { ...options, items: indicators.map((indicator) => ({ indicator, reason })) }),
  );
  clock.advance(60_000);
  return asked;
}

/** What was written to it has been sent, and the clock has noted it. */
async function arrive(): Promise<void> {
  await deps.db.message.updateMany({
    where: { accountId: family.accountId, state: { not: 'sent' } },
    data: { state: 'sent', sentAt: clock.now() },
  });
  await hearNotices(deps);
}

async function confirm(by = hamlet(), seen?: string) {
  const options = { scope: await by, assessmentId: family.assessmentId, seen: seen ?? (await look(by)).seen, tell };
  return transaction(deps, (within) => confirmFile(within, options));
}

async function change(indicator: string, value: string, { by = hamlet(), reason = 'Khu phố biết rõ' } = {}) {
  const options = { scope: await by, assessmentId: family.assessmentId, seen: (await look(by)).seen, indicator, value, reason, tell };
  return transaction(deps, (within) => changeAnswer(within, options));
}

const row = () => deps.db.assessment.findUniqueOrThrow({ where: { id: family.assessmentId } });
const messages = (accountId = family.accountId) => deps.db.message.findMany({ where: { accountId }, orderBy: { seq: 'asc' } });
const answer = (item: string, choice: string, seen?: string | null) =>
  transaction(deps, (within) =>
    answerIndicator(within, { accountId: family.accountId, item, choice, inboxId: null, ...(seen !== undefined && { seen }) }),
  );

describe('confirming', () => {
  it('is kept with who did it and at which level, and once is enough', async () => {
    expect(await confirm()).toMatchObject({ outcome: 'done', seen: '1.1', told: 0 });
    expect(await row()).toMatchObject({ stage: 'confirmed', state: 'submitted', reviewSeq: 1 });
    const [review] = await deps.db.review.findMany({ where: { assessmentId: family.assessmentId } });
    expect(review).toMatchObject({ act: 'confirm', level: 'hamlet', officerId: house.officers.hamlet.officerId });
    expect(await confirm()).toEqual({ outcome: 'refused', why: 'already' });
    expect(await confirm(ward())).toMatchObject({ outcome: 'done' });
    const audited = await deps.db.audit.findMany({ where: { action: 'review.confirm', subject: `assessment:${family.assessmentId}` } });
    expect(audited.map(({ actor }) => actor)).toEqual([
      `officer:${house.officers.hamlet.officerId}`,
      `officer:${house.officers.ward.officerId}`,
    ]);
  });

  it('is taken back with a reason, and not without one', async () => {
    await confirm();
    const options = { scope: await hamlet(), assessmentId: family.assessmentId, seen: (await look()).seen };
    expect(await transaction(deps, (within) => unconfirmFile(within, { ...options, reason: ' ' }))).toEqual({
      outcome: 'refused',
      why: 'noReason',
    });
    expect(await transaction(deps, (within) => unconfirmFile(within, { ...options, reason: 'Nhầm hộ' }))).toMatchObject({
      outcome: 'done',
    });
    expect((await row()).stage).toBe('waiting');
  });

  it('is not for a household that is changing what it sent', async () => {
    await transaction(deps, (within) => reopenAssessment(within, { accountId: family.accountId }));
    expect(await confirm()).toEqual({ outcome: 'refused', why: 'withHousehold' });
  });

  it('falls with what is sent next', async () => {
    await confirm();
    await transaction(deps, (within) => reopenAssessment(within, { accountId: family.accountId }));
    await answer('A1', 'part');
    await transaction(deps, (within) => send(within, family.accountId));
    expect(await row()).toMatchObject({ stage: 'waiting', state: 'submitted' });
  });
});

describe('what is out of an officer’s places', () => {
  it('is not there: for another khu phố, another ward, a helper, the operator, and who lost the duty', async () => {
    const lost = await newOfficer(deps, {
      role: 'hamlet',
      name: 'Thôi Rồi',
      ...{ unitCode: house.home.unitCode, areaId: house.home.areaId },
    });
    const before = await scope(deps, lost.officerId);
    await deps.db.grant.updateMany({ where: { officerId: lost.officerId }, data: { to: clock.now(), revokedBy: 'system' } });
    await expect(scope(deps, lost.officerId)).rejects.toThrow('no duty');
    expect(before.areas).toEqual([house.home.areaId]);
    const next = await newOfficer(deps, { role: 'hamlet', name: 'Bên Cạnh', unitCode: house.next.unitCode, areaId: house.next.areaId });
    const abroad = await newOfficer(deps, { role: 'ward', name: 'Phường Khác', unitCode: house.abroad.unitCode });
    const { seen } = await look();
    for (const { officerId } of [next, abroad, house.officers.helper, house.officers.operator]) {
      const options = { scope: await scope(deps, officerId), assessmentId: family.assessmentId, seen, tell };
      const indicator = 'B2';
      expect(await openFile(deps, options)).toEqual({ outcome: 'notFound' });
      const tries = [
        (within: Deps) => confirmFile(within, options),
        (within: Deps) => unconfirmFile(within, { ...options, reason: 'x' }),
        (within: Deps) => changeAnswer(within, { ...options, indicator, value: 'none', reason: 'x' }),
        (within: Deps) => askBack(within, { ...options, items: [{ indicator, reason: 'x' }] }),
        (within: Deps) => withdrawAsk(within, options),
        (within: Deps) => takeOutEvidence(within, { ...options, evidenceId: family.pieces.B2 as string, why: 'papers' }),
      ];
      for (const attempt of tries) expect(await transaction(deps, attempt)).toEqual({ outcome: 'notFound' });
    }
    expect(await row()).toMatchObject({ stage: 'waiting', reviewSeq: 0 });
  });

  it('is shown to the city for a reason, which the ward sees', async () => {
    const city = await scope(deps, house.officers.city.officerId);
    const { assessmentId } = family;
    expect(await openFile(deps, { scope: city, assessmentId })).toEqual({ outcome: 'needsReason' });
    const opened = await openFile(deps, { scope: city, assessmentId, why: 'complaint' });
    expect(opened).toMatchObject({ outcome: 'open', file: { level: null, may: { confirm: false, change: false, askBack: false } } });
    expect((await look(ward())).lookedIntoFromAbove).toMatchObject([{ why: 'complaint' }]);
    expect(await transaction(deps, (within) => confirmFile(within, { scope: city, assessmentId, seen: '0.1', tell }))).toEqual({
      outcome: 'notFound',
    });
  });

  it('is also what nobody of the household agrees to any more', async () => {
    await transaction(deps, (within) => withdrawConsent(within, { accountId: family.accountId, purpose: 'selfAssessment' }));
    expect(await openFile(deps, { scope: await hamlet(), assessmentId: family.assessmentId })).toEqual({ outcome: 'notFound' });
  });
});

describe('an answer that is seen otherwise', () => {
  it('leaves what was sent, has a score of its own, and is told with the confirmation', async () => {
    expect(await change('B2', 'none')).toMatchObject({ outcome: 'done', told: 0 });
    expect(await messages()).toEqual([]);
    const file = await look();
    const b2 = file.items.find(({ indicator }) => indicator === 'B2');
    expect([b2?.household?.value, b2?.hamlet?.value, b2?.ward?.value]).toEqual(['full', 'none', 'none']);
    expect(b2?.changes).toMatchObject([{ level: 'hamlet', reason: 'Khu phố biết rõ', officer: 'Khu Phố Nhà' }]);
    const { household, hamlet: theirs, ward: wards } = file.scores;
    expect(household?.points).toBe(100);
    expect(theirs?.points).toBe(100 - (b2?.max ?? 0));
    expect(wards).toBeNull();
    expect(await reviewForHousehold(deps, { accountId: family.accountId })).toBeNull();
    expect(await confirm()).toMatchObject({ outcome: 'done', told: 1 });
    expect((await messages()).map(({ class: kind, state }) => [kind, state])).toEqual([['fileNotice', 'queued']]);
    const review = await reviewForHousehold(deps, { accountId: family.accountId });
    expect(review).toMatchObject({ stage: 'confirmed', points: theirs?.points, mayObject: true });
  });

  it('needs a reason, another answer, and an item that is there', async () => {
    expect(await change('B2', 'none', { reason: '  ' })).toEqual({ outcome: 'refused', why: 'noReason' });
    expect(await change('B2', bestAnswer('B2'))).toEqual({ outcome: 'refused', why: 'sameAnswer' });
    expect(await change('Z9', 'none')).toEqual({ outcome: 'refused', why: 'noSuchItem' });
    expect(await change('D1', 'na')).toEqual({ outcome: 'refused', why: 'noSuchItem' });
    expect(await change('B2', 'na')).toMatchObject({ outcome: 'done' });
    const { scores } = await look();
    expect(scores.household?.rules).toEqual([]);
    expect(
      scores.hamlet?.rules.map((rule) => 'key' in rule && rule.key),
      'why its items do not add up',
    ).toContain('rubric:result.rule.scaled');
  });

  it('is told at once when the ward does it, and can be disagreed with', async () => {
    await confirm();
    expect(await change('B2', 'none', { by: ward() })).toMatchObject({ outcome: 'done', told: 1 });
    const words = 'Nhà tôi có học thật, xin xem lại.';
    expect(await transaction(deps, (within) => objectTo(within, { accountId: family.accountId, words: ' ' }))).toEqual({
      outcome: 'empty',
    });
    const { seen } = await look();
    clock.advance(1_000);
    expect(await transaction(deps, (within) => objectTo(within, { accountId: family.accountId, words }))).toEqual({ outcome: 'kept' });
    const stale = { scope: await ward(), assessmentId: family.assessmentId, seen, tell };
    expect(await transaction(deps, (within) => confirmFile(within, stale))).toMatchObject({
      outcome: 'changed',
      last: { officer: null, act: 'object' },
    });
    const mine = () => reviewForHousehold(deps, { accountId: family.accountId });
    expect(await mine(), 'it is not asked about the same again').toMatchObject({ mayObject: false, objected: true });
    const file = await look();
    expect(file.flags).toContainEqual({ kind: 'objects' });
    expect(file.history.at(-1)).toMatchObject({ act: 'object', officer: null, reason: words });
    await confirm(ward());
    expect((await look()).flags).toEqual([]);
    expect(await mine(), 'an officer has looked').toMatchObject({ mayObject: false, objected: false });
    expect(await change('C1', 'none', { by: ward() })).toMatchObject({ outcome: 'done' });
    expect(await mine(), 'of something new it is').toMatchObject({ mayObject: true });
  });

  it('is answered where it was disagreed with: it stays as it is, and the household is told why', async () => {
    await confirm();
    await change('B2', 'none');
    const keep = async (reason: string, by = hamlet()) => {
      const options = { scope: await by, assessmentId: family.assessmentId, seen: (await look()).seen, reason, tell };
      return transaction(deps, (within) => keepAnswers(within, options));
    };
    expect((await look()).may.keep).toBe(false);
    expect(await keep('Đã hỏi'), 'nobody disagrees').toEqual({ outcome: 'refused', why: 'already' });
    await transaction(deps, (within) => objectTo(within, { accountId: family.accountId, words: 'Nhà tôi có học thật' }));
    expect((await look()).may.keep).toBe(true);
    expect(await keep('  ')).toEqual({ outcome: 'refused', why: 'noReason' });
    clock.advance(1_000);
    expect(await keep(' Trường chưa có tên cháu ')).toMatchObject({ outcome: 'done', told: 1 });
    const notice = (await messages()).at(-1);
    expect(notice).toMatchObject({ class: 'fileNotice', body: { choices: [{ label: locale.t('menu.result', 'vi') }] } });
    expect(JSON.stringify(notice?.body)).toContain('giữ như cũ, vì: Trường chưa có tên cháu');
    const file = await look();
    expect(file).toMatchObject({ stage: 'confirmed', flags: [], may: { keep: false } });
    expect(file.history.at(-1)).toMatchObject({ act: 'keep', level: 'hamlet', reason: 'Trường chưa có tên cháu' });
    expect(await deps.db.audit.count({ where: { action: 'review.keep', subject: `assessment:${family.assessmentId}` } })).toBe(1);
    const mine = await reviewForHousehold(deps, { accountId: family.accountId });
    expect(mine).toMatchObject({ mayObject: false, objected: false });
    expect(mine?.lines.at(-1)).toEqual({ key: 'review.line.hamletKept', params: { reason: 'Trường chưa có tên cháu' } });
    expect(await keep('Lần nữa')).toEqual({ outcome: 'refused', why: 'already' });
  });

  it('is answered by the ward where the ward changed it', async () => {
    await confirm();
    await change('B2', 'none', { by: ward() });
    await transaction(deps, (within) => objectTo(within, { accountId: family.accountId, words: 'Nhà tôi có học thật' }));
    expect((await look()).may.keep).toBe(false);
    expect((await look(ward())).may.keep).toBe(true);
  });

  it('does not hold for another answer that the household sends later', async () => {
    await change('B2', 'none');
    await ask(['B2']);
    await answer('B2', 'part');
    await transaction(deps, (within) => send(within, family.accountId));
    const file = await look();
    expect(file.items.find(({ indicator }) => indicator === 'B2')).toMatchObject({ changes: [], hamlet: { value: 'part' }, isNew: true });
    expect(file.items.filter(({ isNew }) => isNew).map(({ indicator }) => indicator)).toEqual(['B2']);
  });

  it('cannot be disagreed with where nobody sees anything otherwise', async () => {
    await confirm();
    expect(await transaction(deps, (within) => objectTo(within, { accountId: family.accountId, words: 'Sao vậy' }))).toEqual({
      outcome: 'nothing',
    });
  });
});

describe('asking back', () => {
  it('asks the household those items and nothing else, with what it had answered', async () => {
    expect(await ask(['B2', 'C1'])).toMatchObject({ outcome: 'done', told: 1 });
    expect(await row()).toMatchObject({ stage: 'returned', state: 'draft' });
    const [notice] = await messages();
    expect(notice).toMatchObject({ class: 'fileNotice', seq: 1, body: { choices: [{ data: 'w.Làm tiếp', label: 'Làm tiếp' }] } });
    const form = await loadForm(deps, { accountId: family.accountId });
    if (form.outcome !== 'ok') throw new Error(form.outcome);
    expect(form.value.items.map(({ id, answer: held }) => [id, held])).toEqual([
      ['B2', null],
      ['C1', null],
    ]);
    expect(form.value.items[0]?.ask).toMatchObject({ key: 'form.askedBack' });
    const status = (await statusesOf(deps, [family.accountId])).get(family.accountId);
    expect(status).toMatchObject({ assessment: 'draft', answered: 0, total: 2, returned: { items: 2, left: 2 } });
    expect(await transaction(deps, (within) => openAssessment(within, { accountId: family.accountId }))).toMatchObject({
      outcome: 'returned',
      value: { items: 2, left: 2, lines: [{ params: { reason: 'Ảnh mờ, gửi lại giúp' } }, {}] },
    });
  });

  it('takes answers and evidence of those items only, and sends once all have one again', async () => {
    await ask(['B2', 'C1']);
    const { accountId } = family;
    expect(await answer('A1', 'none', 'full')).toMatchObject({ outcome: 'gone' });
    expect(await answer('B2', 'part', 'full')).toMatchObject({ outcome: 'changed' });
    expect(await answer('B2', 'part', null)).toMatchObject({
      outcome: 'ok',
      value: { items: [{ id: 'B2', answer: 'part' }, { answer: null }] },
    });
    expect(await transaction(deps, (within) => submitAssessment(within, { accountId }))).toEqual({
      outcome: 'incomplete',
      value: { missing: 1 },
    });
    await transaction(deps, (within) => story(within, accountId, 'C1', 'Kể rõ hơn'));
    await transaction(deps, (within) => story(within, accountId, 'D1', 'Không ai hỏi'));
    expect(await transaction(deps, (within) => removeEvidence(within, { accountId, evidence: family.pieces.D1 as string }))).toEqual({
      outcome: 'closed',
      value: {},
    });
    await answer('C1', bestAnswer('C1'), null);
    clock.advance(1_000);
    expect(await transaction(deps, (within) => submitAssessment(within, { accountId }))).toMatchObject({
      outcome: 'submitted',
      value: { number: 2 },
    });
    const file = await look();
    expect(file).toMatchObject({ stage: 'waiting', hand: 'officers', sent: { number: 2 } });
    expect(file.flags).toEqual([{ kind: 'answersBack' }]);
    expect(file.items.filter(({ isNew }) => isNew).map(({ indicator }) => indicator)).toEqual(['B2', 'C1']);
    expect(file.items.find(({ indicator }) => indicator === 'A1')?.household?.value).toBe('full');
    expect(file.items.find(({ indicator }) => indicator === 'D1')?.evidence).toHaveLength(1);
    const inChat = async (stories: boolean) => {
      const next = await nextFile(deps, { scope: await hamlet(), after: null, filter: { search: family.code }, stories });
      return next?.news.map((sentence) => locale.speak(sentence, 'vi'));
    };
    expect(await inChat(true)).toEqual([
      expect.stringMatching(/^Mới, .+: trước chọn “.+”, nay chọn “.+”$/),
      expect.stringMatching(/^Mới, .+: kể thêm “Kể rõ hơn”$/),
    ]);
    expect((await inChat(false))?.[1], 'where our words travel abroad').toMatch(/: kể thêm vài lời$/);
  });

  it('wants a reason for each, items that are asked, and none twice', async () => {
    const options = { scope: await hamlet(), assessmentId: family.assessmentId, seen: (await look()).seen, tell };
    const tries: [{ indicator: string; reason: string }[], string][] = [
      [[], 'noSuchItem'],
      [[{ indicator: 'Z9', reason: 'x' }], 'noSuchItem'],
      [
        [
          { indicator: 'B2', reason: 'x' },
          { indicator: 'B2', reason: 'y' },
        ],
        'noSuchItem',
      ],
      [
        [
          { indicator: 'B2', reason: 'x' },
          { indicator: 'C1', reason: ' ' },
        ],
        'noReason',
      ],
    ];
    for (const [asked, why] of tries)
      expect(await transaction(deps, (within) => askBack(within, { ...options, items: asked }))).toEqual({ outcome: 'refused', why });
    await ask(['B2']);
    expect(await ask(['B2'])).toEqual({ outcome: 'refused', why: 'already' });
    expect(await ask(['C1'])).toMatchObject({ outcome: 'done' });
    expect(await confirm()).toEqual({ outcome: 'refused', why: 'askedBack' });
  });

  it('is withdrawn one by one, and with the last the file stands as it was sent', async () => {
    await ask(['B2', 'C1']);
    const withdraw = async (indicators?: string[]) => {
      const options = { scope: await hamlet(), assessmentId: family.assessmentId, seen: (await look()).seen, tell };
      return transaction(deps, (within) => withdrawAsk(within, { ...options, ...(indicators && { indicators }) }));
    };
    expect(await withdraw(['A1'])).toEqual({ outcome: 'refused', why: 'noSuchItem' });
    expect(await withdraw(['B2'])).toMatchObject({ outcome: 'done', left: 1 });
    expect((await loadForm(deps, { accountId: family.accountId })).value).toMatchObject({ items: [{ id: 'C1' }] });
    expect(await withdraw()).toMatchObject({ outcome: 'done', left: 0 });
    expect(await row()).toMatchObject({ stage: 'waiting', state: 'submitted' });
    expect(await loadForm(deps, { accountId: family.accountId })).toEqual({ outcome: 'closed', value: {} });
    expect(await withdraw()).toEqual({ outcome: 'refused', why: 'nothingAsked' });
    expect((await messages()).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it('of a household that nobody chats for is the task of somebody who goes there', async () => {
    const toAsk = async () => (await countReturned(deps, { scope: await hamlet() })).toAsk;
    const before = await toAsk();
    await ask(['B2']);
    expect(await toAsk()).toBe(before);
    await deps.db.membership.updateMany({ where: { accountId: family.accountId }, data: { to: clock.now() } });
    expect(await toAsk()).toBe(before + 1);
  });

  it('gives the household its days from when it is truly told, and is somebody’s task until then', async () => {
    await ask(['B2']);
    const state = (is: 'held' | 'failed' | 'uncertain') =>
      deps.db.message.updateMany({ where: { accountId: family.accountId, class: 'fileNotice' }, data: { state: is } });
    const untold = async () => {
      const { toAsk } = await countReturned(deps, { scope: await hamlet() });
      const lists = await listUntold(deps, { scope: await hamlet() });
      const households = lists.find(({ about }) => about === 'askBack')?.households ?? [];
      expect(toAsk).toBe(households.length);
      const { rows } = await listWaiting(deps, { scope: await hamlet(), filter: { stage: 'returned' }, limit: 100 });
      const mine = households.filter(({ assessmentId }) => assessmentId === family.assessmentId);
      expect(rows.find(({ assessmentId }) => assessmentId === family.assessmentId)?.toAsk).toBe(mine.length > 0);
      return mine.map(({ why }) => why);
    };
    expect(await untold(), 'on its way').toEqual([]);
    const [notice] = await messages();
    expect(notice?.body).toMatchObject({ text: expect.stringContaining('ít nhất 14 ngày, kể từ khi nhận tin này') });
    for (const is of ['held', 'failed', 'uncertain'] as const) {
      await state(is);
      expect(await untold()).toEqual([is]);
      expect((await look()).askedUntil, 'its link leads to a page that has it').toMatchObject({ told: false, toTellInPerson: true });
    }
    const before = clock.now();
    clock.advance(60 * 24 * 60 * 60_000);
    const { asked: later } = (await readFile(deps, { id: family.assessmentId })) as {
      asked: { until: string; over: boolean; told: boolean };
    };
    expect(later, 'no day of its time has passed').toMatchObject({ told: false, over: false });
    expect((await loadForm(deps, { accountId: family.accountId })).outcome).toBe('ok');
    const asked = { scope: await hamlet(), assessmentId: family.assessmentId, about: 'askBack' as const };
    const tick = () => transaction(deps, (within) => tickOffNotice(within, asked));
    const answerBy = addDays(localDate(clock.now()), 14);
    expect(await tick()).toEqual({ outcome: 'ticked', answerBy });
    expect(await tick(), 'sent twice').toEqual({ outcome: 'ticked', answerBy });
    expect(await untold()).toEqual([]);
    expect((await look()).askedUntil).toMatchObject({ told: true, over: false });
    const elsewhere = { ...asked, scope: { ...asked.scope, areas: [], wards: [] } };
    expect(await transaction(deps, (within) => tickOffNotice(within, elsewhere))).toEqual({ outcome: 'notFound' });
    clock.advance(60_000);
    await ask(['C1']);
    expect((await look()).askedUntil, 'of more that is asked it has not heard').toMatchObject({ told: false });
    await arrive();
    expect((await look()).askedUntil).toMatchObject({ told: true });
    clock.set(before.toISOString());
  });

  it('goes on after the window has closed, until the khu phố meets, and for two weeks at the least; then officers use what was sent', async () => {
    await ask(['B2']);
    const season = await deps.db.season.findFirstOrThrow({ where: { trial: true } });
    const dates = season.dates as Record<string, unknown>;
    const overdue = async () => {
      const { rows } = await listWaiting(deps, { scope: await hamlet(), filter: { stage: 'overdue' } });
      expect((await countReturned(deps, { scope: await hamlet() })).overdue).toBe(rows.length);
      // Families of the tests before this one may be waited for, too.
      const mine = rows.map(({ assessmentId }) => assessmentId).filter((id) => id === family.assessmentId);
      return [mine.length, mine];
    };
    const closed = { ...dates, selfAssessment: { opens: '2026-11-01', closes: '2026-11-09' }, khuPhoMeetings: '2026-11-20' };
    await deps.db.season.update({ where: { id: season.id }, data: { dates: closed } });
    try {
      expect((await loadForm(deps, { accountId: family.accountId })).outcome).toBe('ok');
      expect((await look()).askedUntil, 'if it heard now').toEqual({ date: '2026-11-24', told: false, over: false, toTellInPerson: false });
      await arrive();
      expect((await look()).askedUntil).toEqual({ date: '2026-11-24', told: true, over: false, toTellInPerson: false });
      const before = clock.now();
      clock.set('2026-11-24T23:59:59+07:00');
      expect(await overdue()).toEqual([0, []]);
      expect((await loadForm(deps, { accountId: family.accountId })).outcome).toBe('ok');
      clock.set('2026-11-25T00:00:00+07:00');
      expect(await overdue()).toEqual([1, [family.assessmentId]]);
      expect((await loadForm(deps, { accountId: family.accountId })).outcome).toBe('closed');
      expect(await transaction(deps, (within) => openAssessment(within, { accountId: family.accountId }))).toMatchObject({
        outcome: 'submitted',
      });
      expect(await look()).toMatchObject({ askedUntil: { over: true }, hand: 'officers', may: { withdraw: true, confirm: false } });
      expect(await ask(['C1'])).toMatchObject({ outcome: 'done', until: '2026-12-09' });
      await arrive();
      expect(await overdue(), 'asked anew').toEqual([0, []]);
      expect((await loadForm(deps, { accountId: family.accountId })).outcome).toBe('ok');
      clock.set('2026-12-10T00:00:00+07:00');
      expect(await overdue()).toEqual([1, [family.assessmentId]]);
      const options = { scope: await hamlet(), assessmentId: family.assessmentId, seen: (await look()).seen, tell };
      expect(await transaction(deps, (within) => withdrawAsk(within, options))).toMatchObject({ outcome: 'done', left: 0 });
      expect(await row()).toMatchObject({ stage: 'waiting', state: 'submitted' });
      expect(await overdue()).toEqual([0, []]);
      clock.set(before.toISOString());
    } finally {
      await deps.db.season.update({ where: { id: season.id }, data: { dates: dates as object } });
    }
  });

  it('tells who agrees, and says when nobody could be told', async () => {
    await deps.db.membership.updateMany({ where: { householdId: family.householdId }, data: { to: clock.now() } });
    expect(await ask(['B2'])).toMatchObject({ outcome: 'done', told: 0 });
    expect(await messages()).toEqual([]);
  });
});

describe('a file that shows papers or children', () => {
  it('is deleted for good, and the household is told', async () => {
    const { accountId, assessmentId } = family;
    await transaction(deps, (within) => reopenAssessment(within, { accountId }));
    await transaction(deps, (within) => photo(within, accountId, 'B2'));
    await transaction(deps, (within) => send(within, accountId));
    const piece = await deps.db.evidence.findFirstOrThrow({ where: { assessmentId, kind: 'photo' } });
    const options = { scope: await hamlet(), assessmentId, evidenceId: piece.id, why: 'papers' as const, tell };
    expect(await transaction(deps, (within) => takeOutEvidence(within, { ...options, seen: '0.1' }))).toMatchObject({ outcome: 'changed' });
    const { seen } = await look();
    expect(await transaction(deps, (within) => takeOutEvidence(within, { ...options, seen }))).toMatchObject({ outcome: 'done', told: 1 });
    const removed = await deps.db.evidence.findUniqueOrThrow({ where: { id: piece.id } });
    expect(removed).toMatchObject({ blobKey: null, removedBy: house.officers.hamlet.officerId, sha256: piece.sha256 });
    expect(await deps.db.blobDeletion.count({ where: { blobKey: piece.blobKey as string } })).toBe(1);
    const shown = (await look()).items.find(({ indicator }) => indicator === 'B2')?.evidence;
    expect(shown?.map(({ kind, removed: out }) => [kind, out])).toEqual([
      ['story', false],
      ['photo', true],
    ]);
  });

  it('is looked at only once it was sent', async () => {
    const { accountId, assessmentId } = family;
    await transaction(deps, (within) => reopenAssessment(within, { accountId }));
    await transaction(deps, (within) => photo(within, accountId, 'B2'));
    const b2 = (await look()).items.find(({ indicator }) => indicator === 'B2');
    expect(b2?.evidence.map(({ kind }) => kind)).toEqual(['story']);
    const piece = await deps.db.evidence.findFirstOrThrow({ where: { assessmentId, kind: 'photo' } });
    const options = { scope: await hamlet(), assessmentId, evidenceId: piece.id, why: 'papers' as const, tell, seen: (await look()).seen };
    expect(await transaction(deps, (within) => takeOutEvidence(within, options))).toEqual({ outcome: 'refused', why: 'noSuchItem' });
  });
});

it('has sent every item that such a household is asked', () => {
  expect(items.length).toBeGreaterThan(5);
});
