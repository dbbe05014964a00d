import { createBrowsers } from './browsers.mjs';
import { createRandom } from './random.mjs';
import { visit } from './visit.mjs';
import { drawVisitor } from './visitor.mjs';

/** As many visitors at a time: what two processor cores carry without making the shop slow. */
const AT_ONCE = 3;
const REPORT_EVERY = 10;

/** So many visits that end early in a row mean that something is broken, and not one visitor's luck. */
const MOST_TROUBLE = 6;

/**
 * Sends synthetic visitors through the shop in a headless Chromium, until stopped or until as many as asked for came.
 *
 * @param shop the shop's address
 * @param visitors how many; without end, where left out
 * @param say writes a line for the person at the terminal
 * @param seed repeats the same visitors
 * @returns `stop`, which ends it and resolves when the browsers are gone, and `done`, a promise of its natural end
 * @throws where there is no Chromium
 */
export const startTraffic = async ({ shop, visitors = Number.POSITIVE_INFINITY, say, seed = Date.now() }) => {
  const browsers = createBrowsers();
  let begun = 0;
  let ended = 0;
  let troubled = 0;
  let inARow = 0;
  let isStopped = false;
  say(`Visitors come, ${Number.isFinite(visitors) ? `${visitors} in all` : 'until stopped'}.`);

  const worker = async () => {
    while (!isStopped && begun < visitors && inARow < MOST_TROUBLE) {
      begun += 1;
      const random = createRandom(seed ^ Math.imul(begun, 0x9e3779b1));
      const visitor = drawVisitor(random, begun - 1);
      try {
        await visit(await browsers.get(visitor.device.userAgent), shop, visitor, random);
        inARow = 0;
      } catch (error) {
        if (isStopped) return;
        troubled += 1;
        inARow += 1;
        if (troubled === 1)
          say(`A visit ended early (release ${visitor.release}): ${error.message.split('\n')[0]}`);
        if (inARow === MOST_TROUBLE) say(`No more visitors: ${inARow} visits in a row ended early.`);
      }
      ended += 1;
      if (ended % REPORT_EVERY === 0 || ended === visitors)
        say(`${ended} visitors came${troubled ? `; ${troubled} visits ended early` : ''}.`);
    }
  };

  const done = Promise.all(Array.from({ length: AT_ONCE }, worker)).then(browsers.close);
  return {
    done,
    async stop() {
      isStopped = true;
      await browsers.close();
      await done;
    },
  };
};
