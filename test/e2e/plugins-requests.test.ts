import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, Page } from '../helpers/browser.js';
import { engine } from '../helpers/engine.js';
import { eventually } from '../helpers/eventually.js';
import { orFirst } from '../helpers/once.js';
import { borrowBrowser } from '../helpers/shared-browser.js';
import { type Emitted, emittedUntil, forget, holdTimeouts, type Site, serve } from './plugins-site.js';

declare const sonde: typeof import('../../src/plugins/requests.js') &
  typeof import('../../src/plugins/errors.js') &
  typeof import('../../src/plugins/capture-exception.js');
declare const start: (plugin: unknown) => void;
declare const undo: () => void;
declare const pass: () => void;

/**
 * What a page may ask of fetch and XMLHttpRequest, by name, as source: each is run on an untouched page and on one with the
 * plugin, and must give the same there, in the page and at the server. `at(path)` is an address of the case's own.
 */
const CASES: Readonly<Record<string, string>> = {
  'an address': `fetch(at('ok'))`,
  'a URL object and no options': `fetch(new URL(at('ok')), null)`,
  'a relative address with query and fragment': `fetch(at('ok?a=1#there'))`,
  'a Request': `fetch(new Request(at('ok'), { method: 'POST', body: 'x', headers: { 'X-One': '1' }, referrerPolicy: 'no-referrer' }))`,
  'a Request with options': `fetch(new Request(at('ok'), { headers: { 'X-One': '1' } }), { method: 'PUT', body: 'y' })`,
  'a Request with other headers': `fetch(new Request(at('ok'), { headers: { 'X-One': '1' } }), { headers: { 'X-Two': '2' } })`,
  'a Request as options': `fetch(at('ok'), new Request(at('not'), { method: 'POST', headers: { 'X-One': '1' }, body: 'z' }))`,
  'a used Request': `(async () => { const r = new Request(at('ok'), { method: 'POST', body: 'x' }); await r.text(); return fetch(r); })()`,
  'a Request twice': `(async () => { const r = new Request(at('ok')); await fetch(r); return fetch(r); })()`,
  'options of a class': `fetch(at('ok'), new (class { get method() { return 'POST' } get body() { return 'from a getter' } })())`,
  'options of no class': `fetch(at('ok'), Object.assign(Object.create(null), { method: 'POST', body: 'x' }))`,
  'options that inherit some': `fetch(at('ok'), Object.assign(Object.create({ method: 'POST' }), { body: 'x' }))`,
  'frozen options': `fetch(at('ok'), Object.freeze({ method: 'POST', body: 'x', headers: Object.freeze({ 'X-One': '1' }) }))`,
  'a getter that throws': `fetch(at('ok'), { get headers() { throw new RangeError('trap') } })`,
  'a body of a string': `fetch(at('ok'), { method: 'POST', body: '{"a":1}', headers: { 'Content-Type': 'application/json' } })`,
  'a body of parameters': `fetch(at('ok'), { method: 'POST', body: new URLSearchParams({ a: '1 2' }) })`,
  'a body of bytes': `fetch(at('ok'), { method: 'POST', body: new Uint8Array([1, 2, 3]) })`,
  'a body of a Blob': `fetch(at('ok'), { method: 'POST', body: new Blob(['blob'], { type: 'text/x' }) })`,
  'a body that is streamed': `fetch(at('ok'), { method: 'POST', duplex: 'half', body: new Blob(['streamed']).stream() })`,
  'a body with GET': `fetch(at('ok'), { body: 'x' })`,
  'headers in an object': `fetch(at('ok'), { headers: { 'X-Mixed-Case': 'A', accept: 'text/x' } })`,
  'headers in an array': `fetch(at('ok'), { headers: [['X-One', '1'], ['x-one', '2']] })`,
  'headers in Headers': `fetch(at('ok'), { headers: new Headers({ 'X-One': '1' }) })`,
  'headers from a generator': `fetch(at('ok'), { headers: (function* () { yield ['X-One', '1']; })() })`,
  'headers that are none': `fetch(at('ok'), { headers: { 'not a name': '1' } })`,
  'a method in lower case': `fetch(at('ok'), { method: 'put' })`,
  'a method that is not normalised': `fetch(at('ok'), { method: 'patch' })`,
  'a method that is forbidden': `fetch(at('ok'), { method: 'TRACE' })`,
  HEAD: `fetch(at('ok'), { method: 'HEAD' })`,
  'status 204': `fetch(at('204'))`,
  'status 404': `fetch(at('404'))`,
  'status 500': `fetch(at('500'))`,
  'a redirect': `fetch(at('redirect'))`,
  'a redirect of a body': `fetch(at('307'), { method: 'POST', body: 'kept' })`,
  'a redirect by hand': `fetch(at('redirect'), { redirect: 'manual' })`,
  'a redirect as an error': `fetch(at('redirect'), { redirect: 'error' })`,
  'no credentials': `fetch(at('ok'), { credentials: 'omit' })`,
  'no cache': `fetch(at('ok'), { cache: 'no-store' })`,
  'a reload': `fetch(at('ok'), { cache: 'reload' })`,
  'no referrer': `fetch(at('ok'), { referrer: '' })`,
  'another referrer': `fetch(at('ok'), { referrer: '/elsewhere', referrerPolicy: 'unsafe-url' })`,
  integrity: `fetch(at('ok'), { integrity: 'sha256-${'A'.repeat(43)}=' })`,
  keepalive: `fetch(at('ok'), { method: 'POST', body: 'x', keepalive: true })`,
  'a priority': `fetch(at('ok'), { priority: 'low' })`,
  'another origin that allows it': `fetch(other('cors'))`,
  'another origin with a header': `fetch(other('cors'), { headers: { 'X-One': '1' } })`,
  'another origin that does not': `fetch(other('ok'))`,
  'another origin without CORS': `fetch(other('ok'), { mode: 'no-cors' })`,
  'another origin in mode same-origin': `fetch(other('ok'), { mode: 'same-origin' })`,
  'the own origin without CORS': `fetch(at('ok'), { mode: 'no-cors' })`,
  'an address that is none': `fetch('http://')`,
  'an address with a password': `fetch('http://a:b@' + location.host)`,
  'no argument': `fetch()`,
  'a data address': `fetch('data:text/plain,hello')`,
  'a blob address': `fetch(URL.createObjectURL(new Blob(['hello'], { type: 'text/plain' })))`,
  'no server': `fetch('http://127.0.0.1:1/')`,
  'aborted before': `fetch(at('ok'), { signal: AbortSignal.abort() })`,
  'aborted before, for a reason': `fetch(at('ok'), { signal: AbortSignal.abort('because') })`,
  'aborted while it waits': `(() => { const c = new AbortController(); setTimeout(() => c.abort(), 50); return fetch(at('slow'), { signal: c.signal }); })()`,
  'aborted by the signal of a Request': `(() => { const c = new AbortController(); setTimeout(() => c.abort(new RangeError('mine')), 50); return fetch(new Request(at('slow'), { signal: c.signal })); })()`,
  'aborted while the body comes': `(async () => { const c = new AbortController(); const r = await fetch(at('drip'), { signal: c.signal }); c.abort(); return r; })()`,
  'a time-out': `fetch(at('slow'), { signal: AbortSignal.timeout(50) })`,
  'a stream that is read': `(async () => { const reader = (await fetch(at('drip2'))).body.getReader(); const parts = []; for (let p; !(p = await reader.read()).done; ) parts.push(...p.value); return { json: String.fromCharCode(...parts) }; })()`,
  'a stream that is cancelled': `(async () => { const r = await fetch(at('drip')); await r.body.cancel('enough'); return { json: r.bodyUsed }; })()`,
  'a body that is read twice': `(async () => { const r = await fetch(at('ok')); const c = r.clone(); return { json: [await r.text() === await c.text(), await r.text().catch((e) => e.name)] }; })()`,
  'a body that is never read': `(async () => { const r = await fetch(at('ok')); return { json: [r.bodyUsed, r.status] }; })()`,
  'a rejection that nobody handles': `new Promise((resolve) => { addEventListener('unhandledrejection', (e) => { e.preventDefault(); resolve({ json: [e.reason.name, e.promise === promise] }); }, { once: true }); const promise = fetch(other('ok')); })`,
  'a rejection that is handled': `new Promise((resolve) => { let seen = 0; addEventListener('unhandledrejection', () => seen++); fetch(other('ok')).catch(() => {}); setTimeout(() => resolve({ json: seen }), 300); })`,
  'a promise': `(async () => { const p = fetch(at('ok')); await p; return { json: [p instanceof Promise, p.constructor === Promise] }; })()`,
  'what fetch is': `({ json: [fetch.name, fetch.length, typeof fetch, XMLHttpRequest.prototype.open.length, Object.keys(XMLHttpRequest.prototype).length] })`,
  'fetch on another object': `fetch.call({}, at('ok')).catch((e) => ({ json: e.name }))`,
  'a traceparent of its own': `fetch(at('ok'), { headers: { Traceparent: '${`00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`}' } })`,
  XHR: `xhr('GET', at('ok'))`,
  'XHR with a body': `xhr('POST', at('ok'), { body: 'x', headers: [['X-One', '1'], ['X-One', '2']] })`,
  'XHR of bytes': `xhr('GET', at('ok'), { responseType: 'arraybuffer' })`,
  'XHR of JSON': `xhr('GET', at('ok'), { responseType: 'json' })`,
  'XHR in lower case': `xhr('delete', at('ok'))`,
  'XHR with an upload that is watched': `xhr('POST', at('ok'), { body: 'x'.repeat(1000), upload: true })`,
  'XHR of status 500': `xhr('GET', at('500'))`,
  'XHR that is redirected': `xhr('GET', at('redirect'))`,
  'XHR that times out': `xhr('GET', at('slow'), { timeout: 50 })`,
  'XHR that is aborted': `xhr('GET', at('slow'), { abort: 50 })`,
  'XHR to another origin': `xhr('GET', other('cors'))`,
  'XHR to another origin that does not allow it': `xhr('GET', other('ok'))`,
  'XHR in the same task': `(() => { const x = new XMLHttpRequest(); x.open('GET', at('ok'), false); x.send(); return { json: [x.status, x.responseText] }; })()`,
  'XHR in the same task that fails': `(() => { const x = new XMLHttpRequest(); x.open('GET', other('ok'), false); try { x.send(); } catch (e) { return { json: e.name }; } })()`,
  'XHR with an address that is none': `(() => { try { new XMLHttpRequest().open('GET', 'http://'); } catch (e) { return { json: e.name }; } })()`,
  'XHR that is sent unopened': `(() => { try { new XMLHttpRequest().send(); } catch (e) { return { json: e.name }; } })()`,
  'XHR that is opened twice': `(() => { const x = new XMLHttpRequest(); x.open('POST', at('404')); x.setRequestHeader('X-One', '1'); return xhr('GET', at('ok'), {}, x); })()`,
  'XHR that is opened, and never sent': `(async () => { new XMLHttpRequest().open('GET', at('ok')); return xhr('GET', at('ok')); })()`,
  'XHR that is used again': `(async () => { const x = new XMLHttpRequest(); await xhr('GET', at('ok'), {}, x); return xhr('POST', at('404'), { body: 'y' }, x); })()`,
};

