import { request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import type { LiveEvent } from '../../src/collector/index.js';
import { eventually } from '../helpers/eventually.js';
import { batch, newStream, record, run } from './support/otlp.js';
import { startCollector } from './support/start.js';

interface Tail {
  readonly events: LiveEvent[];
  readonly skipped: number[];
  readonly ended: Promise<void>;
}

/** Opens a live tail; resolves once it is open. */
const openTail = async (url: string): Promise<Tail> => {
  const ending = new AbortController();
  onTestFinished(() => ending.abort());
  const response = await fetch(url, { signal: ending.signal });
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const events: LiveEvent[] = [];
  const skipped: number[] = [];
  const read = async (): Promise<void> => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body as ReadableStream<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      const messages = text.split('\n\n');
      text = messages.pop() as string;
      for (const message of messages) {
        const [, name, data] = /^(?:event: (\w+)\n)?data: (.*)$/.exec(message) ?? [];
        if (name === 'skipped') skipped.push(JSON.parse(data as string).count);
        else if (data !== undefined) events.push(JSON.parse(data));
      }
    }
  };
  return { events, skipped, ended: read().catch(() => {}) };
};

test('shows each event once it is stored, and copies not at all', async () => {
  const collector = await startCollector();
  const all = await openTail(`${collector.url}/api/live`);
  const other = await openTail(`${collector.url}/api/live?service=other`);
  const stream = newStream();
  const time = Date.now() - 5;
  const body = batch([record(`${stream}-1`, { time, attributes: { 'sonde.target.name': 'buy' } })]);
  await collector.send(body, {
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  });
  await collector.send(body);
  await collector.send(batch([record(`${stream}-2`)], { resource: { 'service.name': 'other' } }));
  await eventually(
    () => other.events.length,
    (count) => count === 1,
    'the event of the other service',
  );
  await eventually(
    () => all.events.length,
    (count) => count === 2,
    'both events',
  );
  expect(all.events[0]).toEqual({
    uid: `${stream}-1`,
    time,
    name: 'click',
    service: 'shop',
    release: '1.4.2',
    session: '0123456789abcdef0123456789abcdef',
    page: '0123456789abcdef',
    path: '/orders/:id',
    browser: 'Firefox',
    device: 'desktop',
    attributes: { 'sonde.target.name': 'buy' },
  });
  expect(other.events.map(({ uid }) => uid)).toEqual([`${stream}-2`]);
});

test('a reader that stops reading costs a bounded amount of memory, and is told what it missed', async () => {
  const collector = await startCollector();
  const { hostname, port } = new URL(collector.url);
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    request({ hostname, port, path: '/api/live' }, resolve).on('error', reject).end();
  });
  onTestFinished(() => {
    response.destroy();
  });
  response.pause();
  const stream = newStream();
  const records = run(stream, 1, 8000).map((one) => ({
    ...one,
    attributes: [...one.attributes, { key: 'long', value: { stringValue: 'x'.repeat(1000) } }],
  }));
  for (let start = 0; start < records.length; start += 500) {
    expect((await collector.send(batch(records.slice(start, start + 500)))).status).toBe(200);
  }
  let text = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  response.resume();
  const shown = (): number => text.split(`"uid":"${stream}-`).length - 1;
  const skipped = (): number =>
    [...text.matchAll(/event: skipped\ndata: {"count":(\d+)}/g)].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    );
  await eventually(
    async () => {
      await collector.send(batch(run(newStream(), 1, 1)));
      return { shown: shown(), skipped: skipped() };
    },
    (counts) => counts.shown + counts.skipped === 8000,
    '8,000 events, shown or counted as skipped',
  );
  expect(shown()).toBeGreaterThan(100);
  expect(skipped()).toBeGreaterThan(100);
});

test('an open tail does not hold up closing', async () => {
  const collector = await startCollector();
  const tail = await openTail(`${collector.url}/api/live`);
  await collector.close();
  await tail.ended;
});
