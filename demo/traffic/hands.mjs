const PATIENCE = 8000;

/**
 * A visitor's hands and eyes on one page: tapping where the device has a touch screen, clicking where not, and typing
 * key by key, so that the browser fires what it fires for people.
 */
export const createHands = (page, visitor, random) => {
  const activate = (locator) =>
    visitor.device.hasTouch ? locator.tap({ timeout: PATIENCE }) : locator.click({ timeout: PATIENCE });

  return {
    visitor,
    random,

    /** Brings something into view. */
    async look(selector) {
      await page.locator(selector).first().scrollIntoViewIfNeeded({ timeout: PATIENCE });
      await page.waitForTimeout(1200);
    },

    /** Presses the first of what is there, or any of them. Says whether there was one. */
    async press(selector, { any = false } = {}) {
      const found = page.locator(selector);
      const count = await found.count();
      if (count === 0) return false;
      await activate(any ? found.nth(Math.floor(random.between(0, count))) : found.first());
      await page.waitForLoadState('domcontentloaded');
      return true;
    },

    async type(selector, text) {
      const field = page.locator(selector);
      if ((await field.count()) === 0) return;
      await activate(field);
      await field.pressSequentially(text, { delay: 90 * visitor.pace, timeout: PATIENCE });
    },

    async choose(selector, value) {
      await page.locator(selector).selectOption(value, { timeout: PATIENCE });
    },

    /** Waits until one of these is there, and says which; `undefined` where the visitor loses patience. */
    async see(...selectors) {
      return Promise.any(
        selectors.map(async (selector) => {
          await page.locator(selector).waitFor({ timeout: PATIENCE });
          return selector;
        }),
      ).catch(() => undefined);
    },

    /** To a page by its link where there is one, else by its address. */
    async go(path) {
      if (new URL(page.url()).pathname === path) return;
      const link = page.locator(`nav a[href="${path}"]`).first();
      if (await link.count()) await activate(link);
      else await page.goto(new URL(path, page.url()).href);
      await page.waitForURL((url) => url.pathname === path, { timeout: PATIENCE });
      await page.waitForLoadState('domcontentloaded');
    },

    async scroll() {
      if (visitor.device.isMobile)
        await page.evaluate(() => scrollBy({ top: innerHeight * 0.7, behavior: 'smooth' }));
      else await page.mouse.wheel(0, 600);
      await page.waitForTimeout(300);
    },

    /** Looks at the page for a moment; `weight` stretches it. */
    think: (weight = 1) => page.waitForTimeout(random.between(400, 2200) * visitor.pace * weight),
  };
};
