/** The proof: a machine is lost, and what was saved of it goes on elsewhere. Real processes, real folders, real HTTP. */
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answerIndicator } from '../../src/assessment/answer-indicator.ts';
import { openAssessment } from '../../src/assessment/open-assessment.ts';
import { submitAssessment } from '../../src/assessment/submit-assessment.ts';
import { connect } from '../../src/db/client.ts';
import type { Facts, Rubric } from '../../src/rubric/definition.ts';
import { score } from '../../src/rubric/score.ts';
import { systemClock, systemIds } from '../../src/system.ts';
import { family } from '../assessment/family.ts';
import { createRandom } from '../crash/random.ts';
import { createWebHousehold } from '../crash/web-household.ts';
import { jpeg } from '../evidence/samples.ts';
import { type Chat, openChat } from '../support/chat.ts';
import { emptyDatabase, freshDatabase, type TestDatabase } from '../support/db.ts';
import { silentLog } from '../support/deps.ts';
import { nhahocProcess } from '../support/nhahoc.ts';
import { asAfterFirstStart } from '../support/prepared-folder.ts';
import { embeddedServer, eventually, query, type Running, startService, temporaryFolder } from '../support/service.ts';

/** Whole conversations, and six processes one after the other. */
const PATIENCE_MS = 400_000;

let outer: Awaited<ReturnType<typeof temporaryFolder>>;
let running: Running[];
let databases: TestDatabase[];
beforeEach(async () => {
  outer = await temporaryFolder();
  running = [];
  databases = [];
});
afterEach(async () => {
  await Promise.all(running.map((service) => service.end('SIGTERM')));
  await Promise.all(databases.map((database) => database.drop()));
  await outer.remove();
});

/** Where an installation lives: a folder, and perhaps a database on a server of its own. */
interface Place {
  env: Record<string, string>;
  folder: string;
  databaseUrl(): Promise<string>;
}

type Kind = 'embedded' | 'own server';

/** One that has been started before. */
async function usedPlace(name: string, kind: Kind): Promise<Place> {
  const folder = join(outer.path, name);
  if (kind === 'own server') return ownServerPlace(folder, await freshDatabase());
  await asAfterFirstStart(folder);
  return embeddedPlace(folder);
}

async function newPlace(name: string, kind: Kind): Promise<Place> {
  const folder = join(outer.path, name);
  return kind === 'own server' ? ownServerPlace(folder, await emptyDatabase()) : embeddedPlace(folder);
}

function embeddedPlace(folder: string): Place {
  return { env: { DATA_DIR: folder }, folder, databaseUrl: async () => (await embeddedServer(folder)).url };
}

function ownServerPlace(folder: string, database: TestDatabase): Place {
  databases.push(database);
  return { env: { DATA_DIR: folder, DATABASE_URL: database.url }, folder, databaseUrl: async () => database.url };
}

async function start({ folder, env }: Place): Promise<Running> {
  const service = await startService(folder, { LOG_LEVEL: 'error', ...env }, { life: PATIENCE_MS });
  running.push(service);
  return service;
}

async function newFamily(url: string, head: string, phone: string): Promise<Chat> {
  const chat = await openChat(url);
  const about = ['[Bắt đầu]', 'phường bến cát', '[Phường Bến Cát]', '[Đồng ý]', head, '[Thường trú]', '[Không]', '2', '0', phone];
  await chat.follow([...about, '[Xác nhận]', '[Làm luôn]', '[Bắt đầu]']);
  return chat;
}

/** Presses the first level until a photo is asked for, and sends one. */
async function answerWithPhoto(chat: Chat, width: number): Promise<void> {
  for (;;) {
    const question = (await chat.lines()).findLast((line) => line.from === 'us' && (line.choices?.length || line.expect !== 'none'));
    if (question?.expect === 'media') return chat.sendPhoto(await jpeg(width));
    await answerOnce(chat);
  }
}

async function answerOnce(chat: Chat): Promise<void> {
  const question = (await chat.lines()).findLast((line) => line.from === 'us' && line.choices?.length);
  const level =
    question?.choices?.find(({ data }) => /\.a-/.test(data ?? '')) ??
    question?.choices?.find(({ data }) => /\.(n1|skip|done)/.test(data ?? ''));
  if (!level) throw new Error(`nothing to press among ${question?.choices?.map(({ data }) => data).join(' ')}`);
  await chat.follow([`[${level.label}]`]);
}

const answersOf = (url: string, head: string) =>
  query<{ id: string }>(
    url,
    `SELECT a.indicator, a.value, a.at FROM "Answer" a JOIN "Assessment" s ON s.id = a."assessmentId"
     JOIN "Household" h ON h.id = s."householdId" WHERE h."headName" = '${head}' ORDER BY a.seq`,
  );

const photosOf = (url: string, head: string) =>
  query<{ id: string; blobKey: string }>(
    url,
    `SELECT e.id, e."blobKey" FROM "Evidence" e JOIN "Assessment" s ON s.id = e."assessmentId"
     JOIN "Household" h ON h.id = s."householdId" WHERE h."headName" = '${head}' AND e.kind = 'photo'`,
  );

