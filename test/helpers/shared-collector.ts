import { startCollector, type TestCollector } from './collector.js';
import { outlive } from './outlive.js';

let running: Promise<TestCollector> | undefined;

/**
 * A collector on chDB that the files of a run share: it takes a second to start. Each test has a service of its own, by
 * which it asks the store. Who needs options, or ends the collector, starts one of their own.
 */
export function borrowCollector(): Promise<Pick<TestCollector, 'address' | 'query'>> {
  if (!running) {
    const starting = startCollector();
    running = starting;
    outlive(async () => (await starting).close());
  }
  return running;
}
