import { readFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { engine } from '../helpers/engine.js';
import { type Emitted, emitted, emittedUntil } from './plugins-site.js';
import { useSite } from './use-site.js';

/** What surrounds a session: `context`, and `device` for those who bring ua-parser-js. */

declare const telemetry: { emit(name: string, attributes: object): void };
declare const undo: () => void;

const { site, page } = useSite({
  '/': '<script>start(sonde.context())</script><button id="b">b</button>',
  '/some': '<script>start(sonde.context({ omit: ["browser.", "sonde.screen."] }))</script>',
  '/device': {
    head: '<script src="/parser.js"></script>',
    body: '<script>start(sonde.device(UAParser))</script>',
  },
  '/parser.js': readFileSync('node_modules/ua-parser-js/dist/ua-parser.min.js', 'utf8'),
  '/none': '',
});
beforeEach(async () => {
  await page.goto(`${site.origin}/none`);
  await page.evaluate(() => localStorage.clear());
  await page.resize(1200, 800);
});

const of = (events: readonly Emitted[], name: string): Emitted['attributes'][] =>
  events.filter((event) => event.name === name).map(({ attributes }) => attributes);

test('a session is told of once, whatever pages it has, and again when the viewport’s class changes', async () => {
  await page.goto(`${site.origin}/`);
  const [first, ...none] = of(await emitted(page), 'context');
  expect(none).toEqual([]);
  expect(first).toMatchObject({
    'sonde.device.class': 'desktop',
    'sonde.viewport.class': 'l',
    'sonde.input.primary': expect.stringMatching(/fine|none/),
    'sonde.preference.color_scheme': expect.stringMatching(/light|dark/),
    'sonde.preference.reduced_motion': expect.any(Boolean),
    'sonde.time_zone.offset': await page.evaluate(() => 0 - new Date().getTimezoneOffset() / 60),
    'browser.language': expect.stringMatching(/^[a-z]{2,3}$/),
  });
  // Not every engine knows these two.
  expect(first?.['sonde.preference.contrast'] ?? 'no-preference').toBe('no-preference');
  expect(first?.['sonde.display.mode'] ?? 'browser').toBe('browser');
  expect(String(first?.['browser.brands'] ?? '')).not.toMatch(/Not/);
  await page.reload();
  expect(of(await emitted(page), 'context')).toHaveLength(1);

  await page.resize(600, 800);
  const events = await emittedUntil(page, (all) => of(all, 'context').length === 2, 'a second context');
  expect(of(events, 'context')[1]?.['sonde.viewport.class']).toBe('s');
});

test('each way of input is told once a session; uses of features bear the orientation', async () => {
  await page.goto(`${site.origin}/`);
  await page.click('#b');
  await page.click('#b');
  await page.press('Enter');
  await page.press('Tab');
  await page.evaluate(() => telemetry.emit('feature.used', { 'feature.id': 'export' }));
  await page.reload();
  await page.click('#b');
  await page.evaluate(() => {
    dispatchEvent(new KeyboardEvent('keydown', { key: 'a' }));
    undo();
  });
  await page.click('#b');
  const events = await emitted(page);
  expect(of(events, 'input.used').map((one) => one['sonde.pointer.type'])).toEqual(['mouse', 'keyboard']);
  expect(of(events, 'feature.used')[0]?.['sonde.screen.orientation']).toMatch(/^(portrait|landscape)$/);
});

test('what the site does not want is left out', async () => {
  await page.goto(`${site.origin}/some`);
  await page.evaluate(() => telemetry.emit('page_view', {}));
  const events = await emitted(page);
  expect(events.map(({ name }) => name)).toEqual(['context', 'page_view']);
  expect(
    events
      .flatMap(({ attributes }) => Object.keys(attributes))
      .filter((name) => /^browser|screen/.test(name)),
  ).toEqual([]);
});

test('ua-parser-js, handed over, tells browser and system once a session', async () => {
  await page.goto(`${site.origin}/device`);
  await page.reload();
  const devices = of(await emitted(page), 'device');
  expect(devices).toHaveLength(1);
  expect(devices[0]).toMatchObject({
    'user_agent.name': expect.stringMatching(
      { chromium: /Chrom/, firefox: /Firefox/, webkit: /Safari|WebKit/ }[engine],
    ),
    'user_agent.version': expect.stringMatching(/^\d+$/),
    'os.name': expect.any(String),
    'sonde.device.class': 'desktop',
  });
});
