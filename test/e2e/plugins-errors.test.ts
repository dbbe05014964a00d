import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { exceptionFingerprint } from '../../src/collector/ingest/exception-fingerprint.js';
import type { SondeEvent } from '../../src/event.js';
import type { Browser, Page } from '../helpers/browser.js';
import { engine } from '../helpers/engine.js';
import { eventually } from '../helpers/eventually.js';
import { once } from '../helpers/once.js';
import { borrowBrowser } from '../helpers/shared-browser.js';
import { goNext } from './go-next.js';
import {
  type Emitted,
  emitted,
  emittedUntil,
  forget,
  holdTimeouts,
  type Site,
  serve,
} from './plugins-site.js';

declare const sonde: typeof import('../../src/plugins/errors.js') &
  typeof import('../../src/plugins/capture-exception.js') &
  typeof import('../../src/plugins/console-errors.js') &
  typeof import('../../src/plugins/setting.js') &
  typeof import('../../src/plugins/settings.js');
declare const start: (plugin: unknown) => void;
declare const undo: () => void;
declare const pass: () => void;
declare const telemetry: {
  emit(name: string, attributes: object): void;
  onEmit(listener: (event: SondeEvent) => void): () => void;
};

/** The same code, as two releases' build would name and place it. */
const release = (version: number): string =>
  `${'\n'.repeat(version * 7)}function checkOut(order) { if (order.total > 1) { throw new RangeError('Order ' + order.total + version + ' is too dear'); } }
   window.checkOut${version} = function placeOrder() { checkOut({ total: 4096 }); };`;

/** A storm ends when the test says so. */
const BODY = `
${holdTimeouts(5_000)}<script>
  window.handled = [];
  addEventListener('error', (event) => handled.push(['error', event.defaultPrevented]));
  addEventListener('unhandledrejection', (event) => handled.push(['unhandledrejection', event.defaultPrevented]));
  const plugin = sonde.errors({ ignore: [/extension:/] });
  start(plugin);
  /** Throws from a task of its own, as an event handler would. */
  const later = (work) => new Promise((resolve) => setTimeout(() => { setTimeout(resolve); work(); }));
</script>
<button id="throws" onclick="throw new TypeError('pressed')">throw</button>
<a id="next" href="/next">next</a><a id="late" href="/late">late</a>`;

declare const later: (work: () => void) => Promise<void>;

/** What the server answers when the test says so. */
const held: ServerResponse[] = [];
let site: Site;
let other: Site;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const script = (body: string) => ({ body, headers: { 'content-type': 'text/javascript' } });
  other = await serve({
    '/cross.js': script('throw new Error("secret of another origin")'),
  });
  site = await serve(
    {
      '/cross': `${BODY}<script src="${other.origin}/cross.js"></script>`,
      '/': BODY,
      '/next': '',
      '/unparsed.js': script('if ('),
      '/unparsed': `${BODY}<script src="/unparsed.js"></script>`,
      '/module': `${BODY}<script type="module">import '/missing.js';</script>`,
      '/assets/index-BX3fa9c1.js': script(release(1)),
      '/v2/index-QkWbQzXe.js': script(release(2)),
    },
    (request, response) => {
      if (request.url === '/late') held.push(response);
      // Never answered.
      else if (!request.url?.startsWith('/hangs')) response.writeHead(404).end();
    },
  );
  browser = await borrowBrowser(engine);
  page = await browser.newPage();
});
afterAll(async () => {
  await browser?.close();
  site?.close();
  other?.close();
});
beforeEach(async () => {
  await page.goto(`${site.origin}/`);
  await forget(page);
});

const exceptions = async (): Promise<Record<string, unknown>[]> =>
  (await emitted(page)).filter(({ name }) => name === 'exception').map(({ attributes }) => attributes);

const many = (count: number) => (events: Emitted[]) =>
  events.filter(({ name }) => name === 'exception').length >= count;

