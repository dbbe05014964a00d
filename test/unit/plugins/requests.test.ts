// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type RequestsOptions, requests } from '../../../src/plugins/requests.js';

/** Requests of a page whose network, and whose browser's measures of it, are the test's. */

class Xhr extends EventTarget {
  status = 0;
  readonly headers: [name: string, value: string][] = [];
  open(_method: string, _url: string): void {
    this.status = 0;
  }
  setRequestHeader(...header: [string, string]): void {
    this.headers.push(header);
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
  'error.type'?: string;
  duration: number;
  status: unknown;
  options: { time: number; rank: number; span: Record<string, unknown> };
}
let told: Told[];
/** What the page's own fetch was called with. */
let asked: [input: string | Request, init?: RequestInit][];
/** What it rejects with where there is no answer. */
let reason: unknown;
let observed: unknown[];
let measure: (path: string, duration: number, more?: Partial<PerformanceResourceTiming>) => void;
/** Milliseconds after which each request is told. */
const LONG = 60_000;
let undo: () => void;
const realXhr = XMLHttpRequest;

/** Sets the plugin up anew. */
const start = (options?: RequestsOptions): void => {
  undo?.();
  undo = requests(options).setup({
    emit(_: string, attributes: Told, options: Told['options']) {
      const { span } = options;
      const duration = Number(
        BigInt(span.endTimeUnixNano as string) - BigInt(span.startTimeUnixNano as string),
      );
      told.push({ ...attributes, duration: duration / 1e6, status: span.status, options });
    },
  } as never);
};

beforeEach(() => {
  told = [];
  asked = [];
  observed = [];
  reason = new TypeError('no answer');
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance', 'Date'] });
  vi.stubGlobal(
    'PerformanceObserver',
    class {
      constructor(callback: (list: object) => void) {
        measure = (path, duration, more) => {
          const name = new URL(path, document.baseURI).href;
          const entry = { name, duration, startTime: performance.now(), ...more };
          callback({ getEntries: () => [entry] });
          // It is looked at in a task of its own.
          vi.advanceTimersByTime(1);
        };
      }
      observe(options: object): void {
        observed.push(options);
      }
      disconnect(): void {
        observed = [];
        measure = () => {};
      }
    },
  );
  Object.assign(window, {
    XMLHttpRequest: Xhr,
    fetch: async (...given: (typeof asked)[number]) => {
      asked.push(given);
      const { pathname } = new URL((given[0] as Request).url ?? given[0], document.baseURI);
      if (pathname === '/none') throw reason;
      // Of another origin's answer without CORS a page is told no status.
      return { status: pathname === '/opaque' ? 0 : Number(pathname.slice(1)) || 200 };
    },
  });
  start();
});
afterEach(() => {
  undo();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  Object.assign(window, { XMLHttpRequest: realXhr });
  document.head.replaceChildren();
});

const open = (path: string): Xhr => {
  const xhr = new XMLHttpRequest() as unknown as Xhr;
  xhr.open('GET', path);
  return xhr;
};

test('the span of a request that failed says so, by status or for want of one', async () => {
  for (const path of ['/200', '/399', '/400', '/503', '/none']) await fetch(path).catch(() => {});
  vi.advanceTimersByTime(LONG);
  const error = { code: 2 };
  expect(told.map((one) => [one.status, one['error.type']])).toEqual([
    // Those are told at once.
    [error, '400'],
    [error, '503'],
    [error, 'TypeError'],
    [undefined, undefined],
    [undefined, undefined],
  ]);
});

test('an XMLHttpRequest that a page has frozen is opened as it would be', () => {
  undo();
  const { open } = Xhr.prototype;
  // The platform's keeps nothing on the object itself.
  Xhr.prototype.open = () => {};
  start();
  const xhr = Object.freeze(new XMLHttpRequest());
  expect(() => xhr.open('GET', '/frozen')).not.toThrow();
  undo();
  Xhr.prototype.open = open;
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
  vi.advanceTimersByTime(LONG);
  expect(told).toMatchObject([
    { 'url.template': '/one', duration: 10, 'sonde.request.outcome': 'succeeded' },
    { 'url.template': '/two', duration: 20, 'sonde.request.outcome': 'succeeded' },
    { 'url.template': '/three', 'sonde.request.outcome': 'failed' },
  ]);
  expect(xhr.headers.map(([name]) => name)).toEqual(['traceparent', 'traceparent', 'traceparent']);
});

test('what a page has put in fetch’s place, and gives no promise, is called as it would be', () => {
  undo();
  Object.assign(window, { fetch: () => undefined });
  undo = requests().setup({ emit() {} } as never);
  expect(fetch('/nothing')).toBeUndefined();
});

test('one that the page sends again as soon as it is answered is told as it was answered', () => {
  const xhr = open('/200');
  // The page's own listener was there first.
  xhr.addEventListener('load', () => xhr.open('GET', '/next'), { once: true });
  xhr.send();
  xhr.answer(200);
  measure('/200', 10);
  expect(told).toMatchObject([{ 'sonde.request.outcome': 'succeeded', 'http.response.status_code': 200 }]);
});

describe('not told, and not given the header, is', () => {
  test.each([
    ['telemetry on its way to a receiver', ['/v1/logs', '/otel/v1/traces?key=1', '/v1/metrics#mark']],
    ['what is no request over the network', ['data:text/plain,hello', 'blob:https://shop.example/1']],
    ['what the site does not want, by a pattern of any flags', ['/quiet', '/quiet', '/quiet']],
  ])('%s', async (_, addresses) => {
    start({ ignore: [/quiet$/g] });
    for (const address of addresses) await fetch(address);
    vi.advanceTimersByTime(LONG);
    expect(asked).toEqual(addresses.map((address) => [address]));
    expect(told).toEqual([]);
  });

  test('nothing that merely resembles telemetry', async () => {
    for (const path of ['/v1/logs/8', '/v1/logsbook', '/v2/traces']) await fetch(path);
    vi.advanceTimersByTime(LONG);
    expect(told).toHaveLength(3);
  });
});

test('a request is told by its method in capitals and its address without query, as the page’s base and the site’s names have it', async () => {
  const base = document.createElement('base');
  base.href = '/deep/';
  document.head.append(base);
  await fetch('orders/81234?mail=ann@shop.example#there', { method: 'post' });
  await fetch(new Request('https://shop.example/put', { method: 'PUT' }));
  await fetch(new Request('https://shop.example/put', { method: 'PUT' }), { method: 'delete' });
  vi.advanceTimersByTime(LONG);
  start({ template: ({ pathname, hash }) => `/named${pathname}${hash}` });
  await fetch('/200#there');
  vi.advanceTimersByTime(LONG);
  expect(
    told.map((one) => [one.options.span.name, (one as unknown as Record<string, string>)['url.full']]),
  ).toEqual([
    ['POST /deep/orders/:id', `${origin}/deep/orders/:id`],
    ['PUT /put', 'https://shop.example/put'],
    ['DELETE /put', 'https://shop.example/put'],
    ['GET /named/200', `${origin}/named/200`],
  ]);
});

test.each([
  ['/200', location.hostname, Number(location.port) || 80],
  ['http://api.example/200', 'api.example', 80],
  ['https://api.example/200', 'api.example', 443],
  ['https://api.example:8443/200', 'api.example', 8443],
])('the server of %s is told with its port', async (address, host, port) => {
  await fetch(address);
  vi.advanceTimersByTime(LONG);
  expect(told).toMatchObject([{ 'server.address': host, 'server.port': port }]);
});

describe('the header', () => {
  const FORM = /^00-([\da-f]{32})-([\da-f]{16})-01$/;
  const headers = (): (string | undefined)[] =>
    asked.map(([, init]) => (init?.headers as Record<string, string> | undefined)?.traceparent);
  const spans = (): unknown[][] => told.map(({ options: { span } }) => [span.traceId, span.spanId]);

  test('is of the form that the standard has, and its ids are the span’s', async () => {
    await fetch('/200');
    const xhr = open('/200');
    xhr.send();
    xhr.answer(200);
    vi.advanceTimersByTime(LONG);
    const values = [...headers(), xhr.headers[0]?.[1]];
    expect(spans()).toEqual(values.map((value) => FORM.exec(value as string)?.slice(1)));
  });

  test('goes to the page’s origin and to those of `traceTo`, and to none besides', async () => {
    start({ traceTo: ['https://api.example'] });
    for (const address of ['/200', 'https://api.example/200', 'https://cdn.example/200'])
      await fetch(address);
    expect(headers()).toEqual([expect.stringMatching(FORM), expect.stringMatching(FORM), undefined]);
  });

  test('is the page’s own where it has one, which the span tells', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await fetch('/200', { headers: { traceparent } });
    vi.advanceTimersByTime(LONG);
    expect(headers()).toEqual([traceparent]);
    expect(spans()).toEqual([['a'.repeat(32), 'b'.repeat(16)]]);
  });

  test('leaves the rest of a request as the page made it', async () => {
    const given = new Request(`${origin}/200`, { method: 'PUT', headers: { 'x-one': '1' } });
    await fetch('/200', { method: 'PUT', headers: { 'x-one': '1' } });
    await fetch(given);
    expect(asked[0]?.[1]).toMatchObject({ method: 'PUT', headers: { 'x-one': '1' } });
    const [sent] = asked[1] as [Request];
    expect([sent.method, ...sent.headers.keys()]).toEqual(['PUT', 'traceparent', 'x-one']);
  });

  test('goes into a Request where options are no plain object, and of headers in pairs', async () => {
    class Options {
      get method(): string {
        return 'DELETE';
      }
    }
    const pairs = { method: 'PATCH', headers: [['X-One', '1']] as [string, string][] };
    for (const init of [new Options(), pairs]) await fetch(`${origin}/200`, init as RequestInit);
    const sent = asked.map(([input, ...rest]) => [(input as Request).method, rest]);
    expect(sent).toEqual([
      ['DELETE', []],
      ['PATCH', []],
    ]);
    for (const [input] of asked) expect((input as Request).headers.get('traceparent')).toMatch(FORM);
    expect((asked.at(-1) as [Request])[0].headers.get('x-one')).toBe('1');
  });

  test('leaves alone a Request that has it, and options that have it in whatever case or have no prototype', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const given = new Request(`${origin}/200`, { headers: { traceparent } });
    await fetch(given, { method: 'PUT' });
    const init = { headers: { Traceparent: traceparent } };
    await fetch('/200', init);
    const bare = Object.assign(Object.create(null), { method: 'PUT' });
    await fetch('/200', bare);
    const [sent, ...rest] = asked[0] as [Request];
    expect([sent.method, sent.headers.get('traceparent'), rest]).toEqual(['PUT', traceparent, []]);
    expect(asked[1]).toEqual(['/200', init]);
    expect(asked[2]?.[1]).toMatchObject({
      method: 'PUT',
      headers: { traceparent: expect.stringMatching(FORM) },
    });
    expect(bare).toEqual({ method: 'PUT' });
    expect(given.bodyUsed).toBe(false);
  });