const BODY = `<script>
  const xhr = (method, url, { body, headers = [], timeout = 0, responseType = '', abort, upload } = {}, x = new XMLHttpRequest()) =>
    new Promise((resolve) => {
      const seen = [];
      for (const type of ['readystatechange', 'loadstart', 'load', 'error', 'abort', 'timeout', 'loadend'])
        x['on' + type] = () => {
          if (seen.at(-1) !== type + x.readyState) seen.push(type + x.readyState);
          if (type === 'loadend') {
            const { response } = x;
            resolve({ json: [seen, x.status, x.statusText, x.responseURL.replace(/.*\\/at/, ''), response instanceof ArrayBuffer ? [...new Uint8Array(response)] : response] });
          }
        };
      x.open(method, url);
      Object.assign(x, { timeout, responseType });
      for (const [name, value] of headers) x.setRequestHeader(name, value);
      if (upload) x.upload.onload = () => seen.push('uploaded');
      x.send(body);
      if (abort) setTimeout(() => x.abort(), abort);
    });
  /** Everything that a page can tell of a result. */
  const describe = async (run) => {
    try {
      const r = await run();
      if (r && 'json' in r && !(r instanceof Response)) return r.json;
      const body = await r.text().catch((e) => 'no body: ' + e.name);
      return [r.status, r.statusText, r.type, r.ok, r.redirected, r.url.replace(/.*\\/at|^blob.*/, ''), [...r.headers].filter(([name]) => name !== 'date'), body];
    } catch (e) {
      return ['rejected', Object.prototype.toString.call(e), e?.name, String(e?.message ?? e)];
    }
  };
  const runAll = async (cases, elsewhere) => {
    const results = {};
    for (const [number, [name, source]] of cases.entries()) {
      const run = new Function('at', 'other', 'xhr', 'return ' + source);
      results[name] = await describe(() => run((path) => location.origin + '/at/' + number + '/' + path, (path) => elsewhere + '/at/' + number + '/' + path, xhr));
    }
    return results;
  };
</script><a id="next" href="/next">next</a>`;

