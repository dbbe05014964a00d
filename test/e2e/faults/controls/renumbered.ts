import type { ControlClient } from './index.js';
import { type Kept, newStream, post, requestBody } from './otlp.js';
import { openTable } from './table.js';

/**
 * Writes ahead and deletes after acknowledgement, but draws an event's uid when it is sent and not when it is tracked:
 * nothing is lost, and whatever is sent again is counted again.
 */
export const renumbered: ControlClient = ({ endpoint, service, flushEvery }) => {
  const table = openTable(service);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<unknown> = Promise.resolve();

  const send = async (): Promise<void> => {
    const keys = await table((store) => store.getAllKeys(null, 100));
    const stream = newStream();
    const events = (await table((store) => store.getAll(null, keys.length || 1))).map(
      (event: Kept, place) => ({ ...event, uid: `${stream}-${place + 1}` }),
    );
    if (keys.length === 0 || !(await post(endpoint, requestBody(service, events)))) return;
    await table<undefined>((store) => {
      for (const key of keys) store.delete(key);
      return undefined;
    });
    await send();
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
      table((store) => store.put({ name, attributes, time: Date.now(), uid: '' })).catch(() => {});
      timer ??= setTimeout(flush, flushEvery);
    },
    flush,
    diagnose: flush,
  };
};
