/** The sheet of a khu phố, on a real database. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answerIndicator } from '../../src/assessment/answer-indicator.ts';
import { openAssessment } from '../../src/assessment/open-assessment.ts';
import { seasonOf } from '../../src/assessment/season-of.ts';
import { submitAssessment } from '../../src/assessment/submit-assessment.ts';
import type { Deps } from '../../src/deps.ts';
import { listDoubles } from '../../src/identity/list-doubles.ts';
import { setApart, undoApart } from '../../src/identity/set-apart.ts';
import { createLocale } from '../../src/locale/locale.ts';
import type { Scope } from '../../src/officer/scope.ts';
import { listSheets } from '../../src/roster/list-sheets.ts';
import type { SheetLine } from '../../src/roster/plan-sheet.ts';
import { readSheet } from '../../src/roster/read-sheet.ts';
import { shownOf } from '../../src/roster/row-seen.ts';
import { type SaveOptions, saveSheet } from '../../src/roster/save-sheet.ts';
import { type Sheet, sheetOf } from '../../src/roster/sheet-of.ts';
import type { SheetRow } from '../../src/roster/sheet-rows.ts';
import { sheetTable } from '../../src/roster/sheet-table.ts';
import { takeSheetFile } from '../../src/roster/take-sheet-file.ts';
import { readTable } from '../../src/table/read-table.ts';
import { writeTable } from '../../src/table/write-table.ts';
import { consent, family, worldOf } from '../assessment/family.ts';
import { tell } from '../review/world.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import type { FixedClock } from '../support/deps.ts';
import { areaNamed, counting, haveSent, households, OTHER_UNIT, officer, UNIT, within } from './world.ts';

let db: TestDatabase;
let deps: Deps;
let clock: FixedClock;
let areaId: string;
let hamlet: Scope;
let ward: Scope;
beforeEach(async () => {
  db = await freshDatabase();
  ({ deps, clock } = worldOf(db.prisma));
  areaId = await areaNamed(deps, 'Khu phố 1');
  hamlet = await officer(deps, 'Trần Văn Chi Hội', { areas: [areaId] });
  ward = await officer(deps, 'Lê Thị Phường', { wards: [UNIT] });
});
afterEach(() => db.drop());

async function sheet(scope = hamlet, place = areaId): Promise<Sheet> {
  const found = await sheetOf(deps, { scope, areaId: place });
  if (found.outcome !== 'found') throw new Error(found.outcome);
  return found.sheet;
}

/** A line as it stands, but for what is written into it. */
function line(row: SheetRow, left: Partial<SheetLine>): SheetLine {
  const { householdId, proposal, points, reason } = row;
  return { householdId, shown: shownOf(row), proposal, points, reason: reason ?? '', source: 'meeting', ...left };
}

async function save(lines: readonly SheetLine[], options: Partial<SaveOptions> = {}) {
  const { id: season } = await seasonOf(deps, UNIT);
  return within(deps, (inside) => saveSheet(inside, { scope: hamlet, areaId, season, lines, tell, ...options }));
}

const reviews = () => db.prisma.review.findMany({ orderBy: { seq: 'asc' } });
const stages = async () => (await sheet()).rows.map(({ standing: { stage } }) => stage);

