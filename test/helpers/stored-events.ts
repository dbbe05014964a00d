import type { TestCollector } from './collector.js';
import { eventually } from './eventually.js';

/** The attribute in which a test's page numbers its own events. */
export const NUMBER = 'test.number';

/** How often each number is in the store: read from the table itself, where nothing hides a duplicate. */
export async function storedNumbers(collector: TestCollector): Promise<Map<string, number>> {
  const rows = await collector.query<{ number: string; copies: number }>(
    `SELECT LogAttributes['${NUMBER}'] AS number, toUInt32(count()) AS copies FROM otel_logs
     WHERE number != '' GROUP BY number`,
  );
  return new Map(rows.map(({ number, copies }) => [number, copies]));
}

/**
 * Waits until every one of a page's numbers is in the store, and then holds that none is there twice and no other is.
 *
 * @param expected the numbers that `track` returned from, as the page itself counted them
 * @param settled resolves when nothing that could store a second copy is under way any more
 */
export async function expectExactlyOnce(
  collector: TestCollector,
  expected: Iterable<string | number>,
  settled: () => Promise<unknown> = () => Promise.resolve(),
): Promise<void> {
  const numbers = [...expected].map(String);
  const lost = (stored: Map<string, number>): string[] => numbers.filter((number) => !stored.has(number));
  await eventually(
    async () => lost(await storedNumbers(collector)),
    (missing) => missing.length === 0,
    `all of ${numbers.length} events in the store, and none missing`,
    30_000,
  );
  await settled();
  const stored = await storedNumbers(collector);
  const twice = [...stored].filter(([, copies]) => copies > 1);
  const unknown = [...stored.keys()].filter((number) => !numbers.includes(number));
  if (twice.length > 0) throw new Error(`In the store more than once: ${JSON.stringify(twice.slice(0, 20))}`);
  if (unknown.length > 0)
    throw new Error(`In the store, and never tracked: ${JSON.stringify(unknown.slice(0, 20))}`);
}
