import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Db } from '../../src/db/client.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { sequentialIds } from '../support/deps.ts';

const at = new Date('2026-11-01T01:00:00Z');
const ids = sequentialIds();

/** One season an organisation and year. */
let year = 2100;

let db: TestDatabase;
let rows: Awaited<ReturnType<typeof writeOneOfEach>>;
beforeAll(async () => {
  db = await freshDatabase();
});
beforeEach(async () => {
  rows = await writeOneOfEach(db.prisma);
});
afterAll(() => db.drop());

const TABLES = [
  'Answer',
  'Submission',
  'Evidence',
  'Consent',
  'RubricVersion',
  'DialogVersion',
  'Audit',
  'Grant',
  'Review',
  'FileNotice',
  'Meeting',
  'Decision',
  'DecisionLine',
  'Assist',
  'HouseholdMerge',
  'HouseholdsApart',
  'HouseholdPlacing',
  'Announcement',
  'AnnouncementTold',
  'Reminder',
  'ReminderTold',
  'Snooze',
  'SeasonMove',
  'LatePermit',
];
/** A column of each that tells what happened. */
const FACTS: Record<string, string> = {
  Answer: `"value" = 'other'`,
  Submission: `"score" = '{"points": 100}'`,
  Evidence: `"sha256" = 'other'`,
  Consent: `"act" = 'refused'`,
  RubricVersion: `"body" = '{"changed": true}'`,
  DialogVersion: `"body" = '{"changed": true}'`,
  Audit: `"action" = 'other'`,
  Grant: `"role" = 'city'`,
  Review: `"act" = 'withdraw'`,
  FileNotice: `"answerBy" = '2027-01-01'`,
  Meeting: `"chair" = 'other'`,
  Decision: `"number" = 'other'`,
  DecisionLine: `"head" = 'other'`,
  Assist: `"role" = 'city'`,
  HouseholdMerge: `"moved" = '{"changed": true}'`,
  HouseholdsApart: `"at" = now()`,
  HouseholdPlacing: `"houseCode" = 'other'`,
  Announcement: `"text" = 'other'`,
  AnnouncementTold: `"at" = now()`,
  Reminder: `"at" = now()`,
  ReminderTold: `"at" = now()`,
  Snooze: `"at" = now()`,
  LatePermit: `"reason" = 'other'`,
  SeasonMove: `"reason" = 'other'`,
};

describe.each(TABLES)('%s', (table) => {
  test('cannot be changed', async () => {
    await expect(db.prisma.$executeRawUnsafe(`UPDATE "${table}" SET ${FACTS[table]}`)).rejects.toThrow(
      `append-only: ${table} cannot be changed`,
    );
  });

  test('cannot be deleted', async () => {
    await expect(db.prisma.$executeRawUnsafe(`DELETE FROM "${table}"`)).rejects.toThrow(refusal(table));
  });

  test('cannot be emptied, not even by an erasure', async () => {
    await expect(erasing((tx) => tx.$executeRawUnsafe(`TRUNCATE "${table}" CASCADE`))).rejects.toThrow(/append-only/);
  });
});

describe('the erasure of a person', () => {
  test.each([
    'Answer',
    'Submission',
    'Evidence',
    'Consent',
    'Review',
    'FileNotice',
    'DecisionLine',
    'HouseholdMerge',
    'HouseholdsApart',
    'HouseholdPlacing',
    'AnnouncementTold',
    'Reminder',
    'ReminderTold',
    'Snooze',
    'LatePermit',
  ])('may delete from %s', async (table) => {
    const deleted = await erasing((tx) => tx.$executeRawUnsafe(`DELETE FROM "${table}"`));
    expect(deleted).toBeGreaterThan(0);
  });

  test.each(['RubricVersion', 'DialogVersion', 'Audit', 'Grant', 'Meeting', 'Assist', 'Announcement', 'SeasonMove'])(
    'never deletes from %s',
    async (table) => {
      await expect(erasing((tx) => tx.$executeRawUnsafe(`DELETE FROM "${table}"`))).rejects.toThrow(refusal(table));
    },
  );

  test('ends with its transaction: the next one on the same connection is refused again', async () => {
    await erasing(async () => {});
    for (let connection = 0; connection < 12; connection += 1) await expect(db.prisma.answer.deleteMany()).rejects.toThrow(/append-only/);
  });

  test('of a household takes its answers, evidence and submissions along', async () => {
    await erasing((tx) => tx.household.delete({ where: { id: rows.householdId } }));
    expect(await db.prisma.answer.count({ where: { assessmentId: rows.assessmentId } })).toBe(0);
    expect(await db.prisma.submission.count({ where: { assessmentId: rows.assessmentId } })).toBe(0);
  });

  test('of an account leaves its consents as proof, without saying whose', async () => {
    await db.prisma.account.delete({ where: { id: rows.accountId } });
    expect(await db.prisma.consent.findUnique({ where: { id: rows.consentId } })).toMatchObject({
      accountId: null,
      accountHash: 'hash',
      act: 'given',
    });
  });
});

