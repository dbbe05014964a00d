import { afterAll, beforeAll, expect, it } from 'vitest';
import { clients } from '../../../src/collector/metrics/clients.js';
import { pages } from '../../../src/collector/metrics/pages.js';
import type { Store } from '../../../src/collector/store/store.js';
import { minute, openFilled } from './open-filled.js';

const filter = { from: minute(0), to: minute(60) };
const chrome = { browser: 'Chrome', os: 'Windows', device: 'desktop' };
const safari = { browser: 'Mobile Safari', os: 'iOS', device: 'mobile' };

let store: Store;
beforeAll(async () => {
  store = await openFilled([
    { ...chrome, session: 'a', name: 'page_view', template: '/', time: minute(1) },
    { ...chrome, session: 'a', name: 'page_view', template: '/cart', time: minute(2) },
    { ...chrome, session: 'a', name: 'exception', template: '/cart', time: minute(3) },
    { ...chrome, session: 'b', name: 'page_view', template: '/', time: minute(1) },
    { ...chrome, session: 'b', name: 'page_view', template: '/', time: minute(2) },
    { ...safari, session: 'c', name: 'page_view', template: '/', time: minute(1), weight: 4 },
    // No page view here: not a page in the table.
    { session: 'd', name: 'click', template: '/nowhere', time: minute(1) },
  ]);
});
afterAll(() => store.close());

it('ranks pages by views and tells failing sessions by page', async () => {
  const { pages: rows, all } = await pages(store, filter);
  expect(all).toBe(2);
  expect(rows).toMatchObject([
    { template: '/', views: 7, sessions: 6, errorFree: { estimate: 1 } },
    { template: '/cart', views: 1, sessions: 1, errorFree: { estimate: 0 } },
  ]);
  expect((await pages(store, filter, 1)).pages).toHaveLength(1);
  expect((await pages(store, filter, 1)).all).toBe(2);
});

it('shares sessions among browsers, systems and devices', async () => {
  const rows = await clients(store, filter);
  const of = (kind: string) =>
    rows.filter((row) => row.kind === kind).map(({ name, sessions, share }) => [name, sessions, share]);
  expect(of('browser')).toEqual([
    ['Mobile Safari', 4, 4 / 7],
    ['Chrome', 2, 2 / 7],
    ['', 1, 1 / 7],
  ]);
  expect(of('device').map(([name]) => name)).toEqual(['mobile', 'desktop', '']);
  expect(of('os').map(([name]) => name)).toEqual(['iOS', 'Windows', '']);
  expect(rows.find(({ name }) => name === 'Chrome')?.errorFree?.estimate).toBe(0.5);
});