describe('the sheet', () => {
  test('has every household of the khu phố, in the order of their codes, with what they sent', async () => {
    const [first, second, third] = await households(deps, areaId, 12);
    await haveSent(deps, [second as string], { points: 91.5 });
    await haveSent(deps, [third as string], { stage: 'confirmed', points: 70 });
    const { rows, area, max, passMark, trial } = await sheet();
    expect({ name: area.name, max, passMark, trial }).toEqual({ name: 'Khu phố 1', max: 100, passMark: 80, trial: true });
    expect(rows.map(({ houseCode }) => houseCode)).toEqual(Array.from({ length: 12 }, (_, at) => `H-${String(at + 1).padStart(3, '0')}`));
    expect(rows.slice(0, 3)).toMatchObject([
      { householdId: first, sent: null, chats: false, proposal: null, seen: '0.0', standing: { stage: 'waiting', sent: false } },
      {
        householdId: second,
        sent: { points: 91.5, max: 100, enough: true },
        seen: '0.1',
        standing: { stage: 'waiting', hand: 'officers' },
      },
      { householdId: third, sent: { points: 70, enough: false }, standing: { stage: 'confirmed' } },
    ]);
  });

  test('has as many lines as the list of sheets says, without whose signed slip was taken back', async () => {
    const [first] = await households(deps, areaId, 3);
    const { id: organisationId } = await db.prisma.organisation.findFirstOrThrow({ where: { level: 'city', until: null } });
    const text = { purpose: 'selfAssessment', textVersion: '1', textHash: 'x', language: 'vi', method: 'slip:P 1' } as const;
    const slip = { ...text, householdId: first as string, accountHash: 'x', organisationId, at: deps.clock.now() };
    await db.prisma.consent.create({ data: { ...slip, id: deps.ids.next(), act: 'withdrawn' } });
    const { rows } = await sheet();
    expect(rows).toHaveLength(2);
    expect(await listSheets(deps, { scope: hamlet })).toMatchObject([{ areaId, known: rows.length }]);
  });

  test('is read by those who look after the khu phố only, and that is written down', async () => {
    const elsewhere = await areaNamed(deps, 'Khu phố 1', OTHER_UNIT);
    const beside = await areaNamed(deps, 'Khu phố 2');
    const city = { ...(await officer(deps, 'Thành Phố', {})), city: true, operator: true };
    const helper = { ...(await officer(deps, 'Tổ Số', {})), helps: { wards: [UNIT], areas: [areaId] } };
    const tries = [
      { scope: hamlet, area: areaId, found: true },
      { scope: hamlet, area: beside, found: false },
      { scope: ward, area: areaId, found: true },
      { scope: ward, area: beside, found: true },
      { scope: ward, area: elsewhere, found: false },
      { scope: city, area: areaId, found: false },
      { scope: helper, area: areaId, found: false },
    ];
    const { id: season } = await seasonOf(deps, UNIT);
    for (const { scope, area, found } of tries) {
      const { outcome } = await sheetOf(deps, { scope, areaId: area });
      expect(outcome).toBe(found ? 'found' : 'notFound');
      const added = [
        { houseCode: 'Z', headName: '', residence: 'permanent', proposal: null, points: null, reason: '', source: 'meeting' },
      ] as const;
      if (!found)
        expect(await within(deps, (inside) => saveSheet(inside, { scope, areaId: area, season, lines: [], added, tell }))).toEqual({
          outcome: 'notFound',
        });
    }
    const read = await db.prisma.audit.findMany({ where: { action: 'sheet.read' }, select: { actor: true, subject: true } });
    expect(read).toEqual([
      { actor: `officer:${hamlet.officerId}`, subject: `area:${areaId}` },
      { actor: `officer:${ward.officerId}`, subject: `area:${areaId}` },
      { actor: `officer:${ward.officerId}`, subject: `area:${beside}` },
    ]);
    expect(await db.prisma.household.count()).toBe(0);
    expect((await listSheets(deps, { scope: hamlet })).map(({ areaId: id }) => id)).toEqual([areaId]);
    expect((await listSheets(deps, { scope: ward })).map(({ areaId: id }) => id)).toEqual([areaId, beside]);
    expect(await listSheets(deps, { scope: helper })).toEqual([]);
  });
});

