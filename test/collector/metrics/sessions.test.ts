import { afterAll, beforeAll, expect, it } from 'vitest';
import { sessions } from '../../../src/collector/metrics/sessions.js';
import type { Store } from '../../../src/collector/store/store.js';
import { minute, openFilled } from './open-filled.js';

const at = (session: string, time: number, name: string, more: object = {}) => ({
  session,
  time,
  name,
  template: '/a',
  ...more,
});

let store: Store;
beforeAll(async () => {
  store = await openFilled([
    // Bounced: one view, and vitals when it was left.
    at('bounced', minute(1), 'page_view'),
    at('bounced', minute(2), 'browser.web_vital'),
    // Engaged: by a second page, by an action, by its time.
    at('walked', minute(1), 'page_view', { template: '/b' }),
    at('walked', minute(5), 'page_view'),
    at('acted', minute(1), 'page_view'),
    at('acted', minute(2), 'click'),
    at('acted', minute(2), 'feature.used', { attributes: { 'feature.id': 'export' } }),
    at('acted', minute(3), 'setting.changed'),
    at('read', minute(1), 'page_view'),
    at('read', minute(2), 'page_leave', { attributes: { 'sonde.page.engaged': 6000 } }),
    at('read', minute(4), 'page_leave', { attributes: { 'sonde.page.engaged': 4000 } }),
    // Not engaged: too short.
    at('glanced', minute(1), 'page_view'),
    at('glanced', minute(1), 'page_leave', { attributes: { 'sonde.page.engaged': 9999 } }),
    // No page view in the range, and nobody's session.
    at('other', minute(1), 'exception'),
    { name: 'page_view', time: minute(1) },
    // Its pages are sampled, its error is not.
    at('sampled', minute(41), 'page_view', { weight: 5 }),
    at('sampled', minute(42), 'exception'),
  ]);
});
afterAll(() => store.close());

it('tells engaged from bounced, and what was done, from the events of all tabs', async () => {
  const figures = await sessions(store, { from: minute(0), to: minute(10) });
  expect(figures).toMatchObject({
    sessions: 5,
    length: 120_000,
    viewsPerSession: 6 / 5,
    actionsPerSession: 2 / 5,
  });
  expect(figures.engaged?.estimate).toBeCloseTo(3 / 5, 12);
  expect(figures.bounced?.estimate).toBeCloseTo(2 / 5, 12);
  expect(
    figures.landings.map(({ template, sessions: count, engaged }) => [template, count, engaged?.estimate]),
  ).toEqual([
    ['/a', 4, 0.5],
    ['/b', 1, 1],
  ]);
});

it('weighs a session by its page views, since only one that kept them is counted', async () => {
  const { sessions: count, viewsPerSession } = await sessions(store, { from: minute(40), to: minute(50) });
  expect([count, viewsPerSession]).toEqual([5, 1]);
});

it('has no figures where there is no session', async () => {
  expect(await sessions(store, { from: minute(20), to: minute(30) })).toEqual({
    sessions: 0,
    engaged: null,
    bounced: null,
    length: null,
    viewsPerSession: null,
    actionsPerSession: null,
    landings: [],
  });
});
