import { defineConfig } from 'vitest/config';

/** One run of the same end-to-end files on one engine; see test/helpers/browser.ts. */
const endToEnd = (engine: 'chromium' | 'firefox' | 'webkit') => ({
  test: {
    name: engine,
    include: ['test/e2e/**/*.test.ts'],
    provide: { engine },
    globalSetup: engine === 'webkit' ? ['test/helpers/display.ts'] : [],
    pool: 'forks' as const,
    fileParallelism: false,
    // A browser starts in a second, and in ten where the machine is shared.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
  },
});

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      { test: { name: 'types', include: ['test/types/**/*.test.ts'], testTimeout: 90_000 } },
      {
        test: {
          name: 'build',
          include: ['test/build/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'collector',
          include: ['test/collector/**/*.test.ts'],
          pool: 'forks',
          // chDB is one engine a process and one process a folder.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      endToEnd('chromium'),
      endToEnd('firefox'),
      endToEnd('webkit'),
    ],
  },
});