  test('goes into a Request of another frame’s, which keeps its headers', async () => {
    const given = new Request(`${origin}/200`, { headers: { authorization: 'mine' } });
    // As a page sees it that has put a class of its own in the name's place.
    const { Request: own } = globalThis;
    vi.stubGlobal('Request', class extends own {});
    await fetch(given);
    const [sent] = asked[0] as [Request];
    expect([...sent.headers.keys()]).toEqual(['authorization', 'traceparent']);
  });
});

test.each<[string, unknown, RequestInit & { of?: AbortSignal }, string, string]>([
  ['for want of an answer', new TypeError(), {}, 'failed', 'TypeError'],
  [
    'for want of an answer, by a signal that says nothing',
    new TypeError(),
    { signal: new AbortController().signal },
    'failed',
    'TypeError',
  ],
  ['for no reason', undefined, {}, 'failed', 'undefined'],
  [
    'by an aborted signal',
    new DOMException('', 'AbortError'),
    { signal: AbortSignal.abort() },
    'abort',
    'AbortError',
  ],
  [
    'by a signal that is aborted for a reason',
    'mine',
    { signal: AbortSignal.abort('mine') },
    'abort',
    'AbortError',
  ],
  ['by the signal of a Request', 'mine', { of: AbortSignal.abort('mine') }, 'abort', 'AbortError'],
  [
    'by a time-out',
    new DOMException('', 'TimeoutError'),
    { signal: AbortSignal.abort(new DOMException('', 'TimeoutError')) },
    'timeout',
    'TimeoutError',
  ],
  [
    'by a time-out, of which the browser says that it was aborted',
    new DOMException('', 'AbortError'),
    { signal: AbortSignal.abort(new DOMException('', 'TimeoutError')) },
    'timeout',
    'TimeoutError',
  ],
])(
  'a request that is ended %s rejects as it would, and is told as that',
  async (_, why, { of, ...init }, outcome, type) => {
    reason = why;
    // A Request of the test's environment takes no signal of the page's.
    const input = of ? { url: '/none', signal: of } : '/none';
    await expect(fetch(input as string, init)).rejects.toBe(why);
    vi.advanceTimersByTime(LONG);
    expect(told).toMatchObject([{ 'sonde.request.outcome': outcome, 'error.type': type }]);
  },
);

