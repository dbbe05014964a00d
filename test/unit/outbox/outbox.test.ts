import { beforeAll, beforeEach, expect, test } from 'vitest';
import { numbersIn, POISON, type StoredEvent } from '../model/collector.js';
import {
  type Browser,
  bundleClient,
  type Client,
  kill,
  openBrowser,
  openPage,
  type Page,
} from '../model/page.js';

/** The outbox in a whole client on a simulated page: what it sends, when, and what it keeps. */

let client: Client;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  client = await bundleClient();
});
beforeEach(async () => {
  browser = openBrowser();
  page = await openPage(browser, client);
  await browser.world.advance(100);
});

const track = (count = 1, name = 'plan.selected', of = page): void => {
  for (let left = count; left > 0; left--) of.sonde.track(name, { n: ++number });
};
let number = 0;
const storedRows = (): number => browser.disk.valuesOf('sonde.shop.').length;
const requests = (): number => browser.sent.filter(({ way }) => way === 'fetch').length;
const beacons = (): string[] => browser.sent.flatMap(({ way, body }) => (way === 'beacon' ? body : []));
const spills = (): string[] => Object.keys(browser.local).filter((key) => key.includes('spill'));
const named = (name: string): StoredEvent[] =>
  browser.collector.events.filter((event) => event.name === name);
const wait = (milliseconds: number): Promise<void> => browser.world.advance(milliseconds);

/** Until a request is under way, which takes 40 milliseconds. */
const untilSending = async (): Promise<void> => {
  while (!requests()) await wait(5);
};

test('writes the events of a task in one row before the next task', async () => {
  track(5);
  await browser.world.step(1);
  expect(storedRows()).toBe(1);
});

test('writes what comes during a write in one row after it', async () => {
  for (let n = 0; n < 6; n++) {
    track();
    await browser.world.step(0);
  }
  await wait(10);
  expect(storedRows()).toBe(2);
});

test('writes an error at once, and with it what waits for a write', async () => {
  const written = async (...names: string[]): Promise<number> => {
    for (const name of names) {
      track(1, name);
      await browser.world.step(0);
    }
    const before = storedRows();
    // A write takes a millisecond here.
    await wait(1);
    return storedRows() - before;
  };
  expect(await written('plan.selected', 'click')).toBe(1);
  await wait(10);
  expect(await written('plan.selected', 'click', 'exception')).toBe(3);
});

test('parts rows by priority, and where they grow long', async () => {
  track();
  track(1, 'click');
  await wait(10);
  expect(storedRows()).toBe(2);
  track(200);
  await wait(10);
  expect(storedRows()).toBeGreaterThan(3);
  expect(storedRows()).toBeLessThan(12);
});

test('sends two seconds later, and deletes what was acknowledged only then', async () => {
  track(3);
  await wait(1_900);
  expect(requests()).toBe(0);
  await untilSending();
  expect(storedRows()).toBe(1);
  await wait(100);
  expect(browser.collector.stored.size).toBe(3);
  expect(storedRows()).toBe(0);
});

test('numbers a stream without gaps', async () => {
  track(70);
  await page.sonde.track('not recorded', undefined, undefined);
  await wait(5_000);
  const [numbers] = [...browser.collector.streams.values()];
  expect([...(numbers ?? [])].sort((one, other) => one - other)).toEqual(
    Array.from({ length: 71 }, (_, n) => n + 1),
  );
});

test('flush sends at once, and says what is kept and why', async () => {
  track(2);
  let outcome: unknown;
  void page.sonde.flush().then((result) => {
    outcome = result;
  });
  await wait(200);
  expect(outcome).toMatchObject({ kept: 0, reason: 'status 200' });
  browser.collector.mode = 'busy';
  track(2);
  void page.sonde.flush().then((result) => {
    outcome = result;
  });
  await wait(200);
  expect(outcome).toEqual({ kept: 2, reason: 'status 503' });
  expect(storedRows()).toBe(1);
});

test('diagnose says what is kept, and sends nothing', async () => {
  browser.collector.mode = 'busy';
  track(3);
  let outcome: unknown;
  void page.sonde.diagnose().then((result) => {
    outcome = result;
  });
  await wait(200);
  expect(outcome).toEqual({ kept: 3, reason: '' });
  expect(storedRows()).toBe(1);
  expect(browser.sent).toEqual([]);
});

