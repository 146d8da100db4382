import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TITLE } from '../../src/assessment/rubric-in-force.ts';
import { candidatesOf } from '../../src/decision/candidates.ts';
import { groundToKeep } from '../../src/decision/kept-ground.ts';
import type { Deps } from '../../src/deps.ts';
import { controllerOf } from '../../src/household/controller-of.ts';
import { findUnplaced } from '../../src/household/find-area.ts';
import { type Scope, scopeOf } from '../../src/officer/scope.ts';
import { makeAside } from '../../src/paper/aside.ts';
import { valuesOf } from '../../src/paper/paper.ts';
import { type PaperAsked, paperFor } from '../../src/paper/paper-for.ts';
import { paperPlaces } from '../../src/paper/places.ts';
import { keepTemplate, ownTemplates, templateOf } from '../../src/paper/templates-of-ward.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { testDeps } from '../support/deps.ts';
import { decide, newAccount } from '../support/family.ts';
import { type OfficersHouse, openOfficersHouse, type Place } from '../support/officers.ts';
import { seedSample } from '../support/sample.ts';
import { adoptRubric, newProposed } from './proposals.ts';
import { wordFile, wordsOf } from './word.ts';

let database: TestDatabase;
let deps: Deps;
let house: OfficersHouse;
let ward: Scope;
let hamlet: Scope;

beforeAll(async () => {
  database = await freshDatabase();
  deps = testDeps(database.prisma, { ids: { next: () => v7() } });
  await seedSample(deps);
  house = await openOfficersHouse(deps);
  const scope = async (role: 'ward' | 'hamlet') => (await scopeOf(deps, house.officers[role].officerId)) as Scope;
  [ward, hamlet] = [await scope('ward'), await scope('hamlet')];
});
beforeEach(async () => {
  await database.prisma.$transaction([
    database.prisma.$executeRaw`SET LOCAL nhahoc.erasing = 'on'`,
    database.prisma.membership.deleteMany(),
    database.prisma.household.deleteMany(),
  ]);
});
afterAll(() => database.drop());

const put = (place: Place, head: string, stage?: 'confirmed' | 'proposed' | 'notProposed') =>
  newProposed(deps, { areaId: place.areaId, unitCode: place.unitCode, head, ...(stage ? { stage } : {}) });

const signing = { date: null, letterNumber: null, number: null, signer: null, signerTitle: null };

async function jobOf(scope: Scope, asked: PaperAsked) {
  const ready = await paperFor(deps, { scope, asked });
  if (ready.outcome !== 'ready') throw new Error(ready.outcome);
  return ready.job;
}

async function wordsFor(scope: Scope, asked: PaperAsked): Promise<string> {
  return wordsOf((await makeAside(await jobOf(scope, asked))).bytes);
}

const meeting = (areaId: string): PaperAsked => ({
  paper: 'meetingRecord',
  areaId,
  held: { date: '2026-11-25', time: '19 giờ', place: 'Nhà văn hóa' },
  chair: 'Bà Ba',
  secretary: null,
  attended: 40,
  opinions: null,
});

