import { beforeEach, expect, test } from 'vitest';
import { goNext } from './go-next.js';
import { type Emitted, emitted, emittedUntil, forget } from './plugins-site.js';
import { useSite } from './use-site.js';

declare const withdraw: () => void;
declare const begin: (name: string) => import('../../src/plugins/transaction.js').Transaction;

/** `begin(name)` is what the application calls. */
const BODY = `<script>
  const undoAll = sonde.transactions({ timeout: +(new URLSearchParams(location.search).get('timeout') || 1e6) }).setup(telemetry);
  const withdraw = () => undoAll(true);
  const begin = (name) => sonde.transaction({ track: telemetry.emit }, name);
</script><a id="next" href="/next">next</a>`;

const { site, page } = useSite({ '/': BODY, '/next': BODY, '/plain': '' });
beforeEach(async () => {
  await page.goto(`${site.origin}/plain`);
  await page.evaluate(() => {
    for (const storage of [sessionStorage, localStorage])
      for (const key of Object.keys(storage)) if (key.startsWith('sonde.')) storage.removeItem(key);
  });
  await forget(page);
  await page.goto(`${site.origin}/`);
});

const attributesOf = (events: Emitted[]) => events.map(({ attributes }) => attributes);

test('one that succeeds is told with its steps, and those that belong to it end with it', async () => {
  await page.evaluate(async () => {
    const checkout = begin('checkout');
    checkout.step('address');
    const payment = checkout.transaction('payment');
    payment.failed('declined');
    checkout.transaction('survey').transaction('rating');
    await new Promise((resolve) => setTimeout(resolve, 20));
    checkout.step('confirm');
    checkout.succeeded();
  });
  const told = attributesOf(await emittedUntil(page, (events) => events.length >= 4, 'four ends'));
  expect(told).toMatchObject([
    {
      'transaction.name': 'payment',
      'transaction.outcome': 'failed',
      'transaction.reason': 'declined',
      'transaction.parent': 'checkout',
    },
    {
      'transaction.name': 'checkout',
      'transaction.outcome': 'succeeded',
      'transaction.steps': ['address', 'confirm'],
    },
    {
      'transaction.name': 'survey',
      'transaction.outcome': 'abandoned',
      'transaction.reason': 'parent ended',
    },
    {
      'transaction.name': 'rating',
      'transaction.outcome': 'abandoned',
      'transaction.reason': 'parent ended',
    },
  ]);
  const [first = 0, second = 0] = (told[1] as { 'transaction.step_times': number[] })[
    'transaction.step_times'
  ];
  expect(second).toBeGreaterThanOrEqual(first + 19);
  expect(told[1]?.['transaction.duration']).toBeGreaterThanOrEqual(second);
});

test('one that goes on on the next page is told as abandoned first, and then with the same id as it ended', async () => {
  await page.evaluate(() => begin('checkout').step('address'));
  await goNext(page);
  await page.evaluate(() => {
    const checkout = begin('checkout');
    checkout.step('payment');
    checkout.succeeded();
  });
  const told = attributesOf(await emitted(page));
  expect(told).toMatchObject([
    { 'transaction.outcome': 'abandoned', 'transaction.reason': 'left', 'transaction.steps': ['address'] },
    { 'transaction.outcome': 'succeeded', 'transaction.steps': ['address', 'payment'] },
  ]);
  expect(told[1]?.['transaction.id']).toBe(told[0]?.['transaction.id']);
  expect(told[1]?.['transaction.duration']).toBeGreaterThan(0);
});

test('one that succeeds beside a frame of the same site is not told as abandoned when both are left', async () => {
  await page.evaluate(async () => {
    begin('checkout').step('address');
    const frame = document.createElement('iframe');
    frame.src = '/next';
    await new Promise((resolve) => {
      frame.onload = resolve;
      document.body.append(frame);
    });
    begin('checkout').succeeded();
  });
  await goNext(page);
  const told = attributesOf(await emitted(page));
  expect(told.map((one) => one['transaction.outcome'])).toEqual(['succeeded']);
});

test('one without a step for long is told as abandoned, once', async () => {
  await page.goto(`${site.origin}/?timeout=50`);
  await page.evaluate(() => begin('checkout'));
  const told = attributesOf(await emittedUntil(page, (events) => events.length > 0, 'the time-out'));
  expect(told).toMatchObject([{ 'transaction.outcome': 'abandoned', 'transaction.reason': 'timeout' }]);
  await goNext(page);
  expect(await emitted(page)).toHaveLength(1);
});

test('kept are the open ones, where a withdrawal deletes all, and the tab’s name, which it takes along', async () => {
  const kept = await page.evaluate(() => {
    const names = () =>
      [sessionStorage, localStorage].map((storage) =>
        Object.keys(storage).filter((key) => key.startsWith('sonde.')),
      );
    begin('checkout');
    const before = names();
    const name = sessionStorage['sonde.test.tab'];
    withdraw();
    // As the core does.
    for (const key of Object.keys(localStorage)) if (key.startsWith('sonde.test.')) delete localStorage[key];
    begin('checkout').step('address');
    return { name, before, after: names() };
  });
  expect(kept.name).toMatch(/^[\da-f]{16}$/);
  expect(kept.before).toEqual([['sonde.test.tab'], [`sonde.test.transactions.${kept.name}`]]);
  expect(kept.after).toEqual([[], []]);
});
