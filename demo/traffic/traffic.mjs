import { launchChromium } from './chromium.mjs';
import { createRandom } from './random.mjs';
import { visit } from './visit.mjs';
import { drawVisitor } from './visitor.mjs';

/** As many visitors at a time: what two processor cores carry without making the shop slow. */
const AT_ONCE = 3;
const REPORT_EVERY = 10;

/**
 * Sends synthetic visitors through the shop in a headless Chromium, until stopped or until as many as asked for came.
 *
 * @param shop the shop's address
 * @param visitors how many; without end, where left out
 * @param say writes a line for the person at the terminal
 * @param seed repeats the same visitors
 * @returns `stop`, which ends it and resolves when the browser is gone, and `done`, a promise of its natural end
 * @throws where there is no Chromium
 */
export const startTraffic = async ({ shop, visitors = Number.POSITIVE_INFINITY, say, seed = Date.now() }) => {
  const browser = await launchChromium();
  let begun = 0;
  let ended = 0;
  let troubled = 0;
  let isStopped = false;
  say(`Visitors come, ${Number.isFinite(visitors) ? `${visitors} in all` : 'until stopped'}.`);

  const worker = async () => {
    while (!isStopped && begun < visitors) {
      begun += 1;
      const random = createRandom(seed + begun);
      const visitor = drawVisitor(random, begun - 1);
      try {
        await visit(browser, shop, visitor, random);
      } catch (error) {
        if (isStopped || !browser.isConnected()) return;
        troubled += 1;
        if (troubled === 1) say(`A visit ended early (release ${visitor.release}): ${error.message}`);
      }
      ended += 1;
      if (ended % REPORT_EVERY === 0 || ended === visitors)
        say(`${ended} visitors came${troubled ? `; ${troubled} visits ended early` : ''}.`);
    }
  };

  const done = Promise.all(Array.from({ length: AT_ONCE }, worker)).then(() => browser.close());
  return {
    done,
    async stop() {
      isStopped = true;
      await browser.close();
      await done;
    },
  };
};