declare const runAll: (cases: [string, string][], elsewhere: string) => Promise<Record<string, unknown>>;

/** What the servers were asked, by the case's number: method, path, headers as they came, body. */
let asked: Record<string, unknown[]> = {};
let traced: Record<string, string | undefined> = {};
/** Requests that are answered when the test says so, by their body. */
const held = new Map<string, { traceId: string; milliseconds: number; answer: () => void }>();

const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const [, , number = '', path = ''] = (request.url as string).split(/[/?]/);
  let body = '';
  for await (const chunk of request.on('error', () => {})) body += chunk;
  traced[number] ??= request.headers.traceparent as string | undefined;
  asked[number] ??= [];
  asked[number].push([
    request.method,
    request.url,
    request.rawHeaders.flatMap((name, at, all) =>
      at % 2 || /^traceparent$/i.test(name) ? [] : [`${name}: ${all[at + 1]}`],
    ),
    body.replace(/-{4,}\S+/g, 'boundary'),
  ]);
  const headers: Record<string, string> = { 'content-type': 'text/plain', 'x-answer': '1' };
  if (path === 'cors' || request.method === 'OPTIONS')
    Object.assign(headers, {
      'access-control-allow-origin': '*',
      'access-control-allow-headers': path === 'timed' ? '*' : 'x-one',
      'access-control-max-age': '0',
    });
  if (path === 'redirect' || path === '307')
    return void response.writeHead(path === '307' ? 307 : 302, { location: `/at/${number}/ok` }).end();
  if (path === 'timed' && request.method === 'POST') {
    const [size] = body.split(' ');
    headers['access-control-allow-origin'] = headers['timing-allow-origin'] = '*';
    headers['content-length'] = size as string;
    response.writeHead(200, headers);
    // Firefox may not give the page an answer of which there is no byte of the body.
    const first = body.endsWith('head first') ? 'x' : '';
    if (first) response.write(first);
    const came = Date.now();
    const one = {
      traceId: String(request.headers.traceparent).slice(3, 35),
      milliseconds: 0,
      answer() {
        one.milliseconds = Date.now() - came;
        response.end('x'.repeat(Number(size) - first.length));
      },
    };
    return void held.set(body, one);
  }
  if (path === 'never') return;
  if (path === 'slow') return void setTimeout(() => response.writeHead(200).end('slow'), 2_000).unref();
  if (path === 'drip' || path === 'drip2') {
    response.writeHead(200, headers).write('one,');
    return void setTimeout(() => response.end('two'), path === 'drip' ? 2_000 : 100).unref();
  }
  const status = Number(path) || 200;
  response.writeHead(status, headers).end(status === 204 ? undefined : `answer to ${request.method} ${body}`);
};

