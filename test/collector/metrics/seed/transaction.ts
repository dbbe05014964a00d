import { minute } from '../open-filled.js';
import type { EventSketch } from './row.js';

const SECOND = 1_000;

export type TransactionMore = Partial<EventSketch> & {
  id?: string;
  reason?: string;
  duration?: number | string;
  /** As Sonde encodes lists: each part a text. */
  steps?: readonly (readonly [string, number])[];
};

let ids = 0;
/** An end as the plugin tells it. */
export const end = (
  name: string,
  outcome: string,
  at: number,
  {
    id = `id-${ids++}`,
    reason,
    duration = 10 * SECOND,
    steps = [],
    attributes,
    ...more
  }: TransactionMore = {},
): EventSketch => ({
  name: 'transaction',
  time: minute(at),
  release: '1.0',
  device: 'desktop',
  environment: 'production',
  ...more,
  attributes: {
    'transaction.name': name,
    'transaction.outcome': outcome,
    ...(reason === undefined ? {} : { 'transaction.reason': reason }),
    'transaction.id': id,
    'transaction.duration': duration,
    'transaction.steps': JSON.stringify(steps.map(([step]) => step)),
    'transaction.step_times': JSON.stringify(steps.map(([, time]) => String(time))),
    ...attributes,
  },
});

/** An end without the plugin: nobody counts its steps, and nobody tells that it was abandoned. */
export const bare = (
  name: string,
  outcome: string,
  at: number,
  more: Partial<EventSketch> = {},
): EventSketch => ({
  name: 'transaction',
  time: minute(at),
  ...more,
  attributes: { 'transaction.name': name, 'transaction.outcome': outcome },
});
