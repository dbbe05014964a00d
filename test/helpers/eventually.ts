/**
 * Calls `read` until `accept` takes its answer, and resolves with that answer. Rejects after `timeout` milliseconds with
 * the last answer (or error) in the message. Waits on the condition: the pause between two reads is only politeness.
 *
 * @example
 * const rows = await eventually(() => collector.query(sql), (found) => found.length === 3, 'three rows');
 */
export async function eventually<T>(
  read: () => T | Promise<T>,
  accept: (value: T) => boolean,
  expected: string,
  timeout = 30_000,
): Promise<T> {
  const deadline = performance.now() + timeout;
  for (;;) {
    let last: unknown;
    try {
      const value = await read();
      if (accept(value)) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`Expected within ${timeout} ms: ${expected}. Last seen: ${show(last)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const show = (value: unknown): string =>
  value instanceof Error ? String(value) : (JSON.stringify(value)?.slice(0, 10_000) ?? String(value));
