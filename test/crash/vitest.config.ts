/** `npm run test:crash` */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/crash/long.ts', 'test/crash/sending.ts', 'test/year/year.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    fileParallelism: false,
    env: { YEAR_OF_TESTS: 'long' },
    // As in the suite: a year takes minutes.
    testTimeout: 400_000,
    hookTimeout: 400_000,
  },
});
