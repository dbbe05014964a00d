import type { Page } from '../../helpers/browser.js';
import type { PageServer } from '../../helpers/page-server.js';

/** What is in the store of one page: counted, in words, in no order. */
export interface Counts {
  /** `sonde.navigation.type` of each page view, with the path where it is a route. */
  readonly views?: readonly string[];
  /** `sonde.target.name` of each click. */
  readonly clicks?: readonly string[];
  readonly used?: readonly string[];
  readonly exposed?: readonly string[];
  /** Messages of the exceptions; each as often as it happened (`sonde.exception.count` included). */
  readonly errors?: readonly string[];
  /** Names of the application's own events. */
  readonly own?: readonly string[];
}

/** One hostile page of the tour. */
export interface Stop {
  /** In the order of the tour, for the page's path and service. */
  readonly name: string;
  readonly why: string;
  readonly html: (place: Place) => string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What else the page asks for. */
  serve?(site: PageServer): void | Promise<void>;
  /** What a person does. Runs twice: without Sonde and with it. */
  act(page: Page, place: Place): Promise<void>;
  /** What must be in the store; `views: ['navigate']` unless told. */
  readonly counts: Counts;
}

/** Where a page stands, and what goes where the script tag is: nothing, in the run without Sonde. */
export interface Place {
  readonly path: string;
  readonly origin: string;
  readonly service: string;
  readonly tag: string;
}

/** Waits until the page has done what is under way: a frame is drawn, and the tasks of that time have run. */
export const settle = (page: Page): Promise<void> =>
  page.evaluate(
    () =>
      new Promise((resolve) =>
        requestAnimationFrame(() => setTimeout(() => setTimeout(() => resolve(undefined)))),
      ),
  );

/**
 * Long enough in view: a feature is found within a fifth of a second, in view when frames have been drawn, which takes a busy
 * machine its time, and exposed a second after that. Without Sonde nothing would happen meanwhile.
 */
export const look = async (page: Page, { tag }: Place): Promise<void> => {
  if (!tag) return settle(page);
  await page.evaluate(async () => {
    const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    await pause(250);
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    await pause(1_050);
  });
};

/** Playwright's own click waits for Firefox to tell that the page is back, which from its cache it never does. */
export const clickAtOnce = async (page: Page, selector: string): Promise<void> => {
  if (!page.playwright) return page.click(selector);
  const [x, y] = await page.evaluate((wanted) => {
    const { left, top, width, height } = (document.querySelector(wanted) as Element).getBoundingClientRect();
    return [left + width / 2, top + height / 2] as const;
  }, selector);
  await page.playwright.mouse.click(x, y);
};

export const pageOf = (place: Place, head: string, body: string): string =>
  `<!doctype html><html lang="en"><title>${place.service}</title><link rel="icon" href="data:,">
<script nonce="own" src="/pages/tour/observe.js"></script>${head}${place.tag}<body>${body}`;
