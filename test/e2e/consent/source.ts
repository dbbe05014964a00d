import type { Page } from '../../helpers/browser.js';
import type { PageServer } from '../../helpers/page-server.js';

/** A way to ask for consent, as a site would build it in, and the visitor's hands on it. */
export interface SourceUnderTest {
  readonly name: string;
  /** `data-consent` of the script tag. */
  readonly consent: string;
  /** Whether answers are given within one task. */
  readonly isImmediate?: boolean;
  /** What the page has before Sonde's script. */
  readonly head?: string;
  /** What the page has after it. */
  readonly body?: string;
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

/** Everything that the suite is run over. */
export const SOURCES: readonly SourceUnderTest[] = [
  {
    name: 'manual',
    consent: 'required',
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
    grant: press(1),
    deny: press(2),
    withdraw: reopen(2),
    regrant: reopen(1),
  },
];