describe('what may still change', () => {
  test('a household cannot be deleted over its answers without an erasure', async () => {
    await expect(db.prisma.household.delete({ where: { id: rows.householdId } })).rejects.toThrow(/append-only/);
  });

  test('who entered an answer, handed in or sent may be forgotten, not replaced', async () => {
    await db.prisma.answer.update({ where: { seq: rows.answerSeq }, data: { enteredBy: null } });
    await db.prisma.submission.update({ where: { id: rows.submissionId }, data: { submittedBy: null } });
    await db.prisma.evidence.update({ where: { id: rows.evidenceId }, data: { enteredBy: null } });
    await expect(db.prisma.answer.update({ where: { seq: rows.answerSeq }, data: { enteredBy: ids.next() } })).rejects.toThrow(
      /append-only/,
    );
  });

  test('evidence is removed by emptying it, once; its hash stays', async () => {
    const removal = { removedAt: at, removedBy: rows.accountId, text: null, blobKey: null, thumbKey: null };
    expect(await db.prisma.evidence.update({ where: { id: rows.evidenceId }, data: removal })).toMatchObject({
      sha256: 'hash',
      text: null,
    });
    const again = db.prisma.evidence.update({ where: { id: rows.evidenceId }, data: { removedAt: new Date(0) } });
    await expect(again).rejects.toThrow(/append-only/);
  });

  test('the words of a piece of evidence are not rewritten', async () => {
    await expect(db.prisma.evidence.update({ where: { id: rows.evidenceId }, data: { text: 'khác' } })).rejects.toThrow(/append-only/);
  });

  test('a grant is ended once, and by whom is written with it', async () => {
    const where = { id: rows.grantId };
    await db.prisma.grant.update({ where, data: { to: at, revokedBy: 'system' } });
    for (const data of [{ to: null }, { to: new Date(0) }, { revokedBy: null }])
      await expect(db.prisma.grant.update({ where, data }), JSON.stringify(data)).rejects.toThrow(/append-only/);
  });

  test('a merge of households is undone once, and by whom is written with it', async () => {
    const where = { id: rows.mergeId };
    await db.prisma.householdMerge.update({ where, data: { undoneAt: at, undoneBy: rows.officerId } });
    for (const data of [{ undoneAt: null }, { undoneAt: new Date(0) }, { undoneBy: null }])
      await expect(db.prisma.householdMerge.update({ where, data }), JSON.stringify(data)).rejects.toThrow(/append-only/);
  });

  test('the reason of a review may be emptied, not rewritten', async () => {
    const where = { id: rows.reviewId };
    await expect(db.prisma.review.update({ where, data: { reason: 'khác' } })).rejects.toThrow(/append-only/);
    await db.prisma.review.update({ where, data: { reason: null } });
  });

  test('a decision goes on until it took effect or was stopped, and then stays', async () => {
    const where = { id: rows.decisionId };
    await expect(db.prisma.decision.update({ where, data: { signer: 'khác' } })).rejects.toThrow(/append-only/);
    await db.prisma.decision.update({ where, data: { state: 'issued', issuedAt: at } });
    for (const data of [{ state: 'stopped' as const }, { issuedAt: null }])
      await expect(db.prisma.decision.update({ where, data }), JSON.stringify(data)).rejects.toThrow(/append-only/);
  });

  test('an announcement goes on until it is over, and a draft is written and discarded as one likes', async () => {
    const where = { id: rows.announcementId };
    for (const data of [{ text: 'khác' }, { audience: { states: ['sent'] } }, { expiresAt: new Date(0) }, { confirmedBy: null }])
      await expect(db.prisma.announcement.update({ where, data }), JSON.stringify(data)).rejects.toThrow(/append-only/);
    await db.prisma.announcement.update({ where, data: { state: 'sending', startedAt: at, seq: 3 } });
    await db.prisma.announcement.update({ where, data: { state: 'cancelled', cancelledAt: at } });
    for (const data of [{ state: 'sending' as const }, { cancelledAt: null }])
      await expect(db.prisma.announcement.update({ where, data }), JSON.stringify(data)).rejects.toThrow(/append-only/);
    await db.prisma.announcement.update({ where, data: { counts: {} } });
    const { unitCode } = await db.prisma.announcement.findUniqueOrThrow({ where });
    const about = { unitCode, createdBy: rows.officerId, createdAt: at, text: '', audience: {}, buttons: [] };
    const { id } = await db.prisma.announcement.create({ data: { id: ids.next(), ...about } });
    await db.prisma.announcement.update({ where: { id }, data: { text: 'khác' } });
    await db.prisma.announcement.delete({ where: { id } });
  });

  test('a line of a decision is left out or told once, and forgets whose it was', async () => {
    const where = { id: rows.lineId };
    await db.prisma.decisionLine.update({ where, data: { left: 'gone', toldAt: at, assessmentId: null, householdId: null } });
    for (const data of [{ left: null }, { toldAt: null }, { householdId: rows.householdId }])
      await expect(db.prisma.decisionLine.update({ where, data }), JSON.stringify(data)).rejects.toThrow(/append-only/);
  });

  test('a consent is not given to another account', async () => {
    await expect(db.prisma.consent.update({ where: { id: rows.consentId }, data: { accountId: rows.otherAccountId } })).rejects.toThrow(
      /append-only/,
    );
  });
});

