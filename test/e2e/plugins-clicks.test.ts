import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { engine } from '../helpers/engine.js';
import { goNext } from './go-next.js';
import { emitted, emittedUntil, forget } from './plugins-site.js';
import { useSite } from './use-site.js';

declare const sonde: typeof import('../../src/plugins/clicks.js');
declare const start: (plugin: unknown) => void;
declare const undo: () => void;

const BODY = `
<p id="text">Nothing to press</p>
<button id="plain">Plain</button>
<button id="other" data-telemetry-id="save"><svg id="icon" width="20" height="20"><path id="path" d="M0 0h20v20H0z"/></svg></button>
<svg width="80" height="20"><a id="svg-link" href="#x"><text id="svg-text" y="15">drawn link</text></a></svg>
<div id=":r1:" role="menuitem" tabindex="0"><b id="bold">Menu</b></div>
<span id="_r_2_" class="made-up" role="button">made up</span>
<label id="for" for="box">Label</label><input id="box" type="checkbox">
<label id="around">Radio <input id="radio" type="radio"></label>
<label id="with-button">Name <span id="help" role="button" tabindex="0">?</span><input name="text"></label>
<label id="prevented" for="box">Prevented</label>
<label id="disabled" for="greyed">Disabled</label><input id="greyed" type="checkbox" disabled>
<label id="own">Own <own-control id="control"></own-control></label>
<img id="image" usemap="#map" width="40" height="40" alt=""><map name="map"><area id="region" shape="default" href="#x"></map>
<input id="field" value="secret"><select id="select"><option>one</option></select>
<form id="form" onsubmit="event.preventDefault()">
  <input name="matches" id="matches"><input name="id"><button id="send">Send</button></form>
<section data-telemetry="off"><button id="private">Private</button><shadow-private></shadow-private></section>
<shadow-button></shadow-button>
<shadow-plain id="host" data-telemetry-id="buy"></shadow-plain><shadow-plain id="radix-:r3:" class="made-up-host"></shadow-plain>
<button id="form:save">of a form</button>
<slot-button><em id="slotted">Slotted</em></slot-button>
<button id="gone" onclick="this.remove()">Gone</button>
<button id="synthetic" onclick="document.querySelector('#plain').click()">Synthetic</button>
<a id="next" href="/next">next</a>
<script>
  customElements.define('shadow-button', class extends HTMLElement {
    constructor() { super().attachShadow({ mode: 'open' }).innerHTML = '<button data-telemetry-id="inner"><i>deep</i></button>'; }
  });
  customElements.define('shadow-plain', class extends HTMLElement {
    constructor() { super().attachShadow({ mode: 'open' }).innerHTML = '<button>Plain</button>'; }
  });
  customElements.define('slot-button', class extends HTMLElement {
    constructor() { super().attachShadow({ mode: 'open' }).innerHTML = '<button data-telemetry-id="slotter"><slot></slot></button>'; }
  });
  customElements.define('shadow-private', class extends HTMLElement {
    constructor() { super().attachShadow({ mode: 'open' }).innerHTML = '<button id="hidden">hidden</button>'; }
  });
  customElements.define('own-control', class extends HTMLElement {
    static formAssociated = true;
    constructor() { super().attachInternals(); this.attachShadow({ mode: 'open' }).innerHTML = '<b role="switch">switch</b>'; }
  });
  // Of the window, since nothing comes to the elements.
  addEventListener('click', (event) => event.target.id === 'prevented' && event.preventDefault(), true);
  document.addEventListener('click', (event) => event.stopImmediatePropagation(), true);
  start(sonde.clicks());
</script>`;

const { site, page } = useSite({ '/': BODY, '/next': '' });
const goAnew = async (): Promise<void> => {
  await page.goto(`${site.origin}/`);
  await forget(page);
};

/** `name tag pointer` of each click. */
const clicks = async (): Promise<string[]> =>
  (await emitted(page)).map(({ name, attributes }) => {
    expect(name).toBe('click');
    return ['name', 'tag']
      .map((part) => attributes[`sonde.target.${part}`])
      .concat(attributes['sonde.pointer.type'])
      .join(' ');
  });

