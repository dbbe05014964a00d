import { expect, test } from 'vitest';
import { engine } from '../helpers/engine.js';
import { emittedUntil } from './plugins-site.js';
import { useSite } from './use-site.js';

declare const undo: () => void;
declare const sonde: typeof import('../../src/plugins/reports.js');
declare const start: (plugin: unknown) => void;

const { site, page } = useSite({
  '/': {
    head: '<script src="/start.js"></script>',
    body: '<p>page</p>',
    headers: {
      'content-security-policy': "img-src 'self'; script-src 'self'",
      'content-security-policy-report-only': "style-src 'self'",
    },
  },
  '/late': '',
  // Chromium lets nobody who has not touched the page yet feel anything.
  '/shakes':
    '<script>start(sonde.reports()); for (let time = 0; time < 3; time++) navigator.vibrate(10)</script>',
  '/start.js': {
    body: 'start(sonde.reports())',
    headers: { 'content-type': 'text/javascript' },
  },
});

test('breaches of the policy are told once each, without queries and samples, and the browser’s own complaints', async () => {
  await page.goto(`${site.origin}/`);
  await page.evaluate(() => {
    for (let time = 0; time < 3; time++) {
      const image = new Image();
      image.src = 'http://127.0.0.1:1/pixel.png?mail=ann@example.org';
      document.body.append(image);
    }
    const style = document.createElement('style');
    style.textContent = '.secret { color: red }';
    document.body.append(style);
    // A feature that Chromium has long announced the end of.
    const xhr = new XMLHttpRequest();
    xhr.open('GET', '/start.js', false);
    xhr.send();
  });
  const isThere = (events: { attributes: Record<string, unknown> }[], type: string) =>
    events.some(({ attributes }) => attributes['sonde.report.type'] === type);
  const told = await emittedUntil(
    page,
    (events) =>
      events.filter(({ attributes }) => attributes['sonde.report.type'] === 'csp-violation').length >= 2 &&
      (engine !== 'chromium' || isThere(events, 'deprecation')),
    'two breaches and a deprecation',
  );
  const breaches = told.filter(({ attributes }) => attributes['sonde.report.type'] === 'csp-violation');
  expect(breaches.map(({ attributes }) => attributes['sonde.report.id']).sort()).toEqual([
    'img-src',
    expect.stringMatching(/^style-src/),
  ]);
  expect(breaches.find(({ attributes }) => attributes['sonde.report.id'] === 'img-src')).toMatchObject({
    name: 'browser.report',
    attributes: {
      'sonde.report.blocked': expect.stringContaining('http://127.0.0.1:1'),
      'sonde.report.disposition': 'enforce',
    },
  });
  expect(JSON.stringify(told)).not.toMatch(/ann@|secret|color/);
  await page.evaluate(() => {
    undo();
    const image = new Image();
    image.src = 'http://127.0.0.1:2/other.png';
    return new Promise((resolve) =>
      document.addEventListener('securitypolicyviolation', resolve, { once: true }),
    ).then(() => 1);
  });
  expect(await emittedUntil(page, () => true, 'nothing more')).toHaveLength(told.length);
});

test.runIf(engine === 'chromium')('what the browser keeps a page from is told once', async () => {
  await page.goto(`${site.origin}/shakes`);
  // The page before it may have told of a deprecation since.
  const isOne = ({ attributes }: { attributes: Record<string, unknown> }) =>
    attributes['sonde.report.type'] === 'intervention';
  const told = await emittedUntil(page, (events) => events.some(isOne), 'an intervention');
  expect(told.filter(isOne)).toMatchObject([
    {
      name: 'browser.report',
      options: { severity: 13 },
      attributes: {
        'sonde.report.type': 'intervention',
        'sonde.report.id': 'NavigatorVibrate',
        'sonde.report.message': expect.stringContaining('navigator.vibrate'),
        'sonde.report.source': expect.stringMatching(/^http:.*\/shakes:\d+$/),
      },
    },
  ]);
});

test.runIf(engine === 'chromium').each([
  ['was given on it', 1, 0],
  ['was there before it', -3_600_000, 1],
])('what the browser complained of before: the answer %s', async (_, later, told) => {
  await page.goto(`${site.origin}/late`);
  const found = await page.evaluate(async (by) => {
    localStorage.clear();
    const xhr = new XMLHttpRequest();
    xhr.open('GET', '/start.js', false);
    xhr.send();
    // Reports come in a task of their own.
    await new Promise((resolve) => new ReportingObserver(resolve, { buffered: true }).observe());
    localStorage['sonde.consent'] = JSON.stringify({ time: Date.now() + by });
    start(sonde.reports());
    await new Promise((resolve) => new ReportingObserver(resolve, { buffered: true }).observe());
    await new Promise((resolve) => setTimeout(resolve));
    return Object.entries(localStorage).filter(([key]) => key.startsWith('emitted.'));
  }, later);
  expect(found).toHaveLength(told);
});