describe('saving', () => {
  test('435 households at once is some statements, and leaves a trace of each', async () => {
    const ids = await households(deps, areaId, 435);
    await haveSent(deps, ids.slice(0, 200), { stage: 'confirmed' });
    const { rows } = await sheet();
    const lines = rows.map((row, at) =>
      at % 10 === 0
        ? line(row, { proposal: 'notPropose', reason: 'Chưa đủ minh chứng' })
        : line(row, { proposal: 'propose', ...(at >= 300 && { points: 80 }) }),
    );
    const { id: season } = await seasonOf(deps, UNIT);
    const counted = await within(deps, async (inside) => {
      const { deps: watched, statements } = counting(inside);
      const saved = await saveSheet(watched, { scope: hamlet, areaId, season, lines, tell });
      return { saved, statements: statements() };
    });
    expect(counted.saved).toEqual({ outcome: 'saved', proposed: 391, notProposed: 44, points: 121, added: 0 });
    expect(counted.statements).toBeLessThan(20);

    const after = (await sheet()).rows;
    expect(after.filter(({ proposal }) => proposal === 'propose')).toHaveLength(391);
    expect(after[0]).toMatchObject({ proposal: 'notPropose', reason: 'Chưa đủ minh chứng', source: 'self', seen: '1.1' });
    expect(after[301]).toMatchObject({ proposal: 'propose', points: 80, source: 'meeting', seen: '1.0', sent: null });
    const told = await reviews();
    expect(told).toHaveLength(435);
    expect(new Set(told.map(({ level, officerId }) => `${level} ${officerId}`))).toEqual(new Set([`hamlet ${hamlet.officerId}`]));
    expect(told.filter(({ submissionId }) => submissionId !== null)).toHaveLength(200);
    expect(await db.prisma.audit.count({ where: { action: 'sheet.save' } })).toBe(435);
    expect((await listSheets(deps, { scope: hamlet }))[0]).toMatchObject({ known: 435, proposed: 391, notProposed: 44, confirmed: 0 });
  });

  test('again without a change writes nothing', async () => {
    await households(deps, areaId, 3);
    const { rows } = await sheet();
    await save(rows.map((row) => line(row, { proposal: 'propose' })));
    const again = (await sheet()).rows.map((row) => line(row, {}));
    expect(await save(again)).toEqual({ outcome: 'saved', proposed: 0, notProposed: 0, points: 0, added: 0 });
    expect(await reviews()).toHaveLength(3);
    expect((await sheet()).rows.map(({ seen }) => seen)).toEqual(['1.0', '1.0', '1.0']);
  });

  test('another reason on “Chưa” is another act, which the household is told', async () => {
    await households(deps, areaId, 2);
    const { rows } = await sheet();
    await save(rows.map((row) => line(row, { proposal: 'notPropose', reason: 'Chưa họp' })));
    const [first, second] = (await sheet()).rows as [SheetRow, SheetRow];
    const saved = await save([line(first, { reason: 'Đã xem lại: chưa đủ minh chứng' }), line(second, {})], { scope: ward });
    expect(saved).toMatchObject({ outcome: 'saved', notProposed: 1 });
    const told = (await reviews()).slice(2).map(({ act, level, reason }) => ({ act, level, reason }));
    expect(told).toEqual([{ act: 'notPropose', level: 'ward', reason: 'Đã xem lại: chưa đủ minh chứng' }]);
    expect((await sheet()).rows.map(({ reason, seen }) => [reason, seen])).toEqual([
      ['Đã xem lại: chưa đủ minh chứng', '2.0'],
      ['Chưa họp', '1.0'],
    ]);
    const late = await save([line(first, { reason: 'Của người đến sau' })]);
    expect(late).toMatchObject({ outcome: 'changed', lines: [{ by: { officer: 'Lê Thị Phường' } }] });
  });

  test('one line that cannot be keeps all from being written, and says why of each such', async () => {
    const [, waiting, decided] = await households(deps, areaId, 4);
    await haveSent(deps, [waiting as string]);
    await haveSent(deps, [decided as string], { stage: 'recognised' });
    const [first, second, third, fourth] = (await sheet()).rows as [SheetRow, SheetRow, SheetRow, SheetRow];
    const saved = await save([
      line(first, { proposal: 'propose' }),
      line(second, { proposal: 'propose' }),
      line(third, { proposal: 'notPropose', reason: 'x' }),
      line(fourth, { proposal: 'notPropose', reason: '', points: 900 }),
    ]);
    expect(saved).toEqual({
      outcome: 'refused',
      houseCodes: [],
      lines: [
        { householdId: second.householdId, why: 'notConfirmed' },
        { householdId: third.householdId, why: 'decided' },
        { householdId: fourth.householdId, why: 'pointsTooMany', most: 100 },
        { householdId: fourth.householdId, why: 'reasonMissing' },
      ],
    });
    expect(await reviews()).toEqual([]);
    expect(await stages()).toEqual(['waiting', 'waiting', 'recognised', 'waiting']);
  });

  test('is refused before self-assessment opens, and of the sheet of another season', async () => {
    await households(deps, areaId, 1);
    const [row] = (await sheet()).rows as [SheetRow];
    expect(await save([line(row, { proposal: 'propose' })], { season: deps.ids.next() })).toEqual({ outcome: 'otherSeason' });
    clock.set('2026-10-01T08:00:00+07:00');
    expect(await save([line(row, { proposal: 'propose' })])).toEqual({ outcome: 'notYet' });
  });

  test('of a household of another khu phố does nothing to it', async () => {
    const beside = await areaNamed(deps, 'Khu phố 2');
    await households(deps, beside, 1);
    const [stranger] = (await sheet(ward, beside)).rows as [SheetRow];
    expect(await save([line(stranger, { proposal: 'propose' })])).toEqual({
      outcome: 'changed',
      lines: [{ householdId: stranger.householdId, by: null }],
    });
    expect(await reviews()).toEqual([]);
  });
});

