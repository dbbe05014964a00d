import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../../src/collector/store/open.js';
import type { Store } from '../../../src/collector/store/store.js';
import { type EventSketch, rowOf } from './seed/row.js';

/** A real store in a folder of its own, holding these events; `close` also removes the folder. */
export const openFilled = async (events: readonly EventSketch[]): Promise<Store> => {
  const path = await mkdtemp(join(tmpdir(), 'sonde-metrics-'));
  const store = await openStore({ path });
  await store.insert(events.map(rowOf));
  return {
    ...store,
    async close() {
      await store.close();
      await rm(path, { recursive: true, force: true });
    },
  };
};

const DAY = 86_400_000;

/** The start of yesterday (UTC): a fixed point in a test's own time, within any retention. */
export const YESTERDAY: number = Math.floor(Date.now() / DAY) * DAY - DAY;

/** A moment so many minutes into yesterday. */
export const minute = (count: number): number => YESTERDAY + count * 60_000;

/** Strings that break out of what quotes or escapes carelessly. */
export const HOSTILE: readonly string[] = [
  `'; DROP TABLE otel_logs; --`,
  `\\'); SELECT 1; --`,
  '{from:Int64}',
  '<img src=x onerror=alert(1)>',
  '\u0000\u202e\ud83d\ude00',
  '$'.concat('{constructor}'),
  '__proto__',
];
