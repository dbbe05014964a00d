import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { batch, newStream, run } from './support/otlp.js';
import { type RunningCollector, startCollector } from './support/start.js';

/** Browsers open connections ahead of need, and keep them; stopping must not wait for these. */

const connectTo = async ({ url }: RunningCollector, text = ''): Promise<Socket> => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => {});
  onTestFinished(() => {
    socket.destroy();
  });
  await once(socket, 'connect');
  if (text) socket.write(text);
  // Answered on another connection, so that the server has seen this one.
  await fetch(`${url}/healthz`).then((answer) => answer.text());
  return socket;
};

const timeToClose = async (collector: RunningCollector): Promise<number> => {
  const begun = performance.now();
  await collector.close();
  return performance.now() - begun;
};

const HEAD = 'POST /v1/logs HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';

test('stops at once where a connection has never carried a request', async () => {
  const collector = await startCollector();
  await connectTo(collector);
  expect(await timeToClose(collector)).toBeLessThan(3_000);
});

test.each([
  ['the headers', `${HEAD}x-half: `],
  ['the body', `${HEAD}content-length: 100000\r\n\r\n{`],
])('does not wait for the rest of %s for ever', async (_, text) => {
  const collector = await startCollector({ timeouts: { request: 1_000 } });
  await connectTo(collector, text);
  expect(await timeToClose(collector)).toBeLessThan(4_000);
});

test('answers a request whose body is still arriving', async () => {
  const collector = await startCollector();
  const stream = newStream();
  const body = batch(run(stream, 1, 5));
  const socket = await connectTo(
    collector,
    `${HEAD}content-length: ${body.length}\r\n\r\n${body.slice(0, 9)}`,
  );
  const closed = collector.close();
  await new Promise((resolve) => setTimeout(resolve, 200));
  const answered = once(socket, 'data');
  socket.write(body.slice(9));
  expect(String((await answered)[0])).toMatch(/^HTTP\/1.1 200 /);
  await closed;
});