describe('of two officers with the same sheet', () => {
  test('the second is told who was there, and nothing is written over', async () => {
    await households(deps, areaId, 3);
    const { rows } = await sheet();
    const [first, second] = rows as [SheetRow, SheetRow];
    expect(await save([line(first, { proposal: 'propose' })], { scope: ward })).toMatchObject({ outcome: 'saved' });
    const late = await save([line(first, { proposal: 'notPropose', reason: 'Chưa' }), line(second, { proposal: 'propose' })]);
    expect(late).toEqual({
      outcome: 'changed',
      lines: [{ householdId: first.householdId, by: { officer: 'Lê Thị Phường', at: clock.now() } }],
    });
    expect(await stages()).toEqual(['proposed', 'waiting', 'waiting']);
  });

  test('at the same moment one comes first', async () => {
    await households(deps, areaId, 40);
    const { rows } = await sheet();
    const mine = rows.map((row) => line(row, { proposal: 'propose' }));
    const theirs = rows.toReversed().map((row) => line(row, { proposal: 'notPropose', reason: 'Chưa họp' }));
    const both = await Promise.all([save(mine), save(theirs, { scope: ward })]);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['changed', 'saved']);
    const won = both[0]?.outcome === 'saved' ? 'proposed' : 'notProposed';
    expect(new Set(await stages())).toEqual(new Set([won]));
    expect(await reviews()).toHaveLength(40);
  });

  test('each with lines of their own both save', async () => {
    await households(deps, areaId, 4);
    const { rows } = await sheet();
    const half = (from: number) => rows.map((row, at) => line(row, at % 2 === from ? { proposal: 'propose' } : {}));
    const both = await Promise.all([save(half(0)), save(half(1), { scope: ward })]);
    expect(both.map(({ outcome }) => outcome)).toEqual(['saved', 'saved']);
    expect(await stages()).toEqual(['proposed', 'proposed', 'proposed', 'proposed']);
  });

  test('what a household sends meanwhile is seen first', async () => {
    const ids = await households(deps, areaId, 2);
    const [first, second] = (await sheet()).rows as [SheetRow, SheetRow];
    await haveSent(deps, [ids[0] as string]);
    const saved = await save([line(first, { proposal: 'propose', points: 60 }), line(second, { proposal: 'propose' })]);
    expect(saved).toEqual({ outcome: 'changed', lines: [{ householdId: ids[0], by: null }] });
  });
});

describe('the officer’s own family', () => {
  test('is left to another officer, on the page and in the file; the rest of the sheet is theirs', async () => {
    const { accounts, householdId } = await family(deps);
    await deps.db.household.update({ where: { id: householdId }, data: { areaId } });
    const from = deps.clock.now();
    const id = deps.ids.next();
    await deps.db.officerAccount.create({ data: { id, officerId: hamlet.officerId, accountId: accounts[0], from } });
    await households(deps, areaId, 1);
    const { rows, own } = await sheet();
    expect([...own]).toEqual([householdId]);
    expect((await sheet(ward)).own.size).toBe(0);
    const all = rows.map((row) => line(row, { proposal: 'propose' }));
    const refused = { outcome: 'refused', lines: [{ householdId, why: 'ownHousehold' }], houseCodes: [] };
    expect(await save(all)).toEqual(refused);
    expect(await reviews()).toEqual([]);
    expect(await save(all.filter((one) => one.householdId !== householdId))).toMatchObject({ outcome: 'saved', proposed: 1 });
    const theirs = (await sheet(ward)).rows.filter((row) => row.householdId === householdId);
    const byWard = theirs.map((row) => line(row, { proposal: 'propose' }));
    expect(await save(byWard, { scope: ward })).toMatchObject({ outcome: 'saved', proposed: 1 });
  });
});

