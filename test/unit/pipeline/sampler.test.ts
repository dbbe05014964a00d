import { expect, test } from 'vitest';
import { id } from '../../../src/browser/id.js';
import { createSampler } from '../../../src/pipeline/sampler.js';

const event = (name: string) => ({ name, time: 1, attributes: {} as Record<string, never> });
const sessions = Array.from({ length: 4_000 }, () => id(16));

test('keeps a share of the sessions, with its weight', () => {
  const sample = createSampler(() => ({ click: 0.25 }));
  const kept = sessions.flatMap((session) => sample(event('click'), session) || []);
  // Six standard deviations of a binomial distribution: one run in 500 million fails by chance.
  expect(Math.abs(kept.length - 1_000)).toBeLessThan(6 * Math.sqrt(4_000 * 0.25 * 0.75));
  for (const { attributes } of kept) expect(attributes).toEqual({ 'sonde.weight': 4 });
});

test('decides the same way for a whole session, and a smaller rate keeps a part of what a larger keeps', () => {
  const sample = createSampler(() => ({ click: 0.25, 'plan.selected': 0.5 }));
  for (const session of sessions) {
    const click = Boolean(sample(event('click'), session));
    expect(Boolean(sample(event('click'), session))).toBe(click);
    if (click) expect(sample(event('plan.selected'), session)).toBeTruthy();
  }
});

test('keeps everything else, without a weight, and errors always', () => {
  const sample = createSampler(() => ({
    click: 0,
    exception: 0,
    'telemetry.dropped': 0,
    'session.start': 0,
    'session.end': 0,
    'browser.crash': 0,
    crash: 0,
    'app.crashed': 0,
    'sash.crashes': 0,
    backcrash: 0,
  }));
  for (const session of sessions.slice(0, 50)) {
    expect(sample(event('click'), session)).toBeFalsy();
    for (const name of [
      'page_view',
      'exception',
      'telemetry.dropped',
      'session.start',
      'session.end',
      'browser.crash',
      'crash',
      'app.crashed',
    ])
      expect(sample(event(name), session)).toEqual(event(name));
    expect(sample({ ...event('click'), severity: 21 }, session)).toEqual({ ...event('click'), severity: 21 });
    expect(sample({ ...event('click'), severity: 20 }, session)).toBeFalsy();
    for (const name of ['sash.crashes', 'backcrash']) expect(sample(event(name), session)).toBeFalsy();
    expect(createSampler(() => ({}))(event('click'), session)).toEqual(event('click'));
  }
});

test('reads the low 56 bits of the session, as consistent sampling does', () => {
  const sample = createSampler(() => ({ click: 0.5 }));
  const session = (low: string): string => `${'f'.repeat(18)}${low}`;
  expect(sample(event('click'), session('7fffffffffffff'))).toBeFalsy();
  expect(sample(event('click'), session('80000000000000'))).toBeTruthy();
});

test('keeps the sums of weights right while the rate changes', () => {
  let rate = 1;
  const sample = createSampler(() => ({ click: rate }));
  let sum = 0;
  for (const session of sessions) {
    for (rate of [0.5, 0.1, 1, 0.02, 0.5]) {
      const kept = sample(event('click'), session) as { attributes: Record<string, number> } | undefined;
      if (kept) sum += kept.attributes['sonde.weight'] ?? 1;
    }
  }
  // The decisions of one session hang together: their deviations add up at worst.
  const deviation = [0.5, 0.1, 1, 0.02, 0.5].reduce((all, one) => all + Math.sqrt((1 - one) / one), 0);
  expect(Math.abs(sum - 5 * sessions.length)).toBeLessThan(5 * Math.sqrt(sessions.length) * deviation);
});

test('counts once for both where a plugin has kept a share of the same sessions already', () => {
  const sample = createSampler(() => ({ resource: 0.5 }));
  const kept = { ...event('resource'), attributes: { 'sonde.weight': 10 } };
  expect(sample(kept, 'f'.repeat(32))).toMatchObject({ attributes: { 'sonde.weight': 10 } });
});