describe('papers', () => {
  it('name who is proposed in their place, by given name, and nobody else', async () => {
    await put(house.home, 'Nguyễn Thị Út');
    await put(house.home, 'Vũ Văn An');
    await put(house.home, 'Phạm Chưa Được', 'notProposed');
    await put(house.home, 'Lê Mới Nộp', 'confirmed');
    await put(house.next, 'Người Khu Khác');
    const words = await wordsFor(hamlet, meeting(house.home.areaId));
    expect(words).toMatch(/Vũ Văn An[\s\S]*Nguyễn Thị Út/);
    expect(words).toContain('Có 1 hộ chưa được đề nghị năm nay');
    for (const other of ['Phạm Chưa Được', 'Lê Mới Nộp', 'Người Khu Khác']) expect(words).not.toContain(other);
  });

  it('of a ward hold all of its khu phố, and nothing of another ward', async () => {
    await put(house.home, 'Nguyễn Thị Út');
    await put(house.next, 'Trần Văn Cam');
    await put(house.abroad, 'Người Phường Khác');
    const { unitCode } = house.home;
    const words = await wordsFor(ward, { paper: 'decision', unitCode, ...signing });
    expect(words).toContain('Nguyễn Thị Út');
    expect(words).toContain('Trần Văn Cam');
    expect(words).not.toContain('Người Phường Khác');
    expect(await wordsFor(ward, { paper: 'letter', unitCode, ...signing })).toMatch(/Khu phố Bưởi[\s\S]*Khu phố Cam/);
  });

  it('are not there for who does not look after the place', async () => {
    await put(house.home, 'Nguyễn Thị Út');
    await put(house.next, 'Trần Văn Cam');
    await put(house.abroad, 'Người Phường Khác');
    const refused: [Scope, PaperAsked][] = [
      [hamlet, meeting(house.next.areaId)],
      [hamlet, { paper: 'letter', unitCode: house.home.unitCode, ...signing }],
      [hamlet, { paper: 'completeList', unitCode: house.home.unitCode }],
      [ward, meeting(house.abroad.areaId)],
      [ward, { paper: 'postingList', unitCode: house.abroad.unitCode }],
    ];
    const before = await deps.db.audit.count();
    for (const [scope, asked] of refused) expect(await paperFor(deps, { scope, asked })).toEqual({ outcome: 'notFound' });
    expect(await deps.db.audit.count()).toBe(before);
  });

  it('are not made of nobody', async () => {
    await put(house.home, 'Lê Mới Nộp', 'confirmed');
    expect(await paperFor(deps, { scope: hamlet, asked: meeting(house.home.areaId) })).toEqual({ outcome: 'nobody' });
  });

  it('leave a line in the audit that names nobody', async () => {
    await put(house.home, 'Nguyễn Thị Út');
    await jobOf(hamlet, { paper: 'proposalList', areaId: house.home.areaId, date: null });
    const line = await deps.db.audit.findFirstOrThrow({ where: { action: 'paper.make' }, orderBy: { seq: 'desc' } });
    expect(line).toMatchObject({
      actor: `officer:${hamlet.officerId}`,
      subject: `area:${house.home.areaId}`,
      detail: { paper: 'proposalList', households: 1, trial: true },
    });
  });

  it('leave out who took their consent back, and name exactly those whom the decision names', async () => {
    const { areaId, unitCode } = house.home;
    await put(house.home, 'Nguyễn Thị Út');
    await put(house.next, 'Lê Văn Tám');
    const back = await put(house.home, 'Vũ Văn Rút');
    const controller = await controllerOf(deps, unitCode);
    const slip = { purpose: 'selfAssessment', textVersion: '1', textHash: 'x', language: 'vi', method: 'slip:P 1' } as const;
    const at = deps.clock.now();
    const of = { householdId: back, accountHash: back, organisationId: controller.id, at };
    await deps.db.consent.create({ data: { id: v7(), ...of, act: 'withdrawn', ...slip } });
    const [whole] = await paperPlaces(deps, { scope: ward, unitCode });
    const decided = await candidatesOf(deps, { unitCode, seasonId: whole?.seasonId ?? '' });
    const heads = decided.map(({ head }) => head);
    expect(heads).toEqual(['Nguyễn Thị Út', 'Lê Văn Tám']);
    const listed = async (asked: PaperAsked) => {
      const job = await jobOf(ward, asked);
      return job.job === 'paper' ? ('households' in job.paper ? job.paper.households : []) : job.list.households;
    };
    for (const paper of ['proposalList', 'decision'] as const)
      expect((await listed({ paper, unitCode, ...signing })).map(({ head }) => head)).toEqual(heads);
    for (const paper of ['completeList', 'postingList'] as const)
      expect((await listed({ paper, unitCode })).map(({ head }) => head)).toEqual(heads);
    expect((await listed(meeting(areaId))).map(({ head }) => head)).toEqual(['Nguyễn Thị Út']);
    expect(whole?.areas.map(({ judged, proposed }) => [judged, proposed])).toEqual([
      [1, 1],
      [1, 1],
    ]);
    const letter = await wordsFor(ward, { paper: 'letter', unitCode, ...signing });
    expect(letter).not.toContain('Vũ Văn Rút');
  });

  it('of a round that is decided are still made; what the decision says comes from its own papers', async () => {
    const { unitCode } = house.home;
    const id = await put(house.home, 'Nguyễn Thị Út');
    await deps.db.assessment.updateMany({ where: { householdId: id }, data: { stage: 'recognised' } });
    expect(await wordsFor(ward, { paper: 'letter', unitCode, ...signing })).toContain('cho 1 hộ');
    expect(await wordsFor(ward, { paper: 'proposalList', unitCode, ...signing })).toContain('Nguyễn Thị Út');
    for (const asked of [
      { paper: 'decision', unitCode, ...signing },
      { paper: 'completeList', unitCode },
    ] as const)
      expect(await paperFor(deps, { scope: ward, asked })).toEqual({ outcome: 'decided' });
    await put(house.next, 'Lê Văn Tám');
    expect(await wordsFor(ward, { paper: 'letter', unitCode, ...signing }), 'of the next one').toContain('cho 1 hộ');
  });

  it('count as looked at whom an officer or the meeting has judged, and not who merely sent', async () => {
    for (const stage of ['waiting', 'confirmed', 'notProposed'] as const)
      await newProposed(deps, { ...house.home, head: `Hộ ${stage}`, stage });
    await deps.db.assessment.updateMany({ where: { stage: 'waiting' }, data: { state: 'submitted' } });
    const [home] = await paperPlaces(deps, { scope: hamlet });
    expect(home?.areas).toMatchObject([{ judged: 2, proposed: 0, notProposed: 1 }]);
  });

  it('are counted by place, as the page shows them', async () => {
    await put(house.home, 'Nguyễn Thị Út');
    await put(house.home, 'Phạm Chưa Được', 'notProposed');
    const [home] = await paperPlaces(deps, { scope: hamlet });
    expect(home).toMatchObject({ whole: false, areas: [{ id: house.home.areaId, judged: 2, proposed: 1, notProposed: 1 }] });
    const [whole] = await paperPlaces(deps, { scope: ward });
    expect(whole?.whole).toBe(true);
    expect(whole?.areas.map(({ name }) => name)).toEqual(['Khu phố Bưởi', 'Khu phố Cam']);
  });
});