/** Waits for so many exceptions, and no more. */
const exactly = async (count: number): Promise<Record<string, unknown>[]> => {
  await emittedUntil(page, many(count), `${count} exceptions`);
  const told = await exceptions();
  expect(told).toHaveLength(count);
  return told;
};

describe('an uncaught error', () => {
  test('is told with its stack, and the page sees it as it would', async () => {
    await page.click('#throws');
    const [told] = await exactly(1);
    expect(told).toMatchObject({
      'exception.type': 'TypeError',
      'exception.message': 'pressed',
      'sonde.exception.source': 'error',
      'sonde.exception.handled': false,
    });
    expect(told?.['exception.stacktrace']).toContain('onclick');
    expect((await emitted(page))[0]?.options?.severity).toBe(17);
    expect(await page.evaluate(() => (window as unknown as { handled: unknown[] }).handled)).toEqual([
      ['error', false],
    ]);
  });

  test('in a script that cannot be parsed is told with its place', async () => {
    await page.goto(`${site.origin}/unparsed`);
    const [told] = await exactly(1);
    expect(told?.['exception.type']).toBe('SyntaxError');
    expect(told?.['exception.stacktrace']).toMatch(/\/unparsed\.js:1/);
  });

  test('with a message that is longer than all that is kept has its frames and its cause', async () => {
    await page.evaluate(async () => {
      await later(function farAway() {
        throw new Error('x'.repeat(50_000), { cause: new TypeError('the cause') });
      });
    });
    const [told] = await exactly(1);
    expect(told?.['exception.stacktrace']).toMatch(/farAway/);
    expect(told?.['exception.stacktrace']).toMatch(/the cause/);
    expect(`${told?.['exception.stacktrace']}`.length).toBeLessThan(4096);
  });

  test('is told whatever was thrown', async () => {
    await page.evaluate(async () => {
      await later(() => {
        throw 'a string';
      });
      await later(() => {
        throw 42;
      });
      await later(() => {
        throw { code: 7, card: '4111' };
      });
      await later(() => {
        throw Symbol('sign');
      });
      await later(() => {
        throw null;
      });
      await later(() => {
        throw new DOMException('stopped', 'AbortError');
      });
    });
    const told = await exactly(6);
    expect(
      told
        .slice(0, 4)
        .concat(told.slice(5))
        .map((one) => [one['exception.type'], one['exception.message']]),
    ).toEqual([
      ['String', 'a string'],
      ['Number', '42'],
      ['Object', '{code,card}'],
      ['Symbol', 'Symbol(sign)'],
      ['AbortError', 'stopped'],
    ]);
    expect(told[4]?.['exception.message']).toMatch(/null/);
  });

  test('is told with its causes, in circles and in aggregates too', async () => {
    await page.evaluate(() =>
      later(() => {
        const root = new RangeError('the root');
        const middle = new Error('the middle', { cause: root });
        (root as Error).cause = middle;
        throw new AggregateError([middle, 'a string'], 'all failed');
      }),
    );
    const [told] = await exactly(1);
    const trace = String(told?.['exception.stacktrace']);
    expect(told?.['exception.type']).toBe('AggregateError');
    expect(trace.match(/Caused by: .*/g)).toEqual([
      'Caused by: Error: the middle',
      'Caused by: String: a string',
      'Caused by: RangeError: the root',
    ]);
  });

  test.runIf(once)('is told however hostile the value is, and the page goes on', async () => {
    await page.evaluate(async () => {
      const hostile = Object.defineProperties(
        {},
        Object.fromEntries(
          ['name', 'message', 'stack', 'cause', 'toString'].map((name) => [
            name,
            {
              get() {
                throw new Error('trap');
              },
            },
          ]),
        ),
      );
      await later(() => {
        throw hostile;
      });
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      await later(() => {
        throw proxy;
      });
      await later(() => {
        throw Object.assign(new Error('x'.repeat(1_000_000)), { stack: 'y'.repeat(1_000_000) });
      });
      await later(() => {
        throw Object.assign(new Error(), { message: {}, name: 7, stack: null, cause: window, errors: 3 });
      });
      Reflect.set(window, 'isAlive', true);
    });
    await emittedUntil(page, many(4), 'four exceptions');
    expect(await page.evaluate(() => Reflect.get(window, 'isAlive'))).toBe(true);
    for (const told of await exceptions())
      for (const value of Object.values(told)) expect(String(value).length).toBeLessThanOrEqual(5_000 * 6);
  });

  test('of another origin is told as what the browser says of it', async () => {
    await page.goto(`${site.origin}/cross`);
    const [told] = await exactly(1);
    // Firefox hides nothing between loopback addresses.
    const message = engine === 'firefox' ? 'secret of another origin' : 'Script error.';
    expect(told).toMatchObject({ 'exception.type': 'Error', 'exception.message': message });
    if (engine !== 'firefox')
      expect(told).not.toHaveProperty('exception.stacktrace', expect.stringMatching(/./));
  });

  test('that the site ignores is left out, as are ResizeObserver’s notices', async () => {
    await page.evaluate(async () => {
      await later(() => {
        throw new Error('extension: boo');
      });
      await later(() => {
        throw Object.assign(new Error('fails'), { stack: 'Error: fails\n at moz-extension://1/a.js:1:1' });
      });
      const box = document.createElement('div');
      document.body.append(box);
      let height = 10;
      const observer = new ResizeObserver(() => {
        height += 10;
        if (height < 500) box.style.height = `${height}px`;
      });
      const notice = new Promise((resolve) => addEventListener('error', resolve));
      observer.observe(box);
      await notice;
      observer.disconnect();
      await later(() => {
        throw new Error('the last');
      });
    });
    const [told] = await exactly(1);
    expect(told?.['exception.message']).toBe('the last');
  });
});

