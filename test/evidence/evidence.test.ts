import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Deps } from '../../src/deps.ts';
import { attachFiles } from '../../src/evidence/attach.ts';
import { deleteQueuedBlobs } from '../../src/evidence/blob-deletion.ts';
import type { BlobStore } from '../../src/evidence/blob-store.ts';
import type { AddResult } from '../../src/evidence/file-in-hand.ts';
import { folderBlobStore } from '../../src/evidence/folder-blob-store.ts';
import { evidenceLimits } from '../../src/evidence/limits.ts';
import { type ListOptions, listEvidence } from '../../src/evidence/list.ts';
import { openFile } from '../../src/evidence/open-file.ts';
import { receiveFile } from '../../src/evidence/receive-file.ts';
import { removeEvidence } from '../../src/evidence/remove.ts';
import { ORPHAN_AGE_MS, sweepBlobs } from '../../src/evidence/sweep-blobs.ts';
import { tellStory } from '../../src/evidence/tell.ts';
import type { ReceivedMedia } from '../../src/flow/session.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { fixedClock, sequentialIds, testDeps } from '../support/deps.ts';
import { type Family, newFamily, newMember } from '../support/family.ts';
import { jpeg, pdf } from './samples.ts';

/** Of the sample rubric: takes everything; takes no PDF. */
const ITEM = 'B2';
const OTHER = 'C1';
const locale = createLocale();
const clock = fixedClock();
const ids = sequentialIds('b');
let database: TestDatabase;
let deps: Deps;
let folder: string;
let blobs: BlobStore;
let family: Family;

beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'nhahoc-evidence-'));
  blobs = folderBlobStore(folder);
  deps = testDeps(database.prisma, { clock, ids });
});

afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  family = await newFamily(deps);
});

/** As a turn does it: all or nothing. */
const inTurn = <T>(work: (turn: Deps) => Promise<T>): Promise<T> => database.prisma.$transaction((db) => work({ ...deps, db }));

let shade = 0;
/** A photo unlike any other. */
async function photo(): Promise<ReceivedMedia> {
  shade++;
  return receiveFile({ blobs, ids }, { bytes: await jpeg(40 + (shade % 50), 30 + Math.floor(shade / 50)) });
}

const asked = (item = ITEM) => ({ accountId: family.accountId, item, inboxId: null });
const tell = (text: string, item = ITEM, limits = evidenceLimits) => inTurn((turn) => tellStory(turn, { ...asked(item), text }, limits));
const attach = (media: ReceivedMedia[], item = ITEM, limits = evidenceLimits) =>
  inTurn((turn) => attachFiles(turn, { ...asked(item), media }, limits));
const here = { abroad: false, onOurPage: true, pageLink: async (path: string) => `https://nhahoc.test/o/1?${path}` };
const list = (item: string | null = null, where: Pick<ListOptions, 'abroad' | 'onOurPage' | 'pageLink'> = here) =>
  listEvidence(deps, { accountId: family.accountId, item, ...where });
const remove = (evidence: string) => inTurn((turn) => removeEvidence(turn, { accountId: family.accountId, evidence }));

function countAt(result: AddResult, item = ITEM): number | undefined {
  return result.outcome === 'ok' ? result.value.items.find(({ id }) => id === item)?.evidenceCount : undefined;
}

function why(result: AddResult): string | undefined {
  return result.outcome === 'refused' ? locale.speak(result.value.why, 'vi') : undefined;
}

const rowsOf = () =>
  database.prisma.evidence.findMany({
    where: { assessment: { householdId: family.householdId } },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
  });

describe('a story', () => {
  it('is kept, and counts at its question', async () => {
    expect(countAt(await tell('  Bé Na đi học đều, cô giáo khen.\n'))).toBe(1);
    expect(await rowsOf()).toMatchObject([{ kind: 'story', text: 'Bé Na đi học đều, cô giáo khen.', enteredBy: family.accountId }]);
  });

  it('told twice is one story', async () => {
    await tell('Cả nhà đọc sách buổi tối');
    expect(countAt(await tell('Cả nhà đọc sách buổi tối '.normalize('NFD')))).toBe(1);
  });

  it('is refused kindly when it is empty, too long, or one too many', async () => {
    expect(why(await tell('  \n '))).toMatch(/kể vài lời/);
    expect(why(await tell('a'.repeat(evidenceLimits.storyLength + 1)))).toMatch(/3\.000/);
    const few = { ...evidenceLimits, storiesPerIndicator: 1 };
    await tell('một', ITEM, few);
    expect(why(await tell('hai', ITEM, few))).toMatch(/đủ rồi/);
    expect(await rowsOf()).toHaveLength(1);
  });

  it('for a question that this household is not asked changes nothing, and is told so', async () => {
    expect(why(await tell('lời kể', 'khong-co'))).toMatch(/không cần minh chứng/);
    expect(await rowsOf()).toEqual([]);
  });
});