test('tells of what is kept, and of what the receiver has', async () => {
  const told: string[] = [];
  page = await openPage(browser, client, {
    service: 'watched',
    onKept: (record) => told.push(`kept ${JSON.parse(record).eventName}`),
    onSent: (batch) => told.push(...batch.map(([, record]) => `sent ${JSON.parse(record).eventName}`)),
  });
  page.sonde.track('plan.selected');
  expect(told).toEqual(['kept plan.selected']);
  await wait(5_000);
  expect(told).toEqual(['kept plan.selected', 'sent plan.selected']);
});

test('whoever is told of what the receiver has, and throws, stops no sending', async () => {
  page = await openPage(browser, client, {
    service: 'watched',
    onSent: () => {
      throw new Error('no');
    },
  });
  for (let time = 0; time < 2; time++) {
    page.sonde.track('plan.selected');
    await wait(5_000);
  }
  expect(browser.collector.events.filter(({ name }) => name === 'plan.selected')).toHaveLength(2);
  expect(page.errors).toEqual([]);
});

test('backs off longer each time, and is not hurried by new events', async () => {
  browser.collector.mode = 'busy';
  track();
  for (let second = 0; second < 60; second++) {
    await wait(1_000);
    track();
  }
  // 2 s, then 2.5, 5, 10, 20, 40 s with the jitter of the simulated Math.random.
  expect(requests()).toBe(5);
  browser.collector.mode = 'takes';
  await wait(100_000);
  expect(browser.collector.stored.size).toBeGreaterThanOrEqual(61);
});

test('begins to back off anew once a batch was taken', async () => {
  browser.collector.mode = 'busy';
  track();
  await wait(60_000);
  browser.collector.mode = 'takes';
  await wait(100_000);
  const before = requests();
  browser.collector.mode = 'busy';
  track();
  await wait(5_000);
  // After 2 s, and after 2.5 s more.
  expect(requests() - before).toBe(2);
});

/** Large events, some in a task each time: together so many thousand characters, and what is around them. */
const trackLarge = async (thousands: number): Promise<void> => {
  for (let n = 0; n < thousands; n++) {
    page.sonde.track('plan.selected', { n: ++number, text: 'x'.repeat(1_000) });
    if (n % 10 === 9) await wait(5);
  }
  await wait(10);
};

test('sends in batches, of which none costs the page much', async () => {
  await trackLarge(150);
  await wait(10_000);
  expect(browser.collector.stored.size).toBe(150);
  expect(browser.sent.map(({ body }) => Math.floor(body.length / 130_000))).toEqual([0, 0]);
});

test('has of what is stored the newest at hand for the exit, well below what a beacon takes', async () => {
  await trackLarge(45);
  await page.dispatch('pagehide');
  const [beacon = ''] = beacons();
  expect(beacon.length).toBeGreaterThan(25_000);
  expect(beacon.length).toBeLessThan(50_000);
});

test('is not hurried by what is recorded while a batch is under way', async () => {
  browser.collector.mode = 'is silent';
  track();
  await wait(3_000);
  expect(requests()).toBe(1);
  // The answer fails to come within 15 s; a flush of two seconds is due long before.
  track();
  await wait(14_100);
  expect(requests()).toBe(1);
  await wait(1_500);
  expect(requests()).toBe(1);
  await wait(3_000);
  expect(requests()).toBe(2);
});

test('is not hurried by a sending that was due while the database still opened', async () => {
  kill(browser, page);
  browser.collector.mode = 'asks to wait';
  page = await openPage(browser, client, { flushEvery: 1 });
  track();
  await wait(6_900);
  expect(requests()).toBe(1);
  await wait(4_000);
  expect(requests()).toBe(2);
});

test('honours the wish of the receiver to wait', async () => {
  browser.collector.mode = 'asks to wait';
  track();
  await wait(2_100);
  expect(requests()).toBe(1);
  await wait(6_900);
  expect(requests()).toBe(1);
  await wait(4_000);
  expect(requests()).toBe(2);
});

