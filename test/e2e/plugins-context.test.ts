import { readFileSync } from 'node:fs';
import type { CDPSession } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Page } from '../helpers/browser.js';
import { engine } from '../helpers/engine.js';
import { type Emitted, emitted, emittedUntil } from './plugins-site.js';
import { useSite } from './use-site.js';

/** What surrounds a session: `context`, and `device` for those who bring ua-parser-js. */

declare const telemetry: { emit(name: string, attributes: object): void };
declare const undo: () => void;

const { site, browser, page } = useSite({
  '/': '<script>start(sonde.context())</script><button id="b">b</button><input id="field">',
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
  expect(first?.['sonde.preference.contrast']).toBe('no-preference');
  // WebKitGTK, which installs no applications, does not know it.
  expect(first?.['sonde.display.mode']).toBe(engine === 'webkit' ? undefined : 'browser');
  // Chromium alone tells its brands, of which one is a decoy.
  const brands = await page.evaluate(
    () => (navigator as { userAgentData?: { brands: { version: string }[] } }).userAgentData?.brands,
  );
  expect(Boolean(brands)).toBe(engine === 'chromium');
  if (brands) {
    expect(first?.['browser.brands']).toHaveLength(brands.length - 1);
    expect(first?.['browser.brands']).toContainEqual(expect.stringMatching(/^Chromium \d+$/));
    expect(String(first?.['browser.brands'])).not.toMatch(/Not/);
  } else expect(first).not.toHaveProperty(['browser.brands']);
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

describe.runIf(engine === 'chromium')('a tab whose screen and input are a phone’s', () => {
  let tab: Page;
  let emulate: CDPSession;
  beforeEach(async () => {
    tab = await browser.newPage(`${site.origin}/`);
    const { playwright } = tab as Required<Page>;
    emulate = await playwright.context().newCDPSession(playwright);
  });
  afterEach(() => tab.close());

  test('tells at once of another colour scheme and another orientation', async () => {
    const turn = (type: string) =>
      emulate.send('Emulation.setDeviceMetricsOverride', {
        ...{ width: 1_200, height: 800, deviceScaleFactor: 1, mobile: true },
        screenOrientation: { type: type as 'portraitPrimary', angle: 0 },
      });
    const told = (count: number) =>
      emittedUntil(tab, (all) => of(all, 'context').length === count, `${count} contexts`);
    const [before] = of(await told(1), 'context');
    await tab.playwright?.emulateMedia({ colorScheme: 'dark' });
    await told(2);
    await turn('portraitPrimary');
    const contexts = of(await told(3), 'context');
    const values = (name: string) => contexts.map((one) => one[name]);
    expect(values('sonde.preference.color_scheme')).toEqual(['light', 'dark', 'dark']);
    expect(values('sonde.screen.orientation')).toEqual(['landscape', 'landscape', 'portrait']);
    expect(values('sonde.viewport.class')).toEqual(Array(3).fill(before?.['sonde.viewport.class']));
  });

  test('tells touch and pen, and as a keyboard none that writes into a field', async () => {
    await emulate.send('Emulation.setTouchEmulationEnabled', { enabled: true });
    const place = (selector: string) =>
      tab.evaluate((of) => {
        const { x, y } = (document.querySelector(of) as Element).getBoundingClientRect();
        return { x: x + 5, y: y + 5 };
      }, selector);
    const touch = async (selector: string): Promise<void> => {
      await emulate.send('Input.dispatchTouchEvent', {
        type: 'touchStart',
        touchPoints: [await place(selector)],
      });
      await emulate.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
      await tab.waitFor((of) => document.activeElement?.matches(of), selector);
    };
    const ways = async () => of(await emitted(tab), 'input.used').map((one) => one['sonde.pointer.type']);
    await touch('#field');
    await tab.press('a');
    expect(await tab.evaluate(() => (document.querySelector('#field') as HTMLInputElement).value)).toBe('a');
    expect(await ways()).toEqual(['touch']);
    const at = { ...(await place('#b')), button: 'left', pointerType: 'pen', clickCount: 1 } as const;
    await emulate.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...at });
    await emulate.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...at });
    expect(await ways()).toEqual(['touch', 'pen']);
    await tab.press('Enter');
    expect(await ways()).toEqual(['touch', 'pen', 'keyboard']);
  });
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