describe('a rejected promise', () => {
  test('that nobody handles is told, with whatever it was rejected', async () => {
    await page.evaluate(async () => {
      Promise.reject(new RangeError('refused'));
      Promise.reject();
      Promise.reject(new Event('failed'));
      Promise.reject(new Error('handled')).catch(() => {});
    });
    const told = await exactly(3);
    expect(
      told.map((one) => [one['exception.type'], one['exception.message'], one['sonde.exception.source']]),
    ).toEqual([
      ['RangeError', 'refused', 'unhandledrejection'],
      ['Undefined', 'undefined', 'unhandledrejection'],
      ['Event', '{isTrusted}', 'unhandledrejection'],
    ]);
    expect(await page.evaluate(() => (window as unknown as { handled: unknown[] }).handled)).toEqual(
      Array(3).fill(['unhandledrejection', false]),
    );
  });
});

describe('a resource that fails to load', () => {
  test('is told by its address, unless it is private', async () => {
    await page.evaluate(async () => {
      const add = (tag: string, attributes: object, parent: Element = document.body) =>
        new Promise((resolve) => {
          const element = Object.assign(document.createElement(tag), attributes, { onerror: resolve });
          parent.append(element);
        });
      const off = document.createElement('div');
      off.dataset.telemetry = 'off';
      document.body.append(off);
      await add('img', { src: '/private.png' }, off);
      await add('img', { src: '/missing.png' });
      await add('script', { src: '/missing.js' });
      await add('link', { rel: 'stylesheet', href: '/missing.css' });
      // A component's own event of that name, and a file of the visitor's that is no picture.
      document.body
        .appendChild(document.createElement('file-upload'))
        .dispatchEvent(new CustomEvent('error'));
      const file = btoa('a file of the visitor').repeat(20);
      await add('img', { src: `data:image/heic;name=ann.heic;base64,${file}` });
    });
    const told = await exactly(4);
    expect(told.map((one) => one['exception.message'])).toEqual([
      `img ${site.origin}/missing.png`,
      `script ${site.origin}/missing.js`,
      `link ${site.origin}/missing.css`,
      'img data:image/heic',
    ]);
    expect(told[0]).toMatchObject({
      'exception.type': 'ResourceError',
      'sonde.exception.source': 'resource',
    });
  });
});

