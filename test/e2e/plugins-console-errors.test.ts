import { expect, test } from 'vitest';
import { emitted, forget } from './plugins-site.js';
import { useSite } from './use-site.js';

declare const sonde: typeof import('../../src/plugins/console-errors.js');
declare const start: (plugin: unknown) => void;
declare const undo: () => void;

const { site, page } = useSite({
  '/': `<script>
      window.shown = [];
      console.error = function error(...all) { shown.push(all); return 'shown'; };
      const before = console.error;
      start(sonde.consoleErrors());
    </script>`,
});

test('what a framework’s helper has recorded is not told again as the framework writes it', async () => {
  await page.goto(`${site.origin}/`);
  await page.evaluate(() => {
    const error = new RangeError('recorded');
    Reflect.set(error, Symbol.for('sonde.recorded'), true);
    console.error('The above error occurred in a component:', error);
    console.error('another');
  });
  expect((await emitted(page)).map(({ attributes }) => attributes['exception.message'])).toEqual(['another']);
  await forget(page);
});

test('an error of a frame is told with its text', async () => {
  await page.goto(`${site.origin}/`);
  await page.evaluate(() => {
    const { contentWindow } = document.body.appendChild(document.createElement('iframe'));
    const frame = contentWindow as unknown as typeof globalThis;
    console.error('in the frame:', new frame.TypeError('too deep'));
  });
  expect(await emitted(page)).toMatchObject([
    { attributes: { 'exception.type': 'TypeError', 'exception.message': 'in the frame: too deep' } },
  ]);
  await forget(page);
});

test('what is written as an error is told once, without what objects hold, and is shown as before', async () => {
  await page.goto(`${site.origin}/`);
  const [shown, name, back] = await page.evaluate(async () => {
    const answer = console.error('it', 7, { card: '4111' }, new RangeError('too far'));
    for (let time = 0; time < 100; time++) console.error('again');
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    console.error(proxy, Symbol('s'), null);
    const { name } = console.error;
    await Promise.resolve();
    undo();
    console.error('after');
    const page = window as unknown as { shown: unknown[]; before: unknown };
    return [[answer, page.shown.length], name, console.error.name] as const;
  });
  expect(shown).toEqual(['shown', 103]);
  expect([name, back]).toEqual(['error', 'error']);
  const told = await emitted(page);
  expect(told.map(({ attributes }) => attributes['exception.message']).slice(0, 2)).toEqual([
    'it 7 [Object] too far',
    'again',
  ]);
  expect(told).toHaveLength(3);
  expect(told[0]).toMatchObject({
    name: 'exception',
    attributes: {
      'exception.type': 'RangeError',
      'exception.stacktrace': expect.stringMatching(/./),
      'sonde.exception.source': 'console',
      'sonde.exception.handled': true,
    },
    options: { severity: 13 },
  });
  expect(JSON.stringify(told)).not.toContain('4111');
});
