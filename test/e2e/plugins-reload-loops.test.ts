import { expect, test } from 'vitest';
import { emittedUntil, holdTimeouts } from './plugins-site.js';
import { useSite } from './use-site.js';

declare const pass: () => void;

const { site, page } = useSite({
  // It fails at load, and tries again seven times.
  '/': `${holdTimeouts(20_000)}<script>
      start(sonde.errors());
      start(sonde.reloadLoops({ within: 20_000 }));
      const load = localStorage.load = Number(localStorage.load || 0) + 1;
      if (load < 8) addEventListener('load', () => setTimeout(() => location.reload()));
      else document.title = 'gave up';
      throw new Error('Load ' + load + ' has failed');
    </script>`,
});

test('a page that fails and loads itself again is told of twice: when it begins, and how often it failed in all', async () => {
  await page.goto(`${site.origin}/`);
  await page.waitFor(() => document.title === 'gave up');
  await page.evaluate(() => pass());
  const counts = (await emittedUntil(page, (events) => events.length > 1, 'the count')).map(
    ({ name, attributes }) => [name, attributes['exception.message'], attributes['sonde.exception.count']],
  );
  expect(counts).toEqual([
    ['exception', 'Load 1 has failed', undefined],
    ['exception', 'Load 8 has failed', 7],
  ]);
});
