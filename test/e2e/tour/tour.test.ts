import { beforeAll, describe, expect, test } from 'vitest';
import type { Page } from '../../helpers/browser.js';
import { eventually } from '../../helpers/eventually.js';
import { type StoredEvent, storedEvents } from '../../helpers/stored-events.js';
import { useCollectedSite } from '../use-collected-site.js';
import { DOCUMENTS } from './documents.js';
import { NAVIGATION } from './navigation.js';
import { SCRIPTS } from './scripts.js';
import type { Counts, Place, Stop } from './stop.js';

/**
 * A tour of hostile pages. On each a person does the same twice, without Sonde and with it: the page must behave the
 * same, and what is in the store must be what the person did, counted.
 */

const STOPS: readonly Stop[] = [...DOCUMENTS, ...SCRIPTS, ...NAVIGATION];

declare const sonde: import('../../../src/sonde.js').Sonde | undefined;

const { collector, site, browser } = useCollectedSite('file');
let page: Page;
beforeAll(async () => {
  page = await browser.newPage();
});

/** What a page and its person see: without Sonde's own requests, and the browser's for an icon. */
const behaviour = async (stop: Stop, place: Place): Promise<object> => {
  site.serve(place.path, stop.html(place), stop.headers);
  const before = site.requests.length;
  await page.goto(`${site.origin}${place.path}`);
  await stop.act(page, place);
  const seen = await page.evaluate(() => ({
    ...(Reflect.get(window, 'seen') as object),
    focus: document.activeElement?.id ?? '',
    title: document.title,
    address: location.href,
    length: document.querySelectorAll('body *:not(script)').length,
    scroll: Math.round(scrollY),
  }));
  const requests = site.requests
    .slice(before)
    .filter((request) => !/\/telemetry\/|\/dist\/sonde\.js|\/(copy|worker)\.js|favicon/.test(request))
    .sort();
  return { ...seen, requests };
};

/** What the store holds of a service, in the words of a stop. */
const countsOf = (events: readonly StoredEvent[]): Required<Counts> => {
  const counts = { views: [], clicks: [], used: [], exposed: [], errors: [], own: [] } as Record<
    keyof Counts,
    string[]
  >;
  for (const { EventName, LogAttributes: is } of events) {
    if (EventName === 'page_view') {
      const type = String(is['sonde.navigation.type']);
      counts.views.push(
        type === 'route'
          ? `route ${new URL(String(is['url.full'])).pathname}`
          : // The back/forward cache is the browser's to use.
            type.replace(/^(restore|back_forward)$/, 'back'),
      );
    } else if (EventName === 'click') counts.clicks.push(String(is['sonde.target.name']));
    else if (EventName === 'feature.used') counts.used.push(String(is['feature.id']));
    else if (EventName === 'feature.exposed') counts.exposed.push(String(is['feature.id']));
    else if (EventName === 'exception')
      counts.errors.push(
        ...Array(Number(is['sonde.exception.count'] || 1)).fill(String(is['exception.message'])),
      );
    else if (!/^(browser\.web_vital|session\.|telemetry\.)/.test(EventName)) counts.own.push(EventName);
    // Of another package on the page nothing is inherited.
    expect(is).not.toHaveProperty('extra');
  }
  for (const list of Object.values(counts)) list.sort();
  return counts;
};

const serviceOf = ({ name }: Stop): string => `tour-${name}`;

const TABLE = STOPS.map((stop) => [stop.name, stop.why, stop] as const);

describe('the page behaves as without Sonde', () => {
  test.each(TABLE)('%s: %s', async (name, _, stop) => {
    const service = serviceOf(stop);
    const place = { path: `/${name}`, origin: site.origin, service, tag: '' };
    await stop.serve?.(site);
    const without = await behaviour(stop, place);
    const tag = `<script nonce="own" src="/dist/sonde.js" data-endpoint="/telemetry" data-service="${service}" data-consent="granted"></script>`;
    const withSonde = await behaviour(stop, { ...place, tag });
    expect(withSonde).toEqual(without);
    // What a beacon has no room for would wait for the service's next page. WebKit never settles a request that was
    // under way when its page went to the back/forward cache, so that flushing takes for ever there.
    await page.evaluate(() =>
      Promise.race([
        typeof sonde === 'object' && sonde.flush?.(),
        new Promise((resolve) => setTimeout(resolve, 2_000)),
      ]).then(() => undefined),
    );
  });
});

describe('the store holds what the person did', () => {
  // What is left behind tells of storms' repeats, too.
  beforeAll(() => page.goto('about:blank'));

  test.each(TABLE)('%s', async (_, __, stop) => {
    const expected: Record<keyof Counts, readonly string[]> = countsOf([]);
    for (const [kind, list] of Object.entries({ views: ['navigate'], ...stop.counts }))
      expected[kind as keyof Counts] = [...list].sort();
    const read = async () => countsOf(await storedEvents(collector, serviceOf(stop)));
    const found = await eventually(
      read,
      (counts) => JSON.stringify(counts) === JSON.stringify(expected),
      'the counts',
    ).catch(read);
    expect(found).toEqual(expected);
  });

  test('found nothing of one application with another', async () => {
    const events = countsOf(
      await eventually(
        () => storedEvents(collector, 'tour-other'),
        (found) => found.length >= 3,
        'the other copy’s events',
      ),
    );
    expect(events).toMatchObject({ views: ['navigate'], clicks: ['one'], errors: ['for both'] });
  });
});