describe('what is cut off', () => {
  const load = (): Promise<void> =>
    page.evaluate(() => {
      const { body } = document;
      body.append(Object.assign(document.createElement('script'), { src: '/hangs.js' }));
      body.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '/hangs.css' }));
      fetch('/hangs');
      new Function('import("/hangs-chunk.js")')();
    });

  test('because its page is left is no error, also where the next takes its time', async () => {
    await load();
    await goNext(page);
    expect(await exceptions()).toEqual([]);
    await page.goto(`${site.origin}/`);
    await load();
    await page.evaluate(() => void setTimeout(() => document.querySelector<HTMLElement>('#late')?.click()));
    const answer = await eventually(() => held.shift(), Boolean, 'a request for the next page');
    answer
      ?.setHeader('content-type', 'text/html')
      .end('<!doctype html><script src="/plugins.js"></script>late');
    await page.waitFor(() => location.pathname === '/late' && document.readyState === 'complete');
    expect(await exceptions()).toEqual([]);
  });

  test('after a navigation that was none is told when the page has stayed, and what is thrown is at once', async () => {
    await page.evaluate(async () => {
      dispatchEvent(new Event('beforeunload', { cancelable: true }));
      Promise.reject(new Error('refused'));
      await new Promise((onerror) =>
        document.body.append(Object.assign(new Image(), { onerror, src: '/none.png' })),
      );
      await later(() => {
        throw new Error('thrown');
      });
    });
    expect((await exactly(1))[0]?.['exception.message']).toBe('thrown');
    await eventually(
      async () => {
        await page.evaluate(() => pass());
        return emitted(page);
      },
      many(3),
      'three exceptions',
    );
    // Which of the two comes first is the browser's affair.
    expect((await exactly(3)).map((one) => one['exception.message']).sort()).toEqual([
      `img ${site.origin}/none.png`,
      'refused',
      'thrown',
    ]);
  });
});

test.runIf(once)(
  'what waits for the page to stay is not told after a withdrawal and a later grant',
  async () => {
    await page.evaluate(async () => {
      dispatchEvent(new Event('beforeunload', { cancelable: true }));
      const isTold = new Promise((resolve) => addEventListener('unhandledrejection', resolve));
      Promise.reject(new Error('before the withdrawal'));
      await isTold;
      undo();
      start(sonde.errors());
      const { now } = Date;
      Date.now = () => now() + 60_000;
      pass();
      telemetry.emit('exception', { 'exception.message': 'after it' });
      Date.now = now;
    });
    expect((await exactly(1))[0]?.['exception.message']).toBe('after it');
  },
);

test('a module in the page whose import is missing is told', async () => {
  await page.goto(`${site.origin}/module`);
  const [told] = await exactly(1);
  expect(told).toMatchObject({
    'exception.type': 'ResourceError',
    'exception.message': 'script',
    'sonde.exception.source': 'resource',
  });
});

describe('the fingerprint that the collector gives', () => {
  const fingerprintOfLast = async (): Promise<string> => {
    const told = (await exceptions()).at(-1);
    return exceptionFingerprint(
      String(told?.['exception.type']),
      String(told?.['exception.message']),
      String(told?.['exception.stacktrace']),
    );
  };

  const fail = async (path: string, name: string): Promise<string> => {
    await page.evaluate(
      async ([src, call]) => {
        const script = document.createElement('script');
        await new Promise((onload) => document.body.append(Object.assign(script, { src, onload })));
        await later(() => Reflect.get(window, call)());
      },
      [path, name] as const,
    );
    return fingerprintOfLast();
  };

  test('stays from release to release, and tells errors apart', async () => {
    const one = await fail('/assets/index-BX3fa9c1.js', 'checkOut1');
    await page.goto(`${site.origin}/`);
    const two = await fail('/v2/index-QkWbQzXe.js', 'checkOut2');
    expect(two).toBe(one);
    await page.click('#throws');
    expect(await fingerprintOfLast()).not.toBe(one);
  });
});

