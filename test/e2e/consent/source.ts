import type { Page } from '../../helpers/browser.js';
import type { PageServer } from '../../helpers/page-server.js';
import { CMPS, type Cmp } from '../../pages/cmp/index.js';

/** A way to ask for consent, as a site would build it in, and the visitor's hands on it. */
export interface SourceUnderTest {
  readonly name: string;
  /** `data-consent` of the script tag. */
  readonly consent: string;
  /** Where Sonde's script is: the build of it that knows the source. */
  readonly script: string;
  /**
   * What Global Privacy Control makes of it: a refusal until there is another answer; no answer, because a consent manager
   * is asked; or, where a grant is nobody's explicit choice, a refusal after that, too.
   */
  readonly underSignal: 'denied' | 'unknown' | 'never granted';
  /** Whether answers are given within one task. */
  readonly isImmediate?: boolean;
  /** Whether all that Sonde listens to can be undone: web-vitals, which cannot, is not in that build. */
  readonly isUndone?: boolean;
  /**
   * The consent manager, before Sonde's script in the page, or after it. It calls `cmpAnswered()` in the moment in which its
   * own interface says that an answer is recorded.
   */
  readonly manager?: string;
  /** What the page has before Sonde's script, besides. */
  readonly before?: string;
  /** Names of what the consent manager itself keeps on the device. */
  readonly keeps?: RegExp;
  /** Serves the consent manager's own files. */
  serve?(site: PageServer): Promise<void> | void;
  grant(page: Page): Promise<unknown>;
  deny(page: Page): Promise<unknown>;
  /** Takes a grant back; as `deny` where there is no other way. */
  withdraw?(page: Page): Promise<unknown>;
  /** Grants after a withdrawal; as `grant` where there is no other way. */
  regrant?(page: Page): Promise<unknown>;
}

declare const sonde: import('../../../src/sonde.js').Sonde;

const press = (place: number) => async (page: Page) => {
  await page.click(`.equal:nth-of-type(${place})`);
};
const reopen = (place: number) => async (page: Page) => {
  await page.evaluate(() => sonde.consent.open());
  await page.click(`dialog .equal:nth-of-type(${place})`);
};

const fromCmp = (cmp: Cmp): SourceUnderTest => {
  let script: Promise<string> | undefined;
  return {
    name: cmp.name,
    consent: cmp.source,
    script: '/dist/sonde-cmp.js',
    underSignal: cmp.isExplicit ? 'unknown' : 'never granted',
    manager: `<script>${cmp.first}${cmp.tells}</script><script src="/cmp.js"></script>`,
    keeps: new RegExp(`^(${[...cmp.keeps.cookies, ...cmp.keeps.local].join('|')})$`),
    async serve(site) {
      script ??= cmp.script();
      site.serve('/cmp.js', `${await script}\n${cmp.tellsLater ?? ''}`);
    },
    grant: cmp.accept,
    deny: cmp.reject,
    withdraw: cmp.withdraw,
    regrant: cmp.regrant,
  };
};

/** Everything that the suite is run over. */
export const SOURCES: readonly SourceUnderTest[] = [
  {
    name: 'manual',
    consent: 'required',
    script: '/dist/sonde.js',
    underSignal: 'denied',
    isImmediate: true,
    grant: (page) => page.evaluate(() => sonde.consent.grant()),
    deny: (page) =>
      page.evaluate(() => {
        sonde.track('test.before');
        sonde.consent.deny();
        sonde.track('test.after');
      }),
  },
  {
    name: 'banner',
    consent: 'banner',
    script: '/dist/sonde.js',
    underSignal: 'denied',
    grant: press(1),
    deny: press(2),
    withdraw: reopen(2),
    regrant: reopen(1),
  },
  ...CMPS.map(fromCmp),
];
