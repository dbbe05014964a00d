import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Page } from '../helpers/browser.js';
import { engine } from '../helpers/engine.js';
import { borrowBrowser } from '../helpers/shared-browser.js';
import { type Site, serve } from './plugins-site.js';

/** Sessions and settings below the real `init`, in two tabs of one browser. */

declare const kept: { name: string; attributes: Record<string, string> }[];
declare const handle: import('../../src/sonde.js').Sonde;
declare const sonde: typeof import('../../src/plugins/setting.js');

const BODY = `<script>
  window.kept = [];
  const value = ({ stringValue, intValue, doubleValue }) => stringValue ?? intValue ?? doubleValue;
  const handle = sonde.init({
    endpoint: '/telemetry', service: 'shop', consent: 'granted',
    plugins: [sonde.pageViews(), sonde.sessions(), sonde.settings()],
    onKept(record) {
      const { eventName, attributes } = JSON.parse(record);
      kept.push({ name: eventName, attributes: Object.fromEntries(attributes.map((one) => [one.key, value(one.value)])) });
    },
  });
</script>`;

let site: Site;
let browser: Browser;
beforeAll(async () => {
  site = await serve({ '/': BODY, '/other': BODY });
  browser = await borrowBrowser(engine);
});
afterAll(async () => {
  await browser?.close();
  site?.close();
});

/** Tracks something once a second has passed, after which each tab looks for what others did. */
const track = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    handle.track('any');
  });

const told = (page: Page, prefix: string): Promise<typeof kept> =>
  page.evaluate((start) => kept.filter(({ name }) => name.startsWith(start)), prefix);

test('two tabs share a session, tell its start once, and its end when the next begins', async () => {
  const one = await browser.newPage(`${site.origin}/?utm_source=mail&secret=1`);
  const [start, ...none] = await told(one, 'session.');
  expect(none).toEqual([]);
  expect(start).toMatchObject({
    name: 'session.start',
    attributes: { 'url.full': `${site.origin}/?utm_source=mail` },
  });
  const first = start?.attributes['session.id'] as string;
  expect(first).toMatch(/^[\da-f]{32}$/);

  const other = await browser.newPage(`${site.origin}/other`);
  await track(other);
  expect(await told(other, 'session.')).toEqual([]);

  await other.evaluate(() => {
    // As if nothing had happened for an hour.
    const [id, made, last] = localStorage['sonde.shop.session'].split(',');
    localStorage['sonde.shop.session'] = [id, made - 3_600_000, last - 3_600_000];
  });
  await track(other);
  const [end, next] = await told(other, 'session.');
  expect(end).toMatchObject({ name: 'session.end', attributes: { 'session.id': first } });
  expect(Number(end?.attributes['sonde.session.duration'])).toBeGreaterThan(1_000);
  expect(next).toMatchObject({ name: 'session.start', attributes: { 'session.previous_id': first } });
  expect(next?.attributes['session.id']).not.toBe(first);

  await track(one);
  expect(await told(one, 'session.')).toHaveLength(1);

  // A setting is told once by whichever tab, and a change by the tab that made it.
  await one.evaluate(() => sonde.setting(handle, 'theme', 'dark'));
  await other.evaluate(() => sonde.setting(handle, 'theme', 'dark'));
  await other.evaluate(() => sonde.setting(handle, 'theme', 'light'));
  expect(await told(one, 'setting.')).toEqual([
    { name: 'setting.current', attributes: expect.objectContaining({ 'setting.value': 'dark' }) },
  ]);
  expect(await told(other, 'setting.')).toEqual([
    {
      name: 'setting.changed',
      attributes: expect.objectContaining({ 'setting.value': 'light', 'setting.previous_value': 'dark' }),
    },
  ]);

  // Withdrawn, nothing of it is left on the device.
  await one.evaluate(() => handle.optOut());
  expect(
    await one.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('sonde.shop.'))),
  ).toEqual([]);
});
