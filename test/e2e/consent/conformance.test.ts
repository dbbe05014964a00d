import { test, vi } from 'vitest';
import { engine } from '../../helpers/engine.js';
import { fromGranted, untilDenied, withVisit } from './course.js';
import { SOURCES } from './source.js';
import type { Circumstances } from './visit.js';

/**
 * For each source of consent: everything that Sonde stores, sends and listens to while the answer is unknown, denied,
 * granted, withdrawn and granted again, held against what is allowed (src/verify/allowed.ts). The visits go on at once,
 * each on an origin of its own. This is the quick form, with hastened timers; conformance-whole.test.ts is the other.
 */

// Firefox paints one tab at a time, WebKit's driver speaks with one window at a time.
vi.setConfig({ maxConcurrency: engine === 'chromium' ? 10 : 3, testTimeout: 240_000 });

/** All of them in Chromium; elsewhere Sonde's own and a manager with a face. */
const ELSEWHERE = ['manual', 'banner', engine === 'firefox' ? 'klaro' : 'vanilla-cookieconsent'];
const TRIED = SOURCES.filter(({ name }) => engine === 'chromium' || ELSEWHERE.includes(name));

test.concurrent.each(TRIED.map((source) => [source.name, source] as const))('%s', (name, source) => {
  const circumstances: Circumstances = {
    // Firefox has the switch itself.
    privacySignal: engine === 'firefox' && name !== 'manual' ? 'on' : 'off',
    tabs: name === 'manual' ? 2 : 1,
    isHastened: true,
    // In Chromium the manager comes first.
    isFirst: engine !== 'chromium',
  };
  return withVisit(source, circumstances, async (visit) => {
    await untilDenied(visit, source);
    await fromGranted(visit, source, circumstances, source.regrant);
  });
});
