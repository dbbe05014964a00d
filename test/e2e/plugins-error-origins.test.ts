import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Browser, Page } from '../helpers/browser.js';
import { engine } from '../helpers/engine.js';
import { borrowBrowser } from '../helpers/shared-browser.js';
import { emitted, emittedUntil, forget, type Site, serve } from './plugins-site.js';

declare const sonde: typeof import('../../src/plugins/errors.js') &
  typeof import('../../src/plugins/error-origins.js');
declare const start: (plugin: unknown) => void;

let site: Site;
let other: Site;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  other = await serve({
    '/cross.js': { body: 'throw new Error("secret")', headers: { 'content-type': 'text/javascript' } },
  });
  site = await serve({
    '/': `<script>start(sonde.errors()); start(sonde.errorOrigins({ leaveOut: ['injected'] }))</script>`,
    '/marked': '<script>start(sonde.errors()); start(sonde.errorOrigins())</script>',
    '/cross': `<script>start(sonde.errors()); start(sonde.errorOrigins())</script><script src="${other.origin}/cross.js"></script>`,
  });
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

test('errors are marked by the frame that crashed, and left out where the site says so', async () => {
  await page.evaluate(async (heedsSourceUrl) => {
    const fail = (message: string, url: string) =>
      new Promise((resolve) => {
        const own = heedsSourceUrl ? '' : `error.stack = 'content@${url}:1:7\\nglobal code@${url}:2:9';`;
        const code = `const error = new Error('${message}'); ${own} throw error\n//# sourceURL=${url}`;
        setTimeout(() => {
          setTimeout(resolve);
          new Function(code)();
        });
      });
    for (const scheme of ['chrome-extension', 'moz-extension', 'safari-web-extension'])
      await fail(scheme, `${scheme}://abcdef/content.js`);
    // What a message says of addresses and of others' stacks is no frame, though V8 begins the stack with it.
    await fail(
      'no answer to me@https://api.example:443 at https://api.example:443',
      'moz-extension://a/b.js',
    );
    await fail('the server said\\n    at work (https://api.example/a.js:1:2)', 'moz-extension://a/b.js');
    await fail('user', 'user-script:2');
    await fail('own', `${location.origin}/own.js`);
    // A frame of an extension further up does not make it the extension's.
    const wrapped = new Error('wrapped');
    wrapped.stack = `Error: wrapped\n    at own (${location.origin}/a.js:1:2)\n    at Array.map (<anonymous>)\n    at wrap (chrome-extension://abc/x.js:3:4)`;
    reportError(wrapped);
    // WebKit's stacks name no sourceURL: there each is written as WebKit would.
  }, engine !== 'webkit');
  await emittedUntil(page, (events) => events.length >= 7, 'seven errors');
  const told = (await emitted(page)).map(({ attributes }) => [
    attributes['exception.message'],
    attributes['sonde.exception.origin'],
  ]);
  expect(told).toEqual([
    ['chrome-extension', 'extension'],
    ['moz-extension', 'extension'],
    ['safari-web-extension', 'extension'],
    ['no answer to me@https://api.example:443 at https://api.example:443', 'extension'],
    ['the server said\n    at work (https://api.example/a.js:1:2)', 'extension'],
    ['own', undefined],
    ['wrapped', undefined],
  ]);
});

// What the other engines' drivers put in bears an address.
test.runIf(engine === 'webkit')('errors of a script without an address are marked as injected', async () => {
  await page.goto(`${site.origin}/marked`);
  await page.evaluate(() => {
    setTimeout(function injected() {
      throw new Error('thrown');
    });
    Promise.reject(new Error('rejected'));
  });
  const told = await emittedUntil(page, (events) => events.length >= 2, 'two errors');
  expect(
    told.map(({ attributes }) => [attributes['exception.message'], attributes['sonde.exception.origin']]),
  ).toEqual([
    ['thrown', 'injected'],
    ['rejected', 'injected'],
  ]);
});

// Firefox hides nothing between loopback addresses.
test.skipIf(engine === 'firefox')('an error of another origin is marked as that', async () => {
  await page.goto(`${site.origin}/cross`);
  const told = await emittedUntil(page, (events) => events.length >= 1, 'an error');
  expect(told.map(({ attributes }) => attributes)).toEqual([
    expect.objectContaining({
      'exception.message': 'Script error.',
      'sonde.exception.origin': 'cross-origin',
    }),
  ]);
});
