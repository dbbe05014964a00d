import { describe, expect, test } from 'vitest';
import { engine } from '../helpers/engine.js';
import { goNext } from './go-next.js';
import { type Emitted, emitted, emittedUntil } from './plugins-site.js';
import { useSite } from './use-site.js';
import { CONTENT } from './vitals-content.js';

declare const sonde: typeof import('../../src/plugins/vitals.js');
declare const start: (plugin: unknown) => void;
declare const undo: () => void;
declare const plugin: import('../../src/plugin.js').Plugin;

const { site, page } = useSite({
  '/': `<script>start(sonde.vitals())</script>${CONTENT}`,
  '/late': `${CONTENT}<script>const plugin = sonde.vitals()</script>`,
  '/next': '',
});

const vital = (events: Emitted[], name: string): Record<string, unknown> | undefined =>
  events.findLast(({ attributes }) => attributes['browser.web_vital.name'] === name)?.attributes;

/** Loads a page, waits until it has painted and shifted, acts on it, leaves it; resolves with what it told by then. */
const visit = async (path: string, act: () => Promise<void>): Promise<Emitted[]> => {
  await page.goto(`${site.origin}/next`);
  await page.evaluate(() => localStorage.clear());
  await page.goto(site.origin + path);
  await page.waitFor(() => (window as unknown as { isShifted?: boolean }).isShifted);
  await act();
  await goNext(page);
  return emitted(page);
};

test.runIf(engine === 'webkit')('what the engine can measure is told', async () => {
  await page.goto(`${site.origin}/`);
  const events = await emittedUntil(page, (found) => found.length > 1, 'two vitals');
  expect(events.map(({ attributes }) => attributes['browser.web_vital.name']).sort()).toEqual([
    'fcp',
    'ttfb',
  ]);
});

describe.skipIf(engine === 'webkit')('where the engine measures interactions', () => {
  test('each vital is told by the time the page is left, with its last value', async () => {
    const events = await visit('/', () => page.click('#slow'));
    const names = ['fcp', 'inp', 'lcp', 'ttfb', ...(engine === 'chromium' ? ['cls'] : [])];
    for (const name of names) {
      const told = vital(events, name);
      expect(told, name).toMatchObject({
        'browser.web_vital.navigation_type': 'navigate',
        'browser.web_vital.rating': expect.stringMatching(/^(good|needs-improvement|poor)$/),
        'browser.web_vital.id': expect.stringMatching(/^v6-/),
      });
      expect(told?.['browser.web_vital.value'], name).toBeGreaterThanOrEqual(0);
      expect(told).not.toHaveProperty('browser.web_vital.censored');
    }
    expect(vital(events, 'inp')?.['browser.web_vital.value']).toBeGreaterThanOrEqual(150);
    if (engine === 'chromium')
      expect(vital(events, 'cls')?.['browser.web_vital.value']).toBeGreaterThan(0.01);
  });

  test('set up late it recovers what the browser kept, and says where that is not all', async () => {
    const events = await visit('/late', async () => {
      for (let time = 0; time < 3; time++) await page.click('#quick');
      await page.evaluate(() => start(plugin));
    });
    for (const name of ['fcp', 'lcp', 'ttfb', ...(engine === 'chromium' ? ['cls'] : [])])
      expect(vital(events, name)?.['browser.web_vital.value'], name).toBeGreaterThanOrEqual(0);
    // Quick interactions are kept by no browser; on a busy machine they may not have been quick.
    const { 'browser.web_vital.value': value, 'browser.web_vital.censored': isCensored } =
      vital(events, 'inp') ?? {};
    expect(isCensored).toBe((value as number) < 104 || undefined);
  });

  test('set up late it does not doubt what it kept of one slow interaction', async () => {
    const events = await visit('/late', async () => {
      await page.click('#slow');
      await page.click('#slow');
      await page.evaluate(() => start(plugin));
    });
    expect(vital(events, 'inp')?.['browser.web_vital.value']).toBeGreaterThanOrEqual(150);
    expect(vital(events, 'inp')).not.toHaveProperty('browser.web_vital.censored');
  });

  test('undone it is silent, and set up again it tells nothing twice', async () => {
    const silent = await visit('/late', async () => {
      await page.evaluate(() => {
        start(plugin);
        undo();
      });
      await page.click('#slow');
    });
    expect(silent).toEqual([]);
    const again = await visit('/late', async () => {
      await page.evaluate(() => {
        start(plugin);
        undo();
        start(plugin);
      });
      await page.click('#slow');
    });
    for (const name of ['fcp', 'lcp', 'ttfb', 'inp']) {
      const reports = again.filter(({ attributes }) => attributes['browser.web_vital.name'] === name);
      expect(new Set(reports.map(({ attributes }) => attributes['browser.web_vital.id'])).size, name).toBe(1);
    }
  });
});

test.runIf(engine === 'chromium')(
  'a soft navigation has vitals of its own, and those before keep their page',
  async () => {
    const events = await visit('/', async () => {
      await page.click('#route');
      await emittedUntil(
        page,
        (found) =>
          found.some(
            ({ attributes }) => attributes['browser.web_vital.navigation_type'] === 'soft-navigation',
          ),
        'a vital of the soft navigation',
      );
    });
    const load = events.filter(
      ({ attributes }) => attributes['browser.web_vital.navigation_type'] === 'navigate',
    );
    const soft = events.filter(
      ({ attributes }) => attributes['browser.web_vital.navigation_type'] === 'soft-navigation',
    );
    const lcp = load.find(({ attributes }) => attributes['browser.web_vital.name'] === 'lcp');
    expect(lcp?.attributes['url.full']).toBe(`${site.origin}/`);
    const names = soft.map(({ attributes }) => attributes['browser.web_vital.name']);
    expect(names).toContain('lcp');
    expect(names).not.toContain('ttfb');
    for (const { attributes } of soft) expect(attributes).not.toHaveProperty('url.full');
  },
);
