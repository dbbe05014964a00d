import type { ControlClient } from './index.js';
import { type Kept, newStream, post, requestBody } from './otlp.js';

/** Keeps events in memory until they are acknowledged, and hands them to a beacon at the end: what most trackers do. */
export const memoryOnly: ControlClient = ({ endpoint, service, flushEvery }) => {
  const stream = newStream();
  let number = 0;
  let waiting: Kept[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = async (): Promise<{ kept: number }> => {
    clearTimeout(timer);
    timer = undefined;
    const batch = waiting.slice(0, 100);
    if (batch.length > 0 && (await post(endpoint, requestBody(service, batch)))) {
      waiting = waiting.filter((event) => !batch.includes(event));
      if (waiting.length > 0) return flush();
    }
    return { kept: waiting.length };
  };
  addEventListener('pagehide', () => {
    navigator.sendBeacon(`${endpoint}/v1/logs`, requestBody(service, waiting));
  });
  return {
    track(name, attributes = {}) {
      waiting.push({ name, attributes, time: Date.now(), uid: `${stream}-${++number}` });
      timer ??= setTimeout(flush, flushEvery);
    },
    flush,
    diagnose: flush,
  };
};
