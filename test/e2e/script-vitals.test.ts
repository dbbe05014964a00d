import { expect, test } from 'vitest';
import { vitals } from '../../src/collector/metrics/vitals.js';
import type { Store } from '../../src/collector/store/store.js';
import type { Page } from '../helpers/browser.js';
import { engine } from '../helpers/engine.js';
import { eventually } from '../helpers/eventually.js';
import { goNext } from './go-next.js';
import { useCollectedSite } from './use-collected-site.js';
import { CONTENT } from './vitals-content.js';

/** The script-tag file has web-vitals without what is for other options than its own: it must tell what a bundle tells. */

const { collector, site, browser } = useCollectedSite(
  'file',
  {
    '/script': `<script src="/dist/sonde.js" data-service="script" data-consent="granted"></script>${CONTENT}`,
    '/bundle': `<script src="/application.js"></script>${CONTENT}`,
    '/next': '',
  },
  `import { clicks, errors, features, init, pageViews, vitals } from 'sonde';
   window.sonde = init({ endpoint: '/telemetry', service: 'bundle', consent: 'granted',
     plugins: [pageViews(), clicks(), features(), vitals(), errors()] });`,
);

interface Vital {
  readonly name: string;
  readonly type: string;
  readonly rating: string;
  readonly value: number;
}

const vitalsOf = (service: string): Promise<Vital[]> =>
  collector.query<Vital>(
    `SELECT LogAttributes['browser.web_vital.name'] AS name, LogAttributes['browser.web_vital.navigation_type'] AS type,
       LogAttributes['browser.web_vital.rating'] AS rating, toFloat64(LogAttributes['browser.web_vital.value']) AS value
     FROM otel_logs WHERE ServiceName = {service:String} AND EventName = 'browser.web_vital'`,
    { service },
  );

/** Which vitals of which kind of navigation a visit tells: it loads, shifts, responds slowly, routes, and is left. */
const visit = async (service: string): Promise<{ kinds: string[]; vitals: Vital[] }> => {
  const page: Page = await browser.newPage(`${site.origin}/${service}`);
  await page.waitFor(() => (window as unknown as { isShifted?: boolean }).isShifted);
  await page.click('#slow');
  await page.click('#route');
  // What the route shows is painted before the page is left.
  await page.waitFor(() => document.querySelectorAll('h1').length > 1);
  await page.evaluate(
    () =>
      new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(undefined)))),
  );
  await goNext(page);
  await page.close();
  const wanted = engine === 'chromium' ? 8 : engine === 'firefox' ? 4 : 2;
  const kindsOf = (vitals: Vital[]) => [...new Set(vitals.map(({ name, type }) => `${name} ${type}`))].sort();
  const vitals = await eventually(
    () => vitalsOf(service),
    (found) => kindsOf(found).length >= wanted,
    `${wanted} kinds of vitals`,
  );
  return { kinds: kindsOf(vitals), vitals };
};

test('the script-tag file tells the vitals that a bundle tells', async () => {
  const script = await visit('script');
  const bundle = await visit('bundle');
  expect(script.kinds).toEqual(bundle.kinds);
  expect(script.kinds).toContain('ttfb navigate');
  expect(script.kinds).not.toContain('ttfb soft-navigation');
  for (const { value, rating } of script.vitals) {
    expect(value).toBeGreaterThanOrEqual(0);
    expect(rating).toMatch(/^(good|needs-improvement|poor)$/);
  }
  if (engine === 'chromium') {
    expect(script.kinds).toContain('lcp soft-navigation');
    const slow = script.vitals.filter(({ name, type }) => name === 'inp' && type === 'navigate');
    expect(Math.max(...slow.map(({ value }) => value))).toBeGreaterThan(140);
    expect(script.vitals.find(({ name, value }) => name === 'cls' && value > 0)).toBeDefined();
    // Told after the route's page view, it is the page's that was slow.
    for (const service of ['script', 'bundle']) {
      const range = { from: 0, to: Date.now() + 60_000 };
      const byPage = await vitals(collector as Pick<Store, 'query'> as Store, { ...range, service }, 'page');
      const slow = byPage.filter(({ name, p75 }) => name === 'INP' && p75 && p75.estimate > 140);
      expect(slow.map(({ key }) => key)).toContain(`/${service}`);
    }
  }
});
