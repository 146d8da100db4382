import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // They end what hangs, and judge no speed: a busy machine takes what it takes.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Each file has its own database; two at once is what a small machine carries.
    maxWorkers: 2,
  },
});