describe('a household that never chats', () => {
  const one = {
    houseCode: 'C-1',
    headName: '',
    residence: 'permanent',
    proposal: 'propose',
    points: 81,
    reason: '',
    source: 'paper',
  } as const;

  test('is added and spoken of in one step, by its code alone', async () => {
    expect(await save([], { added: [one] })).toMatchObject({ outcome: 'saved', added: 1, proposed: 1, points: 1 });
    const [row] = (await sheet()).rows;
    expect(row).toMatchObject({ houseCode: 'C-1', headName: '', source: 'paper', proposal: 'propose', points: 81, chats: false });
    expect(await db.prisma.rosterImport.count()).toBe(0);
  });

  test('whose paper is here stays so, whatever the meeting says later', async () => {
    await save([], { added: [{ ...one, proposal: null }] });
    const [before] = (await sheet()).rows as [SheetRow];
    expect(await save([line(before, { proposal: 'propose', points: 85 })])).toMatchObject({ outcome: 'saved', proposed: 1 });
    expect((await sheet()).rows).toMatchObject([{ source: 'paper', proposal: 'propose', points: 85 }]);
  });

  test('is named only on a paper with a signature, which is kept', async () => {
    const named = { ...one, headName: 'Trần Thị Bé' };
    for (const basis of ['', 'có']) expect(await save([], { added: [named], basis })).toEqual({ outcome: 'basisMissing' });
    expect(await db.prisma.household.count()).toBe(0);
    expect(await save([], { added: [named], basis: 'Phiếu số 17' })).toMatchObject({ outcome: 'saved', added: 1 });
    const { id, legalBasis } = await db.prisma.rosterImport.findFirstOrThrow();
    expect(legalBasis).toBe('Phiếu số 17');
    const { detail } = await db.prisma.audit.findFirstOrThrow({ where: { action: 'sheet.add' } });
    expect(detail).toEqual({ area: areaId, source: 'paper', import: id });
  });

  test('is not added where its code is taken, or given twice', async () => {
    await save([], { added: [one] });
    const saved = await save([], { added: [one, { ...one, houseCode: 'C-2' }, { ...one, houseCode: 'C-2' }] });
    expect(saved).toEqual({ outcome: 'refused', lines: [], houseCodes: ['C-1', 'C-2'] });
    expect(await db.prisma.household.count()).toBe(1);
  });

  test('that is said to be another one is not suggested as the double of its namesake, until somebody takes that back', async () => {
    const named = { ...one, headName: 'Trần Thị Bé' };
    await save([], { added: [named], basis: 'Phiếu số 17' });
    const again = { ...named, houseCode: 'C-2', isOther: true };
    expect(await save([], { added: [again], basis: 'Phiếu số 17' })).toMatchObject({ outcome: 'saved', added: 1 });
    const two = await db.prisma.household.findMany({ where: { areaId, headNameKey: 'tran thi be' }, orderBy: { id: 'asc' } });
    const [first, second] = two.map(({ id }) => id) as [string, string];
    expect(two).toHaveLength(2);
    expect(await listDoubles(deps, { scope: hamlet })).toEqual([]);
    const pair = { scope: hamlet, householdId: second, otherId: first };
    for (let times = 0; times < 2; times++) expect(await within(deps, (inside) => undoApart(inside, pair))).toEqual({ outcome: 'undone' });
    expect((await listDoubles(deps, { scope: hamlet })).map(({ one, other }) => [one.id, other.id])).toEqual([[first, second]]);
    expect(await within(deps, (inside) => setApart(inside, pair))).toEqual({ outcome: 'apart' });
    expect(await listDoubles(deps, { scope: hamlet })).toEqual([]);
    const acts = { in: ['household.apart', 'household.undoApart'] };
    const said = await db.prisma.audit.findMany({ where: { action: acts }, orderBy: { seq: 'asc' } });
    expect(said.map(({ action, actor }) => [action, actor])).toEqual(
      ['household.apart', 'household.undoApart', 'household.apart'].map((action) => [action, `officer:${hamlet.officerId}`]),
    );
    const elsewhere = { ...hamlet, areas: [await areaNamed(deps, 'Khu phố 2')] };
    expect(await within(deps, (inside) => undoApart(inside, { ...pair, scope: elsewhere }))).toEqual({ outcome: 'notFound' });
  });

  test('is not added a second time under the name of a head who lives there, unless it is another household', async () => {
    const named = { ...one, headName: 'Trần Thị Bé' };
    const basis = 'Phiếu số 17';
    expect(await save([], { added: [named], basis })).toMatchObject({ outcome: 'saved', added: 1 });
    const there = await db.prisma.household.findFirstOrThrow();
    const again = { ...named, houseCode: 'C-2', headName: 'TRẦN  thi Bé' };
    const like = { id: there.id, code: there.code, houseCode: 'C-1', headName: 'Trần Thị Bé' };
    expect(await save([], { added: [again], basis })).toEqual({
      outcome: 'refused',
      houseCodes: [],
      lines: [{ householdId: 'new:0', why: 'similar', like }],
    });
    expect(await db.prisma.household.count()).toBe(1);
    const elsewhere = await areaNamed(deps, 'Khu phố 2');
    expect(await save([], { added: [again], basis, areaId: elsewhere, scope: ward })).toMatchObject({ outcome: 'saved' });
    expect(await save([], { added: [{ ...again, isOther: true }], basis })).toMatchObject({ outcome: 'saved', added: 1 });
    await db.prisma.household.updateMany({ where: { areaId }, data: { headName: '', headNameKey: '' } });
    await db.prisma.household.update({ where: { id: there.id }, data: { headName: 'Lê An', headNameKey: 'le an', mergedIntoId: null } });
    const { id: other } = await db.prisma.household.findFirstOrThrow({ where: { areaId, houseCode: 'C-2' } });
    await db.prisma.household.update({ where: { id: there.id }, data: { mergedIntoId: other } });
    const merged = { ...named, houseCode: 'C-3', headName: 'Lê An' };
    expect(await save([], { added: [merged], basis }), 'one that was merged away is nobody').toMatchObject({ outcome: 'saved' });
  });

  test('is added once where its form is sent twice, also at the same moment', async () => {
    const named = { ...one, id: deps.ids.next(), headName: 'Trần Thị Bé', houseCode: null };
    const send = () => save([], { added: [named], basis: 'Phiếu số 17' });
    const both = await Promise.all([send(), send()]);
    expect(both.map(({ outcome }) => outcome)).toEqual(['saved', 'saved']);
    expect(await send()).toMatchObject({ outcome: 'saved' });
    expect((await sheet()).rows).toMatchObject([{ householdId: named.id, proposal: 'propose', points: 81, seen: '1.0' }]);
    expect(await db.prisma.rosterImport.count()).toBe(1);
    expect(await db.prisma.audit.count({ where: { action: 'sheet.add' } })).toBe(1);
  });

  test('never takes the place of a household of another khu phố', async () => {
    const [stranger] = await households(deps, await areaNamed(deps, 'Khu phố 2'), 1);
    expect(await save([], { added: [{ ...one, id: stranger as string }] })).toMatchObject({ outcome: 'saved', added: 1 });
    expect((await sheet()).rows.map(({ householdId, houseCode }) => [householdId === stranger, houseCode])).toEqual([[false, 'C-1']]);
  });

  test('is added once by two officers at the same moment', async () => {
    const both = await Promise.all([save([], { added: [one] }), save([], { added: [one], scope: ward })]);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['refused', 'saved']);
    expect(await db.prisma.household.count()).toBe(1);
  });
});