describe('files', () => {
  it('are kept with their thumbnail', async () => {
    const [one, two] = [await photo(), await photo()];
    expect(countAt(await attach([one, two]))).toBe(2);
    expect(await rowsOf()).toMatchObject([
      { kind: 'photo', blobKey: one.blobKey, thumbKey: one.thumbKey, sha256: one.sha256, width: one.width },
      { blobKey: two.blobKey },
    ]);
  });

  it('the same one twice is recognised, and the second copy goes', async () => {
    const bytes = await jpeg(77, 33);
    await attach([await receiveFile({ blobs, ids }, { bytes })]);
    const again = await receiveFile({ blobs, ids }, { bytes });
    expect(why(await attach([again]))).toMatch(/đã gửi rồi/);
    await deleteQueuedBlobs(deps, blobs);
    await expect(blobs.get(again.blobKey)).rejects.toMatchObject({ code: 'notFound' });
    expect(await rowsOf()).toHaveLength(1);
  });

  it('twice in one message is recognised too', async () => {
    const bytes = await jpeg(78, 33);
    const both = [await receiveFile({ blobs, ids }, { bytes }), await receiveFile({ blobs, ids }, { bytes })];
    expect(why(await attach(both))).toMatch(/Đã nhận 1 tệp.*đã gửi rồi/s);
    expect(await rowsOf()).toHaveLength(1);
  });

  it('may prove two things, and may come back after they were taken away', async () => {
    const bytes = await jpeg(79, 33);
    const again = () => receiveFile({ blobs, ids }, { bytes });
    await attach([await again()]);
    expect(countAt(await attach([await again()], OTHER), OTHER)).toBe(1);
    const [first] = await rowsOf();
    await remove(first?.id ?? '');
    expect(countAt(await attach([await again()]))).toBe(1);
  });

  it.each([
    ['per question', { filesPerIndicator: 2 }, /Mục này đã đủ/],
    ['per household', { filesPerHousehold: 2 }, /hết chỗ chứa ảnh/],
  ])('stop at a number %s', async (_, limit, words) => {
    const limits = { ...evidenceLimits, ...limit };
    expect(why(await attach([await photo(), await photo(), await photo()], ITEM, limits))).toMatch(words);
    expect(await rowsOf()).toHaveLength(2);
  });

  it('stop at a total of bytes', async () => {
    const one = await photo();
    const limits = { ...evidenceLimits, bytesPerHousehold: one.bytes };
    await attach([one], ITEM, limits);
    expect(why(await attach([await photo()], OTHER, limits))).toMatch(/hết chỗ chứa ảnh/);
  });

  it('of an earlier season, which nobody can delete any more, take no room', async () => {
    const limits = { ...evidenceLimits, filesPerHousehold: 1 };
    const begun = await database.prisma.assessment.findFirstOrThrow({
      where: { householdId: family.householdId },
      include: { season: true },
    });
    const { season, ...assessment } = begun;
    const dates = { ...(season.dates as object), selfAssessment: { opens: '1999-10-15', closes: '1999-11-15' } };
    const earlier = await database.prisma.season.create({ data: { ...season, rules: [], limits: {}, id: ids.next(), year: 1999, dates } });
    const old = await database.prisma.assessment.create({ data: { ...assessment, id: ids.next(), seasonId: earlier.id } });
    const { kind, ...file } = await photo();
    const piece = { id: ids.next(), assessmentId: old.id, indicator: ITEM, kind, ...file, at: clock.now() };
    await database.prisma.evidence.create({ data: piece });
    expect(countAt(await attach([await photo()], ITEM, limits))).toBe(1);
    expect(why(await attach([await photo()], ITEM, limits))).toMatch(/hết chỗ chứa ảnh/);
  });

  it('stop at the limit even when two of the family send at the same moment', async () => {
    const other = await newMember(deps, family);
    const limits = { ...evidenceLimits, filesPerHousehold: 3 };
    const media = await Promise.all([1, 2, 3, 4, 5, 6].map(() => photo()));
    await Promise.all(
      media.map((one, index) =>
        inTurn((turn) =>
          attachFiles(turn, { accountId: index % 2 ? other : family.accountId, item: ITEM, inboxId: null, media: [one] }, limits),
        ),
      ),
    );
    expect(await rowsOf()).toHaveLength(3);
  });

  it('that a question does not take are refused kindly', async () => {
    expect(why(await attach([await receiveFile({ blobs, ids }, { bytes: await pdf() })], OTHER))).toMatch(/chưa nhận tệp PDF/);
  });

  it('for a question that needs none are let go', async () => {
    const one = await photo();
    expect(why(await attach([one], 'A1'))).toMatch(/không cần minh chứng/);
    await deleteQueuedBlobs(deps, blobs);
    await expect(blobs.get(one.blobKey)).rejects.toMatchObject({ code: 'notFound' });
  });

  it('under keys that are not ours are not taken', async () => {
    const forged = { ...(await photo()), blobKey: '../../etc/passwd' };
    await attach([forged]);
    expect(await rowsOf()).toEqual([]);
  });
});

