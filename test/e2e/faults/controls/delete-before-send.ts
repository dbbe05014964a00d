import type { ControlClient } from './index.js';
import { type Kept, newStream, post, requestBody } from './otlp.js';
import { openTable } from './table.js';

/**
 * Writes ahead, but takes events out of the database before it sends them and puts them back when that failed, as
 * Workbox, Sentry's offline transport and Application Insights do: a page that dies in between loses them.
 */
export const deleteBeforeSend: ControlClient = ({ endpoint, service, flushEvery }) => {
  const stream = newStream();
  const table = openTable(service);
  let number = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<unknown> = Promise.resolve();

  const send = async (): Promise<void> => {
    const keys = await table((store) => store.getAllKeys(null, 100));
    if (keys.length === 0) return;
    const events: Kept[] = await table((store) => store.getAll(null, keys.length));
    await table<undefined>((store) => {
      for (const key of keys) store.delete(key);
      return undefined;
    });
    if (await post(endpoint, requestBody(service, events))) return send();
    await table<undefined>((store) => {
      for (const event of events) store.put(event);
      return undefined;
    });
  };

  const flush = async (): Promise<{ kept: number }> => {
    clearTimeout(timer);
    timer = undefined;
    running = running.then(send, send);
    await running.catch(() => {});
    return { kept: await table((store) => store.count()) };
  };
  timer = setTimeout(flush, flushEvery);
  return {
    track(name, attributes = {}) {
      const event: Kept = { name, attributes, time: Date.now(), uid: `${stream}-${++number}` };
      table((store) => store.put(event)).catch(() => {});
      timer ??= setTimeout(flush, flushEvery);
    },
    flush,
    diagnose: flush,
  };
};