describe('a household that the khu phố spoke for and that sends after all', () => {
  test('speaks for itself again: its own answers are looked at, and what was given by hand is gone', async () => {
    const { accounts, householdId } = await family(deps);
    const [accountId] = accounts;
    await db.prisma.household.update({ where: { id: householdId }, data: { areaId } });
    const [row] = (await sheet()).rows as [SheetRow];
    expect(row).toMatchObject({ chats: true, source: null });
    await save([line(row, { proposal: 'propose', points: 60 })]);

    await within(deps, (inside) => openAssessment(inside, { accountId }));
    for (const item of ['A1', 'A2', 'A3', 'B1', 'B2', 'B3', 'C1', 'C2', 'D1', 'D2'])
      await within(deps, (inside) => answerIndicator(inside, { accountId, item, choice: item === 'B3' ? 'half' : 'full', inboxId: null }));
    expect(await within(deps, (inside) => submitAssessment(inside, { accountId }))).toMatchObject({ outcome: 'submitted' });
    expect((await sheet()).rows).toMatchObject([
      { source: 'self', proposal: null, points: null, seen: '1.1', standing: { stage: 'waiting', hand: 'officers', sent: true } },
    ]);
  });

  test('is not on the sheet once it has taken back that it may be assessed', async () => {
    const { accounts, householdId } = await family(deps);
    await db.prisma.household.update({ where: { id: householdId }, data: { areaId } });
    const [row] = (await sheet()).rows as [SheetRow];
    clock.advance(1_000);
    await consent(deps, accounts[0], 'withdrawn');
    expect((await sheet()).rows).toEqual([]);
    expect((await listSheets(deps, { scope: hamlet }))[0]).toMatchObject({ known: 0 });
    expect(await save([line(row, { proposal: 'propose' })])).toEqual({ outcome: 'changed', lines: [{ householdId, by: null }] });
    expect(await reviews()).toEqual([]);
  });
});