describe('what was handed in', () => {
  it('is listed with words and links', async () => {
    await tell('Cháu Na được khen vì đọc nhiều sách, cả khu phố đều biết và rất vui mừng cho gia đình');
    clock.advance(1000);
    await attach([await photo(), await receiveFile({ blobs, ids }, { bytes: await pdf() })]);
    const listed = await list();
    if (listed.outcome !== 'listed') throw new Error(listed.outcome);
    const lines = listed.value.lines.map((line) => locale.speak(line, 'vi'));
    expect(lines[0]).toMatch(/^1\. .+: “Cháu Na được khen.*…”$/);
    expect(lines[1]).toMatch(/^2\. .+: ảnh, gửi lúc/);
    expect(lines[2]).toMatch(/^3\. .+: tệp PDF/);
    expect(listed.value.options.map(({ url }) => url)).toEqual([null, expect.stringMatching(/^\/evidence\//), expect.any(String)]);
    expect(listed.value.options[0]?.value.story).toMatch(/^Cháu Na được khen .* vui mừng cho gia đình$/);
    expect(await list(OTHER)).toEqual({ outcome: 'nothing', value: {} });
  });

  it('is listed without its words where they travel abroad, and opens on one page', async () => {
    await tell('Cháu Na được khen vì đọc nhiều sách');
    await attach([await photo()]);
    const listed = await list(null, { ...here, abroad: true, onOurPage: false });
    if (listed.outcome !== 'listed') throw new Error(listed.outcome);
    const lines = listed.value.lines.map((line) => locale.speak(line, 'vi'));
    expect(lines).toEqual([expect.stringMatching(/^1\. .+: lời kể, gửi lúc/), expect.stringMatching(/^2\. .+: ảnh, gửi lúc/)]);
    expect(lines.join()).not.toContain('Na');
    expect(listed.value).toMatchObject({ options: [{ url: null }, { url: null }], page: 'https://nhahoc.test/o/1?/evidence' });
  });

  it('can be taken back: the row stays empty, the files go after the commit', async () => {
    const one = await photo();
    await attach([one]);
    await tell('lời kể');
    for (const { id } of await rowsOf()) expect((await remove(id)).outcome).toBe('removed');
    expect(await rowsOf()).toMatchObject([
      { blobKey: null, thumbKey: null, sha256: one.sha256, removedBy: family.accountId },
      { text: null, removedAt: clock.now() },
    ]);
    expect((await blobs.get(one.blobKey)).length).toBeGreaterThan(0);
    expect(await deleteQueuedBlobs(deps, blobs)).toBeGreaterThanOrEqual(2);
    for (const key of [one.blobKey, one.thumbKey ?? '']) await expect(blobs.get(key)).rejects.toMatchObject({ code: 'notFound' });
    expect((await list()).outcome).toBe('nothing');
  });

  it('is gone the second time, and what is not theirs was never there', async () => {
    await tell('lời kể');
    const [piece] = await rowsOf();
    const stranger = await newFamily(deps);
    const theirs = await inTurn((turn) => removeEvidence(turn, { accountId: stranger.accountId, evidence: piece?.id ?? '' }));
    expect(theirs.outcome).toBe('gone');
    await remove(piece?.id ?? '');
    for (const id of [piece?.id ?? '', 'x', "'; DROP TABLE"]) expect((await remove(id)).outcome).toBe('gone');
  });

  it('stays when the turn that took it back fails', async () => {
    const one = await photo();
    await attach([one]);
    const [piece] = await rowsOf();
    const failing = inTurn(async (turn) => {
      await removeEvidence(turn, { accountId: family.accountId, evidence: piece?.id ?? '' });
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    await deleteQueuedBlobs(deps, blobs);
    expect((await blobs.get(one.blobKey)).length).toBe(one.bytes);
  });
});

describe('when the file is closed', () => {
  it.each([
    [
      'it was sent',
      (assessmentId: string) => database.prisma.assessment.update({ where: { id: assessmentId }, data: { state: 'submitted' } }),
    ],
    ['consent was taken back', () => withdraw()],
  ])('because %s, nothing is added or taken back', async (_, close) => {
    await tell('lời kể');
    const [piece] = await rowsOf();
    const late = await photo();
    await close(piece?.assessmentId ?? '');
    expect((await tell('nữa')).outcome).toBe('closed');
    expect((await attach([late])).outcome).toBe('closed');
    expect((await remove(piece?.id ?? '')).outcome).toBe('closed');
    expect(await rowsOf()).toHaveLength(1);
    await deleteQueuedBlobs(deps, blobs);
    await expect(blobs.get(late.blobKey)).rejects.toMatchObject({ code: 'notFound' });
  });

  async function withdraw(): Promise<void> {
    const given = await database.prisma.consent.findFirstOrThrow({ where: { accountId: family.accountId } });
    clock.advance(1000);
    await database.prisma.consent.create({ data: { ...given, id: ids.next(), act: 'withdrawn', at: clock.now() } });
  }
});

describe('opening a file', () => {
  it('is for members only', async () => {
    const one = await photo();
    await attach([one]);
    const [piece] = await rowsOf();
    const evidence = piece?.id ?? '';
    const stranger = await newFamily(deps);
    const member = await newMember(deps, family);
    const file = await openFile(deps, blobs, { accountId: member, evidence });
    expect(file.bytes.length).toBe(one.bytes);
    expect(file.headers).toMatchObject({
      'X-Content-Type-Options': 'nosniff',
      'Content-Disposition': expect.stringMatching(/^attachment; filename="minh-chung-/),
    });
    expect((await openFile(deps, blobs, { accountId: member, evidence, thumb: true })).mediaType).toBe('image/jpeg');
    for (const asking of [
      { accountId: stranger.accountId, evidence },
      { accountId: member, evidence: ids.next() },
      { accountId: member, evidence: '../x' },
    ]) {
      await expect(openFile(deps, blobs, asking)).rejects.toMatchObject({ code: 'notFound' });
    }
  });

  it('is over for those who left, and for what was taken back', async () => {
    await attach([await photo()]);
    const [piece] = await rowsOf();
    const asking = { accountId: await newMember(deps, family), evidence: piece?.id ?? '' };
    await database.prisma.membership.updateMany({ where: { accountId: asking.accountId }, data: { to: clock.now() } });
    await expect(openFile(deps, blobs, asking)).rejects.toMatchObject({ code: 'notFound' });
    await remove(asking.evidence);
    await expect(openFile(deps, blobs, { ...asking, accountId: family.accountId })).rejects.toMatchObject({ code: 'notFound' });
  });

  it('has no words or pages to give', async () => {
    await tell('lời kể');
    const [piece] = await rowsOf();
    await expect(openFile(deps, blobs, { accountId: family.accountId, evidence: piece?.id ?? '' })).rejects.toMatchObject({
      code: 'notFound',
    });
  });
});

describe('the sweep', () => {
  it('takes what nobody attached within a day, and leaves what is wanted', async () => {
    const [attached, orphan, waiting, recent] = [await photo(), await photo(), await photo(), await photo()];
    await attach([attached]);
    const { channelAccountId } = await database.prisma.account.findUniqueOrThrow({ where: { id: family.accountId } });
    await database.prisma.inbox.create({
      data: {
        id: ids.next(),
        channelAccountId,
        updateKey: ids.next(),
        chatKey: 'chat',
        body: { type: 'media', items: [{ ...waiting }] },
        receivedAt: clock.now(),
      },
    });
    // What still is at a platform has no files here yet, and must not hinder.
    await database.prisma.inbox.create({
      data: {
        ...{ id: ids.next(), channelAccountId, updateKey: ids.next(), chatKey: 'chat', state: 'fetching', until: clock.now() },
        ...{ body: { type: 'files', files: [{ ref: 'at-the-platform' }] }, receivedAt: clock.now() },
      },
    });
    const old = new Date(clock.now().getTime() - ORPHAN_AGE_MS - 1000);
    for (const one of [attached, orphan, waiting]) for (const key of [one.blobKey, one.thumbKey ?? '']) await age(key, old);
    for (const key of [recent.blobKey, recent.thumbKey ?? '']) await age(key, clock.now());
    expect(await sweepBlobs(deps, blobs)).toBe(2);
    for (const one of [attached, waiting, recent]) expect((await blobs.get(one.blobKey)).length).toBe(one.bytes);
    await expect(blobs.get(orphan.blobKey)).rejects.toMatchObject({ code: 'notFound' });
    await expect(blobs.get(orphan.thumbKey ?? '')).rejects.toMatchObject({ code: 'notFound' });
  });

  async function age(key: string, at: Date): Promise<void> {
    await utimes(path.join(folder, key.slice(34, 36), key), at, at);
  }
});
