import type { TestCollector } from './collector.js';
import { eventually } from './eventually.js';

/** The attributes by which a test's page numbers its own events: which run of a page, and which event of it. */
export const RUN = 'test.run';
export const NUMBER = 'test.number';

/** How often each number of a run is in the store: read from the table itself, where nothing hides a duplicate. */
export async function storedNumbers(
  collector: Pick<TestCollector, 'query'>,
  run: string,
): Promise<Map<number, number>> {
  const rows = await collector.query<{ number: number; copies: number }>(
    `SELECT toUInt32(LogAttributes['${NUMBER}']) AS number, toUInt32(count()) AS copies FROM otel_logs
     WHERE LogAttributes['${RUN}'] = {run:String} GROUP BY number`,
    { run },
  );
  return new Map(rows.map(({ number, copies }) => [number, copies]));
}

/**
 * Waits until every event of a run is in the store, and then holds that none is there twice and no other is.
 *
 * @param numbers those that `track` returned from, as the page itself counted them
 * @param settled resolves when nothing that could store a second copy is under way any more
 */
export async function expectExactlyOnce(
  collector: Pick<TestCollector, 'query'>,
  run: string,
  numbers: readonly number[],
  settled: () => Promise<unknown> = () => Promise.resolve(),
): Promise<void> {
  const read = (): Promise<Map<number, number>> => storedNumbers(collector, run);
  await eventually(
    async () => {
      const stored = await read();
      return numbers.filter((number) => !stored.has(number));
    },
    (missing) => missing.length === 0,
    `all of ${numbers.length} events of ${run} in the store, and none missing`,
    30_000,
  );
  await settled();
  const stored = await read();
  const twice = [...stored].filter(([, copies]) => copies > 1);
  const unknown = [...stored.keys()].filter((number) => !numbers.includes(number));
  if (twice.length > 0) throw new Error(`In the store more than once: ${JSON.stringify(twice.slice(0, 20))}`);
  if (unknown.length > 0)
    throw new Error(`In the store, never tracked: ${JSON.stringify(unknown.slice(0, 20))}`);
}

/** The events of a service in the store, oldest first. */
export const storedEvents = (
  collector: Pick<TestCollector, 'query'>,
  service: string,
): Promise<StoredEvent[]> =>
  collector.query<StoredEvent>(
    `SELECT EventName, LogAttributes, ResourceAttributes FROM otel_logs
     WHERE ServiceName = {service:String} ORDER BY Timestamp`,
    { service },
  );

export interface StoredEvent {
  EventName: string;
  LogAttributes: Record<string, string>;
  ResourceAttributes: Record<string, string>;
}