let site: Site;
let elsewhere: Site;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  site = await serve({ '/': BODY, '/next': '', '/held': `${holdTimeouts(5_000)}` }, answer);
  elsewhere = await serve({}, answer);
  browser = await borrowBrowser(engine);
  page = await browser.newPage();
});
afterAll(async () => {
  await browser?.close();
  site?.close();
  elsewhere?.close();
});
const openAnew = async (): Promise<void> => {
  await page.goto(`${site.origin}/`);
  await forget(page);
  traced = {};
  held.clear();
};

const ofName = (events: Emitted[]): Emitted[] => events.filter(({ name }) => name === 'http.client.request');

describe('page and server see the same with the plugin as without', () => {
  let plain: Record<string, unknown>;
  let patched: Record<string, unknown>;
  let askedPlain: typeof asked;
  let askedPatched: typeof asked;

  beforeAll(async () => {
    const run = async (isPatched: boolean) => {
      await page.goto(`${site.origin}/`);
      asked = {};
      const results = await page.evaluate(
        ([cases, other, patch]) => {
          if (patch) start(sonde.requests());
          return runAll(cases, other);
        },
        [Object.entries(CASES), elsewhere.origin, isPatched] as [[string, string][], string, boolean],
      );
      return [results, asked] as const;
    };
    [plain, askedPlain] = await run(false);
    traced = {};
    [patched, askedPatched] = await run(true);
  });

  test.each(Object.keys(CASES).map((name, number) => [name, number] as const))('%s', (name, number) => {
    expect(patched[name]).toEqual(plain[name]);
    // What is aborted may not have got as far as the server.
    if (!/abort|time/.test(name)) expect(askedPatched[number]).toEqual(askedPlain[number]);
  });
});

