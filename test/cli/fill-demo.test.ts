import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoOfficers } from '../../src/cli/demo/demo-officers.ts';
import { AREAS, FAMILIES, inventFamilies, stages } from '../../src/cli/demo/families.ts';
import { type DemoParts, fillDemo } from '../../src/cli/demo/fill-demo.ts';
import type { Prisma } from '../../src/db/client.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { takeOffice } from '../../src/officer/take-office.ts';
import { addDays } from '../../src/season/calendar.ts';
import { systemIds } from '../../src/system.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { fixedClock, silentLog } from '../support/deps.ts';
import { telling } from '../support/officers.ts';

let db: TestDatabase;
let parts: DemoParts;

beforeAll(async () => {
  db = await freshDatabase();
  const channel = await db.prisma.channelAccount.findFirstOrThrow({ where: { channel: 'web' } });
  const season = await db.prisma.season.findFirstOrThrow();
  // The day of the first start, on which the trial season opens.
  const clock = fixedClock((season.dates as { selfAssessment: { opens: string } }).selfAssessment.opens);
  parts = {
    prisma: db.prisma,
    clock,
    ids: systemIds,
    log: silentLog,
    locale: createLocale(),
    secret: randomBytes(32),
    webChannelId: channel.id,
  };
});

afterAll(() => db.drop());

it('invents the same families every time, every one marked as made up', () => {
  expect(inventFamilies()).toEqual(inventFamilies());
  expect(inventFamilies()).toHaveLength(FAMILIES);
  for (const { head } of inventFamilies()) expect(head).toContain('Mẫu');
});

/** As many as it takes for every state, and for some of everything else. */
const SOME = 80;

it('fills a ward with families in every state, once', async () => {
  expect(await fillDemo(parts, SOME)).toBe(SOME);
  expect(await fillDemo(parts, SOME)).toBe(0);

  const { prisma } = db;
  expect(await prisma.household.count()).toBe(SOME);
  expect(await prisma.area.count({ where: { unitCode: '00000', kind: 'quarter' } })).toBe(AREAS);
  const without = await prisma.household.count({ where: { assessments: { none: {} } } });
  const drafts = await prisma.assessment.count({ where: { state: 'draft' } });
  const sent = await prisma.assessment.count({ where: { state: 'submitted' } });
  const twice = await prisma.submission.count({ where: { number: 2 } });
  const registered = inventFamilies(SOME).filter(({ stage }) => stage === 'registered').length;
  expect(without).toBe(registered);
  expect(drafts + sent).toBe(SOME - registered);
  expect(sent).toBe(inventFamilies(SOME).filter(({ stage }) => stage === 'submitted' || stage === 'resubmitted').length);
  expect(twice).toBe(inventFamilies(SOME).filter(({ stage }) => stage === 'resubmitted').length);
  expect(stages.every((stage) => inventFamilies(SOME).some((family) => family.stage === stage))).toBe(true);
  const verified = await prisma.household.count({ where: { verifiedAt: { not: null } } });
  expect(verified).toBe(inventFamilies(SOME).filter((family) => family.verified).length);
  expect(verified).toBeGreaterThan(SOME / 10);
  expect(await prisma.evidence.count()).toBeGreaterThan(SOME / 2);
  expect(await prisma.helpRequest.count()).toBeGreaterThan(0);
  expect(await prisma.membership.count()).toBeGreaterThan(SOME);
});

it('is refused where a season of a file has not been open long enough', async () => {
  const { prisma } = db;
  const city = await prisma.organisation.findFirstOrThrow({ where: { level: 'city' } });
  const { dates } = await prisma.season.findFirstOrThrow({ where: { trial: true } });
  const opens = '2126-11-15';
  const later = { ...(dates as Prisma.JsonObject), selfAssessment: { opens, closes: '2126-12-15' } };
  await prisma.season.create({
    data: { id: systemIds.next(), organisationId: city.id, year: 2126, trial: false, name: 'Năm 2126', dates: later },
  });
  await expect(fillDemo(parts)).rejects.toThrow('"Năm 2126" has not');
});

it('invites an officer of the ward and one of its first khu phố, the same ones until they are taken', async () => {
  const invited = () => db.prisma.$transaction((within) => demoOfficers({ ...parts, db: within }, parts));
  const officers = await invited();
  expect(officers.map(({ role, place }) => [role, place])).toEqual([
    ['ward', 'Phường Mẫu'],
    ['hamlet', 'Khu phố Mẫu 1, Phường Mẫu'],
  ]);
  expect(await invited()).toEqual(officers);
  const channelAccountId = parts.webChannelId;
  const account = { id: systemIds.next(), channelAccountId, externalId: 'officer', createdAt: parts.clock.now(), language: 'vi' };
  await db.prisma.account.create({ data: account });
  const taken = await db.prisma.$transaction((within) =>
    takeOffice(
      { ...parts, db: within },
      { accountId: account.id, code: officers[0]?.code ?? '', name: null, secret: parts.secret, tell: telling.officer },
    ),
  );
  expect(taken).toMatchObject({ outcome: 'taken', duty: { role: 'ward', unitCode: '00000' } });
  expect((await invited()).map(({ role }) => role)).toEqual(['hamlet']);
});

it('leaves a folder that it filled as it is once the season of a file is over', async () => {
  const { prisma } = db;
  await prisma.season.deleteMany({ where: { year: 2126 } });
  const { id, dates } = await prisma.season.findFirstOrThrow({ where: { trial: true } });
  await prisma.season.update({ where: { id }, data: { trial: false } });
  const { closes } = (dates as { selfAssessment: { closes: string } }).selfAssessment;
  const later = fixedClock(`${addDays(closes, 1)}T08:00:00+07:00`);
  expect(await fillDemo({ ...parts, clock: later }, SOME)).toBe(0);
  await prisma.season.update({ where: { id }, data: { trial: true } });
});
