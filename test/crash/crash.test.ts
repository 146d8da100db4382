/**
 * The real service is killed again and again (SIGKILL, no warning) while households answer. Afterwards nothing may be
 * lost, doubled or unanswered. `CRASH_SEED=7 CRASH_KILLS=200 npx vitest run test/crash` for another or a longer storm.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Facts, Rubric } from '../../src/rubric/definition.ts';
import { type Score, score } from '../../src/rubric/score.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { type Running, startService, temporaryFolder } from '../support/service.ts';
import { createHousehold, type Household, type Sent } from './household.ts';
import { createRandom } from './random.ts';

const SEED = Number(process.env.CRASH_SEED ?? 324);
const KILLS = Number(process.env.CRASH_KILLS ?? 30);
const HOUSEHOLDS = 10;
/** From the first answer of a life to the kill: short enough to fall into the middle of turns. */
const SHORTEST_LIFE_MS = 100;
const LONGEST_LIFE_MS = 1000;
/** The calm after the storm: until so many have sent their assessment. */
const SUBMISSIONS = HOUSEHOLDS / 2;
/** However slow the machine: when nobody is answered for so long, something hangs. */
const STALLED_MS = 300_000;

let database: TestDatabase;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let households: Household[];
let service: Running;
/** Updates that a kill left without their turn. */
let caught = 0;

// Its patience is with what makes progress, so it has no end of its own.
beforeAll(async () => {
  database = await freshDatabase();
  folder = await temporaryFolder();
  const watch = watchProgress();
  await Promise.race([storm(), watch.stalled]).finally(watch.stop);
}, 0);

afterAll(async () => {
  await service?.end('SIGTERM');
  await database.drop();
  await folder.remove();
});

async function storm(): Promise<void> {
  const random = createRandom(SEED);
  const env = { DATABASE_URL: database.url, LOG_LEVEL: 'error' };
  const begun = Date.now();
  service = await startService(folder.path, env);
  const { url } = service;
  const port = new URL(url).port;
  let over = false;
  households = Array.from({ length: HOUSEHOLDS }, (_, number) => createHousehold({ url, number, random: createRandom(SEED + 1 + number) }));
  const lives = Promise.all(households.map((household) => household.live(() => over)));
  // A household that fails ends the storm; it is reported where it is awaited.
  lives.catch(() => {});
  for (let kill = 0; kill < KILLS; kill++) {
    await Promise.race([somebodyAnswered(), lives]);
    await pause(SHORTEST_LIFE_MS + random.below(LONGEST_LIFE_MS - SHORTEST_LIFE_MS));
    await service.end('SIGKILL');
    caught += await database.prisma.inbox.count({ where: { state: 'new' } });
    service = await startService(folder.path, { ...env, PORT: port });
  }
  await Promise.race([lives, enoughSubmissions()]);
  over = true;
  await lives;
  const updates = households.reduce((total, { sent }) => total + sent.length, 0);
  const retries = households.reduce((total, household) => total + household.retries, 0);
  const answers = await database.prisma.answer.count();
  const submissions = await database.prisma.submission.count();
  const seconds = Math.round((Date.now() - begun) / 1000);
  console.log(
    `seed ${SEED}: ${KILLS} kills in ${seconds} s; ${updates} updates, ${caught} caught in the middle; ${answers} answers, ${submissions} submissions, ${retries} requests repeated`,
  );
}