test.each([
  ['abort', 'abort'],
  ['timeout', 'timeout'],
  ['error', 'failed'],
])('an XMLHttpRequest that ends by %s is told as that, and without a status', (type, outcome) => {
  const xhr = open('/none');
  xhr.send();
  xhr.answer(0, type);
  vi.advanceTimersByTime(LONG);
  expect(told).toMatchObject([{ 'sonde.request.outcome': outcome, 'error.type': type }]);
  expect(told).not.toMatchObject([{ 'http.response.status_code': 0 }]);
});

describe('an answer', () => {
  test('is told with what the browser measured, else after a minute with the time it took', async () => {
    const xhr = open('/200#there');
    const begun = Date.now();
    vi.advanceTimersByTime(20);
    xhr.send();
    vi.advanceTimersByTime(80);
    xhr.answer(200);
    expect(observed).toEqual([{ type: 'resource' }]);
    measure('/200', 299.6, { requestStart: 10, responseStart: 62.4, responseEnd: 90, encodedBodySize: 512 });
    expect(told).toMatchObject([
      {
        duration: 300,
        'sonde.request.waiting': 52,
        'http.response.body.size': 512,
        options: { time: begun + 20, rank: 2, span: { kind: 3 } },
      },
    ]);

    const late = open('/200');
    late.send();
    vi.advanceTimersByTime(70);
    late.answer(200);
    vi.advanceTimersByTime(LONG - 1);
    expect(told).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(told.slice(1)).toMatchObject([{ duration: 70, 'sonde.request.waiting': undefined }]);
  });

  test('whose body takes its time is told with that time and its size', async () => {
    await fetch('/200');
    vi.advanceTimersByTime(20_000);
    expect(told).toEqual([]);
    measure('/200', 20_000, { startTime: performance.now() - 20_000, encodedBodySize: 5_000_000 });
    expect(told).toMatchObject([{ duration: 20_000, 'http.response.body.size': 5_000_000 }]);
  });

  test.each(['/400', '/503'])('%s is told before the page sees it, and once', async (path) => {
    const before: number[] = [];
    await fetch(path).then(() => before.push(told.length));
    measure(path, 10);
    vi.advanceTimersByTime(100);
    const xhr = open(path);
    xhr.addEventListener('load', () => before.push(told.length));
    xhr.send();
    xhr.answer(Number(path.slice(1)));
    measure(path, 10);
    vi.advanceTimersByTime(LONG);
    expect(before).toEqual([1, 2]);
    expect(told).toMatchObject([{ 'error.type': path.slice(1) }, { 'error.type': path.slice(1) }]);
  });

  test('takes the measure of its own address, and none that began before it', () => {
    const before = performance.now();
    vi.advanceTimersByTime(1);
    const xhr = open('/200');
    xhr.send();
    xhr.answer(200);
    measure('/201', 10);
    measure('/200', 20, { startTime: before });
    expect(told).toEqual([]);
    measure('/200', 30, { startTime: before + 1 });
    expect(told).toMatchObject([{ duration: 30 }]);
  });

  test('of several at one address takes the measure that began next after it', () => {
    const all = [1, 2, 3].map(() => {
      vi.advanceTimersByTime(10);
      const xhr = open('/200');
      xhr.send();
      return [xhr, performance.now(), Date.now()] as const;
    });
    for (const [xhr] of all) xhr.answer(200);
    const began = (nth: number) => all[nth]?.[1] as number;
    measure('/200', 22, { startTime: began(1) + 1 });
    measure('/200', 33, { startTime: began(2) + 1 });
    measure('/200', 11, { startTime: began(0) + 1 });
    expect(told.map(({ duration, options }) => [duration, options.time])).toEqual(
      [1, 2, 0].map((nth) => [11 * (nth + 1), all[nth]?.[2]]),
    );
  });
});

