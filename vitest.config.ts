import { defineConfig } from 'vitest/config';

/** What says nothing new on a second engine: every run has it in Chromium. */
const ONCE = [
  'test/e2e/tour/**',
  'test/e2e/application.test.ts',
  'test/e2e/buffer.test.ts',
  // Of the check itself: the visits that it judges are made on every engine.
  'test/e2e/consent/leaks.test.ts',
  'test/e2e/banner-script.test.ts',
  'test/e2e/dashboard*.test.ts',
  'test/e2e/erase.test.ts',
  'test/e2e/frameworks.test.ts',
  'test/e2e/panel.test.ts',
  'test/e2e/plugins-campaign.test.ts',
  'test/e2e/plugins-flags.test.ts',
  'test/e2e/plugins-reload-loops.test.ts',
  'test/e2e/plugins-remote-sampling.test.ts',
  'test/e2e/plugins-sessions.test.ts',
  'test/e2e/plugins-transactions.test.ts',
  'test/e2e/readme.test.ts',
  'test/e2e/script-vitals.test.ts',
  // Where engines differ little, and which takes them long: for the quarter of an hour.
  'test/e2e/plugins-context.test.ts',
  'test/e2e/plugins-engagement.test.ts',
  'test/e2e/plugins-frustration.test.ts',
  'test/e2e/plugins-outbound.test.ts',
  'test/e2e/plugins-resources.test.ts',
];

/** Files that run with SONDE_LONG=1 only (`npm run test:long`), on all engines: every run is to take a quarter of an hour. */
const LONG = {
  all: [
    // Two minutes for an hour's memory.
    'test/e2e/tour/memory.test.ts',
    'test/e2e/consent/verify-consent.test.ts',
    // Minutes of silences; every run has the short form.
    'test/e2e/consent/conformance-whole.test.ts',
    // Of the helpers themselves, which every other file uses.
    'test/e2e/harness.test.ts',
    // Packs, installs and builds.
    'test/e2e/demo-spa.test.ts',
  ],
  chromium: [],
  firefox: ONCE,
  webkit: ONCE,
};

/** One run of the same end-to-end files on one engine; see test/helpers/browser.ts. */
const endToEnd = (engine: 'chromium' | 'firefox' | 'webkit') => ({
  test: {
    name: engine,
    include: ['test/e2e/**/*.test.ts'],
    exclude: process.env.SONDE_LONG ? [] : [...LONG.all, ...LONG[engine]],
    provide: { engine },
    globalSetup: engine === 'webkit' ? ['test/helpers/display.ts'] : [],
    pool: 'forks' as const,
    // One worker for all files, which share a browser and what is built for its pages.
    fileParallelism: false,
    isolate: false,
    environment: './test/helpers/worker-environment.ts',
    // A browser starts in a second, and in ten where the machine is shared.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

export default defineConfig({
  test: {
    // For the browsers and the collector that a worker ends: the projects cannot say it.
    teardownTimeout: 60_000,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          // Files share workers, and those with a DOM a document: jsdom takes a second to start.
          isolate: false,
          setupFiles: ['test/helpers/clean-document.ts'],
        },
      },
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
          // chDB is one engine a process and one process a folder: files take turns, in one process that has loaded it.
          fileParallelism: false,
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // `npm run test:nextjs`, which installs what it needs.
        test: {
          name: 'nextjs',
          include: ['test/nextjs/*.test.ts'],
          pool: 'forks',
          testTimeout: 120_000,
          hookTimeout: 600_000,
        },
      },
      endToEnd('chromium'),
      endToEnd('firefox'),
      endToEnd('webkit'),
    ],
  },
});
