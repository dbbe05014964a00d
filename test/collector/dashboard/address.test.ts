import { describe, expect, test } from 'vitest';
import {
  changed,
  filterQuery,
  hrefOf,
  readAddress,
} from '../../../src/collector/dashboard/client/address.js';

const read = (path: string) => {
  const { pathname, search } = new URL(path, 'http://localhost');
  return readAddress({ pathname, search });
};

describe('an address', () => {
  test('is read, below whatever prefix, and leaves out what it does not know', () => {
    expect(read('/telemetry/errors?range=7d&fingerprint=ab&token=secret&device=')).toEqual({
      screen: 'errors',
      fields: { range: '7d', fingerprint: 'ab' },
    });
    expect(read('/').screen).toBe('overview');
    expect(read('/nowhere').screen).toBe('overview');
  });

  test('is written as it is read', () => {
    for (const path of [
      '/vitals?service=a%26b&range=1h&vital=INP&of=routes',
      '/features?feature=%3Cb%3E',
      '/transactions?transaction=a+b',
      '/live?find=x+y',
    ])
      expect(`/${hrefOf(read(path))}`).toBe(path);
    expect(hrefOf({ screen: 'overview', fields: {} })).toBe('./');
  });

  test('keeps the filters from screen to screen, and nothing else', () => {
    const errors = read('/errors?range=7d&service=shop&fingerprint=ab&find=x');
    expect(changed(errors, { screen: 'vitals' })).toEqual({
      screen: 'vitals',
      fields: { service: 'shop', range: '7d' },
    });
    expect(changed(errors, { fields: { fingerprint: undefined } }).fields).toEqual({
      service: 'shop',
      range: '7d',
      find: 'x',
    });
    expect(changed(errors, { fields: { service: '' } }).fields.service).toBeUndefined();
  });

  test('asks with the filters only', () => {
    expect(filterQuery(read('/errors?from=1&to=2&release=1.0&fingerprint=ab'), 60).toString()).toBe(
      'release=1.0&from=1&to=2&offset=60',
    );
  });
});