describe('a household that nobody has placed yet', () => {
  it('leaves the ward its total, and has a row with a name', async () => {
    const { unitCode } = house.home;
    const { db } = deps;
    await db.area.updateMany({
      where: { unitCode, kind: { not: 'unplaced' } },
      data: { householdsPermanent: 400, householdsTemporary: 35 },
    });
    const places = await db.area.count({ where: { unitCode, kind: { not: 'unplaced' } } });
    const { value } = await findUnplaced(deps, { unit: unitCode });
    await put(house.home, 'Nguyễn Thị Út');
    await newProposed(deps, { areaId: value.id, unitCode, head: 'Vũ Văn Mới' });
    for (const paper of ['proposalList', 'decision'] as const)
      expect(await jobOf(ward, { paper, unitCode, ...signing })).toMatchObject({ paper: { total: places * 435 } });
    const job = await jobOf(ward, { paper: 'letter', unitCode, ...signing });
    if (job.job !== 'paper') throw new Error(job.job);
    const said = valuesOf(job.paper);
    expect(said.tong_ho).toBe(String(places * 435));
    expect(said.khu).toEqual(
      expect.arrayContaining([expect.objectContaining({ khu_pho: 'Chưa xếp khu phố', tong_ho: null, so_de_nghi: '1' })]),
    );
    const judged = { rubricVersionId: null, basis: null };
    expect((await groundToKeep(deps, { kind: 'recognition', unitCode, judged })).total).toBe(places * 435);
    await db.area.updateMany({ where: { unitCode }, data: { householdsPermanent: null, householdsTemporary: null } });
  });
});

