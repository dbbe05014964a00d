import { expect, test } from 'vitest';
import { readEvents, type ServerSentEvent } from '../../../src/collector/dashboard/client/read-events.js';

const read = async (chunks: readonly string[]): Promise<ServerSentEvent[]> => {
  const bytes = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(bytes.encode(chunk));
      controller.close();
    },
  });
  const events: ServerSentEvent[] = [];
  for await (const event of readEvents(body)) events.push(event);
  return events;
};

test('reads events however they are cut into chunks, and passes over comments and delays', async () => {
  const text =
    'retry: 2000\n\n:\n\ndata: {"a":1}\n\nevent: skipped\ndata: {"count":2}\n\ndata: one\r\ndata: two\r\n\r\n';
  const expected = [
    { type: 'message', text: '{"a":1}' },
    { type: 'skipped', text: '{"count":2}' },
    { type: 'message', text: 'one\ntwo' },
  ];
  expect(await read([text])).toEqual(expected);
  expect(await read([...text])).toEqual(expected);
});

test('leaves out what was cut off at the end', async () => {
  expect(await read(['data: whole\n\ndata: ha'])).toEqual([{ type: 'message', text: 'whole' }]);
});
