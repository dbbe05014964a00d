import { readFileSync } from 'node:fs';
import { test } from 'vitest';
import { eventually } from '../helpers/eventually.js';
import { storedEvents } from '../helpers/stored-events.js';
import { useCollectedSite } from './use-collected-site.js';

/** What the README shows, copied literally but for the service, which is this file's own. */

const [, EXAMPLE = ''] =
  /## Single-page application\n```ts\n([\s\S]*?)```/.exec(readFileSync('README.md', 'utf8')) ?? [];

const { collector, site, browser } = useCollectedSite(
  'file',
  {
    '/': `<!doctype html><link rel="icon" href="data:,"><title>shop</title><h1>Shop</h1>
      <script type="module" src="/application.js"></script>`,
  },
  EXAMPLE.replace("service: 'shop'", "service: 'readme'"),
);

const until = (...names: string[]) =>
  eventually(
    async () => (await storedEvents(collector, 'readme')).map(({ EventName }) => EventName),
    (stored) => names.every((name) => stored.includes(name)),
    names.join(', '),
  );

test('the example records once the visitor has said yes, and has an adoption of its feature', async () => {
  const page = await browser.newPage(site.origin);
  await page.click('.equal');
  await until('page_view');
  await page.goto(`${site.origin}/`);
  await until('plan.selected', 'feature.exposed', 'feature.used');
  await page.close();
});
