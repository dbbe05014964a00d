import { expect, test } from 'vitest';
import { engine } from '../helpers/engine.js';
import { eventually } from '../helpers/eventually.js';
import { goNext } from './go-next.js';
import { emitted } from './plugins-site.js';
import { useSite } from './use-site.js';

declare const sonde: typeof import('../../src/plugins/responsiveness.js');
declare const start: (plugin: unknown) => void;
declare const own: { all: number; later: number; since: number };

const { site, page } = useSite({
  '/': `<script>start(sonde.responsiveness())</script><a id="next" href="/next">next</a>
      <script>
        requestAnimationFrame(function busy() { const end = performance.now() + 1000; while (performance.now() < end); });
        // Long frames are told a while after they ended, to all observers at once; where there are none, the frame's end must do.
        if (PerformanceObserver.supportedEntryTypes.includes('long-animation-frame'))
          new PerformanceObserver(() => { window.isDone = true; }).observe({ type: 'long-animation-frame', buffered: true });
        else requestAnimationFrame(() => setTimeout(() => { window.isDone = true; }));
      </script>`,
  // It counts its long frames itself: on a busy machine a frame with nothing in it may be one.
  '/late': `<script>
        const own = window.own = { all: 0, later: 0, since: Infinity };
        const see = (frames) => {
          for (const { startTime } of frames) {
            own.all++;
            if (startTime >= own.since) own.later++;
          }
        };
        if (PerformanceObserver.supportedEntryTypes.includes('long-animation-frame')) {
          const observer = new PerformanceObserver((list) => see(list.getEntries()));
          observer.observe({ type: 'long-animation-frame', buffered: true });
          addEventListener('visibilitychange', () => {
            see(observer.takeRecords());
            localStorage.own = JSON.stringify(own);
          }, true);
        }
      </script><a id="next" href="/next">next</a>`,
  // As Chromium was before version 123, and as browsers built on such ones are.
  '/tasks': `<script>
        const types = PerformanceObserver.supportedEntryTypes.filter((type) => type !== 'long-animation-frame');
        Object.defineProperty(PerformanceObserver, 'supportedEntryTypes', { get: () => types });
        start(sonde.responsiveness());
        const busy = () => { const end = performance.now() + 200; while (performance.now() < end); };
        setTimeout(busy);
        setTimeout(busy);
        if (types.includes('longtask')) {
          let seen = 0;
          new PerformanceObserver((list) => {
            seen += list.getEntries().filter(({ duration }) => duration >= 200).length;
            window.isDone = seen >= 2;
          }).observe({ type: 'longtask', buffered: true });
        }
      </script><a id="next" href="/next">next</a>`,
  '/picture': `<script>start(sonde.responsiveness())</script><a id="next" href="/next">next</a>
      <script>
        new PerformanceObserver((list) => {
          window.isDone ||= list.getEntries().some(({ scripts }) => scripts.some(({ invoker }) => /^IMG/.test(invoker)));
        }).observe({ type: 'long-animation-frame' });
        const picture = new Image();
        picture.onload = () => { const end = performance.now() + 1000; while (performance.now() < end); };
        picture.src = document.createElement('canvas').toDataURL();
      </script>`,
  '/forbidden': {
    body: '<script>start(sonde.responsiveness())</script>',
    headers: { 'permissions-policy': 'compute-pressure=()' },
  },
  '/around': '<iframe sandbox="allow-scripts" src="/inside"></iframe>',
  '/inside': '<script>start(sonde.responsiveness())</script>',
  '/next': '',
});

