import { expect, test } from 'vitest';
import { startCollector } from './support/start.js';

test('whoever asks after its health does not wait for what a reader asks', async () => {
  const collector = await startCollector();
  const heard: string[] = [];
  const question = collector.store
    .query('SELECT sum(sleepEachRow(0.5)) AS slept FROM numbers(6) SETTINGS max_block_size = 1')
    .then(() => heard.push('the question'));
  const health = fetch(`${collector.url}/healthz`).then(({ status }) => heard.push(`health: ${status}`));
  await Promise.all([question, health]);
  expect(heard).toEqual(['health: 200', 'the question']);
});

test('a question has an end', async () => {
  const collector = await startCollector();
  expect(await collector.store.query(`SELECT toUInt32(getSetting('max_execution_time')) AS seconds`)).toEqual(
    [{ seconds: 30 }],
  );
});
