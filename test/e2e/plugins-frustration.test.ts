import { beforeEach, describe, expect, test } from 'vitest';
import { engine } from '../helpers/engine.js';
import { once } from '../helpers/once.js';
import { emitted, emittedUntil, forget, holdTimeouts } from './plugins-site.js';
import { useSite } from './use-site.js';

declare const telemetry: { emit(name: string, attributes: object): void };
declare const undo: () => void;
declare const pass: () => void;

const BODY = `
<style>* { transition: none } .box { height: 20px } button { display: inline-block }</style>
<button id="dead">dead</button>
<span class="card" style="cursor:pointer">card</span>
<button id="works" onclick="this.title += '.'">works</button>
<div id="frame"><button id="replaced">replaced</button></div>
<shadow-works></shadow-works><shadow-dead></shadow-dead><shadow-quiet></shadow-quiet>
<button id="slow" onclick="window.spinner ??= document.body.appendChild(document.createElement('i'))">slow</button>
<button id="fails" onclick="throw new Error('no')">fails</button>
<p id="text">text that nobody expects to do anything</p>
<canvas id="canvas" width="50" height="20"></canvas>
<input id="field" value="value"><input id="box" type="checkbox"><input id="range" type="range"><input id="chosen" type="radio" checked>
<a id="elsewhere" href="/none" target="other" onclick="event.preventDefault()">elsewhere</a>
<a id="anchor" href="#here">here</a><a id="held" href="/none" onclick="event.preventDefault()">held</a>
<button id="scrolls" onclick="window.scrollBy(0, 1)">scrolls</button>
<button id="routes" onclick="history.pushState(null, '', '/route' + performance.now())">routes</button>
<button id="selects" onclick="getSelection().selectAllChildren(text)">selects</button>
<form><button id="resets" type="reset">resets</button></form>
<form><input id="empty" required><button id="submits">submits</button></form>
<section data-telemetry="off"><button id="private">private</button></section>
<svg width="20" height="20" role="button" id="drawing"><path id="path" d="M0 0h20v20H0z"/></svg>
<button id="asks" onclick="alert('Saved')">asks</button>
<a id="leaves" href="/none">leaves</a>
<div id="many"></div><div style="height:3000px"></div>
<script>
  const shadow = (name, html) => customElements.define(name, class extends HTMLElement {
    constructor() { super().attachShadow({ mode: 'open' }).innerHTML = html; }
  });
  shadow('shadow-works', '<button data-telemetry-id="inner-works" onclick="this.textContent += 1">in</button>');
  shadow('shadow-dead', '<button data-telemetry-id="inner-dead">in</button>');
  // What it does changes no element of it.
  shadow('shadow-quiet', \`
    <input type="checkbox" data-telemetry-id="inner-box">
    <button data-telemetry-id="inner-scrolls" onclick="nextElementSibling.scrollBy(0, 1)">in</button>
    <div style="height: 20px; overflow: auto"><div style="height: 90px"></div></div>
    <form><input data-telemetry-id="inner-empty" required><button>in</button></form>
  \`);
  // A framework that draws all anew at each click.
  frame.onclick = () => { frame.innerHTML = frame.innerHTML; };
  for (let index = 0; index < 10_000; index++) many.append(document.createElement('i'));
  addEventListener('error', (event) => event.preventDefault());
</script>`;

const { site, page } = useSite(
  {
    '/patient': `${BODY}<script>start(sonde.frustration({ patience: 60_000 }))</script>`,
    '/brief': `${holdTimeouts(100)}${BODY}<script>start(sonde.frustration({ patience: 100 }))</script>`,
    '/held': `${holdTimeouts(1_000)}${BODY}<script>start(sonde.frustration())</script>`,
    '/hasty': `${BODY}<script>
    window.addEventListener('blur', (event) => { window.wasLeft ||= event.target === window; });
    start(sonde.frustration({ patience: 1 }));
  </script>`,
    '/none': '',
    ...Object.fromEntries(
      [
        ['/list', '/detail'],
        ['/detail', '/list'],
      ].map(([path, other]) => [
        path,
        `<a id="go" href="${other}">go</a>
         <script>start(sonde.frustration({ patience: 60_000 })); start(sonde.pageViews())</script>`,
      ]),
    ),
  },
  (request, response) => {
    // Never answered.
    if (request.url !== '/hangs') response.writeHead(404).end();
  },
);

/** `kind name count` of each. */
const told = async (): Promise<string[]> =>
  (await emitted(page))
    .filter(({ name }) => name === 'frustration')
    .map(({ attributes }) =>
      ['frustration.kind', 'target.name', 'frustration.count']
        .map((part) => attributes[`sonde.${part}`] ?? '')
        .join(' ')
        .trim(),
    );