test('pauses for a quarter of an hour where its key is not taken; flush asks all the same', async () => {
  browser.collector.mode = 'wants a key';
  track();
  await wait(890_000);
  expect(requests()).toBe(1);
  void page.sonde.flush();
  await wait(100);
  expect(requests()).toBe(2);
  browser.collector.mode = 'takes';
  await wait(1_500_000);
  expect(browser.collector.stored.size).toBe(1);
});

test('sends halves of what is too large, down to the single record', async () => {
  browser.collector.mode = 'takes little';
  track(20);
  await wait(5_000);
  expect(browser.collector.stored.size).toBe(20);
  expect(storedRows()).toBe(0);
});

test('drops a single record that is refused, counts it, and reports the count', async () => {
  track(4);
  page.sonde.track('plan.selected', { n: ++number, [POISON]: true });
  track(4);
  await wait(5_000);
  expect(browser.collector.stored.size).toBe(8);
  expect(browser.collector.refused.size).toBe(1);
  expect(named('telemetry.dropped')).toEqual([]);
  await page.dispatch('visibilitychange', true);
  await wait(30_000);
  expect(named('telemetry.dropped').map(({ attributes }) => attributes)).toEqual([
    expect.objectContaining({ 'sonde.dropped.reason': 'refused', 'sonde.dropped.count': '1' }),
  ]);
});

test('keeps to its bounds, and gives up the oldest of the lowest priority', async () => {
  browser.collector.mode = 'is offline';
  page = await openPage(browser, client, { bounds: { events: 60 }, service: 'small' });
  for (let n = 0; n < 40; n++) {
    track(1, 'click');
    track(1, 'exception');
    track(1, 'plan.selected');
    await wait(1);
  }
  const all = number;
  await wait(300);
  void page.sonde.flush();
  await wait(300);
  await page.dispatch('visibilitychange', true);
  browser.collector.mode = 'takes';
  await wait(1_000_000);
  const stored = (name: string): number[] => named(name).map(({ attributes }) => Number(attributes.n));
  expect(stored('exception')).toHaveLength(40);
  expect(stored('click')).toHaveLength(0);
  // The newest of the middle priority, as many as there is room for.
  const middle = stored('plan.selected').sort((one, other) => one - other);
  expect(middle.length).toBeLessThanOrEqual(20);
  expect(middle.at(-1)).toBe(all);
  const dropped = named('telemetry.dropped').map(({ attributes }) =>
    Number(attributes['sonde.dropped.count']),
  );
  expect(dropped.reduce((sum, count) => sum + count, 0)).toBe(120 - 40 - middle.length);
});

test('keeps to its bounds in memory, too, by priority', async () => {
  browser.disk.mode = 'forbidden';
  browser.collector.mode = 'is offline';
  page = await openPage(browser, client, { bounds: { events: 20 }, service: 'small' });
  for (let n = 0; n < 64; n++) {
    track(1, n % 4 ? 'click' : 'exception');
    await wait(1);
  }
  void page.sonde.flush();
  browser.collector.mode = 'takes';
  await wait(1_000_000);
  expect(named('exception')).toHaveLength(16);
  expect(named('click')).toHaveLength(4);
});

test('gives up what is older than a week', async () => {
  browser.collector.mode = 'is offline';
  track(3);
  await wait(8 * 86_400_000);
  kill(browser, page);
  browser.collector.mode = 'takes';
  page = await openPage(browser, client);
  await wait(1_000);
  expect(browser.collector.stored.size).toBe(0);
  expect(storedRows()).toBe(0);
  await page.dispatch('visibilitychange', true);
  await wait(30_000);
  expect(named('telemetry.dropped').map(({ attributes }) => attributes)).toEqual([
    expect.objectContaining({ 'sonde.dropped.reason': 'age', 'sonde.dropped.count': '3' }),
  ]);
});

test('delivers on a later visit what a killed tab left', async () => {
  browser.collector.mode = 'is offline';
  track(3);
  await wait(10);
  kill(browser, page);
  browser.collector.mode = 'takes';
  await openPage(browser, client);
  // With the first batch of its own: a request for each page is enough.
  await wait(1_900);
  expect(requests()).toBe(0);
  await wait(200);
  expect(browser.collector.stored.size).toBe(3);
});

