import { beforeAll, describe, expect, test } from 'vitest';
import { engine } from '../helpers/engine.js';
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

const { site, page } = useSite({ '/': BODY, '/next': '' });

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
    await page.click('#next');
    await page.waitFor(() => location.pathname === '/next' && document.readyState === 'complete');
    events = await emitted(page);
  });

  test('LCP has its element and phases that add up to it', () => {
    const told = vital(events, 'LCP');
    expect(told?.['browser.web_vital.target']).toBe('h1#title');
    expect(told).toMatchObject({ 'browser.web_vital.phase.load': 0 });
    expect(Math.abs(sumOf(told) - (told?.['browser.web_vital.value'] as number))).toBeLessThan(4);
  });

  test('INP has its target, its phases, and the script where frames are told', () => {
    const told = vital(events, 'INP');
    expect(told?.['browser.web_vital.target']).toBe('button#slow');
    expect(told?.['browser.web_vital.phase.processing']).toBeGreaterThan(140);
    expect(Math.abs(sumOf(told) - (told?.['browser.web_vital.value'] as number))).toBeLessThan(4);
    if (engine === 'chromium') {
      expect(told?.['browser.web_vital.script.invoker']).toMatch(/onclick/);
      expect(told?.['browser.web_vital.script.duration']).toBeGreaterThan(100);
    }
  });

  test.runIf(engine === 'chromium')('CLS has the element that moved most', () => {
    expect(vital(events, 'CLS')?.['browser.web_vital.target']).toMatch(/(p\.pushed|button#slow)$/);
  });
});