async function tablesWith(url: string, text: string): Promise<string[]> {
  const tables = await query<{ name: string }>(
    url,
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`,
  );
  const holds = tables.map(({ name }) => `SELECT '${name}' AS name WHERE EXISTS (SELECT FROM "${name}" t WHERE t::text LIKE '%${text}%')`);
  const found = await query<{ name: string }>(url, holds.join(' UNION ALL '));
  return found.map(({ name }) => name);
}

async function filesIn(folder: string): Promise<string[]> {
  return (await readdir(join(folder, 'files'), { recursive: true })).filter((name) => name.includes('.'));
}

/** Two elders who have sent theirs. */
async function sendAssessment(url: string): Promise<void> {
  const prisma = connect(url, 1);
  const deps = { db: prisma, clock: systemClock, ids: systemIds, log: silentLog };
  const { accounts } = await family(deps, {
    counts: { preschool: 0, primary: 0, lowerSecondary: 0, upperSecondary: 0, adults: 0, elders: 2 },
  });
  const [accountId] = accounts;
  await openAssessment(deps, { accountId });
  for (const item of ['B2', 'C1', 'C2', 'D1', 'D2']) await answerIndicator(deps, { accountId, item, choice: 'full', inboxId: null });
  expect((await submitAssessment(deps, { accountId })).outcome).toBe('submitted');
  await prisma.$disconnect();
}

/** Every score that was sent is what its answers give when they are counted again. */
async function replay(url: string): Promise<number> {
  const sent = await query<{ answers: Record<string, string>; facts: Facts; score: unknown; body: Rubric }>(
    url,
    `SELECT s.answers, s.facts, s.score, v.body FROM "Submission" s JOIN "RubricVersion" v ON v.id = s."rubricVersionId"`,
  );
  for (const one of sent) expect(one.score).toEqual(score(one.body, one.answers, one.facts, 'normal'));
  return sent.length;
}

describe.each(['embedded', 'own server'] as const)('an installation with its database %s', (kind) => {
  test('is lost, and goes on elsewhere from its backup, without those who erased themselves since', async () => {
    const first = await usedPlace('first', kind);
    const service = await start(first);
    let over = false;
    const { signal } = new AbortController();
    const other = createWebHousehold({
      name: 'another',
      urls: [service.url],
      number: 1,
      random: createRandom(1),
      onHeard: () => {},
      signal,
    });
    const life = other.live(() => over);
    life.catch(() => {});
    const sen = await newFamily(service.url, 'Nguyễn Thị Sen', '0912000111');
    const lan = await newFamily(service.url, 'Trần Thị Lan', '0912000222');
    await answerWithPhoto(sen, 64);
    await answerWithPhoto(lan, 65);
    const url = await first.databaseUrl();
    await sendAssessment(url);
    const [answers, lines] = [await answersOf(url, 'Nguyễn Thị Sen'), await sen.lines()];
    const [photo] = await photosOf(url, 'Nguyễn Thị Sen');
    const [lansPhoto] = await photosOf(url, 'Trần Thị Lan');
    const bytes = await (await sen.get(`/files/${photo?.id}`)).bytes();

    const file = join(outer.path, 'backup.tar.gz');
    const made = await nhahocProcess(['backup', file], first.env);
    expect(made, made.output).toMatchObject({ code: 0, output: expect.stringContaining(`written: ${file}`) });
    await answerOnce(sen);
    expect((await answersOf(url, 'Nguyễn Thị Sen')).length + (await sen.lines()).length).toBeGreaterThan(answers.length + lines.length);
    await lan.follow(['xóa hết', '[Xóa hết hồ sơ]']);
    over = true;
    await life;
    // The journal is what an operator carries away every few minutes.
    const journal = join(outer.path, 'erasures.log');
    await eventually(async () => expect(await readFile(join(first.folder, 'erasures.log'), 'utf8')).toContain('privacy.erase'));
    await copyFile(join(first.folder, 'erasures.log'), journal);
    const server = kind === 'embedded' ? (await embeddedServer(first.folder)).pid : null;
    await service.end('SIGKILL');
    if (server !== null) process.kill(server, 'SIGKILL');
    await rm(first.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });

    expect(await nhahocProcess(['backup', '--check', file])).toMatchObject({ code: 0, output: expect.stringContaining('whole: ') });
    const second = await newPlace('second', kind);
    const restored = await nhahocProcess(['restore', file, '--erasures', journal], second.env);
    expect(restored, restored.output).toMatchObject({ code: 0, output: expect.stringMatching(/erased again: [1-9]/) });
    const again = await start(second);
    const there = await second.databaseUrl();

    expect(await answersOf(there, 'Nguyễn Thị Sen')).toEqual(answers);
    expect(await replay(there)).toBeGreaterThan(0);
    const senThere = sen.at(again.url);
    expect(await senThere.lines()).toEqual(lines);
    expect(await (await senThere.get(`/files/${photo?.id}`)).bytes()).toEqual(bytes);
    await answerOnce(senThere);
    expect((await senThere.lines()).length).toBe(lines.length + 2);
    await senThere.follow(['điểm']);

    for (const trace of ['Trần Thị Lan', '0912000222', lansPhoto?.blobKey ?? '?']) {
      await eventually(async () => expect(await tablesWith(there, trace), trace).toEqual([]));
    }
    await eventually(async () =>
      expect((await filesIn(second.folder)).filter((name) => name.includes(lansPhoto?.blobKey ?? '?'))).toEqual([]),
    );
    expect((await filesIn(second.folder)).some((name) => name.includes(photo?.blobKey ?? '?'))).toBe(true);
    expect(await lan.at(again.url).lines()).toEqual([]);
    expect((await lan.at(again.url).get(`/files/${lansPhoto?.id}`)).status).toBe(404);

    // A second restore into the same place would mix two installations.
    await again.end('SIGTERM');
    expect(await nhahocProcess(['restore', file], second.env)).toMatchObject({
      code: 1,
      output: expect.stringMatching(/already|not empty/),
    });
  });
});

test('a restore that was cut off leaves a folder that no service starts on', async () => {
  const place = await newPlace('half', 'embedded');
  await mkdir(place.folder);
  await writeFile(join(place.folder, 'restore.unfinished'), '');
  await expect(start(place)).rejects.toThrow(/was not finished, so what is there is not whole/);
});