function refusal(table: string): string {
  return `append-only: ${table} cannot be removed from`;
}

function erasing<T>(work: (tx: Db) => Promise<T>): Promise<T> {
  return db.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SET LOCAL nhahoc.erasing = 'on'`;
    return work(tx);
  });
}

async function writeOneOfEach(prisma: Db) {
  const channelAccount = await prisma.channelAccount.findFirstOrThrow();
  const area = await prisma.area.findFirstOrThrow();
  const account = () => ({ id: ids.next(), channelAccountId: channelAccount.id, externalId: ids.next(), createdAt: at });
  const { id: accountId } = await prisma.account.create({ data: account() });
  const { id: otherAccountId } = await prisma.account.create({ data: account() });
  const household = await prisma.household.create({
    data: {
      id: ids.next(),
      code: ids.next(),
      areaId: area.id,
      residence: 'permanent',
      headName: 'Mẫu',
      headNameKey: 'mau',
      createdAt: at,
      updatedAt: at,
    },
  });
  year += 1;
  const season = await prisma.season.create({
    data: { id: ids.next(), organisationId: channelAccount.organisationId, year, name: 'thử', dates: {} },
  });
  const rubricId = ids.next();
  const rubric = await prisma.rubricVersion.create({
    data: { id: ids.next(), rubricId, version: 1, title: 'Gia đình', sha256: 'hash', body: {}, createdAt: at },
  });
  const assessment = await prisma.assessment.create({
    data: {
      id: ids.next(),
      householdId: household.id,
      title: 'Gia đình',
      seasonId: season.id,
      rubricVersionId: rubric.id,
      areaId: area.id,
      source: 'self',
      state: 'submitted',
      openedAt: at,
      updatedAt: at,
    },
  });
  const within = { assessmentId: assessment.id, at };
  const answer = await prisma.answer.create({ data: { ...within, indicator: 'a1', value: 'a1', method: 'self', enteredBy: accountId } });
  const evidence = await prisma.evidence.create({
    data: { ...within, id: ids.next(), indicator: 'a1', kind: 'story', text: 'lời kể', sha256: 'hash', enteredBy: accountId },
  });
  const submission = await prisma.submission.create({
    data: {
      ...within,
      id: ids.next(),
      number: 1,
      code: ids.next(),
      rubricVersionId: rubric.id,
      facts: {},
      answers: {},
      evidence: {},
      score: {},
      submittedBy: accountId,
    },
  });
  const officer = await prisma.officer.create({ data: { id: ids.next(), name: 'Mẫu', createdAt: at } });
  const grant = await prisma.grant.create({ data: { id: ids.next(), officerId: officer.id, role: 'operator', from: at } });
  const review = await prisma.review.create({
    data: {
      ...within,
      id: ids.next(),
      submissionId: submission.id,
      level: 'hamlet',
      act: 'confirm',
      reason: 'lý do',
      officerId: officer.id,
    },
  });
  await prisma.fileNotice.create({
    data: { ...within, id: ids.next(), about: 'outcome', how: 'person', officerId: officer.id, answerBy: at },
  });
  const place = { areaId: area.id, seasonId: season.id, title: 'giaDinh' };
  await prisma.meeting.create({ data: { id: ids.next(), ...place, heldOn: at, officerId: officer.id, at } });
  const decision = await prisma.decision.create({
    data: {
      ...{ id: ids.next(), unitCode: area.unitCode, seasonId: season.id, title: 'giaDinh', kind: 'recognition', state: 'planned' },
      ...{ unit: 'Mẫu', organisation: 'Mẫu' },
      ...{ number: '1', date: at, signer: 'Mẫu', signerTitle: 'Chủ tịch', confirmedBy: officer.id, confirmedAt: at },
    },
  });
  const line = await prisma.decisionLine.create({
    data: {
      ...{
        id: ids.next(),
        decisionId: decision.id,
        position: 1,
        assessmentId: within.assessmentId,
        householdId: household.id,
        head: 'Mẫu',
      },
      ...{ code: '', areaId: area.id, area: 'Mẫu', outcome: 'recognised', seen: '0.0', lookup: ids.next() },
    },
  });
  await prisma.assist.create({
    data: { id: ids.next(), officerId: officer.id, role: 'helper', areaId: area.id, householdId: household.id, at, askUntil: at },
  });
  const other = await prisma.household.create({
    data: { ...household, id: ids.next(), code: ids.next() },
  });
  const merge = await prisma.householdMerge.create({
    data: { id: ids.next(), keepId: household.id, dropId: other.id, officerId: officer.id, at, moved: {} },
  });
  const [householdId, otherId] = [household.id, other.id].sort() as [string, string];
  await prisma.householdsApart.create({ data: { id: ids.next(), householdId, otherId, officerId: officer.id, at } });
  await prisma.householdPlacing.create({
    data: { id: ids.next(), householdId, fromId: area.id, toId: area.id, officerId: officer.id, at },
  });
  const announcement = await prisma.announcement.create({
    data: {
      ...{ id: ids.next(), unitCode: area.unitCode, state: 'planned', createdBy: officer.id, createdAt: at },
      ...{ text: 'tin', audience: {}, buttons: [], startsAt: at, expiresAt: at, confirmedBy: officer.id, confirmedAt: at },
    },
  });
  const about = { householdId: household.id, at };
  await prisma.reminder.create({ data: { ...about, rule: 'thu', date: at, seasonId: season.id, sha: '0' } });
  await prisma.reminderTold.create({ data: { ...about, rule: 'thu', date: at, officerId: officer.id } });
  await prisma.snooze.create({ data: { ...about, id: ids.next(), accountId, until: at } });
  await prisma.latePermit.create({
    data: { ...about, id: ids.next(), seasonId: season.id, until: at, reason: 'x', officerId: officer.id },
  });
  await prisma.seasonMove.create({ data: { id: ids.next(), seasonId: season.id, unitCode: '25813', dates: {}, changed: [], at } });
  await prisma.announcementTold.create({ data: { announcementId: announcement.id, householdId: household.id, officerId: officer.id, at } });
  const consent = await prisma.consent.create({
    data: {
      id: ids.next(),
      accountId,
      accountHash: 'hash',
      organisationId: channelAccount.organisationId,
      purpose: 'selfAssessment',
      act: 'given',
      textVersion: '1',
      textHash: 'hash',
      language: 'vi',
      method: 'chat',
      at,
    },
  });
  await prisma.dialogVersion.create({ data: { dialogId: ids.next(), version: 1, sha256: 'hash', body: {}, createdAt: at } });
  await prisma.audit.create({ data: { at, actor: 'system', action: 'test', subject: 'test', detail: {} } });
  return {
    mergeId: merge.id,
    officerId: officer.id,
    accountId,
    otherAccountId,
    householdId: household.id,
    assessmentId: assessment.id,
    answerSeq: answer.seq,
    evidenceId: evidence.id,
    submissionId: submission.id,
    consentId: consent.id,
    grantId: grant.id,
    reviewId: review.id,
    decisionId: decision.id,
    lineId: line.id,
    announcementId: announcement.id,
  };
}
