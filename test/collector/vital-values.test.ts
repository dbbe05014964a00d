import { expect, test } from 'vitest';
import { batch, newStream, type OtlpRecord, record } from './support/otlp.js';
import { startCollector } from './support/start.js';

/** A web vital's report, with a value as some sender encodes it, or without. */
const report = (id: string, value?: object): object => {
  const one: OtlpRecord = record(`${newStream()}-1`, {
    name: 'browser.web_vital',
    attributes: { 'browser.web_vital.name': 'LCP', 'browser.web_vital.id': id },
  });
  return value === undefined
    ? one
    : { ...one, attributes: [...one.attributes, { key: 'browser.web_vital.value', value }] };
};

/** What is no measurement; the collector has no value for the first two either. */
const NONE: readonly (object | undefined)[] = [
  undefined,
  { intValue: '1e+300' },
  { stringValue: '' },
  { stringValue: ' ' },
  { stringValue: '0x10' },
  { stringValue: 'fast' },
  { stringValue: 'NaN' },
  { stringValue: 'Infinity' },
  { intValue: '-5' },
  { doubleValue: -0.1 },
];

test('a web vital without a value that can be one is not used, and least of all as a good one', async () => {
  const collector = await startCollector({ dashboard: true });
  const values = [{ intValue: '0' }, { doubleValue: 5000.5 }, { stringValue: '4.1e3' }];
  const sent = [...NONE, ...values].map((value, at) => report(`v${at}`, value));
  expect(await collector.send(batch(sent))).toMatchObject({ status: 200, body: {} });
  const [lcp] = await collector.ask('vitals');
  expect(lcp).toMatchObject({ loads: 3, censored: NONE.length, good: 1 / 3, poor: 2 / 3 });
  const [bars] = await collector.ask('vital-histogram');
  expect(bars?.counts.reduce((total, count) => total + count, 0)).toBe(3);
});

test('nor is one in rows that others wrote', async () => {
  const collector = await startCollector({ dashboard: true });
  await collector.send(batch([report('one', { intValue: '3000' })]));
  const values = ['', '-5', 'fast', 'NaN'];
  for (const value of values)
    await collector.store.query(
      `INSERT INTO otel_logs (Timestamp, ServiceName, EventName, LogAttributes) SELECT now64(9), 'shop', 'browser.web_vital',
         map('browser.web_vital.name', 'LCP', 'browser.web_vital.id', {id:String}, ${
           value === '' ? `'other', ''` : `'browser.web_vital.value', {value:String}`
         })`,
      { id: `id${value}`, value },
    );
  const [lcp] = await collector.ask('vitals');
  expect(lcp).toMatchObject({ loads: 1, censored: values.length, good: 0 });
  const [timeline] = await collector.ask('vitals-timeline');
  expect(timeline?.current.filter((value) => value !== null)).toEqual([3000]);
});