test('a page tells at its end how long its frames were, and what made them long', async () => {
  await page.goto(`${site.origin}/`);
  await page.waitFor(() => (window as unknown as { isDone?: boolean }).isDone);
  await goNext(page);
  const told = await emitted(page);
  if (engine !== 'chromium') {
    // They know neither long frames nor memory: then nothing is told.
    expect(told).toEqual([]);
    return;
  }
  expect(told).toHaveLength(1);
  expect(told[0]?.name).toBe('browser.responsiveness');
  expect(told[0]?.attributes).toMatchObject({
    'sonde.frame.invoker': 'FrameRequestCallback',
    'sonde.frame.function': 'busy',
    'sonde.memory.used': expect.any(Number),
    'sonde.memory.limit': expect.any(Number),
    'sonde.storage.used': expect.any(Number),
  });
  expect(told[0]?.attributes['sonde.frames.long']).toBeGreaterThanOrEqual(1);
  expect(told[0]?.attributes['sonde.frame.duration']).toBeGreaterThanOrEqual(1_000);
  expect(told[0]?.attributes['sonde.frames.blocking']).toBeGreaterThanOrEqual(100);
});

test.runIf(engine === 'chromium')(
  'of a visitor’s picture that was loaded slowly nothing is told but that it is one',
  async () => {
    const before = (await emitted(page)).length;
    await page.goto(`${site.origin}/picture`);
    await page.waitFor(() => (window as unknown as { isDone?: boolean }).isDone);
    await goNext(page);
    const [told] = (await emitted(page)).slice(before);
    expect(told?.attributes['sonde.frame.invoker']).toBe('IMG[src="data:');
  },
);

test.runIf(engine === 'chromium')('a browser without long frames tells of long tasks', async () => {
  await page.goto(`${site.origin}/tasks`);
  await page.waitFor(() => (window as unknown as { isDone?: boolean }).isDone);
  const before = await emitted(page);
  await goNext(page);
  const [told, ...more] = (await emitted(page)).slice(before.length);
  expect(more).toEqual([]);
  expect(told?.attributes['sonde.frames.long']).toBeGreaterThanOrEqual(2);
  expect(told?.attributes['sonde.frames.blocking']).toBeGreaterThanOrEqual(2 * 150);
  expect(told?.attributes['sonde.frame.duration']).toBeGreaterThanOrEqual(200);
  // A long task does not say which script it was.
  expect(told?.attributes).not.toHaveProperty(['sonde.frame.script']);
  expect(told?.attributes).not.toHaveProperty(['sonde.frame.function']);
});

test.runIf(engine === 'chromium')('frames before the visitor’s answer are not counted', async () => {
  await page.goto(`${site.origin}/late`);
  const isLong = await page.evaluate(async () => {
    const busy = () =>
      new Promise((resolve) => {
        // They are told to all observers at once.
        const observer = new PerformanceObserver(() => {
          observer.disconnect();
          resolve(true);
        });
        observer.observe({ type: 'long-animation-frame' });
        requestAnimationFrame(() => {
          const end = performance.now() + 200;
          while (performance.now() < end);
        });
      });
    await busy();
    await busy();
    localStorage['sonde.consent'] = JSON.stringify({ time: Date.now() + 1 });
    own.since = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    start(sonde.responsiveness());
    return busy();
  });
  expect(isLong).toBe(true);
  const before = await emitted(page);
  await goNext(page);
  const told = (await emitted(page)).slice(before.length);
  const { all, later } = await page.evaluate(() => JSON.parse(localStorage.own) as typeof own);
  expect(told.map(({ attributes }) => attributes['sonde.frames.long'])).toEqual([later]);
  expect(later).toBeGreaterThanOrEqual(1);
  expect(all).toBeGreaterThanOrEqual(later + 2);
});

test.runIf(engine === 'chromium')(
  'where a policy or a sandbox forbids to ask for the CPU’s pressure nothing is said to the console',
  async () => {
    const said: string[] = [];
    const hear = (message: { text(): string }) => void said.push(message.text());
    page.playwright?.on('console', hear);
    for (const path of ['/forbidden', '/around']) {
      await page.goto(site.origin + path);
      const [last] = (page.playwright?.frames() ?? []).slice(-1);
      // What is said is told in order.
      await last?.evaluate((text) => console.log(text), `end of ${path}`);
      await eventually(
        () => said,
        (all) => all.includes(`end of ${path}`),
        'the console’s last line',
      );
    }
    page.playwright?.off('console', hear);
    expect(said).toEqual(['end of /forbidden', 'end of /around']);
  },
);
