/** Long enough for what a closing page sends to be on its way before the browser context goes. */
const AFTERGLOW = 600;

const pressAround = async ({ press, think }) => {
  for (const selector of ['#wish', '#view-3d', '[data-sort="price"]', 'summary']) {
    await press(selector);
    await think(0.4);
  }
};

/** Long enough for Sonde to notice the network and send what it kept. */
const RECOVERY = 3000;

const comeBack = async (context, shop) => {
  const page = await context.newPage();
  await page.goto(shop);
  await page.waitForTimeout(RECOVERY);
  return page;
};

/** Ends a visit: calmly, without network, or with the renderer's death. */
export const leave = async (context, page, hands, shop) => {
  const { leaving } = hands.visitor;
  if (leaving === 'offline' || leaving === 'offlineThenClose') {
    await context.setOffline(true);
    await pressAround(hands);
    if (leaving === 'offlineThenClose') await page.close();
    await context.setOffline(false);
    if (leaving === 'offlineThenClose') page = await comeBack(context, shop);
    else await page.waitForTimeout(RECOVERY);
  }
  if (leaving === 'crash') {
    await pressAround(hands);
    const protocol = await context.newCDPSession(page);
    protocol.send('Page.crash').catch(() => {});
    await page.waitForEvent('crash');
    page = await comeBack(context, shop);
  }
  await page.close();
  await new Promise((resolve) => setTimeout(resolve, AFTERGLOW));
};
