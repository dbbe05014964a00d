import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { closeConnections } from '../../src/collector/close-connections.js';
import { eventually } from '../helpers/eventually.js';
import { batch, newStream, run } from './support/otlp.js';
import { type RunningCollector, startCollector } from './support/start.js';

/** Browsers open connections ahead of need, and keep them; stopping must not wait for these. */

const connectTo = async ({ url }: Pick<RunningCollector, 'url'>, text = ''): Promise<Socket> => {
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

const HEAD = 'POST /v1/logs HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';

test('a connection that has never carried a request is closed, however long the grace', async () => {
  const server = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const startClosing = closeConnections(server, 3_600_000);
  await connectTo({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  const stopClosing = startClosing();
  await new Promise((resolve) => server.close(resolve));
  stopClosing();
});

test.each([
  ['the headers', `${HEAD}x-half: `],
  ['the body', `${HEAD}content-length: 100000\r\n\r\n{`],
])('does not wait for the rest of %s for ever', async (_, text) => {
  const collector = await startCollector({ timeouts: { request: 1_000 } });
  const socket = await connectTo(collector, text);
  const ended = once(socket, 'close');
  await collector.close();
  await ended;
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
  await eventually(
    () => collector.app.server.listening,
    (listening) => !listening,
    'the collector to listen no more',
  );
  const answered = once(socket, 'data');
  socket.write(body.slice(9));
  expect(String((await answered)[0])).toMatch(/^HTTP\/1.1 200 /);
  await closed;
});