test('hands what is not acknowledged to a beacon at the exit, once for both events', async () => {
  track(3);
  await page.dispatch('pagehide');
  await page.dispatch('visibilitychange', true);
  expect(beacons()).toHaveLength(1);
  expect(numbersIn(beacons()[0] ?? '')).toHaveLength(3);
});

test('beacons what a request is taking, too, since leaving may cut that off', async () => {
  track(3);
  await untilSending();
  track();
  await page.dispatch('pagehide');
  kill(browser, page);
  await wait(100);
  expect(numbersIn(beacons()[0] ?? '')).toHaveLength(4);
  expect(browser.collector.stored.size).toBe(4);
});

test('deletes nothing that was only beaconed, not even while another batch is under way', async () => {
  track();
  await wait(2_010);
  // Taken by the browser, and never sent: as when it is offline.
  navigatorOf(page).sendBeacon = () => true;
  track(2);
  await page.dispatch('visibilitychange', true);
  await wait(60);
  kill(browser, page);
  await openPage(browser, client);
  await wait(60_000);
  expect(browser.collector.stored.size).toBe(3);
});

test('takes no lease after a withdrawal, whenever that comes while a batch is under way', async () => {
  const writes: string[] = [];
  for (let moment = 0; moment < 60; moment++) {
    browser = openBrowser();
    page = await openPage(browser, client);
    await wait(100);
    track(3);
    await wait(2_000 + moment);
    page.sonde.optOut();
    browser.local = new Proxy(browser.local, {
      set(local, key: string, value: string) {
        if (key === 'sonde.shop.') writes.push(`${moment} ms`);
        local[key] = value;
        return true;
      },
    });
    await wait(100);
  }
  expect(writes).toEqual([]);
});

test('halves a beacon that is refused, and begins with the newest', async () => {
  browser.collector.mode = 'is offline';
  for (let n = 0; n < 30; n++) {
    track(8);
    await wait(5);
  }
  // Of 64 KiB little is left by the page's own code.
  const { sendBeacon } = navigatorOf(page);
  let room = 20_000;
  navigatorOf(page).sendBeacon = (url, body) => {
    if (body.length > room) return false;
    room -= body.length;
    return sendBeacon(url, body);
  };
  await page.dispatch('pagehide');
  const numbers = beacons().flatMap(numbersIn);
  expect(numbers.length).toBeGreaterThan(10);
  expect(Math.max(...numbers)).toBe(number);
  expect(new Set(numbers).size).toBe(numbers.length);
});

test('spills what is recorded while the page is left, and clears it once it is stored', async () => {
  browser.disk.mode = 'hangs';
  await page.dispatch('visibilitychange', true);
  track(2);
  expect(spills()).toHaveLength(1);
  kill(browser, page);
  browser.disk.mode = 'works';
  await openPage(browser, client);
  await wait(2_200);
  expect(browser.collector.stored.size).toBe(2);
  expect(spills()).toEqual([]);
});

test('keeps in localStorage what is recorded before the database has opened', async () => {
  kill(browser, page);
  browser.collector.mode = 'is offline';
  page = await openPage(browser, client);
  track(2);
  await Promise.resolve();
  expect(spills()).toHaveLength(1);
  await wait(100);
  expect(spills()).toEqual([]);
  expect(storedRows()).toBe(1);
});

test('leaves localStorage alone while rows are on their way to storage', async () => {
  await wait(5_000);
  const written: string[] = [];
  browser.local = new Proxy(browser.local, {
    set(local, key: string, value) {
      written.push(key);
      return Reflect.set(local, key, value);
    },
  });
  // The second row is in flight when the first is stored.
  track(1);
  await Promise.resolve();
  track(1);
  await wait(100);
  expect(storedRows()).toBe(2);
  expect(written.filter((key) => key.includes('spill'))).toEqual([]);
});

test.each(['hangs', 'full', 'forbidden'] as const)(
  'sends from memory while the database %s',
  async (mode) => {
    browser.disk.mode = mode;
    page = await openPage(browser, client, { service: 'other' });
    track(3);
    await wait(30_000);
    expect(browser.collector.stored.size).toBe(3);
    browser.disk.mode = 'works';
    track(2);
    await wait(10_000);
    expect(browser.collector.stored.size).toBe(5);
    track();
    await wait(10);
    expect(browser.disk.valuesOf('sonde.other.')).toHaveLength(1);
    expect(page.errors).toEqual([]);
  },
);

