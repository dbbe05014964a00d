import { expect } from 'vitest';
import { batch, newStream, type RecordOptions, record } from './otlp.js';
import type { RunningCollector } from './start.js';

const DESKTOP = 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0';

/**
 * Sends what one document tells, numbered in a row, and expects that it is stored.
 *
 * @param resource what all of it has in common, such as `session.id`.
 * @param from the first number: above 1 where the document began in an earlier session, whose `stream` it then goes on with.
 */
export const sendPage = async (
  collector: RunningCollector,
  resource: Readonly<Record<string, string>>,
  records: readonly RecordOptions[],
  { stream = newStream(), from = 1, userAgent = DESKTOP } = {},
): Promise<void> => {
  const body = batch(
    records.map((one, at) => record(`${stream}-${from + at}`, one)),
    { resource },
  );
  expect(await collector.send(body, { 'user-agent': userAgent })).toMatchObject({ status: 200, body: {} });
};