test('requests are told with their status, time, size and outcome, and are found in the trace of the server', async () => {
  await openAnew();
  asked = {};
  await page.evaluate(async (other) => {
    start(sonde.requests({ traceTo: [other], ignore: [/ignored/] }));
    await fetch('/at/1/ok?mail=ann@example.org', { method: 'post', body: 'secret' }).then((r) => r.text());
    await fetch(new URL('/at/2/404', location.href)).then((r) => r.text());
    await fetch('/at/3/ignored');
    await fetch('/at/4/v1/logs').then((r) => r.text());
    await new Promise((done) => {
      const xhr = new XMLHttpRequest();
      xhr.open('GET', '/at/5/500');
      xhr.onloadend = done;
      xhr.send();
    });
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await fetch('/at/6/ok', { headers: { traceparent } }).then((r) => r.text());
    await fetch(`${other}/at/7/ok`).catch(() => {});
  }, elsewhere.origin);
  const events = ofName(await emittedUntil(page, (found) => ofName(found).length >= 4, 'four requests'));
  const of = (path: string) => events.find(({ attributes }) => attributes['url.template'] === path);
  expect(of('/at/:id/ok')?.attributes).toMatchObject({
    'url.full': `${site.origin}/at/:id/ok`,
    'server.address': '127.0.0.1',
    'server.port': Number(new URL(site.origin).port),
    'http.request.method': 'POST',
    'http.response.status_code': 200,
    'sonde.request.outcome': 'succeeded',
    'sonde.request.waiting': expect.any(Number),
  });
  // WebKit counts how it was sent, in chunks.
  expect(of('/at/:id/ok')?.attributes['http.response.body.size']).toBeGreaterThanOrEqual(21);
  expect(of('/at/:id/ok')?.attributes).not.toHaveProperty('error.type', expect.anything());
  for (const status of ['404', '500'])
    expect(
      events.filter(({ attributes }) => attributes['http.response.status_code'] === +status),
    ).toMatchObject([{ attributes: { 'error.type': status, 'sonde.request.outcome': 'failed' } }]);
  expect(JSON.stringify(events)).not.toMatch(/secret|ann@|ignored|v1/);
  const span = (event: Emitted | undefined) =>
    (event as unknown as { options: { span: Record<string, string> } }).options.span;
  const one = span(of('/at/:id/ok'));
  expect(one).toMatchObject({ name: 'POST /at/:id/ok', kind: 3 });
  expect(traced['1']).toBe(`00-${one.traceId}-${one.spanId}-01`);
  expect(BigInt(one.endTimeUnixNano as string) >= BigInt(one.startTimeUnixNano as string)).toBe(true);
  expect(traced['5']).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-01$/);
  expect(traced['3']).toBeUndefined();
  // The page's own is kept, and its ids are the span's.
  expect(traced['6']).toBe(`00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`);
  expect(events.map((event) => span(event).traceId)).toContain('a'.repeat(32));
  // A header that the other origin did not allow: the browser asked before.
  expect(asked['7']?.[0]).toContain('OPTIONS');
});

