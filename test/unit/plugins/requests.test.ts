// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { requests } from '../../../src/plugins/requests.js';

/** Requests of a page whose network, and whose browser's measures of it, are the test's. */

class Xhr extends EventTarget {
  status = 0;
  readonly headers: string[] = [];
  open(_method: string, _url: string): void {}
  setRequestHeader(name: string): void {
    this.headers.push(name);
  }
  send(): void {}
  answer(status: number, type = 'load'): void {
    this.status = status;
    this.dispatchEvent(new Event(type));
  }
}

interface Told {
  'url.template': string;
  'sonde.request.outcome': string;
  duration: number;
  status: unknown;
}
let told: Told[];
let measure: (path: string, duration: number) => void;
let undo: () => void;
const realXhr = XMLHttpRequest;
beforeEach(() => {
  told = [];
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  vi.stubGlobal(
    'PerformanceObserver',
    class {
      constructor(callback: (list: object) => void) {
        measure = (path, duration) => {
          const name = new URL(path, document.baseURI).href;
          callback({ getEntries: () => [{ name, duration, startTime: performance.now() }] });
          // It is looked at in a task of its own.
          vi.advanceTimersByTime(1);
        };
      }
      observe(): void {}
      disconnect(): void {}
    },
  );
  Object.assign(window, {
    XMLHttpRequest: Xhr,
    fetch: async (url: string) =>
      url === '/none' ? Promise.reject(new TypeError('no answer')) : { status: Number(url.slice(1)) },
  });
  undo = requests().setup({
    emit(_: string, attributes: Told, { span }: { span: Record<string, string> }) {
      const duration = Number(
        BigInt(span.endTimeUnixNano as string) - BigInt(span.startTimeUnixNano as string),
      );
      told.push({ ...attributes, duration: duration / 1e6, status: span.status });
    },
  } as never);
});
afterEach(() => {
  undo();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  Object.assign(window, { XMLHttpRequest: realXhr });
});

const open = (path: string): Xhr => {
  const xhr = new XMLHttpRequest() as unknown as Xhr;
  xhr.open('GET', path);
  return xhr;
};

test('the span of a request that failed says so, by status or for want of one', async () => {
  for (const path of ['/200', '/304', '/404', '/503', '/none']) await fetch(path).catch(() => {});
  vi.advanceTimersByTime(10_000);
  const error = { code: 2 };
  expect(told.map(({ status }) => status)).toEqual([undefined, undefined, error, error, error]);
});

test('a request that is opened and never sent takes no other’s measure', () => {
  open('/slow');
  const xhr = open('/slow');
  xhr.send();
  xhr.answer(200);
  measure('/slow', 1_234);
  expect(told).toMatchObject([{ duration: 1_234, 'sonde.request.outcome': 'succeeded' }]);
  dispatchEvent(new PageTransitionEvent('pagehide'));
  expect(told).toHaveLength(1);
});

test('one object that is sent several times is told each time, and bears the header each time', () => {
  const xhr = open('/one');
  xhr.send();
  xhr.answer(200);
  measure('/one', 10);
  xhr.open('GET', '/two');
  xhr.send();
  xhr.answer(200);
  measure('/two', 20);
  xhr.open('GET', '/three');
  xhr.send();
  xhr.answer(0, 'error');
  vi.advanceTimersByTime(10_000);
  expect(told).toMatchObject([
    { 'url.template': '/one', duration: 10, 'sonde.request.outcome': 'succeeded' },
    { 'url.template': '/two', duration: 20, 'sonde.request.outcome': 'succeeded' },
    { 'url.template': '/three', 'sonde.request.outcome': 'failed' },
  ]);
  expect(xhr.headers).toEqual(['traceparent', 'traceparent', 'traceparent']);
});

test('what a page has put in fetch’s place, and gives no promise, is called as it would be', () => {
  undo();
  Object.assign(window, { fetch: () => undefined });
  undo = requests().setup({ emit() {} } as never);
  expect(fetch('/nothing')).toBeUndefined();
});
