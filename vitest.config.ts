import { accessSync, constants, statfsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Beginnings of paths, so that no long file is left for the end, when nothing else is there to run beside it. */
const longest = [
  'test/year/year',
  'test/crash/short',
  'test/console/table',
  'test/browser/page',
  'test/start/service',
  'test/conversation/transcripts',
  'test/channel/zalo/transcripts',
  'test/browser/console',
  'test/cli/fill-demo',
  'test/db/migrate',
  'test/review/at-once',
  'test/conversation/wandering',
  'test/announcement/weather',
  'test/e2e/',
  'test/backup/',
  'test/start/',
  'test/cli/',
  'test/browser/',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = longest.findIndex((path) => moduleId.includes(`/${path}`));
      return found === -1 ? longest.length : found;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

/** Databases and data folders of tests come and go by the hundred: in memory, where there is room for them, they never touch a disk. */
const MEMORY = '/dev/shm';
const ROOM = 4 * 1024 ** 3;

function isRoomy(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= ROOM;
  } catch {
    return false;
  }
}

if (isRoomy(MEMORY)) process.env.TMPDIR ??= MEMORY;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // They end what hangs, and judge no speed: a busy machine takes what it takes.
    testTimeout: 400_000,
    hookTimeout: 400_000,
    // Files have databases of their own, or accounts of their own in one that they share. Four at once keep the two processors of a small machine busy: many wait for services that they started.
    maxWorkers: 4,
    // A worker keeps what it has loaded from one file to the next: nothing in the house is changed by being used.
    isolate: false,
    sequence: { sequencer: LongestFirst },
  },
});