describe('a storm', () => {
  const storm = (times = 500) =>
    page.evaluate((count) => {
      for (let time = 0; time < count; time++) reportError(new Error(`again ${time}`));
      reportError(new Error('another'));
    }, times);

  test.runIf(once)('is one record, and a count of the rest', async () => {
    await storm();
    expect((await exceptions()).map((one) => one['sonde.exception.count'])).toEqual([undefined, undefined]);
    await page.evaluate(() => pass());
    const told = await exactly(3);
    expect(told[2]).toMatchObject({ 'exception.message': 'again 0', 'sonde.exception.count': 499 });
    await page.evaluate(() =>
      later(() => {
        throw new Error('again 500');
      }),
    );
    await exactly(4);
  });

  test('is counted when the page is left', async () => {
    await storm();
    await goNext(page);
    const counts = (await exceptions()).map((one) => one['sonde.exception.count']);
    expect(counts).toEqual([undefined, undefined, 499]);
  });

  test('is counted when the page is hidden, or so many others came that it would have to be kept', async () => {
    await storm();
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true, configurable: true });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
      Reflect.deleteProperty(document, 'hidden');
    });
    expect((await exceptions()).at(-1)?.['sonde.exception.count']).toBe(499);
    await page.evaluate(() => {
      reportError(new Error('twice'));
      reportError(new Error('twice'));
      const letters = (n: number) => [...String(n)].map((digit) => 'abcdefghij'[+digit]).join('');
      for (let n = 0; n < 100; n++) reportError(new Error(letters(n)));
    });
    expect((await exceptions()).filter((one) => one['sonde.exception.count'] === 1)).toMatchObject([
      { 'exception.message': 'twice' },
    ]);
  });

  test.runIf(once)('undone, is forgotten', async () => {
    await storm();
    await page.evaluate(() => {
      undo();
      start(sonde.errors());
    });
    await forget(page);
    await storm(10);
    await page.evaluate(() => pass());
    // The first would tell its count before the second does.
    const counts = (await exactly(3)).map((one) => one['sonde.exception.count']);
    expect(counts).toEqual([undefined, undefined, 9]);
  });

  test.runIf(once)('of 10,000 different errors keeps little, and loses none', async () => {
    const total = await page.evaluate(() => {
      undo();
      let events = 0;
      const tell = { emit: () => events++, onEmit: () => () => {}, debug() {} };
      const stop = (window as unknown as { sonde: typeof sonde }).sonde.errors().setup(tell as never);
      const letters = (n: number) => [...String(n)].map((digit) => 'abcdefghij'[+digit]).join('');
      for (let n = 0; n < 10_000; n++) reportError(new Error(letters(n)));
      stop();
      return events;
    });
    expect(total).toBe(10_000);
  });
});

test.runIf(once)('the last thirty events before it are its breadcrumbs, without queries', async () => {
  await page.evaluate(() => {
    for (let n = 0; n < 40; n++) telemetry.emit('click', { 'sonde.target.name': `button-${n}` });
    telemetry.emit('page_view', { 'url.full': 'https://shop.example/orders?mail=ann@example.org#top' });
    telemetry.emit('page_view', { 'url.full': 'https://shop.example/confirm/ann.smith@mail.example.org' });
    const throwing = () => {
      throw new Error('trap');
    };
    // `toJSON` hides the getter from the test's own record of it.
    telemetry.emit(
      'odd',
      Object.defineProperties(
        {},
        {
          hostile: { enumerable: true, get: throwing },
          toJSON: { value: () => ({}) },
        },
      ),
    );
    telemetry.emit('http.client.request', { 'url.template': '/api/cart', 'error.type': '503' });
    telemetry.emit('none', {});
  });
  await page.click('#throws');
  const told = (await exceptions())[0];
  const trail: [number, string, string][] = JSON.parse(String(told?.['sonde.breadcrumbs']));
  expect(trail).toHaveLength(30);
  for (const [before] of trail) expect(before).toBeGreaterThanOrEqual(0);
  expect(trail.slice(-6).map(([, ...rest]) => rest)).toEqual([
    ['click', 'button-39'],
    ['page_view', 'https://shop.example/orders'],
    // Cut, half of it would not be found and redacted.
    ['page_view', 'https://shop.example/confirm/'],
    ['odd', ''],
    ['http.client.request', '/api/cart 503'],
    ['none', ''],
  ]);
});