describe('when the page is hidden or left', () => {
  /** Requests that were answered, the second with an error, which is told at once; and one that had no answer. */
  const ANSWERED = ['/:id', '/answered', '/opaque'];
  const ask = async (): Promise<void> => {
    for (const path of ['/answered', '/503', '/opaque']) await fetch(path);
    await fetch('/none').catch(() => {});
  };

  test.each([
    ['visibilitychange', ANSWERED],
    ['pagehide', ANSWERED],
    ['beforeunload', [...ANSWERED, '/none']],
  ])('%s tells %j', async (type, expected) => {
    await ask();
    // The page keeps its events to itself.
    const keep = (event: Event): void => event.stopPropagation();
    document.addEventListener(type, keep);
    (type === 'visibilitychange' ? document : window).dispatchEvent(new Event(type, { bubbles: true }));
    document.removeEventListener(type, keep);
    expect(told.map((one) => one['url.template'])).toEqual(expected);
  });

  test('what had no answer is told later, if the page is still there', async () => {
    await ask();
    dispatchEvent(new Event('pagehide'));
    vi.advanceTimersByTime(5_000);
    expect(told.map((one) => one['url.template'])).toEqual([...ANSWERED, '/none']);
  });
});

test('after the end nothing is told, and nothing is listened to', async () => {
  await fetch('/200');
  const { fetch: patched } = window;
  const pending = patched('/201');
  undo();
  await pending;
  await patched('/202');
  measure('/200', 10);
  dispatchEvent(new Event('beforeunload'));
  vi.advanceTimersByTime(LONG);
  expect(told).toEqual([]);
  expect(observed).toEqual([]);
  expect(asked[2]).toEqual(['/202']);
});
