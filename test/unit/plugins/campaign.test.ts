import { expect, test } from 'vitest';
import type { SondeEvent } from '../../../src/event.js';
import type { Telemetry } from '../../../src/plugin.js';
import { campaign } from '../../../src/plugins/campaign.js';

/** What the plugin adds to an event. */
const added = (url: unknown, name = 'page_view'): Record<string, unknown> => {
  let tap: Parameters<Telemetry['onEmit']>[0] = () => {};
  campaign().setup({
    emit() {},
    onEmit(listener) {
      tap = listener;
      return () => {};
    },
    debug() {},
    prefix: 'sonde.shop.',
  });
  const event: SondeEvent = { name, time: 0, attributes: { 'url.full': url as string } };
  expect(tap(event, '')).not.toBe(false);
  const { 'url.full': _, ...rest } = event.attributes;
  return rest;
};

test('a page view and a session bear the campaign of their address', () => {
  const url =
    'https://shop.example/sale?utm_source=news%20letter&page=2&utm_medium=email&utm_campaign=spring&utm_term=shoes&utm_content=top&utm_id=7#a';
  const all = {
    'sonde.campaign.source': 'news letter',
    'sonde.campaign.medium': 'email',
    'sonde.campaign.name': 'spring',
    'sonde.campaign.term': 'shoes',
    'sonde.campaign.content': 'top',
    'sonde.campaign.id': '7',
  };
  expect(added(url)).toEqual(all);
  expect(added(url, 'session.start')).toEqual(all);
});

test('nothing is added to other events, nor of other parameters, empty ones or what is no address', () => {
  expect(added('https://shop.example/?utm_source=a', 'page_leave')).toEqual({});
  expect(added('https://shop.example/?utm_source=&utm_sources=b&xutm_id=c&source=d')).toEqual({});
  for (const url of [undefined, '', '/sale?utm_source=a', 7]) expect(added(url)).toEqual({});
});

test('of a parameter that is there twice the first counts', () => {
  expect(added('https://shop.example/?utm_source=a&utm_source=b')).toEqual({ 'sonde.campaign.source': 'a' });
});