describe('the sheet as a file', () => {
  const locale = createLocale();
  const say = (key: string, params = {}) => locale.t(`console:sheet.table.${key}`, 'vi', params);

  async function takenAway() {
    return sheetTable(await sheet(), say, (flags) => flags.map(({ kind }) => kind));
  }

  async function bringBack(table: ReturnType<typeof sheetTable>, basis = '', others = false) {
    const read = readSheet(await readTable(await writeTable([table])));
    const [file, unread] = 'ok' in read ? [read.ok, []] : [read.rest, read.mistakes];
    if (!file) return { outcome: 'mistakes', mistakes: unread };
    return within(deps, (inside) => takeSheetFile(inside, { scope: hamlet, areaId, file, unread, basis, others, tell }));
  }

  test('names its season once', async () => {
    const { title } = await takenAway();
    const [, season = ''] = title ?? [];
    expect(season.match(/2026/g)).toHaveLength(1);
  });

  /** Writes into the columns of these headings. */
  function fill(table: ReturnType<typeof sheetTable>, at: number, cells: Record<string, string | number | null>) {
    const rows = table.rows.map((cellsOf, index) =>
      index === at ? cellsOf.map((cell, column) => cells[table.columns[column]?.heading ?? ''] ?? cell) : cellsOf,
    );
    return { ...table, rows };
  }

  test('tells all that is wrong with it at once: what cannot be read, what somebody changed since, what is missing', async () => {
    await households(deps, areaId, 3);
    let table = await takenAway();
    const [first] = (await sheet()).rows as [SheetRow];
    expect(await save([line(first, { proposal: 'propose' })], { scope: ward })).toMatchObject({ outcome: 'saved' });
    table = fill(table, 0, { 'Đề nghị': 'Chưa', 'Lý do, nếu chưa': 'Chưa họp' });
    table = fill(table, 1, { 'Đề nghị': 'Chưa', 'Điểm khu phố': '85,5' });
    table = { ...table, rows: [...table.rows, table.columns.map(() => null)] };
    table = fill(table, 3, { 'Chủ hộ': 'Đỗ Thị Tư', 'Điểm khu phố': 900 });
    const back = await bringBack(table);
    if (back.outcome !== 'mistakes') throw new Error(back.outcome);
    expect(back.mistakes.map(({ code }) => code)).toEqual([
      'changed',
      'reasonMissing',
      'pointsUnreadable',
      'basisMissing',
      'pointsTooMany',
    ]);
    expect(back.mistakes.at(-1)?.params).toEqual({ most: 100 });
    expect(await reviews(), 'nothing is written').toHaveLength(1);
  });

  test('goes out, is filled in, and comes back', async () => {
    await households(deps, areaId, 3);
    let table = await takenAway();
    table = fill(table, 0, { 'Đề nghị': 'Đề nghị', 'Điểm khu phố': 85, Nguồn: 'Phiếu giấy' });
    table = fill(table, 2, { 'Đề nghị': 'Chưa', 'Lý do, nếu chưa': 'Chưa họp' });
    const blank = table.columns.map(() => null);
    table = { ...table, rows: [...table.rows, blank] };
    table = fill(table, 3, { 'Mã nhà': 'N-1', 'Chủ hộ': 'Đỗ Thị Tư', 'Đề nghị': 'x' });
    expect(await bringBack(table)).toMatchObject({ mistakes: [{ code: 'basisMissing', column: 'D' }] });
    expect(await bringBack(table, 'Biên bản 04/BB')).toEqual({ outcome: 'saved', proposed: 2, notProposed: 1, points: 1, added: 1 });
    expect((await sheet()).rows).toMatchObject([
      { proposal: 'propose', points: 85, source: 'paper' },
      { proposal: null },
      { proposal: 'notPropose', reason: 'Chưa họp' },
      { houseCode: 'N-1', headName: 'Đỗ Thị Tư', proposal: 'propose', source: 'meeting' },
    ]);
  });

  test('brings another reason back, and says nothing where only blanks differ', async () => {
    await households(deps, areaId, 2);
    const { rows } = await sheet();
    await save(rows.map((row) => line(row, { proposal: 'notPropose', reason: 'Chưa họp tổ' })));
    let table = await takenAway();
    table = fill(table, 0, { 'Lý do, nếu chưa': 'Chưa  họp tổ ' });
    table = fill(table, 1, { 'Lý do, nếu chưa': 'Nhà đi vắng' });
    expect(await bringBack(table)).toMatchObject({ outcome: 'saved', notProposed: 1 });
    expect((await sheet()).rows.map(({ reason }) => reason)).toEqual(['Chưa họp tổ', 'Nhà đi vắng']);
  });

  test('names everything that is in the way, by row and column, and writes nothing', async () => {
    const [, sent] = await households(deps, areaId, 3);
    await haveSent(deps, [sent as string]);
    let table = await takenAway();
    table = fill(table, 0, { 'Mã gia đình': 'AAAA2222' });
    table = fill(table, 1, { 'Đề nghị': 'Đề nghị' });
    table = fill(table, 2, { 'Đề nghị': 'Chưa' });
    const unknown = await bringBack(table);
    expect(unknown).toMatchObject({
      outcome: 'mistakes',
      mistakes: [
        { code: 'householdUnknown', row: 5, column: 'B' },
        { code: 'notConfirmed', row: 6, column: 'J' },
        { code: 'reasonMissing', row: 7, column: 'K' },
      ],
    });
    const rest = { ...table, rows: table.rows.slice(1) };
    expect(await bringBack(rest)).toMatchObject({
      mistakes: [
        { code: 'notConfirmed', row: 5, column: 'J' },
        { code: 'reasonMissing', row: 6, column: 'K' },
      ],
    });
    expect(await reviews()).toEqual([]);
  });

  test('names the row of the officer’s own family', async () => {
    await households(deps, areaId, 1);
    const { accounts, householdId } = await family(deps);
    await deps.db.household.update({ where: { id: householdId }, data: { areaId } });
    const holder = { id: deps.ids.next(), officerId: hamlet.officerId, accountId: accounts[0], from: deps.clock.now() };
    await deps.db.officerAccount.create({ data: holder });
    let table = await takenAway();
    table = fill(table, 0, { 'Đề nghị': 'Đề nghị' });
    table = fill(table, 1, { 'Đề nghị': 'Đề nghị' });
    expect(await bringBack(table)).toMatchObject({ outcome: 'mistakes', mistakes: [{ code: 'ownHousehold', row: 6, column: 'J' }] });
    expect(await reviews()).toEqual([]);
  });

  test('names newcomers whose head is called as somebody there or before, and adds them where they are others', async () => {
    const named = { houseCode: 'C-1', headName: 'Trần Thị Bé', residence: 'permanent' as const };
    const said = { proposal: null, points: null, reason: '', source: 'paper' as const };
    await save([], { added: [{ ...named, ...said }], basis: 'Phiếu số 17' });
    let table = await takenAway();
    const blank = table.columns.map(() => null);
    table = { ...table, rows: [...table.rows, blank, blank, blank] };
    table = fill(table, 1, { 'Mã nhà': 'N-1', 'Chủ hộ': 'Tran Thi Be' });
    table = fill(table, 2, { 'Mã nhà': 'N-2', 'Chủ hộ': 'Đỗ Thị Tư' });
    table = fill(table, 3, { 'Mã nhà': 'N-3', 'Chủ hộ': 'Đỗ Thị Tư' });
    expect(await bringBack(table, 'Biên bản 04/BB')).toMatchObject({
      outcome: 'mistakes',
      mistakes: [
        { code: 'similar', row: 6, column: 'D', params: { value: 'Trần Thị Bé (C-1)' } },
        { code: 'similarBefore', row: 8, column: 'D', params: { first: 7 } },
      ],
    });
    expect(await db.prisma.household.count()).toBe(1);
    expect(await bringBack(table, 'Biên bản 04/BB', true)).toMatchObject({ outcome: 'saved', added: 3 });
  });

  test('that was overtaken says where', async () => {
    await households(deps, areaId, 2);
    const table = fill(await takenAway(), 1, { 'Đề nghị': 'Đề nghị' });
    const [, second] = (await sheet()).rows as [SheetRow, SheetRow];
    await save([line(second, { proposal: 'notPropose', reason: 'Chưa' })]);
    expect(await bringBack(table)).toMatchObject({ outcome: 'mistakes', mistakes: [{ code: 'changed', row: 6, column: 'J' }] });
  });
});