async function enoughSubmissions(): Promise<void> {
  while ((await database.prisma.submission.count()) < SUBMISSIONS) await pause(200);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const linesOfAll = () => (households ?? []).reduce((total, { lines }) => total + lines.length, 0);

/** The service works since it was started: a household was given a line. */
async function somebodyAnswered(): Promise<void> {
  const before = linesOfAll();
  while (linesOfAll() === before) await pause(20);
}

function watchProgress(): { stalled: Promise<never>; stop(): void } {
  const { promise: stalled, reject } = Promise.withResolvers<never>();
  let seen = -1;
  let since = Date.now();
  const timer = setInterval(() => {
    const now = linesOfAll();
    if (now !== seen) [seen, since] = [now, Date.now()];
    else if (Date.now() - since > STALLED_MS) reject(new Error(`Nobody was answered any more, after ${now} lines`));
  }, 1000);
  return { stalled, stop: () => clearInterval(timer) };
}

const sentByAll = () => households.flatMap((household) => household.sent);
const inboxByKey = async () => new Map((await database.prisma.inbox.findMany()).map((row) => [row.updateKey, row]));

describe(`after ${KILLS} kills`, () => {
  it('there was a storm', () => {
    expect(sentByAll().length).toBeGreaterThan(KILLS * 2);
    expect(households.some((household) => household.retries > 0)).toBe(true);
    expect(caught).toBeGreaterThan(0);
  });

  it('every update was taken exactly once, and none was set aside', async () => {
    const inbox = await inboxByKey();
    expect([...inbox.keys()].toSorted()).toEqual(
      sentByAll()
        .map(({ key }) => key)
        .toSorted(),
    );
    expect([...inbox.values()].filter((row) => row.state !== 'done' || row.attempts > 0)).toEqual([]);
  });

  it('each conversation has every line once, numbered without gaps, and no update without a reply', async () => {
    const inbox = [...(await inboxByKey()).values()];
    const messages = await database.prisma.message.findMany();
    for (const { accountId, lastSeq, account } of await database.prisma.conversation.findMany({ include: { account: true } })) {
      const mine = inbox.filter((row) => row.chatKey === account.externalId);
      const ours = messages.filter((row) => row.accountId === accountId);
      const numbers = [...mine, ...ours].map((row) => row.seq ?? 0).toSorted((a, b) => a - b);
      expect(numbers).toEqual(Array.from({ length: lastSeq }, (_, index) => index + 1));
      expect(mine.filter((row) => !ours.some((message) => message.inboxId === row.id))).toEqual([]);
    }
  });

  it('each household was shown every line once, in order', async () => {
    const conversations = await database.prisma.conversation.findMany({ select: { lastSeq: true } });
    expect(conversations).toHaveLength(HOUSEHOLDS);
    for (const { lines } of households) expect(lines.map((line) => line.seq)).toEqual(lines.map((_, index) => index + 1));
    const shown = households.map(({ lines }) => lines.length).toSorted((a, b) => a - b);
    expect(shown).toEqual(conversations.map(({ lastSeq }) => lastSeq).toSorted((a, b) => a - b));
  });

  it('every answer is there, once, as it was given', async () => {
    const inbox = await inboxByKey();
    const given = sentByAll().filter((sent): sent is Sent & { level: string } => sent.level !== null);
    const expected = given.map(({ key, level }) => `${inbox.get(key)?.id} ${level}`);
    const kept = (await database.prisma.answer.findMany()).map(({ inboxId, value }) => `${inboxId} ${value}`);
    expect(given.length).toBeGreaterThan(HOUSEHOLDS);
    expect(kept.toSorted()).toEqual(expected.toSorted());
  });

  it('every household was registered once, by one account', async () => {
    const [registered, members] = await Promise.all([database.prisma.household.count(), database.prisma.membership.count()]);
    expect(members).toBe(registered);
    expect(registered).toBeLessThanOrEqual(HOUSEHOLDS);
    const audited = await database.prisma.audit.count({ where: { action: 'household.register' } });
    expect(audited).toBe(registered);
  });

  it('every score is what its answers give when they are counted again', async () => {
    const submissions = await database.prisma.submission.findMany({
      include: { rubricVersion: true, assessment: { include: { answers: true } } },
    });
    expect(submissions.length).toBeGreaterThan(0);
    for (const submission of submissions) {
      const rubric = submission.rubricVersion.body as unknown as Rubric;
      const held: Record<string, string> = {};
      for (const answer of submission.assessment.answers.toSorted((a, b) => Number(a.seq - b.seq))) {
        if (answer.at <= submission.at) held[answer.indicator] = answer.value;
      }
      expect(submission.answers).toEqual(held);
      expect(submission.score as unknown as Score).toEqual(score(rubric, held, submission.facts as unknown as Facts, 'normal'));
    }
  });

  it('submissions are numbered without gaps', async () => {
    const submissions = await database.prisma.submission.findMany({ orderBy: { number: 'asc' } });
    for (const assessmentId of new Set(submissions.map((one) => one.assessmentId))) {
      const numbers = submissions.filter((one) => one.assessmentId === assessmentId).map(({ number }) => number);
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    }
  });
});
