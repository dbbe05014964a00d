import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Browser, Page } from '../helpers/browser.js';
import { deviceState, NOTHING } from '../helpers/device-state.js';
import { engine } from '../helpers/engine.js';
import { eventually } from '../helpers/eventually.js';
import { once, orFirst } from '../helpers/once.js';
import { type PageServer, startPageServer } from '../helpers/page-server.js';
import { borrowBrowser } from '../helpers/shared-browser.js';

/** The privacy panel on a page with a strict policy: what a visitor sees, exports, deletes and chooses. */

const APPLICATION = `
import { clicks, init } from 'sonde';
import { panel } from 'sonde/panel';

const privacy = panel({ beside: location.search === '?beside' });
const sonde = init(privacy.watch({
  endpoint: '/telemetry', service: 'shop', release: '1.4.2', buffer: location.search === '?buffer',
  sample: { rare: 0 }, limit: { often: 0 },
  beforeSend: (event) => {
    if (event.name === 'broken') throw new Error('beforeSend');
    return event.name !== 'unwanted' && event;
  },
  plugins: [clicks(), { purpose: 'analytics', setup: ({ onEmit }) => onEmit(({ name }) => name !== 'plugged') }],
}));
const original = URL.createObjectURL;
URL.createObjectURL = (blob) => {
  blob.text().then((text) => { window.exported = text; });
  return original.call(URL, blob);
};
Object.assign(window, { sonde });
document.querySelector('#open').addEventListener('click', () => privacy.open(sonde));`;

const PAGE = (
  style = '',
) => `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">
<title>A shop</title><link rel="icon" href="data:,">${style}<script type="module" src="/application.js"></script>
<main><h1>A shop</h1><button id="open">Your data</button></main>`;

const POLICY = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; style-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
};

declare const sonde: import('../../src/sonde.js').Sonde;
declare const exported: string | undefined;
declare const axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };

let site: PageServer;
let browser: Browser;
let page: Page;
/** Whether the receiver takes what comes. */
let isUp = true;