describe('whoever may be named in public', () => {
  const agree = async (householdId: string, ...acts: ('given' | 'withdrawn')[]) => {
    const controller = await controllerOf(deps, house.home.unitCode);
    for (const act of acts) await consent(await member(householdId), controller.id, act);
  };
  const member = async (householdId: string) => {
    const accountId = await newAccount(deps);
    await deps.db.membership.create({ data: { id: v7(), accountId, householdId, from: deps.clock.now() } });
    await decide(deps, accountId, 'given');
    return accountId;
  };
  const consent = (accountId: string, organisationId: string, act: 'given' | 'withdrawn') => {
    const text = { purpose: 'publicList', textVersion: '1', textHash: 'x', language: 'vi', method: 'chat' } as const;
    const data = { id: v7(), accountId, accountHash: accountId, organisationId, act, at: deps.clock.now(), ...text };
    return deps.db.consent.create({ data });
  };

  it('agreed to that, with the Hội of the place, and no other of the household does not', async () => {
    await agree(await put(house.home, 'Một Đồng Ý'), 'given');
    await put(house.home, 'Hai Chưa Hỏi');
    await agree(await put(house.home, 'Ba Rút Lại'), 'given', 'withdrawn');
    await consent(await member(await put(house.home, 'Bốn Hội Khác')), v7(), 'given').catch(() => null);
    const asked = { unitCode: house.home.unitCode };
    const posting = await jobOf(ward, { paper: 'postingList', ...asked });
    if (posting.job === 'paper') throw new Error('a list');
    expect(posting.list.households.filter(({ mayBePosted }) => mayBePosted).map(({ head }) => head)).toEqual(['Một Đồng Ý']);
    expect(posting.list.households).toHaveLength(4);
  });
});

describe('a trial', () => {
  it('is every paper until the rubric is adopted, and none after; then each says by which document', async () => {
    await put(house.home, 'Nguyễn Thị Út');
    const before = await wordsFor(hamlet, meeting(house.home.areaId));
    expect(before).toMatch(/^BẢN THỬ/);
    expect(before).toContain('bảng điểm thử, chưa được công nhận');
    await adoptRubric(deps, house.home.unitCode);
    const after = await wordsFor(hamlet, meeting(house.home.areaId));
    expect(after).not.toContain('BẢN THỬ');
    expect(after).toContain('Quyết định số 324/QĐ-KHVN ngày 12/9/2022');
    expect(await deps.db.rubricInForce.count({ where: { title: TITLE, adoptedAt: { not: null } } })).toBe(1);
  });
});

describe('a form of the ward’s own', () => {
  const file = wordFile({ body: ['Mẫu riêng {don_vi} {nam} {so_de_nghi} {#ho}{chu_ho}{/ho}'] });

  it('is used from then on, in that ward only, until the ward takes ours again', async () => {
    await put(house.home, 'Nguyễn Thị Út');
    const { unitCode } = house.home;
    const asked = { paper: 'proposalList', unitCode, ...signing } as const;
    expect(await keepTemplate(deps, { scope: ward, unitCode, kind: 'proposalList', file })).toEqual({ outcome: 'kept' });
    expect(await wordsFor(ward, asked)).toMatch(/Mẫu riêng Phường Bến Cát \d{4} 1 Nguyễn Thị Út/);
    expect([...(await ownTemplates(deps, { unitCode })).keys()]).toEqual(['proposalList']);
    expect(await templateOf(deps, { unitCode: house.abroad.unitCode, kind: 'proposalList' })).toBeUndefined();
    await keepTemplate(deps, { scope: ward, unitCode, kind: 'proposalList', file: null });
    expect(await wordsFor(ward, asked)).toContain('DANH SÁCH');
    expect((await ownTemplates(deps, { unitCode })).size).toBe(0);
  });

  it('is kept by the ward’s own officers only', async () => {
    const kind = 'letter';
    const refused = [
      keepTemplate(deps, { scope: hamlet, unitCode: house.home.unitCode, kind, file }),
      keepTemplate(deps, { scope: ward, unitCode: house.abroad.unitCode, kind, file }),
    ];
    for (const outcome of await Promise.all(refused)) expect(outcome).toEqual({ outcome: 'notFound' });
  });

  it('stays in the database as it was handed in', async () => {
    await keepTemplate(deps, { scope: ward, unitCode: house.home.unitCode, kind: 'letter', file });
    await expect(deps.db.paperTemplate.updateMany({ data: { file: null } })).rejects.toThrow(/append-only/);
    await expect(deps.db.paperTemplate.deleteMany()).rejects.toThrow(/append-only/);
  });
});