describe('rage', () => {
  beforeEach(async () => {
    await page.goto(`${site.origin}/patient`);
    await forget(page);
  });
  const clickOften = async (selector: string, count = 3): Promise<void> => {
    for (let index = 0; index < count; index++) await page.click(selector);
  };

  test('is three and more clicks at a place that answers to none, or only to the first', async () => {
    await clickOften('#dead', 4);
    await clickOften('#slow');
    await clickOften('#path');
    await clickOften('[data-telemetry-id=inner-dead]');
    await page.click('#dead');
    expect(await told()).toEqual(['rage dead 4', 'rage slow 3', 'rage drawing 3', 'rage inner-dead 3']);
  });

  test.runIf(once)('is none where what the clicks are due to comes after the last of them', async () => {
    await clickOften('#dead', 5);
    await page.evaluate(() => {
      document.title += '.';
    });
    await page.click('#text');
    expect(await told()).toEqual([]);
  });

  test.runIf(once)(
    'is told in spite of an effect that comes when the first clicks have waited too long',
    async () => {
      await page.goto(`${site.origin}/brief`);
      for (let index = 0; index < 3; index++) {
        await page.click('#dead');
        const time = await page.evaluate(() => performance.now());
        await page.waitFor((time) => performance.now() > time + 100, time);
      }
      await page.click('#dead');
      await page.evaluate(async () => {
        document.title += '.';
        // The change is told of after what made it.
        await Promise.resolve();
        pass();
      });
      expect(await told()).toEqual(['rage dead 4']);
    },
  );

  test.runIf(once)(
    'is none where each click does something, where two were made, or where one plays, writes or selects',
    async () => {
      for (const selector of [
        '#works',
        '#replaced',
        '[data-telemetry-id=inner-works]',
        '#canvas',
        '#field',
        '#range',
        '#box',
        '#chosen',
        '#private',
        '#elsewhere',
        '#scrolls',
        '#routes',
      ])
        await clickOften(selector);
      await clickOften('#dead', 2);
      await page.click('#text');
      expect(await told()).toEqual([]);
    },
  );
});

describe('a dead click', () => {
  beforeEach(async () => {
    await page.goto(`${site.origin}/held`);
    await forget(page);
  });
  /** A click, and the second in which it has an effect or none: by then a scroll has been told, which comes with a frame. */
  const clickAndWait = async (selector: string): Promise<void> => {
    await page.click(selector);
    await page.evaluate(async () => {
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
      pass();
    });
  };

  test('is one on what looks active and does nothing', async () => {
    for (const selector of ['#dead', '.card', '#held', '[data-telemetry-id=inner-dead]'])
      await clickAndWait(selector);
    expect(await told()).toEqual(['dead dead 1', 'dead span 1', 'dead held 1', 'dead inner-dead 1']);
  });

  test('is none where something happens, or nothing is expected', async () => {
    for (const selector of [
      '#works',
      '#replaced',
      '[data-telemetry-id=inner-works]',
      '#canvas',
      '#field',
      '#box',
      // A radio button that is chosen stays so.
      '#chosen',
      '#private',
      '#elsewhere',
      '#anchor',
      '#scrolls',
      '#routes',
      '#resets',
      '#selects',
      '#text',
      '[data-telemetry-id=inner-box]',
      '[data-telemetry-id=inner-scrolls]',
      '#submits',
    ])
      await clickAndWait(selector);
    expect(await told()).toEqual([]);
    await page.evaluate(() => undo());
    await clickAndWait('#dead');
    expect(await told()).toEqual([]);
  });

  test.each(['#empty', '[data-telemetry-id=inner-empty]'])(
    'is none where Enter sends a form that the browser refuses: %s',
    async (field) => {
      await page.click(field);
      await page.evaluate(() => {
        addEventListener('click', ({ target }) => Reflect.set(window, 'clicked', target), { once: true });
      });
      await page.press('Enter');
      await page.waitFor(() => Reflect.get(window, 'clicked'));
      await page.evaluate(() => pass());
      expect(await told()).toEqual([]);
    },
  );

  test('that fails is told as an error', async () => {
    await clickAndWait('#fails');
    expect((await told())[0]).toBe('error fails');
  });

  test('that leaves the page while something still loads is none', async () => {
    await page.evaluate(() => void fetch('/hangs'));
    await page.click('#leaves');
    await page.waitFor(() => location.pathname === '/none' && document.readyState === 'complete');
    expect(await told()).toEqual([]);
  });

  // Chromium's dialogs take the focus from the window where there is a screen, WebKit's driver answers by itself.
  test.runIf(engine === 'firefox')('is none where it opens a dialog that is there for longer', async () => {
    await page.goto(`${site.origin}/hasty`);
    await forget(page);
    page.playwright?.once('dialog', (dialog) => dialog.accept());
    await page.click('#asks');
    await page.waitFor(() => Reflect.get(window, 'wasLeft'));
    await emittedUntil(page, () => true, 'anything');
    expect(await told()).toEqual([]);
  });
});

test.runIf(once)(
  'back and forth between two pages is thrashing, and a walk through four is none',
  async () => {
    await page.goto(`${site.origin}/patient`);
    await forget(page);
    await page.evaluate(() => {
      for (const path of ['a', 'b', 'c', 'd', 'c', 'd'])
        telemetry.emit('page_view', { 'url.full': `https://shop.example/${path}` });
    });
    await emittedUntil(page, (events) => events.some(({ name }) => name === 'frustration'), 'thrashing');
    await page.evaluate(() => {
      for (const path of ['a', 'a', 'a', 'a', 'd', 'c'])
        telemetry.emit('page_view', { 'url.full': `https://shop.example/${path}` });
    });
    expect(await told()).toEqual(['thrash  4']);
  },
);

test.runIf(once)(
  'who goes back and forth between two documents is told of once, in the last of them',
  async () => {
    await page.goto(`${site.origin}/none`);
    await page.evaluate(() => localStorage.clear());
    await page.goto(`${site.origin}/list`);
    for (const path of ['/detail', '/list', '/detail']) {
      expect(await told()).toEqual([]);
      await page.click('#go');
      await page.waitFor((to) => location.pathname === to && document.readyState === 'complete', path);
    }
    const events = await emittedUntil(page, (all) => all.at(-1)?.name === 'frustration', 'thrashing');
    expect(events.map(({ name }) => name)).toEqual([...Array(4).fill('page_view'), 'frustration']);
    expect(await told()).toEqual(['thrash  4']);
  },
);
