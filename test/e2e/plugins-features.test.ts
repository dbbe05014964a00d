import { beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../helpers/eventually.js';
import { once } from '../helpers/once.js';
import { emitted, emittedUntil, forget, holdTimeouts } from './plugins-site.js';
import { useSite } from './use-site.js';

declare const sonde: typeof import('../../src/plugins/features.js') &
  typeof import('../../src/plugins/feature.js') &
  typeof import('../../src/plugins/setting.js');
declare const start: (plugin: unknown) => void;
declare const undo: () => void;
declare const pass: () => void;
declare const telemetry: { emit(name: string, attributes: object): void };

const BODY = `
<style>body { margin: 0 } .box { height: 100px }</style>
<button class="box" data-feature="seen"><svg id="icon" width="20" height="20"><path d="M0 0h20v20H0z"/></svg></button>
<div data-feature="seen" class="box">the same again</div>
<div data-feature="toggle"><label id="label">Label <input id="box" type="checkbox"></label></div>
<div data-feature="" class="box"><button id="nameless">nameless</button></div>
<div data-telemetry="off"><button id="private" data-feature="private">private</button></div>
<div class="box" style="visibility: hidden" data-feature="invisible"></div>
<div class="box" style="opacity: 0"><div class="box" data-feature="transparent"></div></div>
<div style="height: 0; overflow: hidden" data-feature="closed"><p>closed</p></div>
<div style="height: 3000px"></div>
<div class="box" id="below" data-feature="below">below</div>
<script>
  const times = window.times = {};
  telemetry.onEmit(({ attributes }) => { times[attributes['feature.id']] = performance.now(); });
  start(sonde.features());
</script>`;

/** What is kept on the device from load to load: at noon of the day that the query names. */
const KEPT = `<script>Date.now = () => new Date(2026, 0, +location.search.slice(1), 12).getTime();</script>
<button id="export" data-feature="export">Export</button>
<script>for (const plugin of [sonde.features(), sonde.adoption(), sonde.settings()]) start(plugin);</script>`;

/** Labels whose control is elsewhere, and a feature that no screen shows half of. */
const FORM = `<style>body { margin: 0 }</style>
<label id="upload" data-feature="upload" for="file">Upload</label><input id="file" type="file" hidden>
<label>Name <span id="help" role="button" tabindex="0" data-feature="help">?</span><input></label>
<div data-feature="dark"><input id="dark" type="checkbox"></div><label id="for-dark" for="dark">Dark</label>
<div style="height: 2000px"></div><section data-feature="tall" style="height: 400vh">tall</section>
<script>addEventListener('click', (event) => { if (event.target.type === 'file') event.preventDefault(); }, true);
  start(sonde.features());</script>`;

const { site, page } = useSite({
  '/': BODY,
  '/form': FORM,
  '/held': `${holdTimeouts(1_000)}${BODY}`,
  '/kept': KEPT,
});
beforeEach(async () => {
  await page.goto(`${site.origin}/`);
  await forget(page);
});

const told = async (name: string): Promise<unknown[]> =>
  (await emitted(page))
    .filter((event) => event.name === name)
    .map(({ attributes }) => attributes['feature.id']);

const isExposed = (id: string) => (events: { name: string; attributes: Record<string, unknown> }[]) =>
  events.some(({ name, attributes }) => name === 'feature.exposed' && attributes['feature.id'] === id);

/** Puts an element into view and waits until it is exposed: whatever was to be exposed before it, is by then. */
const exposeLast = async (id: string): Promise<void> => {
  await page.evaluate((last) => {
    const element = Object.assign(document.createElement('div'), { textContent: last });
    element.dataset.feature = last;
    element.style.cssText = 'position:fixed;inset:0 auto auto 0;width:50px;height:50px';
    document.body.append(element);
  }, id);
  await emittedUntil(page, isExposed(id), `${id} is exposed`);
};

describe('exposure', () => {
  test('is told once for each id that is in view, a second after, and of nothing hidden, private or nameless', async () => {
    await exposeLast('last');
    expect((await told('feature.exposed')).sort()).toEqual(['last', 'seen', 'toggle']);
    const seenAt = await page.evaluate(() => (window as unknown as { times: { seen: number } }).times.seen);
    expect(seenAt).toBeGreaterThan(1000);
  });

  test('is told when scrolled to, not when scrolled past', async () => {
    // The second passes when the test says so: a busy machine may take as long for a few frames.
    await page.goto(`${site.origin}/held`);
    const passUntil = async (id: string): Promise<void> => {
      await eventually(
        async () => {
          await page.evaluate(() => pass());
          return emitted(page);
        },
        isExposed(id),
        `${id} is exposed`,
      );
    };
    await passUntil('seen');
    await page.evaluate(async () => {
      const frames = async () => {
        for (let frame = 0; frame < 5; frame++) await new Promise(requestAnimationFrame);
      };
      document.querySelector('#below')?.scrollIntoView();
      await frames();
      scrollTo(0, 0);
      await frames();
      pass();
    });
    expect(await told('feature.exposed')).not.toContain('below');
    await page.evaluate(() => document.querySelector('#below')?.scrollIntoView());
    await passUntil('below');
  });

  test('is told of what turns visible later', async () => {
    await emittedUntil(page, isExposed('seen'), 'seen is exposed');
    await page.evaluate(() => {
      for (const hidden of document.querySelectorAll<HTMLElement>('[style]')) {
        hidden.style.visibility = 'visible';
        hidden.style.opacity = '1';
        if (hidden.style.height === '0px') hidden.style.height = '100px';
      }
    });
    await emittedUntil(
      page,
      (events) => ['invisible', 'transparent', 'closed'].every((id) => isExposed(id)(events)),
      'all are exposed',
    );
  });

  test.runIf(once)('is told again after a page view, of what is still in view', async () => {
    await emittedUntil(page, isExposed('seen'), 'seen is exposed');
    await forget(page);
    await page.evaluate(() => telemetry.emit('page_view', {}));
    await emittedUntil(page, isExposed('seen'), 'seen is exposed again');
    expect((await told('feature.exposed')).filter((id) => id === 'seen')).toHaveLength(1);
  });

  test.runIf(once)(
    'is found in a page of 10,000 elements that never stops changing, with few looks',
    async () => {
      await page.evaluate(() => {
        const query = document.querySelectorAll;
        const begin = performance.now();
        let looks = 0;
        Object.assign(document, {
          querySelectorAll(selector: string) {
            looks++;
            return query.call(document, selector);
          },
        });
        Object.assign(window, { looksPerSecond: () => (looks / (performance.now() - begin)) * 1000 });
        const many = document.createElement('div');
        for (let index = 0; index < 10_000; index++) many.append(document.createElement('i'));
        document.body.append(many);
        const change = () => {
          many.append(many.firstChild as Node);
          setTimeout(change);
        };
        change();
      });
      await exposeLast('late');
      const looks = await page.evaluate(() =>
        (window as unknown as { looksPerSecond(): number }).looksPerSecond(),
      );
      expect(looks).toBeLessThan(6);
    },
  );

  test.runIf(once)(
    'is told of what fills half the screen, if the screen shows less than half of it',
    async () => {
      await page.goto(`${site.origin}/form`);
      await page.evaluate(() => scrollTo(0, 2000 - 0.7 * innerHeight));
      await exposeLast('last');
      expect(await told('feature.exposed')).not.toContain('tall');
      await page.evaluate(() => scrollTo(0, 2000));
      await emittedUntil(page, isExposed('tall'), 'the tall one is exposed');
    },
  );

  test.runIf(once)('is told of an element that has become another feature', async () => {
    await exposeLast('first');
    await page.evaluate(() =>
      document.querySelector('[data-feature=first]')?.setAttribute('data-feature', 'second'),
    );
    await emittedUntil(page, isExposed('second'), 'the second is exposed');
  });

  test.runIf(once)('undone, it is silent, whatever was about to be told', async () => {
    await page.evaluate(() => undo());
    await page.click('#icon');
    expect(await emitted(page)).toEqual([]);
    // What the first would have told, it would have told before the second did.
    await page.evaluate(() => start(sonde.features()));
    await exposeLast('last');
    expect((await told('feature.exposed')).sort()).toEqual(['last', 'seen', 'toggle']);
  });
});

describe('use', () => {
  test('is told of a click anywhere in the feature, once for a label and its control', async () => {
    await page.click('#icon');
    await page.click('#label');
    expect(await told('feature.used')).toEqual(['seen', 'toggle']);
    expect((await emitted(page)).find(({ name }) => name === 'feature.used')?.attributes).toEqual({
      'feature.id': 'seen',
      'sonde.pointer.type': 'mouse',
    });
  });

  test.runIf(once)('is told of a label, whether the feature is around it or around its control', async () => {
    await page.goto(`${site.origin}/form`);
    for (const selector of ['#upload', '#help', '#for-dark', '#dark']) await page.click(selector);
    expect(await told('feature.used')).toEqual(['upload', 'help', 'dark', 'dark']);
  });

  test('is not told where it is private or has no name', async () => {
    await page.click('#private');
    await page.click('#nameless');
    expect(await told('feature.used')).toEqual([]);
  });
});

test('feature() tells what the application says', async () => {
  await page.evaluate(() => {
    const track = telemetry.emit;
    const one = sonde.feature({ track }, 'export');
    one.exposed();
    one.used();
    one.completed();
    one.failed('quota');
  });
  expect((await emitted(page)).map(({ name, attributes }) => [name, attributes])).toEqual([
    ['feature.exposed', { 'feature.id': 'export' }],
    ['feature.used', { 'feature.id': 'export' }],
    ['feature.completed', { 'feature.id': 'export' }],
    ['feature.failed', { 'feature.id': 'export', 'feature.reason': 'quota' }],
  ]);
});

describe.runIf(once)('what the device remembers', () => {
  const visit = async (day: number, theme: string): Promise<void> => {
    await page.goto(`${site.origin}/kept?${day}`);
    await page.click('#export');
    await page.evaluate((value) => {
      for (let time = 0; time < 2; time++) sonde.setting({ track: telemetry.emit }, 'theme', value);
    }, theme);
  };

  test('the first use of a feature and its days, and each setting once a day and when it changes', async () => {
    await visit(1, 'dark');
    await visit(1, 'dark');
    await visit(2, 'dark');
    await visit(2, 'light');
    const events = (await emitted(page)).filter(({ name }) => name !== 'feature.exposed');
    const of = (name: string, ...attributes: string[]) =>
      events
        .filter((event) => event.name === name)
        .map((event) => attributes.map((attribute) => event.attributes[attribute]));
    expect(of('feature.used', 'feature.first_use', 'feature.use_day')).toEqual([
      [true, 1],
      [false, 1],
      [false, 2],
      [false, 2],
    ]);
    expect(of('setting.current', 'setting.value')).toEqual([['dark'], ['dark']]);
    expect(of('setting.changed', 'setting.value', 'setting.previous_value')).toEqual([['light', 'dark']]);
  });
});