beforeAll(async () => {
  site = await startPageServer();
  site.mount('/telemetry', (request, response) => {
    request.resume();
    request.on('end', () =>
      response.writeHead(isUp ? 200 : 503, { 'content-type': 'application/json' }).end('{}'),
    );
  });
  await site.serveBundle('/application.js', APPLICATION);
  site.serve('/', PAGE(), POLICY);
  site.serve(
    '/dark.css',
    ':root { color-scheme: dark; background: #111; color: #eee } #open { background: #333; color: #eee }',
  );
  const axe = '<script src="/axe.js"></script>';
  site.serve('/light', PAGE(axe));
  site.serve('/dark', PAGE(`${axe}<link rel="stylesheet" href="/dark.css">`));
  site.serve(
    '/narrow',
    '<!doctype html><title>narrow</title><iframe src="/" width="320" height="640"></iframe>',
  );
  site.serve('/away', '<!doctype html><title>away</title>');
  const require = createRequire(import.meta.url);
  site.serve('/axe.js', readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  browser = await borrowBrowser(engine);
  page = await browser.newPage();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});
beforeEach(async () => {
  isUp = true;
  await page.goto(`${site.origin}/away`);
  await page.evaluate(() => localStorage.clear());
});

const go = async (path: string): Promise<void> => {
  await page.goto(site.origin + path);
  await page.waitFor(() => typeof sonde === 'object');
};

const flush = () =>
  eventually(
    () => page.evaluate(() => sonde.flush()),
    ({ kept }) => kept === 0,
    'all is acknowledged',
  );

/** What the panel says of each event, by name. */
const fates = (): Promise<Record<string, string>> =>
  page.evaluate(() =>
    Object.fromEntries(
      Array.from(
        document.querySelector('sonde-privacy')?.shadowRoot?.querySelectorAll('li') ?? [],
        (item) => [item.querySelector('b')?.textContent ?? '', item.querySelector('span')?.textContent ?? ''],
      ),
    ),
  );

const shows = (expected: Record<string, string>): Promise<unknown> =>
  eventually(
    fates,
    (found) => JSON.stringify(found) === JSON.stringify({ ...found, ...expected }),
    JSON.stringify(expected),
  );

/** Presses the panel's button of these words. */
const press = (words: string): Promise<void> =>
  page.evaluate((label) => {
    const buttons = document.querySelector('sonde-privacy')?.shadowRoot?.querySelectorAll('button') ?? [];
    [...buttons].find(({ textContent }) => textContent === label)?.click();
  }, words);

const device = (): Promise<string> =>
  page.evaluate(
    () => document.querySelector('sonde-privacy')?.shadowRoot?.querySelector('h3 + dl')?.textContent ?? '',
  );

const isOpen = (): Promise<boolean> => page.evaluate(() => !!document.querySelector('sonde-privacy'));

test('without consent it shows that nothing is there, and stores and makes nothing', async () => {
  await go('/');
  await page.click('#open');
  await eventually(device, (text) => text === 'Nothing.', 'nothing is kept');
  expect(await deviceState(page)).toEqual(NOTHING);
  expect(site.requests.filter((line) => line.includes('/telemetry'))).toEqual([]);
});

test('each event is shown with its fate', async () => {
  await go('/');
  await page.evaluate(() => {
    sonde.consent.grant();
    sonde.track('plan.selected', { mail: 'ann@example.org', tier: 'pro' });
    for (const name of ['rare', 'often', 'unwanted', 'broken', 'plugged']) sonde.track(name);
  });
  await flush();
  isUp = false;
  await page.evaluate(() => sonde.track('plan.later'));
  await page.click('#open');
  await shows({
    'plan.selected': 'sent; redacted or cut: mail',
    rare: 'left out: sampled, or too many in a minute',
    often: 'left out: sampled, or too many in a minute',
    unwanted: 'left out by beforeSend',
    broken: 'left out: beforeSend failed',
    plugged: 'left out by a plugin',
    'plan.later': 'kept, to be sent',
    click: 'kept, to be sent',
  });
  expect(await device()).toContain('sonde.consent');
  const details = await page.evaluate(
    () =>
      [...(document.querySelector('sonde-privacy')?.shadowRoot?.querySelectorAll('li') ?? [])].find((item) =>
        item.textContent?.includes('plan.selected'),
      )?.textContent,
  );
  expect(details).toContain('[redacted]');
  expect(details).not.toContain('ann@');

  await press('Download');
  await page.waitFor(() => exported);
  const file = JSON.parse(await page.evaluate(() => exported as string));
  expect(file).toMatchObject({ service: 'shop', consent: { analytics: 'granted', diagnostics: 'granted' } });
  expect(file.device['sonde.consent']).toContain('granted');
  expect(file.events).toContainEqual(
    expect.objectContaining({
      name: 'plan.selected',
      fate: 'sent',
      attributes: expect.objectContaining({ tier: 'pro' }),
    }),
  );

  isUp = true;
  await flush();
  await shows({ 'plan.later': 'sent' });
  // The count of what was dropped would be left to the next page.
  await page.evaluate(() => sonde.consent.deny());
});

test.runIf(once)('what an earlier page left is shown, too, and everything is deleted', async () => {
  await go('/');
  isUp = false;
  await page.evaluate(() => {
    sonde.consent.grant();
    sonde.track('plan.earlier', { tier: 'pro' });
  });
  await eventually(
    () => page.evaluate(() => sonde.diagnose()),
    ({ kept }) => kept === 1,
    'it is kept',
  );
  await eventually(
    () =>
      page.evaluate(
        () =>
          new Promise<number>((resolve, reject) => {
            // It is there: who says what is kept has read it.
            const opening = indexedDB.open('sonde.shop.');
            opening.onerror = reject;
            opening.onsuccess = () => {
              const counting = opening.result.transaction('events').objectStore('events').count();
              counting.onsuccess = () => resolve(counting.result);
              opening.result.close();
            };
          }),
      ),
    (rows) => rows === 1,
    'it is stored',
  );
  await go('/');
  await page.click('#open');
  await shows({ 'plan.earlier': 'kept, to be sent' });
  await press('Delete and stop');
  await eventually(fates, (found) => Object.keys(found).length === 0, 'nothing is left');
  expect(await page.evaluate(() => sonde.consent.state())).toEqual({
    analytics: 'denied',
    diagnostics: 'denied',
  });
  expect(
    await page.evaluate(
      () => document.querySelector('sonde-privacy')?.shadowRoot?.querySelector('[role=status]')?.textContent,
    ),
  ).toBe('Everything was deleted, and nothing more is recorded.');
  await eventually(
    () => deviceState(page),
    ({ databases }) => databases.length === 0,
    'the database is gone',
  );
  expect(await deviceState(page)).toEqual({ ...NOTHING, local: ['sonde.consent'] });
});

test('what waits for an answer says so, and the choice is made here', async () => {
  await go('/?buffer');
  await page.evaluate(() => sonde.track('plan.selected'));
  await page.click('#open');
  await shows({ 'plan.selected': 'waits for your choice' });
  await page.evaluate(() => {
    const boxes = document.querySelector('sonde-privacy')?.shadowRoot?.querySelectorAll('input') ?? [];
    for (const box of boxes) box.click();
  });
  expect(await page.evaluate(() => sonde.consent.state())).toEqual({
    analytics: 'granted',
    diagnostics: 'granted',
  });
  await flush();
  await shows({ 'plan.selected': 'sent' });
  await page.evaluate(() => {
    document.querySelector('sonde-privacy')?.shadowRoot?.querySelectorAll('input')[1]?.click();
  });
  expect(await page.evaluate(() => sonde.consent.state())).toEqual({
    analytics: 'denied',
    diagnostics: 'granted',
  });
});

test('the keyboard opens and closes it, keeps inside, and gets the focus back', async () => {
  // A tab of its own: in one whose page was left with a dialog open, Firefox gives the next document no key.
  await page.close();
  page = await browser.newPage();
  await go('/');
  await page.evaluate(() => document.querySelector<HTMLElement>('#open')?.focus());
  await page.press('Enter');
  await page.waitFor(() => !!document.querySelector('sonde-privacy'));
  const seen = new Set<string>();
  const inside = new Set<string>();
  for (let presses = 0; presses < 8; presses++) {
    const [outer, inner] = await page.evaluate(() => {
      const { activeElement } = document;
      return [activeElement?.localName ?? '', activeElement?.shadowRoot?.activeElement?.textContent ?? ''];
    });
    seen.add(outer as string);
    inside.add(inner as string);
    await page.press('Tab');
  }
  // Past the last stop the browser's own may have the focus, which the document tells as none.
  expect([...seen].filter((name) => name !== 'body')).toEqual(['sonde-privacy']);
  expect(inside.size).toBeGreaterThan(2);
  // There Escape is the browser's.
  for (let presses = 0; presses < 8; presses++) {
    if ((await page.evaluate(() => document.activeElement?.localName)) === 'sonde-privacy') break;
    await page.press('Tab');
  }
  await page.press('Escape');
  await page.waitFor(() => !document.querySelector('sonde-privacy'));
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('open');
});

test.skipIf(engine === 'webkit')(
  'a screen reader is told each part, in the order in which it is seen',
  async () => {
    await go('/');
    await page.evaluate(() => {
      sonde.consent.grant('diagnostics');
      sonde.consent.deny('analytics');
    });
    await page.click('#open');
    await eventually(device, (text) => text.startsWith('sonde.consent'), 'what is kept');
    const told = await page.playwright?.locator('dialog').ariaSnapshot();
    expect(told?.split('\n').filter((line) => !line.startsWith('  - definition'))).toEqual([
      '- dialog "Your data":',
      '  - heading "Your data" [level=2]',
      '  - group "What may be measured":',
      '    - text: What may be measured',
      `    - 'checkbox "Quality: errors and loading times" [checked]'`,
      '    - text: "Quality: errors and loading times"',
      `    - 'checkbox "Usage: which pages and features are used"'`,
      '    - text: "Usage: which pages and features are used"',
      '  - button "Download"',
      '  - button "Delete and stop"',
      '  - button "Close"',
      '  - status',
      '  - heading "Kept on this device" [level=3]',
      '  - term: sonde.consent',
      '  - heading "Recorded events" [level=3]',
      '  - list',
    ]);
  },
);

test.runIf(once)('beside the page the page stays in use, and its events are followed', async () => {
  const before = await page.evaluate(() => [innerWidth, innerHeight] as const);
  await page.resize(1000, 700);
  await go('/?beside');
  await page.evaluate(() => sonde.consent.grant());
  await page.click('#open');
  expect(await isOpen()).toBe(true);
  await page.evaluate(() => sonde.track('plan.selected'));
  await flush();
  await shows({ 'plan.selected': 'sent' });
  await page.click('#open');
  await press('Close');
  await page.waitFor(() => !document.querySelector('sonde-privacy'));
  await page.resize(...before);
});

test.each(orFirst(['/light', '/dark']))('axe finds nothing on %s', async (path) => {
  await page.goto(`${site.origin}${path}`);
  await page.waitFor(() => typeof sonde === 'object');
  await page.evaluate(() => {
    sonde.consent.grant();
    sonde.track('plan.selected', { tier: 'pro' });
  });
  await flush();
  await page.click('#open');
  await shows({ 'plan.selected': 'sent' });
  await page.waitFor(() => !!document.querySelector('sonde-privacy')?.shadowRoot?.querySelector('summary'));
  await page.evaluate(() => {
    document.querySelector('sonde-privacy')?.shadowRoot?.querySelector('summary')?.click();
  });
  expect(
    await page.evaluate(async () =>
      (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`),
    ),
  ).toEqual([]);
  expect(
    await page.evaluate(
      () =>
        getComputedStyle(
          document.querySelector('sonde-privacy')?.shadowRoot?.querySelector('button') as Element,
        ).minHeight,
    ),
  ).toBe('44px');
});

test('320 px are wide enough, and targets are 24 px and more', async () => {
  await page.goto(`${site.origin}/narrow`);
  await page.waitFor(() => typeof (frames[0] as unknown as { sonde: unknown })?.sonde === 'object');
  await page.evaluate(() => {
    const { sonde, document } = frames[0] as unknown as {
      sonde: import('../../src/sonde.js').Sonde;
      document: Document;
    };
    sonde.consent.grant();
    sonde.track('plan.selected', { long: 'x'.repeat(300) });
    document.querySelector<HTMLElement>('#open')?.click();
  });
  await page.waitFor(
    () => !!frames[0]?.document.querySelector('sonde-privacy')?.shadowRoot?.querySelector('summary'),
  );
  const found = await page.evaluate(() => {
    const root = frames[0]?.document.querySelector('sonde-privacy')?.shadowRoot as ShadowRoot;
    root.querySelector('summary')?.click();
    const dialog = root.querySelector('dialog') as Element;
    return {
      overflow: dialog.scrollWidth > dialog.clientWidth || dialog.getBoundingClientRect().width > 320,
      small: Array.from(root.querySelectorAll('button,input,summary'), (target) =>
        target.getBoundingClientRect(),
      ).filter(({ width, height }) => width < 24 || height < 24).length,
    };
  });
  expect(found).toEqual({ overflow: false, small: 0 });
});