/** The bodies, which say how many bytes the answer has. */
const BODIES = ['100', '5000', '1000'];
test.each([
  // All have their answers before the first has its measure: what tells them apart is when they began.
  // In one task that takes a clock of less than a millisecond.
  ...(engine === 'chromium' ? ['in one task', 'one by one'] : ['one by one']).flatMap((begun) =>
    ['first', 'last'].map((ends) => ({
      by: 'fetch',
      begun,
      bodies: BODIES.map((body) => `${body} head first`),
      ends,
      at: 'here',
    })),
  ),
  // The hardest first.
  ...orFirst(['either', 'fetch', 'XHR']).flatMap((by) =>
    ['in one task', 'one by one'].flatMap((begun) =>
      orFirst(['last', 'first']).flatMap((ends) =>
        orFirst(['here', 'elsewhere']).map((at) => ({ by, begun, bodies: BODIES, ends, at })),
      ),
    ),
  ),
])(
  'requests of one address at a time are each told with their own measure: $by, $begun, $bodies, the $ends ends first, $at',
  async ({ by, begun, bodies, ends, at }) => {
    await openAnew();
    const other = (at === 'here' ? site : elsewhere).origin;
    const holds = (body: string) => eventually(() => held.has(body), Boolean, `a request of ${body}`);
    await page.evaluate((other) => {
      // As others' patches do, this one takes a while before the browser starts anything: the next is begun nearer to that.
      const { fetch } = window;
      window.fetch = (...given) => {
        for (const now = performance.now(); performance.now() < now + 5; );
        return fetch(...given);
      };
      start(sonde.requests({ traceTo: [other] }));
    }, other);
    for (const some of begun === 'one by one' ? bodies.map((body) => [body]) : [bodies]) {
      await page.evaluate(
        async ([address, by, bodies]) => {
          const heads = bodies.map((body) => {
            // The next is begun when the clock shows another time.
            for (const now = performance.now(); now === performance.now(); );
            if (by === 'fetch' || (by === 'either' && body === '5000')) {
              const answer = fetch(address, { method: 'POST', body });
              answer.then((response) => response.text());
              return body.endsWith('head first') && answer;
            }
            const xhr = new XMLHttpRequest();
            xhr.open('POST', address);
            xhr.send(body);
            return undefined;
          });
          await Promise.all(heads);
        },
        [`${other}/at/1/timed`, by, some] as const,
      );
      for (const body of some) await holds(body);
    }
    let events: Emitted[] = [];
    // The others are not answered before the one that ends is told, save that their heads are.
    for (const [told, body] of (ends === 'last' ? bodies.toReversed() : bodies).entries()) {
      held.get(body)?.answer();
      events = ofName(
        await emittedUntil(page, (found) => ofName(found).length > told, `${told + 1} requests`),
      );
    }
    expect(events).toHaveLength(3);
    for (const { attributes, options } of events) {
      const { traceId, startTimeUnixNano, endTimeUnixNano } = (
        options as unknown as { span: Record<string, string> }
      ).span;
      const [body, { milliseconds }] = [...held].find(([, one]) => one.traceId === traceId) as [
        string,
        { milliseconds: number },
      ];
      // WebKit hides the sizes of what it asked for leave.
      if (engine !== 'webkit' || at === 'here')
        expect(attributes['http.response.body.size']).toBe(Number.parseInt(body, 10));
      const duration = Number(BigInt(endTimeUnixNano as string) - BigInt(startTimeUnixNano as string)) / 1e6;
      // A browser's clock and a server's may round.
      expect(duration).toBeGreaterThan(milliseconds - 3);
    }
  },
);

