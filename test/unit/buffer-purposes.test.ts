// @vitest-environment jsdom
import { afterEach, expect, test } from 'vitest';
import { init, type Options } from '../../src/init.js';
import { createWatch } from '../../src/panel/watch.js';
import type { Plugin } from '../../src/plugin.js';
import { errors } from '../../src/plugins/errors.js';
import type { Sonde } from '../../src/sonde.js';

/** With `buffer: true`, what the plugins of one purpose learn from the events of the other, which may be refused. */

let sonde: Sonde;
let kept: string[];
const open = (...plugins: Plugin[]): void => {
  kept = [];
  sonde = init({
    endpoint: '/telemetry',
    service: 'purposes',
    consent: 'required',
    buffer: true,
    plugins,
    onKept: (record) => kept.push(record),
  } as Options);
};
afterEach(() => {
  sonde.stop();
  localStorage.clear();
});

const use = (name = 'hiv-test'): void => sonde.track('click', { 'sonde.target.name': name });
const fail = (number: number): void => sonde.track('exception', { 'exception.message': `failure ${number}` });

test.each([
  [
    'refused first',
    () => {
      sonde.consent.deny('analytics');
      sonde.consent.grant('diagnostics');
    },
  ],
  [
    'refused after the other is granted',
    () => {
      sonde.consent.grant('diagnostics');
      fail(2);
      sonde.consent.deny('analytics');
    },
  ],
])('breadcrumbs name nothing of a purpose that is %s', (_, answer) => {
  open(errors());
  use();
  fail(1);
  answer();
  fail(3);
  expect(kept.join()).toContain('failure 1');
  expect(kept.join()).toContain('failure 3');
  expect(kept.join()).not.toContain('hiv-test');
});

test('once both purposes are granted, what waited is in the breadcrumbs of what comes after it', () => {
  open(errors());
  use('export');
  fail(1);
  sonde.consent.grant();
  fail(2);
  expect(kept.find((record) => record.includes('failure 2'))).toContain('export');
});

test('a plugin leaves nothing of its own on events of the other purpose before it is granted', () => {
  const names = (purpose: Plugin['purpose']): Plugin => ({
    purpose,
    setup: ({ onEmit }) =>
      onEmit(({ name, attributes }) => {
        attributes[purpose] = true;
        return name !== `no ${purpose}`;
      }),
  });
  open(names('analytics'), names('diagnostics'));
  fail(1);
  use();
  sonde.consent.grant('diagnostics');
  fail(2);
  expect(kept).toHaveLength(2);
  expect(kept.join()).not.toContain('"analytics"');
  sonde.track('no diagnostics');
  sonde.consent.grant('analytics');
  expect(kept).toHaveLength(3);
  expect(kept[2]).toContain('hiv-test');
  expect(kept[2]).toContain('"analytics"');
  expect(kept[2]).toContain('"diagnostics"');
  fail(3);
  expect(kept[3]).toContain('"analytics"');
});

test('the panel lists what waited once', () => {
  const watch = createWatch(() => false);
  sonde = init(
    watch.watch({ endpoint: '/telemetry', service: 'purposes', consent: 'required', buffer: true }),
  );
  use();
  fail(1);
  sonde.consent.grant();
  expect(watch.events.map(({ event, record }) => [event?.name, !!record])).toEqual([
    ['click', true],
    ['exception', true],
  ]);
});
