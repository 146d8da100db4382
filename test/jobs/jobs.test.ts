import { validate } from 'node-cron';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deps } from '../../src/deps.ts';
import { folderBlobStore } from '../../src/evidence/folder-blob-store.ts';
import { createJobs, type Job, serviceJobs } from '../../src/jobs/jobs.ts';
import { removeExpired } from '../../src/jobs/remove-expired.ts';
import { createLocale } from '../../src/locale/locale.ts';
import { freshDatabase, type TestDatabase } from '../support/db.ts';
import { fixedClock, silentLog, testDeps } from '../support/deps.ts';

let database: TestDatabase;
let deps: Deps;
const clock = fixedClock();

beforeAll(async () => {
  database = await freshDatabase();
  deps = testDeps(database.prisma, { clock });
});
afterAll(() => database.drop());

/** A job that ends when it is told to. */
function slowJob(name: string) {
  let end: (count: number) => void = () => {};
  let runs = 0;
  const job: Job = {
    name,
    when: '* * * * * *',
    run: () => {
      runs += 1;
      return new Promise((resolve) => {
        end = resolve;
      });
    },
  };
  return { job, end: () => end(1), runs: () => runs };
}

describe('jobs', () => {
  it('have times that the clock understands', () => {
    for (const { when } of serviceJobs(
      { ...deps, db: database.prisma },
      { blobs: folderBlobStore('/nowhere'), journal: '/nowhere', locale: createLocale() },
    ))
      expect(validate(when)).toBe(true);
  });

  it('run at once at the start, and never twice at the same time', async () => {
    const slow = slowJob('slow');
    const jobs = createJobs({ jobs: [slow.job], log: silentLog });
    jobs.start();
    await new Promise((resolve) => setTimeout(resolve, 2_200));
    expect(slow.runs()).toBe(1);
    slow.end();
    await jobs.stop();
  });

  it('are waited for when the service stops', async () => {
    const slow = slowJob('slow');
    const jobs = createJobs({ jobs: [slow.job], log: silentLog });
    jobs.start();
    let stopped = false;
    const stopping = jobs.stop().then(() => {
      stopped = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(stopped).toBe(false);
    slow.end();
    await stopping;
    expect(stopped).toBe(true);
  });

  it('go on after one of them failed', async () => {
    let ran = false;
    const failing: Job = { name: 'failing', when: '* * * * *', run: () => Promise.reject(new Error('no')) };
    const other: Job = {
      name: 'other',
      when: '* * * * *',
      run: async () => {
        ran = true;
        return 0;
      },
    };
    const jobs = createJobs({ jobs: [failing, other], log: silentLog });
    jobs.start();
    await jobs.stop();
    expect(ran).toBe(true);
  });
});

describe('what expired', () => {
  it('goes a day later; what has no end stays', async () => {
    const now = clock.now();
    const channel = await database.prisma.channelAccount.findFirstOrThrow();
    const accountId = deps.ids.next();
    await database.prisma.account.create({ data: { id: accountId, channelAccountId: channel.id, externalId: 'x', createdAt: now } });
    const code = (hash: string, expiresAt: Date | null) => ({
      id: deps.ids.next(),
      kind: 'join' as const,
      hash,
      accountId,
      createdAt: now,
      expiresAt,
    });
    const dayAgo = new Date(now.getTime() - 24 * 60 * 60 * 1000 - 1);
    await database.prisma.code.createMany({ data: [code('old', dayAgo), code('just', now), code('never', null)] });
    const session = (tokenHash: string, expiresAt: Date) => ({ tokenHash, accountId, createdAt: now, lastSeenAt: now, expiresAt });
    await database.prisma.webSession.createMany({ data: [session('old', dayAgo), session('good', new Date(now.getTime() + 1))] });
    expect(await removeExpired(deps)).toBe(2);
    expect((await database.prisma.code.findMany()).map((row) => row.hash).toSorted()).toEqual(['just', 'never']);
    expect((await database.prisma.webSession.findMany()).map((row) => row.tokenHash)).toEqual(['good']);
    expect(await removeExpired(deps)).toBe(0);
  });
});
