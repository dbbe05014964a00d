import { beforeAll, describe, expect, test } from 'vitest';
import { engine } from '../helpers/engine.js';
import { goNext } from './go-next.js';
import { type Emitted, emitted, emittedUntil } from './plugins-site.js';
import { useSite } from './use-site.js';

const BODY = `<script>start(sonde.vitals()); start(sonde.vitalsAttribution())</script>
<main><h1 id="title" style="font-size:60px">Something large to paint</h1><p class="pushed low">pushed down</p>
<button data-telemetry-id="slow">slow</button><a id="next" href="/next">next</a></main>
<script>
  const wait = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
  document.querySelector('button').onclick = function slowHandler() { wait(150); };
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
    document.querySelector('.pushed').style.marginTop = '200px';
    setTimeout(() => { window.isShifted = true; }, 100);
  })));
</script>`;

/** An element of each kind that a vital is due to, where nothing is to be told of it: one of them in a shadow root. */
const SILENT = `<script>start(sonde.vitals()); start(sonde.vitalsAttribution())</script>
<a id="next" href="/next">next</a>
<div data-telemetry="off"><h1 id="ann" style="font-size:60px">Something large to paint</h1><div id="ann-host"></div></div>
<script>
  const button = document.createElement('button');
  button.id = 'ann-result';
  button.textContent = 'slow';
  button.onclick = () => { const end = performance.now() + 150; while (performance.now() < end); };
  document.querySelector('#ann-host').attachShadow({ mode: 'open' }).append(button);
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
    document.querySelector('#ann').style.marginTop = '200px';
    setTimeout(() => { window.isShifted = true; }, 100);
  })));
</script>`;

/** A picture of the visitor's, as a page shows it before it is sent: noise, since browsers leave out what is plain. */
const PICTURE = `<script>start(sonde.vitals()); start(sonde.vitalsAttribution())</script>
<a id="next" href="/next">next</a>
<script>
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 300;
  const drawing = canvas.getContext('2d');
  const noise = drawing.createImageData(300, 300);
  noise.data.forEach((_, index, all) => { all[index] = index % 4 === 3 ? 255 : Math.random() * 256; });
  drawing.putImageData(noise, 0, 0);
  const picture = new Image();
  picture.src = canvas.toDataURL();
  document.body.append(picture);
  new PerformanceObserver((list) => {
    window.isPainted ||= list.getEntries().some(({ url }) => url);
  }).observe({ type: 'largest-contentful-paint', buffered: true });
</script>`;

const { site, page } = useSite({ '/': BODY, '/silent': SILENT, '/picture': PICTURE, '/next': '' });

const vital = (events: Emitted[], name: string): Record<string, unknown> | undefined =>
  events.findLast(({ attributes }) => attributes['browser.web_vital.name'] === name)?.attributes;

/** Phases are rounded one by one. */
const sumOf = (told: Record<string, unknown> | undefined): number =>
  Object.entries(told ?? {})
    .filter(([name]) => name.includes('.phase.'))
    .reduce((sum, [, value]) => sum + (value as number), 0);

test.runIf(engine === 'webkit')('where the engine tells nothing the vitals stay as they are', async () => {
  await page.goto(`${site.origin}/`);
  const events = await emittedUntil(page, (found) => found.length > 1, 'two vitals');
  expect(Object.keys(Object.assign({}, ...events.map(({ attributes }) => attributes))).join()).not.toMatch(
    /target|phase|script/,
  );
});

describe.skipIf(engine === 'webkit')('where the engine tells', () => {
  let events: Emitted[];
  beforeAll(async () => {
    await page.goto(`${site.origin}/`);
    await page.waitFor(() => (window as unknown as { isShifted?: boolean }).isShifted);
    await page.click('button');
    await goNext(page);
    events = await emitted(page);
  });

  test('LCP has its element and phases that add up to it', () => {
    const told = vital(events, 'lcp');
    expect(told?.['browser.web_vital.target']).toBe('h1#title');
    expect(told).toMatchObject({ 'browser.web_vital.phase.load': 0 });
    expect(Math.abs(sumOf(told) - (told?.['browser.web_vital.value'] as number))).toBeLessThan(4);
  });

  test('INP has its target, its phases, and the script where frames are told', () => {
    const told = vital(events, 'inp');
    expect(told?.['browser.web_vital.target']).toBe('button#slow');
    expect(told?.['browser.web_vital.phase.processing']).toBeGreaterThan(140);
    expect(Math.abs(sumOf(told) - (told?.['browser.web_vital.value'] as number))).toBeLessThan(4);
    if (engine === 'chromium') {
      expect(told?.['browser.web_vital.script.invoker']).toMatch(/onclick/);
      expect(told?.['browser.web_vital.script.duration']).toBeGreaterThan(100);
    }
  });

  test.runIf(engine === 'chromium')('CLS has the element that moved most', () => {
    expect(vital(events, 'cls')?.['browser.web_vital.target']).toMatch(/(p\.pushed|button#slow)$/);
  });
});

test.skipIf(engine === 'webkit')(
  'of what is inside data-telemetry="off" nothing is told but the phases',
  async () => {
    const before = (await emitted(page)).length;
    await page.goto(`${site.origin}/silent`);
    await page.waitFor(() => (window as unknown as { isShifted?: boolean }).isShifted);
    await page.click('#ann-result');
    await goNext(page);
    const events = (await emitted(page)).slice(before);
    expect(vital(events, 'lcp')).toHaveProperty(['browser.web_vital.phase.ttfb']);
    expect(vital(events, 'inp')?.['browser.web_vital.phase.processing']).toBeGreaterThan(140);
    if (engine === 'chromium') {
      expect(vital(events, 'inp')?.['browser.web_vital.script.duration']).toBeGreaterThan(100);
      expect(vital(events, 'cls')?.['browser.web_vital.value']).toBeGreaterThan(0);
    }
    expect(JSON.stringify(events)).not.toMatch(/ann|target|invoker/i);
  },
);

test.skipIf(engine === 'webkit')('of a picture that is a data URL nothing else is told', async () => {
  const before = (await emitted(page)).length;
  await page.goto(`${site.origin}/picture`);
  await page.waitFor(() => (window as unknown as { isPainted?: boolean }).isPainted);
  await goNext(page);
  const told = vital((await emitted(page)).slice(before), 'lcp');
  expect(told?.['browser.web_vital.url']).toBe('data:');
});
