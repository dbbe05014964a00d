import { RELEASE_HEADER } from '../shop/visit.mjs';
import { activities } from './activities.mjs';
import { answerBanner } from './banner.mjs';
import { createHands } from './hands.mjs';
import { leave } from './leaving.mjs';

/**
 * One visitor's whole visit in a browser context of their own: arrives, answers (or does not), does what they came for,
 * and leaves in their own way.
 */
export const visit = async (browser, shop, visitor, random) => {
  const { userAgent: _, ...device } = visitor.device;
  const context = await browser.newContext({
    ...device,
    locale: visitor.locale,
    colorScheme: visitor.colorScheme,
    extraHTTPHeaders: { [RELEASE_HEADER]: visitor.release },
  });
  try {
    const page = await context.newPage();
    await page.goto(shop);
    const hands = createHands(page, visitor, random);
    await hands.think();
    await answerBanner(page, visitor);
    await hands.think();

    const last = visitor.activities.length - 1;
    for (const [index, name] of visitor.activities.entries()) {
      await activities[name](hands).catch((cause) => {
        throw new Error(`${name} on ${new URL(page.url()).pathname}: ${cause.message.split('\n')[0]}`, {
          cause,
        });
      });
      if (visitor.leaving === 'midway' && index >= last / 2) break;
    }
    await leave(context, page, hands, shop);
  } finally {
    await context.close();
  }
};
