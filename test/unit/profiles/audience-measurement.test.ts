// @vitest-environment jsdom
import { expect, test } from 'vitest';
import type { SondeEvent } from '../../../src/event.js';
import { audienceMeasurement } from '../../../src/profiles/audience-measurement.js';

const HOST = { endpoint: '/telemetry', service: 'shop' };

const event = (name: string, attributes: SondeEvent['attributes']): SondeEvent => ({
  name,
  time: 1,
  attributes,
});

const sent = (from: SondeEvent, options = {}) =>
  (audienceMeasurement({ ...HOST, ...options }).beforeSend?.(from) || undefined)?.attributes;

test('an error is a type, and nothing that it says', () => {
  expect(
    sent(
      event('exception', {
        'exception.type': 'TypeError',
        'exception.message': 'Ann’s order failed',
        'exception.stacktrace': 'at …',
        'sonde.breadcrumbs': '[]',
        'sonde.exception.source': 'error',
        'sonde.exception.handled': false,
      }),
    ),
  ).toEqual({
    'exception.type': 'TypeError',
    'sonde.exception.source': 'error',
    'sonde.exception.handled': false,
  });
});

test('of another site only the origin is told, and of a page no campaign', () => {
  expect(
    sent(
      event('page_view', {
        'url.full': `${location.origin}/orders/?utm_source=mail#/list`,
        'sonde.referrer': 'https://search.example.com/find?q=ann',
        'sonde.navigation.type': 'navigate',
      }),
    ),
  ).toEqual({
    'url.full': `${location.origin}/orders/#/list`,
    'sonde.referrer': 'https://search.example.com/',
    'sonde.navigation.type': 'navigate',
  });
});

test('a page of this site that was before stays', () => {
  expect(sent(event('page_view', { 'sonde.referrer': `${location.origin}/basket` }))).toEqual({
    'sonde.referrer': `${location.origin}/basket`,
  });
});

test('campaign attributes are dropped', () => {
  expect(
    sent(event('page_view', { 'sonde.campaign.source': 'mail', 'sonde.navigation.type': 'reload' })),
  ).toEqual({
    'sonde.navigation.type': 'reload',
  });
});

test('the site’s own beforeSend comes before it, and may leave an event out', () => {
  const beforeSend = ({ name }: SondeEvent) =>
    name === 'kept' && event('kept', { link: 'https://a.example/b' });
  expect(sent(event('kept', {}), { beforeSend })).toEqual({ link: 'https://a.example/' });
  expect(sent(event('unwanted', {}), { beforeSend })).toBeUndefined();
});

test('it measures without asking, unless told otherwise, and keeps no query parameter', () => {
  expect(audienceMeasurement({ ...HOST, allowQuery: ['page'] })).toMatchObject({
    consent: 'granted',
    allowQuery: [],
  });
  expect(audienceMeasurement({ ...HOST, consent: 'required' }).consent).toBe('required');
});
