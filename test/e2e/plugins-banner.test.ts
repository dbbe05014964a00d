import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { english } from '../../src/consent/banner-text.js';
import type { Browser, Page } from '../helpers/browser.js';
import { engine } from '../helpers/engine.js';
import { eventually } from '../helpers/eventually.js';
import { isLong, once } from '../helpers/once.js';
import { borrowBrowser } from '../helpers/shared-browser.js';
import { emitted, type Site, serve } from './plugins-site.js';

/** What a page of this site keeps of what the banner told. */
declare const told: { analytics: string; diagnostics: string }[];
declare const source: import('../../src/consent/source.js').ConsentSource;
declare const undo: () => void;
declare const axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };

const START = (options = '{ policyUrl: "/privacy" }') =>
  `const told = window.told = []; const source = window.source = sonde.banner(${options});
   window.undo = source.subscribe((consent) => told.push(consent));`;

const BODY = `<main><h1>A page</h1><button id="open" onclick="source.open()">Privacy settings</button>
<p style="height:3000px">long</p><a id="last" href="/">the last</a></main>`;

let site: Site;
let browser: Browser;
let page: Page;
/** One tab for all tests: another costs more than most of them. */
let ours: Page;

beforeAll(async () => {
  const require = createRequire(import.meta.url);
  const script = (body: string) => ({ body, headers: { 'content-type': 'text/javascript' } });
  const frame = (path: string, width: number) =>
    `<iframe src="${path}" style="width:${width}px;height:640px;border:0"></iframe>`;
  const page = (options?: string) => `<script>${START(options)}</script>${BODY}`;
  site = await serve({
    '/': page(),
    '/under': page().replace('id="last"', 'id="last" style="position:absolute;top:calc(100vh - 60px)"'),
    '/head': { head: `<script>${START()}</script>`, body: BODY },
    '/policy': page('{ policy: "2" }'),
    '/later-policy': page('{ policy: "3" }'),
    '/arabic': page('{ text: sonde.arabic, policyUrl: "/privacy" }'),
    '/german': page('{ text: sonde.german, policyUrl: "/privacy" }'),
    '/japanese': page('{ text: sonde.japanese, policyUrl: "/privacy" }'),
    '/large': `<style>sonde-consent { --sonde-font: 200%/1.5 system-ui }</style>${page()}`,
    '/themed': `<style>:root { --sonde-background: rgb(1, 2, 3); --sonde-text: rgb(250, 251, 252); --sonde-accent: rgb(9, 8, 7);
      --sonde-accent-text: rgb(240, 241, 242); --sonde-font: 20px/1.5 serif; --sonde-radius: 3px }</style>${page()}`,
    '/clicks': `${page()}<script>start(sonde.clicks()); start(sonde.features())</script>`,
    '/dark': `<style>:root { color-scheme: dark; background: #111; color: #eee } main * { background: #111; color: #eee }</style>${page()}`,
    '/hostile': `<style>body { display: grid; grid-template-columns: 1fr 1fr } body > * { display: none !important; opacity: 0; transform: scale(2) } body > main { display: block !important; opacity: 1; transform: none }
      * { font-size: 3px !important; color: red; } button { display: none }</style>${page()}`,
    '/strict': {
      body: `<script src="/start.js"></script>${BODY.replace(/ (onclick|style)="[^"]*"/g, '')}`,
      headers: {
        'content-security-policy':
          "default-src 'none'; script-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
      },
    },
    '/narrow': frame('/', 320),
    '/narrow-arabic': frame('/arabic', 320),
    '/narrow-german': frame('/german', 320),
    '/narrow-japanese': frame('/japanese', 320),
    '/wide-large': frame('/large', 640),
    '/frame':
      '<script>const told = window.told = []; onmessage = ({ data }) => told.push(data)</script>' +
      '<iframe sandbox="allow-scripts" src="/framed" style="width:600px;height:400px"></iframe>',
    '/framed': `${page('{}')}<script>
      source.subscribe((consent) => parent.postMessage(consent, '*'));
      onmessage = () => document.querySelector('sonde-consent').shadowRoot.querySelector('.equal').click();
    </script>`,
    '/away': '',
    '/start.js': script(START()),
    '/axe.js': script(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')),
  });
  browser = await borrowBrowser(engine, {
    backForwardCache: true,
    preferences: { 'privacy.globalprivacycontrol.enabled': false },
  });
  ours = await browser.newPage();
});
afterAll(async () => {
  await browser?.close();
  site?.close();
});
beforeEach(async () => {
  page = ours;
  await go('/away');
  await page.evaluate(() => localStorage.clear());
});

const go = (path: string): Promise<void> => page.goto(site.origin + path);

/** The last answer that was told, as `analytics diagnostics`. */
const last = (of: Page = page): Promise<string> =>
  of.evaluate(() => {
    const { analytics, diagnostics } = told.at(-1) ?? { analytics: '-', diagnostics: '-' };
    return `${analytics} ${diagnostics}`;
  });

const remembered = () => page.evaluate(() => JSON.parse(localStorage['sonde.consent'] ?? 'null'));

const isAsked = (of: Page = page): Promise<boolean> =>
  of.evaluate(() => !!document.querySelector('sonde-consent')?.shadowRoot?.querySelector('section'));

const hasDialog = () =>
  page.evaluate(() => !!document.querySelector('sonde-consent')?.shadowRoot?.querySelector('dialog[open]'));

/** The words of what has the focus. */
const focus = (): Promise<string> =>
  page.evaluate(() => {
    let active = document.activeElement;
    while (active?.shadowRoot) active = active.shadowRoot.activeElement;
    if (active === document.body) return '';
    return (active instanceof HTMLInputElement ? active.parentElement : active)?.textContent ?? '';
  });

/** Presses Tab until something has the focus. */
const tabTo = async (words: string): Promise<void> => {
  for (let presses = 0; presses < 20; presses++) {
    if ((await focus()).startsWith(words)) return;
    await page.press('Tab');
  }
  throw new Error(`${words} cannot be reached by Tab`);
};

/** A press of the banner's button by keyboard, as real as a click. */
const press = async (words: string): Promise<void> => {
  await tabTo(words);
  await page.press('Enter');
};

describe('until there is an answer', () => {
  test.runIf(once)('it stays where a router puts another body in place of the page’s', async () => {
    await go('/');
    await page.evaluate((text) => {
      const next = document.createElement('body');
      next.append(text);
      document.body.replaceWith(next);
    }, 'another page');
    expect(await isAsked()).toBe(true);
    await press(english.accept);
    expect(await last()).toBe('granted granted');
    expect(await isAsked()).toBe(false);
  });

  test('nothing is stored, and the bar is there, first, without taking the focus', async () => {
    await go('/');
    expect(await last()).toBe('unknown unknown');
    expect(await isAsked()).toBe(true);
    const state = await page.evaluate(async () => ({
      first: document.body.previousElementSibling?.localName,
      focus: document.activeElement === document.body,
      keys: Object.keys(localStorage).join(),
      session: Object.keys(sessionStorage).join(),
      cookies: document.cookie,
      databases: (await indexedDB.databases()).length,
    }));
    expect(state).toEqual({
      first: 'sonde-consent',
      focus: true,
      keys: '',
      session: 'tab',
      cookies: '',
      databases: 0,
    });
  });

  test.runIf(once).each(['/', '/under'])(
    'what has the focus never lies under the bar on %s',
    async (path) => {
      await go(path);
      await tabTo('the last');
      // WebKit scrolls to what takes the focus a while after.
      await page.waitFor(() => {
        const bar = document.querySelector('sonde-consent')?.shadowRoot?.querySelector('section');
        const bottom = document.querySelector('#last')?.getBoundingClientRect().bottom as number;
        return bottom <= (bar?.getBoundingClientRect().top as number);
      });
    },
  );
});

describe('an answer', () => {
  test.each([
    ['Accept all', 'granted granted', 'accept'],
    ['Reject all', 'denied denied', 'reject'],
  ])('%s is one press, is remembered, and leaves nothing on the page', async (words, expected, way) => {
    await go('/');
    await press(words);
    expect(await last()).toBe(expected);
    expect(await page.evaluate(() => document.querySelector('sonde-consent'))).toBeNull();
    const [analytics, diagnostics] = expected.split(' ');
    expect(await remembered()).toEqual({
      v: 1,
      time: expect.any(Number),
      choice: { analytics, diagnostics },
      way,
      gpc: false,
      textHash: expect.stringMatching(/^[\da-f]{8}$/),
    });
    await page.waitFor(() => getComputedStyle(document.documentElement).paddingBottom === '0px');
    await page.reload();
    expect(await last()).toBe(expected);
    expect(await isAsked()).toBe(false);
  });

  test('by purpose is made in the dialog, with nothing ticked before', async () => {
    await go('/');
    await press('Choose');
    expect(await hasDialog()).toBe(true);
    await tabTo('Quality');
    await page.press(' ');
    await press('Save choice');
    expect(await last()).toBe('denied granted');
    expect((await remembered()).way).toBe('custom');
    expect(await isAsked()).toBe(false);
    expect(await hasDialog()).toBe(false);
  });

  test.runIf(once)('with nothing ticked refuses', async () => {
    await go('/');
    await press('Choose');
    await press('Save choice');
    expect(await last()).toBe('denied denied');
  });

  test.runIf(once)('is left alone by what else is stored, as is an open dialog', async () => {
    await go('/');
    const store = () =>
      page.evaluate(() => {
        localStorage.setItem('other', `${Math.random()}`);
        dispatchEvent(new StorageEvent('storage', { key: 'other' }));
      });
    await page.evaluate(() => source.open?.());
    await store();
    expect([await hasDialog(), await page.evaluate(() => told.length)]).toEqual([true, 1]);
    await press('Reject all');
    await page.evaluate(() => source.open?.());
    await store();
    expect([await hasDialog(), await page.evaluate(() => told.length)]).toEqual([true, 2]);
  });

  test.runIf(once)('to another policy does not count', async () => {
    await go('/policy');
    await press('Accept all');
    await page.reload();
    expect(await isAsked()).toBe(false);
    await page.evaluate(() => {
      localStorage['sonde.consent'] = localStorage['sonde.consent'].replace('"policy":"2"', '"policy":"1"');
    });
    await page.reload();
    expect(await isAsked()).toBe(true);
    expect(await last()).toBe('unknown unknown');
  });

  test.runIf(once)(
    'to a later policy, in another tab, is that of a page with the earlier one, too',
    async () => {
      await go('/policy');
      await press('Accept all');
      const other = await browser.newPage(`${site.origin}/later-policy`);
      expect(await isAsked(other)).toBe(true);
      await other.evaluate(() => source.set?.({ analytics: 'granted', diagnostics: 'denied' }));
      await eventually(last, (answer) => answer === 'granted denied', 'the answer of the other tab');
      // What it has kept until then would be deleted.
      expect(await page.evaluate(() => told.slice(1).map(({ analytics }) => analytics))).not.toContain(
        'unknown',
      );
      await other.evaluate(() => source.set?.({ analytics: 'granted', diagnostics: 'granted' }));
      await eventually(last, (answer) => answer === 'granted granted', 'the next answer of the other tab');
      await other.close();
    },
  );

  test.runIf(once)('that is no answer is asked for anew', async () => {
    for (const rubbish of ['', '{', 'null', '{"v":1}']) {
      await page.evaluate((value) => localStorage.setItem('sonde.consent', value), rubbish);
      await go('/');
      expect(await last(), rubbish).toBe('unknown unknown');
      expect(await isAsked(), rubbish).toBe(true);
    }
  });

  test.runIf(once)('of the application’s own is taken; a part of one leaves the question', async () => {
    await go('/');
    await page.evaluate(() => source.set?.({ analytics: 'unknown', diagnostics: 'granted' }));
    expect([await last(), await isAsked()]).toEqual(['unknown granted', true]);
    await page.evaluate(() => source.set?.({ analytics: 'denied', diagnostics: 'granted' }));
    expect([await last(), await isAsked()]).toEqual(['denied granted', false]);
  });

  test('in one tab is followed by the other, as is its forgetting', async () => {
    await go('/');
    const other = await browser.newPage(`${site.origin}/`);
    await other.evaluate(() => source.set?.({ analytics: 'granted', diagnostics: 'granted' }));
    await page.waitFor(() => told.at(-1)?.analytics === 'granted');
    expect(await isAsked()).toBe(false);
    await other.evaluate(() => localStorage.clear());
    await page.waitFor(() => told.at(-1)?.analytics === 'unknown');
    expect(await isAsked()).toBe(true);
    await other.close();
  });

  test('given while the page lay in the back/forward cache is taken on return', async () => {
    await go('/');
    await page.evaluate(() => source.set?.({ analytics: 'granted', diagnostics: 'granted' }));
    const document_ = await page.evaluate(() => performance.timeOrigin);
    await go('/away');
    await page.evaluate(() => {
      localStorage['sonde.consent'] = localStorage['sonde.consent'].replaceAll('granted', 'denied');
    });
    await page.back();
    await page.waitFor(() => location.pathname === '/' && told.at(-1)?.analytics === 'denied');
    expect(await page.evaluate(() => performance.timeOrigin)).toBe(document_);
  });
});

describe('the dialog', () => {
  test('opens again with the answer as it stands, and hands the focus back', async () => {
    await go('/');
    await page.evaluate(() => source.set?.({ analytics: 'granted', diagnostics: 'denied' }));
    await page.click('#open');
    expect(
      await page.evaluate(() =>
        Array.from(
          document.querySelector('sonde-consent')?.shadowRoot?.querySelectorAll('input') ?? [],
          ({ checked }) => checked,
        ),
      ),
    ).toEqual([false, true]);
    await page.press('Escape');
    await page.waitFor(() => !document.querySelector('sonde-consent'));
    expect(await last()).toBe('granted denied');
    if (engine !== 'webkit') expect(await focus()).toBe('Privacy settings');
    await page.evaluate(() => document.querySelector<HTMLElement>('#open')?.focus());
    await page.press('Enter');
    await press('Reject all');
    expect(await last()).toBe('denied denied');
    expect(await focus()).toBe('Privacy settings');
  });

  test('keeps the focus inside, and Close leaves the question', async () => {
    await go('/');
    await press('Choose');
    const seen = new Set<string>();
    for (let presses = 0; presses < 12; presses++) {
      await page.press('Tab');
      seen.add(await focus());
    }
    expect([...seen].join()).not.toMatch(/Choose|Privacy settings|the last/);
    await press('Close');
    expect([await hasDialog(), await isAsked(), await last(), await focus()]).toEqual([
      false,
      true,
      'unknown unknown',
      'Choose',
    ]);
  });
});

describe('everybody can use it', () => {
  const violations = async () => {
    await page.evaluate(
      () =>
        new Promise((onload) =>
          document.body.append(Object.assign(document.createElement('script'), { src: '/axe.js', onload })),
        ),
    );
    return page.evaluate(async () =>
      (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`),
    );
  };

  test.runIf(once).each(['/', '/dark', '/arabic', ...(isLong ? ['/japanese'] : [])])(
    'axe finds nothing on %s, with the bar and with the dialog',
    async (path) => {
      await go(path);
      expect(await violations()).toEqual([]);
      await page.evaluate(() => source.open?.());
      expect(await violations()).toEqual([]);
    },
  );

  test
    .runIf(once)
    .each([
      ['/narrow', 320],
      ['/narrow-arabic', 320],
      ['/narrow-german', 320],
      ...(isLong ? [['/narrow-japanese', 320] as const] : []),
      ['/wide-large', 640],
    ] as const)(
    'on %s targets are 24 px and more, accept and reject alike, and %i px are wide enough',
    async (path, wide) => {
      await go(path);
      for (const shows of ['bar', 'dialog']) {
        const sizes = await page.evaluate((part) => {
          const inner = frames[0] as Window & typeof globalThis & { source: typeof source };
          if (part === 'dialog') inner.source.open?.();
          const { document } = inner;
          const root = document.querySelector('sonde-consent')?.shadowRoot?.lastElementChild as Element;
          const sizeOf = (target: Element): [width: number, height: number] => {
            const { width, height } = target.getBoundingClientRect();
            return [Math.round(width), Math.round(height)];
          };
          return {
            width: inner.innerWidth,
            overflow:
              root.scrollWidth > root.clientWidth || document.documentElement.scrollWidth > inner.innerWidth,
            targets: Array.from(root.querySelectorAll('button,input'), sizeOf),
            equal: Array.from(root.querySelectorAll('.equal'), (target) => {
              const { font, color, backgroundColor, borderWidth } = getComputedStyle(target);
              return [...sizeOf(target), font, color, backgroundColor, borderWidth].join();
            }),
          };
        }, shows);
        expect(sizes.width).toBe(wide);
        expect(sizes.overflow).toBe(false);
        for (const [width, height] of sizes.targets) {
          expect(width).toBeGreaterThanOrEqual(24);
          expect(height).toBeGreaterThanOrEqual(24);
        }
        expect(sizes.equal).toHaveLength(2);
        expect(sizes.equal[0]).toBe(sizes.equal[1]);
      }
    },
  );

  test.runIf(once && engine !== 'webkit')(
    'a screen reader is told each part, in the order in which it is seen',
    async () => {
      await go('/');
      const read = async (part: string) => (await page.playwright?.locator(part).ariaSnapshot())?.split('\n');
      const question = [
        '  - heading "Your privacy" [level=2]',
        '  - paragraph:',
        `    - text: ${english.body}`,
        '    - link "Privacy policy":',
        '      - /url: /privacy',
      ];
      const [root, ...parts] = (await read(':root')) ?? [];
      expect(root).toBe('- document:');
      expect(parts.slice(0, 10).map((line) => line.slice(2))).toEqual([
        '- region "Your privacy":',
        ...question,
        '  - button "Accept all"',
        '  - button "Reject all"',
        '  - button "Choose"',
        '- main:',
      ]);
      await page.evaluate(() => source.open?.());
      // Nothing is ticked.
      expect(await read('dialog')).toEqual([
        '- dialog "Your privacy":',
        ...question,
        ...[english.diagnostics, english.analytics].flatMap((purpose) => [
          `  - 'checkbox "${purpose}"'`,
          `  - text: "${purpose}"`,
        ]),
        '  - button "Accept all"',
        '  - button "Reject all"',
        '  - button "Save choice"',
        '  - button "Close"',
      ]);
    },
  );

  test.runIf(once)('nothing moves, whatever the visitor prefers', async () => {
    await go('/');
    await page.evaluate(() => source.open?.());
    expect(
      await page.evaluate(() =>
        Array.from(
          document.querySelector('sonde-consent')?.shadowRoot?.querySelectorAll('*') ?? [],
          (part) => {
            const { animationName, transitionDuration } = getComputedStyle(part);
            return `${animationName} ${transitionDuration}`;
          },
        ).filter((moves) => moves !== 'none 0s'),
      ),
    ).toEqual([]);
  });

  test.runIf(engine === 'chromium')(
    'forced colours leave every button with a border and a text',
    async () => {
      await go('/');
      await page.playwright?.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
      const buttons = await page.evaluate(() =>
        Array.from(
          document.querySelector('sonde-consent')?.shadowRoot?.querySelectorAll('button') ?? [],
          (part) => {
            const { color, backgroundColor, borderWidth, borderColor } = getComputedStyle(part);
            return {
              text: color !== backgroundColor,
              border: borderWidth !== '0px' && borderColor !== backgroundColor,
            };
          },
        ),
      );
      await page.playwright?.emulateMedia({ forcedColors: null, colorScheme: null });
      expect(buttons).toHaveLength(3);
      for (const button of buttons) expect(button).toEqual({ text: true, border: true });
    },
  );

  test.runIf(once)('custom properties of the page give it its colours, font and corners', async () => {
    await go('/themed');
    for (const part of ['section', 'dialog']) {
      if (part === 'dialog') await page.evaluate(() => source.open?.());
      const found = await page.evaluate((name) => {
        const root = document.querySelector('sonde-consent')?.shadowRoot?.querySelector(name) as Element;
        return [root, root.querySelector('.equal') as Element].map((element) => {
          const { backgroundColor, color, fontSize, borderRadius } = getComputedStyle(element);
          return [backgroundColor, color, fontSize, borderRadius].join();
        });
      }, part);
      expect(found, part).toEqual([
        'rgb(1, 2, 3),rgb(250, 251, 252),20px,3px',
        'rgb(9, 8, 7),rgb(240, 241, 242),20px,3px',
      ]);
    }
  });

  test.runIf(once)('the direction of writing follows from the words', async () => {
    await go('/arabic');
    expect(
      await page.evaluate(() => {
        const host = document.querySelector('sonde-consent') as HTMLElement;
        return [host.lang, getComputedStyle(host.shadowRoot?.querySelector('section') as Element).direction];
      }),
    ).toEqual(['ar', 'rtl']);
  });
});

describe('pages that make it hard', () => {
  const barStyle = () =>
    page.evaluate(() => {
      const bar = document
        .querySelector('sonde-consent')
        ?.shadowRoot?.querySelector('section') as HTMLElement;
      const { position, fontSize } = getComputedStyle(bar);
      const { left, right, bottom } = bar.getBoundingClientRect();
      const shown = document.elementFromPoint((left + right) / 2, bottom - 5)?.localName;
      return `${position} ${fontSize} ${shown}`;
    });

  test('a strict Content-Security-Policy with Trusted Types costs nothing', async () => {
    await go('/strict');
    expect(await barStyle()).toBe('fixed 16px sonde-consent');
    await press('Accept all');
    expect(await last()).toBe('granted granted');
  });

  test.runIf(once)('a script that runs before there is a body costs nothing', async () => {
    await go('/head');
    expect(await barStyle()).toBe('fixed 16px sonde-consent');
    expect(await last()).toBe('unknown unknown');
  });

  test.runIf(once)('rules for everything do not reach it, and it takes no cell of a grid', async () => {
    await go('/hostile');
    expect(await barStyle()).toBe('fixed 16px sonde-consent');
    expect(
      await page.evaluate(() => document.querySelector('main')?.getBoundingClientRect().left),
    ).toBeLessThan(20);
  });

  test('without storage the answer holds for the page', async () => {
    await go('/frame');
    // The document is of an opaque origin: it is reached by messages alone.
    const answers = () => page.evaluate(() => told.map(({ analytics }) => analytics).join());
    await eventually(answers, (heard) => heard === 'unknown', 'the frame asks');
    await page.evaluate(() => frames[0]?.postMessage('accept', '*'));
    await eventually(answers, (heard) => heard === 'unknown,granted', 'the frame was answered');
    expect(await remembered()).toBeNull();
  });

  test.runIf(once)('what is pressed in it is no click of the page', async () => {
    await go('/clicks');
    await press('Choose');
    await press('Save choice');
    expect(await emitted(page)).toEqual([]);
  });

  test.runIf(once)('undone it is gone', async () => {
    await go('/');
    await page.evaluate(() => undo());
    expect(await isAsked()).toBe(false);
    await page.evaluate(() => dispatchEvent(new StorageEvent('storage', { key: null })));
    expect(await isAsked()).toBe(false);
    expect(await page.evaluate(() => told.length)).toBe(1);
  });
});

// A browser of its own takes a quarter of a minute; conformance.test.ts has the banner under this setting in every run.
test.runIf(engine === 'firefox' && isLong)(
  'Global Privacy Control is a refusal until another answer is given',
  async () => {
    const private_ = await borrowBrowser(engine, {
      preferences: { 'privacy.globalprivacycontrol.enabled': true },
    });
    try {
      page = await private_.newPage(`${site.origin}/`);
      expect(await last()).toBe('denied denied');
      expect(await isAsked()).toBe(true);
      await press('Accept all');
      expect(await last()).toBe('granted granted');
      expect((await remembered()).gpc).toBe(true);
    } finally {
      await private_.close();
    }
  },
);
