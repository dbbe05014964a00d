import { expect, test } from 'vitest';
import { trackingProvider } from '../../../src/plugins/tracking-provider.js';

const told: unknown[][] = [];
const sonde = { track: (...call: unknown[]) => void told.push(call) };

test('records what is tracked, without what names a person, and asks the provider as before', () => {
  told.length = 0;
  class Provider {
    #own = 'private';
    track(name: string) {
      return `${this.#own} ${name}`;
    }
  }
  const provider = new Provider();
  const same = trackingProvider(sonde, provider) as unknown as {
    track(name: string, context: object, details?: object): string;
  };
  expect(same).toBe(provider);
  expect(
    same.track('bought', { targetingKey: 'ann' }, { value: 2, at: new Date(0), no: new Date('?') }),
  ).toBe('private bought');
  expect(same.track('left', {})).toBe('private left');
  expect(told).toEqual([
    ['bought', { value: 2, at: '1970-01-01T00:00:00.000Z', no: undefined }],
    ['left', {}],
  ]);
});

test('gives a provider without `track` one, and leaves a frozen one as it is', () => {
  told.length = 0;
  (trackingProvider(sonde, {}) as { track(name: string): void }).track('seen');
  expect(told).toEqual([['seen', {}]]);
  const frozen = Object.freeze({ name: 'frozen' });
  expect(trackingProvider(sonde, frozen)).toBe(frozen);
});

test.each([
  ['null', null],
  [
    'details of which a getter throws',
    {
      get value() {
        throw new Error('own');
      },
    },
  ],
])('lets the provider have %s', (_, details) => {
  const had: unknown[] = [];
  const provider = trackingProvider(sonde, { track: (...call: unknown[]) => void had.push(call) });
  provider.track('bought', {}, details);
  expect(had).toEqual([['bought', {}, details]]);
});
