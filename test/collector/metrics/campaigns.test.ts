import { afterAll, beforeAll, expect, it } from 'vitest';
import { campaigns } from '../../../src/collector/metrics/campaigns.js';
import type { Store } from '../../../src/collector/store/store.js';
import { HOSTILE, minute, openFilled } from './open-filled.js';

const [hostile = ''] = HOSTILE;

const landing = (
  session: string,
  attributes: Record<string, string>,
  time = minute(1),
  more: object = {},
) => ({
  ...{ session, time, name: 'page_view', template: '/', attributes },
  ...more,
});
const mail = { 'sonde.campaign.source': 'newsletter', 'sonde.campaign.medium': 'email' };
const spring = { ...mail, 'sonde.campaign.name': 'spring' };

let store: Store;
beforeAll(async () => {
  store = await openFilled([
    landing('bounced', spring),
    // Engaged by a second page; the first campaign counts, though the second one's record came first.
    landing('walked', { 'sonde.campaign.source': 'ads' }, minute(5)),
    landing('walked', spring, minute(2)),
    landing('walked', {}, minute(1)),
    landing('acted', spring),
    { session: 'acted', time: minute(2), name: 'click' },
    // A start alone is a session without a page.
    { session: 'started', time: minute(1), name: 'session.start', attributes: spring },
    // The start may tell what the first page view does not.
    { session: 'told', time: minute(1), name: 'session.start', attributes: mail },
    landing('told', {}, minute(1)),
    // Without the plugin the address tells it.
    landing('tagged', {
      'url.full': 'https://shop.example/?utm_source=ads&utm_campaign=back+to%20school#top',
    }),
    landing('hostile', { 'sonde.campaign.source': hostile }),
    // Sampled: it stands for four.
    landing('weighed', { ...spring, 'sonde.weight': '4' }),
    // Its pages are sampled, an error is not: of such sessions one in five is seen to have a page.
    landing('erred', { 'sonde.campaign.source': 'partner', 'sonde.weight': '5' }),
    { session: 'erred', time: minute(2), name: 'exception' },
    landing('direct', { 'url.full': 'https://shop.example/?page=2' }),
    landing('nobody', spring, minute(1), { session: undefined }),
    { session: 'other', time: minute(1), name: 'exception', attributes: spring },
  ]);
});
afterAll(() => store.close());

it('counts sessions by the first campaign that their pages name, and which of them bounced', async () => {
  const { all, campaigns: rows } = await campaigns(store, { from: minute(0), to: minute(10) });
  expect(
    rows.map(({ source, medium, name, sessions, bounced }) => [
      ...[source, medium, name, sessions],
      Number(bounced?.estimate.toFixed(4)),
    ]),
  ).toEqual([
    ['newsletter', 'email', 'spring', 7, 0.7143],
    ['partner', '', '', 5, 1],
    [hostile, '', '', 1, 1],
    ['ads', '', 'back to school', 1, 1],
    ['newsletter', 'email', '', 1, 1],
  ]);
  expect(all).toBe(5);
});

it('tells the most frequent, and how many there are in all', async () => {
  const { all, campaigns: rows } = await campaigns(store, { from: minute(0), to: minute(10) }, 1);
  expect([all, rows.map(({ name }) => name)]).toEqual([5, ['spring']]);
  expect(await campaigns(store, { from: minute(20), to: minute(30) })).toEqual({ campaigns: [], all: 0 });
});
