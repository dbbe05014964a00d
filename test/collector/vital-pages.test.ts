import { expect, test } from 'vitest';
import { vitals } from '../../src/collector/metrics/vitals.js';
import { batch, newStream, record } from './support/otlp.js';
import { startCollector } from './support/start.js';

const SHOE = 'https://shop.example/products/blue-shoe';

/** A page view of a product whose template is the site's own, and what is told of that page when it has been left. */
const visit = () => {
  const stream = newStream();
  const view = batch([record(`${stream}-1`, { name: 'page_view', attributes: { 'url.full': SHOE } })], {
    resource: { 'url.template': '/products/:slug' },
  });
  const vital = (url: string, number: number): string =>
    batch(
      [
        record(`${stream}-${number}`, {
          name: 'browser.web_vital',
          attributes: {
            'browser.web_vital.name': 'INP',
            'browser.web_vital.id': `${stream}-${number}`,
            'browser.web_vital.value': '700',
            'url.full': url,
          },
        }),
      ],
      { resource: { 'url.template': '/basket' } },
    );
  return { view, vital };
};

const pagesIn = async (collector: Awaited<ReturnType<typeof startCollector>>): Promise<string[]> => {
  const rows = await vitals(collector.store, { from: 0, to: Date.now() + 60_000 }, 'page');
  return rows.map(({ key, loads }) => `${key} ${loads}`).sort();
};

test("a vital of a page that was left has the site's own name of that page", async () => {
  const collector = await startCollector();
  const { view, vital } = visit();
  await collector.send(view);
  await collector.send(vital(SHOE, 2));
  await collector.send(vital(`${SHOE}#pictures`, 3));
  expect(await pagesIn(collector)).toEqual(['/products/:slug 2']);
});

test('a page that nobody was seen to view is named by its path', async () => {
  const collector = await startCollector();
  const { vital } = visit();
  await collector.send(vital(SHOE, 2));
  expect(await pagesIn(collector)).toEqual(['/products/blue-shoe 1']);
});

test('another service names its pages by itself', async () => {
  const collector = await startCollector();
  const { view, vital } = visit();
  await collector.send(view.replace('"shop"', '"blog"'));
  await collector.send(vital(SHOE, 2));
  expect(await pagesIn(collector)).toEqual(['/products/blue-shoe 1']);
});
