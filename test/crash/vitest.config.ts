/** `npm run test:crash` */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/crash/long.ts', 'test/crash/sending.ts'], globalSetup: ['test/support/global-setup.ts'], fileParallelism: false },
});
