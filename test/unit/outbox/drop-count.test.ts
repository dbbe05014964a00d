// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { createDropCount } from '../../../src/outbox/drop-count.js';

test('reports the counts by reason when the page is hidden or left, once', () => {
  const told: unknown[] = [];
  const [onDrop, setup] = createDropCount();
  const undo = setup({ emit: (...event) => void told.push(event) });
  onDrop('overflow', 3);
  onDrop('overflow', 4);
  onDrop('refused', 1);
  expect(told).toEqual([]);
  dispatchEvent(new Event('visibilitychange'));
  dispatchEvent(new Event('pagehide'));
  expect(told).toEqual([
    ['telemetry.dropped', { 'sonde.dropped.reason': 'overflow', 'sonde.dropped.count': 7 }],
    ['telemetry.dropped', { 'sonde.dropped.reason': 'refused', 'sonde.dropped.count': 1 }],
  ]);
  onDrop('age', 2);
  undo();
  dispatchEvent(new Event('pagehide'));
  expect(told).toHaveLength(2);
});

test('reports before a listener of the outbox’s kind runs', () => {
  const order: string[] = [];
  addEventListener('pagehide', () => order.push('outbox'));
  const [onDrop, setup] = createDropCount();
  setup({ emit: () => void order.push('report') });
  onDrop('age', 1);
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  onDrop('age', 1);
  dispatchEvent(new Event('pagehide'));
  expect(order[0]).toBe('report');
});