test('starts anew after the visitor cleared the site’s data', async () => {
  track();
  await wait(10);
  browser.disk.clear();
  browser.local = {};
  track();
  await wait(10);
  track();
  await wait(10_000);
  expect(browser.collector.stored.has(number)).toBe(true);
  expect(browser.collector.stored.has(number - 1)).toBe(true);
});

test('sends in one tab at a time', async () => {
  const other = await openPage(browser, client);
  await wait(100);
  browser.collector.mode = 'is silent';
  track();
  await wait(2_100);
  expect(requests()).toBe(1);
  track(1, 'plan.selected', other);
  await wait(8_000);
  expect(browser.sent.filter(({ page: from }) => from === other)).toEqual([]);
});

test('takes over from a tab that froze while it was sending', async () => {
  browser.collector.mode = 'is silent';
  track();
  await wait(2_100);
  kill(browser, page);
  browser.collector.mode = 'takes';
  await openPage(browser, client);
  await wait(19_000);
  expect(browser.collector.stored.size).toBe(0);
  await wait(4_000);
  expect(browser.collector.stored.size).toBe(1);
});

test.each<[string, [string, boolean?][]]>([
  ['its timer', []],
  ['the network, which is back', [['online']]],
])('a page that closes slowly takes no lease along: %s', async (_, then) => {
  browser.collector.mode = 'is silent';
  track();
  await wait(100);
  await page.dispatch('pagehide');
  await page.dispatch('visibilitychange', true);
  for (const event of then) await page.dispatch(...event);
  await wait(3_000);
  kill(browser, page);
  browser.collector.mode = 'takes';
  await openPage(browser, client);
  await wait(2_200);
  expect(browser.collector.stored.size).toBe(1);
});

test('a hidden page tries again after twenty seconds, and one that is shown again after two', async () => {
  browser.collector.mode = 'is offline';
  track();
  await wait(100);
  await page.dispatch('visibilitychange', true);
  // The beacon fails.
  await wait(100);
  browser.collector.mode = 'takes';
  await wait(19_000);
  expect(browser.collector.stored.size).toBe(0);
  await wait(2_000);
  expect(browser.collector.stored.size).toBe(1);

  browser.collector.mode = 'is offline';
  track();
  await page.dispatch('visibilitychange', true);
  // The beacon fails.
  await wait(100);
  browser.collector.mode = 'takes';
  await page.dispatch('visibilitychange', false);
  await wait(3_000);
  expect(browser.collector.stored.size).toBe(2);
});

test('does not make the next page wait for one that was left', async () => {
  browser.collector.mode = 'is silent';
  track();
  await wait(2_100);
  await page.dispatch('pagehide');
  kill(browser, page);
  browser.collector.mode = 'takes';
  await openPage(browser, client);
  await wait(2_200);
  expect(browser.collector.stored.size).toBe(1);
});

test.each([-3_600_000, 3_600_000])('is not held up by a clock that jumps by %i ms', async (jump) => {
  browser.collector.mode = 'is silent';
  track();
  await wait(2_100);
  kill(browser, page);
  browser.collector.mode = 'takes';
  browser.world.skew(jump);
  await openPage(browser, client);
  await wait(2_500);
  expect(browser.collector.stored.size).toBe(1);
});

test('sends when the network is back', async () => {
  browser.collector.mode = 'is offline';
  track();
  await wait(200_000);
  browser.collector.mode = 'takes';
  await page.dispatch('online');
  await wait(100);
  expect(browser.collector.stored.size).toBe(1);
});

test('leaves everything behind at stop, for a later page', async () => {
  browser.collector.mode = 'is offline';
  browser.disk.mode = 'hangs';
  track(2);
  page.sonde.stop();
  await wait(20_000);
  track();
  browser.disk.mode = 'works';
  browser.collector.mode = 'takes';
  kill(browser, page);
  await openPage(browser, client);
  await wait(60_000);
  expect(browser.collector.stored.size).toBe(2);
});

const navigatorOf = (of: Page): { sendBeacon(url: unknown, body: string): boolean } =>
  (of as unknown as { globals: { navigator: { sendBeacon(url: unknown, body: string): boolean } } }).globals
    .navigator;