describe('among the breadcrumbs of an error is the request that caused it', () => {
  /** What a page does with an answer. */
  const CAUSES: Readonly<Record<string, string>> = {
    'an answer that the page throws for': `fetch('/at/1/500').then((r) => { if (!r.ok) throw new Error('caused'); })`,
    'such an answer of an XMLHttpRequest': `(() => { const x = new XMLHttpRequest(); x.open('GET', '/at/1/500'); x.send(); x.onload = () => { throw new Error('caused ' + x.status); }; })()`,
  };
  test.each(Object.entries(CAUSES))('%s', async (_, source) => {
    await openAnew();
    await page.evaluate((source) => {
      start(sonde.errors());
      start(sonde.requests());
      new Function(source)();
    }, source);
    const events = await emittedUntil(
      page,
      (found) => found.some(({ name }) => name === 'exception') && ofName(found).length > 0,
      'the request and the error',
    );
    const { attributes } = events.find(({ name }) => name === 'exception') as Emitted;
    expect(JSON.parse(attributes['sonde.breadcrumbs'] as string)).toEqual([
      [expect.any(Number), 'http.client.request', '/at/:id/:id 500'],
    ]);
    expect(ofName(events)).toHaveLength(1);
  });
});

test('an answer whose body takes longer than five seconds is told with its time and size', async () => {
  await page.goto(`${site.origin}/held`);
  await forget(page);
  held.clear();
  await page.evaluate(async () => {
    start(sonde.requests());
    const response = await fetch('/at/1/timed', { method: 'POST', body: '5000 head first' });
    response.text();
    // Five seconds go by.
    pass();
  });
  const one = await eventually(() => held.get('5000 head first'), Boolean, 'the request');
  one?.answer();
  const [told] = ofName(await emittedUntil(page, (found) => ofName(found).length > 0, 'the request'));
  expect(told?.attributes['http.response.body.size']).toBe(5_000);
});

test('what is cut off because the page is left is not told as failed, what failed before is', async () => {
  await openAnew();
  await page.evaluate(async (other) => {
    start(sonde.requests());
    await fetch(`${other}/at/1/ok`).catch(() => {});
    fetch('/at/2/never').catch(() => {});
    const xhr = new XMLHttpRequest();
    xhr.open('GET', '/at/3/never');
    xhr.send();
  }, elsewhere.origin);
  await page.click('#next');
  await page.waitFor(() => location.pathname === '/next' && document.readyState === 'complete');
  const told = ofName(await emittedUntil(page, (found) => ofName(found).length > 0, 'the one that failed'));
  expect(told.map(({ attributes }) => [attributes['url.full'], attributes['sonde.request.outcome']])).toEqual(
    [[`${elsewhere.origin}/at/:id/ok`, 'failed']],
  );
});

