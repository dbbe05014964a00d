import { describe, test, vi } from 'vitest';
import { engine } from '../../helpers/engine.js';
import { fromGranted, ON, untilDenied, withVisit } from './course.js';
import { SOURCES } from './source.js';

/**
 * For each source of consent, with Global Privacy Control and without, in one tab and in two: everything that Sonde
 * stores, sends and listens to while the answer is unknown, denied, granted, withdrawn and granted again, held against
 * what is allowed (src/verify/allowed.ts), by real time. The visits go on at once, each on an origin of its own, because
 * most of their time is silence.
 */

vi.setConfig({ maxConcurrency: engine === 'chromium' ? 12 : 6, testTimeout: 300_000 });

describe.concurrent.each(SOURCES.map((source) => [source.name, source] as const))('%s', (_, source) => {
  for (const privacySignal of ['off', ON] as const) {
    const alone = { privacySignal, tabs: 1 } as const;
    test(`signal ${privacySignal}, one tab: unknown, denied`, () =>
      withVisit(source, alone, (visit) => untilDenied(visit, source)));
    test(`signal ${privacySignal}, one tab: granted, withdrawn, granted again`, () =>
      withVisit(source, alone, (visit) => fromGranted(visit, source, alone)));
    const both = { privacySignal, tabs: 2, isFirst: true } as const;
    test(`signal ${privacySignal}, two tabs: unknown, denied, granted, withdrawn, granted again`, () =>
      withVisit(source, both, async (visit) => {
        await untilDenied(visit, source);
        await fromGranted(visit, source, both, source.regrant);
      }));
  }
});