test.runIf(once)(
  'what came after an error that waited for the script is none of its breadcrumbs',
  async () => {
    await page.evaluate(() => {
      const emit = telemetry.emit as (name: string, attributes: object, options?: object) => void;
      emit('click', { 'sonde.target.name': 'before' }, { time: 1_000 });
      emit('click', { 'sonde.target.name': 'after' });
      emit('exception', { 'exception.message': 'early' }, { time: 1_250 });
    });
    const [told] = await exceptions();
    expect(JSON.parse(String(told?.['sonde.breadcrumbs']))).toEqual([[250, 'click', 'before']]);
  },
);

test.runIf(once)('what the console was told and which settings were changed are breadcrumbs', async () => {
  await page.evaluate(async () => {
    start(sonde.settings());
    start(sonde.consoleErrors());
    const track = telemetry.emit as never;
    for (const value of ['dark', 'light']) sonde.setting({ track }, 'theme', value);
    console.error('Ann Smith’s card was refused');
    // It is told in a task of its own.
    await Promise.resolve();
    console.error('no', new RangeError('too far'));
    await Promise.resolve();
  });
  await page.click('#throws');
  const told = await exceptions();
  expect(told.map((one) => one['sonde.exception.source'])).toEqual(['console', 'console', 'error']);
  const trail: unknown[][] = JSON.parse(String(told[2]?.['sonde.breadcrumbs']));
  expect(trail.map(([, ...rest]) => rest)).toEqual([
    ['setting.current', 'theme'],
    ['setting.changed', 'theme'],
    ['exception', 'console.error'],
    ['exception', 'RangeError'],
  ]);
});

test.runIf(once)(
  'breadcrumbs tell of no event that was left out, and of one no more than is sent',
  async () => {
    await page.evaluate(() => {
      const stop = telemetry.onEmit((event) => {
        // As `init` does with what `beforeSend` leaves out or changes.
        if (event.name === 'secret') event.time = Number.POSITIVE_INFINITY;
        if (event.name === 'search') event.attributes = { 'search.results': 'three' };
      });
      for (const name of ['secret', 'search']) telemetry.emit(name, { 'search.text': 'Ann Smith' });
      telemetry.emit('exception', {});
      stop();
    });
    const [told] = await exceptions();
    expect(JSON.parse(String(told?.['sonde.breadcrumbs']))).toEqual([
      [expect.any(Number), 'search', 'three'],
    ]);
  },
);

test('undone, it is silent', async () => {
  await page.evaluate(() => undo());
  await page.click('#throws');
  await page.evaluate(() => {
    start(sonde.errors());
    Promise.reject(new Error('seen by the second'));
  });
  await exactly(1);
});

test('captureException() tells what the application caught', async () => {
  await page.evaluate(() => {
    const track = telemetry.emit as never;
    telemetry.emit('click', { 'sonde.target.name': 'pay' });
    sonde.captureException({ track }, new Error('caught', { cause: 'why' }));
    sonde.captureException({ track }, undefined);
  });
  const told = await exceptions();
  expect(JSON.parse(String(told[0]?.['sonde.breadcrumbs']))).toEqual([[expect.any(Number), 'click', 'pay']]);
  expect(told[0]).toMatchObject({
    'exception.type': 'Error',
    'exception.message': 'caught',
    'exception.stacktrace': expect.stringContaining('Caused by: String: why'),
    'sonde.exception.source': 'captured',
    'sonde.exception.handled': true,
  });
  expect(told[1]).toMatchObject({ 'exception.type': 'Undefined' });
});