describe('each is told once', () => {
  // None of them changes what the others click.
  beforeAll(goAnew);
  beforeEach(() => forget(page));
  test.each([
    ['a button', '#plain', 'plain button mouse'],
    ['an icon in an annotated button', '#icon', 'save button mouse'],
    ['a link in an SVG', '#svg-text', 'svg-link a mouse'],
    ['a role, whose id a framework made up', '#bold', 'menuitem div mouse'],
    ['a button by role, whose id a framework made up', '.made-up', 'button span mouse'],
    ['a check box', '#box', 'box input mouse'],
    ['a label beside its control', '#for', 'box input mouse'],
    ['a label around its control', '#around', 'radio input mouse'],
    ['a label whose click the page prevents', '#prevented', 'box input mouse'],
    ['a button in a label of a text field', '#help', 'help span mouse'],
    ['a region of an image', '#image', 'region area mouse'],
    ['a button in a form whose fields hide properties', '#send', 'send button mouse'],
    ['an element with a slot around it', '#slotted', 'slotter button mouse'],
    ['a part of a web component with a name', '#host', 'buy button mouse'],
    ['a part of a web component whose id a library made up', '.made-up-host', 'button button mouse'],
    ['an id with colons that somebody wrote', '[id="form:save"]', 'form:save button mouse'],
    ['an element that removes itself', '#gone', 'gone button mouse'],
  ])('%s', async (_, selector, expected) => {
    await page.click(selector);
    expect(await clicks()).toEqual([expected]);
  });
});

describe('on a page of its own', () => {
  beforeEach(goAnew);

  test('what cannot be activated, or is written into, is not told', async () => {
    await page.click('#text');
    await page.click('#field');
    await page.click('#matches');
    // Playwright would wait until the control is enabled.
    await page.playwright?.locator('#disabled').click({ force: true });
    expect(await clicks()).toEqual([]);
  });

  test('nothing is told inside data-telemetry="off", nor in a shadow root there', async () => {
    await page.click('#private');
    await page.evaluate(() =>
      document.querySelector('shadow-private')?.shadowRoot?.querySelector('button')?.focus(),
    );
    await page.press('Enter');
    expect(await clicks()).toEqual([]);
  });

  test('the keyboard is told as such, in shadow roots and forms too', async () => {
    await page.evaluate(() => document.querySelector<HTMLElement>('#other')?.focus());
    await page.press('Enter');
    await page.evaluate(() =>
      document.querySelector('shadow-button')?.shadowRoot?.querySelector('button')?.focus(),
    );
    await page.press('Enter');
    await page.type('#matches', 'x');
    await page.press('Enter');
    expect(await clicks()).toEqual(['save button keyboard', 'inner button keyboard', 'send button keyboard']);
    await forget(page);
    for (const selector of ['#svg-link', '#region']) {
      await page.evaluate((selector) => document.querySelector<HTMLElement>(selector)?.focus(), selector);
      await page.press('Enter');
    }
    expect(await clicks()).toEqual(['svg-link a keyboard', 'region area keyboard']);
  });

  test('a control is told after its label, and a control of the page’s own in its label', async () => {
    for (const selector of ['#for', '#box', '#around', '#radio']) await page.click(selector);
    expect(await clicks()).toEqual([
      'box input mouse',
      'box input mouse',
      'radio input mouse',
      'radio input mouse',
    ]);
    await forget(page);
    await page.click('#control');
    expect(await clicks()).toEqual(['control b mouse']);
  });

  test('a click that a script makes is not told, the one that made it is', async () => {
    await page.evaluate(() => document.querySelector<HTMLElement>('#plain')?.click());
    await page.evaluate(() => document.querySelector<HTMLElement>('#synthetic')?.focus());
    await page.press('Enter');
    expect(await clicks()).toEqual(['synthetic button keyboard']);
  });

  test('a link is told before the page is left, and the navigation is not held up', async () => {
    await goNext(page);
    expect(await clicks()).toEqual(['next a mouse']);
  });

  test('neither text nor value is read', async () => {
    for (const selector of ['#plain', '#box', '#send', '#select']) await page.click(selector);
    expect(JSON.stringify(await emitted(page))).not.toMatch(/Plain|secret|Send|"on"|one/);
  });

  test('undone, it is silent', async () => {
    await page.evaluate(() => undo());
    await page.click('#plain');
    expect(await clicks()).toEqual([]);
  });

  test.runIf(engine === 'chromium')('touch is told as such, on labels too', async () => {
    const { playwright } = page;
    if (!playwright) throw new Error('Chromium is driven by Playwright');
    const session = await playwright.context().newCDPSession(playwright);
    await session.send('Emulation.setTouchEmulationEnabled', { enabled: true });
    for (const selector of ['#plain', '#for']) {
      const box = await playwright.locator(selector).boundingBox();
      if (!box) throw new Error(`${selector} is not laid out`);
      const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
      await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
      await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    }
    await emittedUntil(page, (events) => events.length === 2, 'two clicks');
    expect(await clicks()).toEqual(['plain button touch', 'box input touch']);
  });
});