test('an XMLHttpRequest that the page uses again is told each time, and keeps no listeners', async () => {
  await openAnew();
  const listeners = await page.evaluate(async () => {
    start(sonde.requests());
    const xhr = new XMLHttpRequest();
    let listeners = 0;
    const { addEventListener, removeEventListener } = xhr;
    xhr.addEventListener = (...given: unknown[]) => {
      listeners++;
      Reflect.apply(addEventListener, xhr, given);
    };
    xhr.removeEventListener = (...given: unknown[]) => {
      listeners--;
      Reflect.apply(removeEventListener, xhr, given);
    };
    for (const path of ['ok', '404', 'ok', '500']) {
      xhr.open('GET', `/at/1/${path}`);
      xhr.send();
      await new Promise((resolve) => {
        xhr.onloadend = resolve;
      });
    }
    return listeners;
  });
  const events = ofName(await emittedUntil(page, (found) => ofName(found).length >= 4, 'four requests'));
  expect(events.map(({ attributes }) => attributes['http.response.status_code']).sort()).toEqual([
    200, 200, 404, 500,
  ]);
  expect(listeners).toBe(0);
});

test('what was aborted, timed out or failed is told as that', async () => {
  await openAnew();
  const outcomes = await page.evaluate(async () => {
    // The browser may take long to tell the measure of what failed: the page's end is quicker.
    const told: unknown[] = [];
    const telemetry = { emit: (_: string, attributes: Record<string, unknown>) => told.push(attributes) };
    const stop = sonde.requests().setup(telemetry as never);
    const controller = new AbortController();
    const slow = [
      fetch('/at/1/slow', { signal: controller.signal }),
      fetch('/at/2/slow', { signal: AbortSignal.timeout(50) }),
      fetch('http://127.0.0.1:1/'),
    ];
    setTimeout(() => controller.abort('my reason'), 50);
    await Promise.allSettled(slow);
    dispatchEvent(new Event('beforeunload'));
    dispatchEvent(new Event('pagehide'));
    stop();
    return told.map((one) => (one as Record<string, unknown>)['sonde.request.outcome']).sort();
  });
  expect(outcomes).toEqual(['abort', 'failed', 'timeout']);
});

test('where the site’s own naming throws the page is spared it, and the request told by its path', async () => {
  await openAnew();
  const [failed, told] = await page.evaluate(async () => {
    let failed = 0;
    const count = (): number => failed++;
    addEventListener('error', count);
    addEventListener('unhandledrejection', count);
    const told: unknown[] = [];
    const template = (): string => {
      throw new Error('the site’s');
    };
    const emit = (_: string, attributes: Record<string, unknown>): void =>
      void told.push(attributes['url.template']);
    const stop = sonde.requests({ template }).setup({ emit } as never);
    const text = await fetch('/at/1/ok').then((r) => r.text());
    dispatchEvent(new Event('pagehide'));
    stop();
    removeEventListener('error', count);
    removeEventListener('unhandledrejection', count);
    return [failed + (text ? 0 : 1), told] as const;
  });
  expect(failed).toBe(0);
  expect(told).toEqual(['/at/:id/ok']);
});

test('undone it is silent, and the platform is as it was', async () => {
  await openAnew();
  const isSame = await page.evaluate(async () => {
    const { fetch: before } = window;
    const { open } = XMLHttpRequest.prototype;
    start(sonde.requests());
    const patched = window.fetch;
    undo();
    const isBack = window.fetch === before && XMLHttpRequest.prototype.open === open;
    await patched('/at/1/ok').then((r) => r.text());
    return isBack && patched !== before;
  });
  expect(isSame).toBe(true);
  expect(traced['1']).toBeUndefined();
});
