/**
 * What a visitor does, by name. Each takes the visitor's hands and eyes (see visit.mjs) and does nothing where the page
 * does not offer it.
 */
const QUERIES = ['brass', 'wind', 'copper', 'thermometer', 'balloon', 'umbrella', 'storm', 'kite', 'glass'];
const FILTERS = ['brass', 'copper', 'glass', 'mount', 'rain'];

export const activities = {
  async browse({ press, think, scroll, random }) {
    await press('.chips a', { any: true });
    await think();
    if (random.chance(0.6)) await scroll();
    if (random.chance(0.4)) {
      await press('.chips a', { any: true });
      await think();
    }
  },

  async search({ type, press, think, random }) {
    await type('#query', random.one(QUERIES));
    await think(0.5);
    await press('#search');
    await think();
  },

  async sortAndFilter({ go, press, type, think, random }) {
    await go('/products');
    await think();
    await press('[data-sort]', { any: true });
    await think();
    if (random.chance(0.7)) {
      await type('#filter', random.one(FILTERS));
      await think();
    }
  },

  async readProduct({ press, think, scroll }) {
    // Where the filter left nothing, or there is no product: from the home page.
    if (!(await press('.card:not([hidden]) a', { any: true }))) {
      await press('.brand');
      await press('.card a', { any: true });
    }
    await think(1.4);
    await scroll();
  },

  async wish({ press, think }) {
    await press('#wish');
    await think();
  },

  async viewIn3d({ press, think, random }) {
    await press('#view-3d');
    await think();
    // Nothing happened, so people press again.
    if (random.chance(0.5)) await press('#view-3d');
    await think();
  },

  async askStock({ press, think }) {
    await press('#stock');
    await think();
  },

  async askDelivery({ press, think }) {
    await press('#delivery');
    await think(1.5);
  },

  async addToCart({ press, think }) {
    await press('#add-to-cart');
    await think();
  },

  async checkOut({ go, look, press, see, think, visitor, random }) {
    await go('/cart');
    await think();
    if (!(await press('#to-checkout'))) return;
    await think(1.3);
    await press(`[name="card"][value="${visitor.card}"]`);
    await look('#pay');
    await think();
    await press('#pay');
    const bought = () => see('h1:has-text("Thank you")', '#problem:not(:empty)');
    // Whoever is refused tries again, or with another card, or gives up.
    for (let attempt = 0; (await bought()) === '#problem:not(:empty)' && attempt < 2; attempt += 1) {
      await think();
      if (random.chance(0.4)) return;
      await press('[name="card"][value="4242"]');
      await press('#pay');
    }
    await think();
  },

  async exportOrders({ go, press, see, think, random }) {
    if (random.chance(0.5)) return;
    await go('/account');
    await think();
    await press('#export');
    await see('#export-answer:has-text("Saved")');
    await think(0.5);
  },

  async changeSetting({ go, choose, press, think, random }) {
    await go('/account');
    await think();
    if (random.chance(0.6)) await choose('[name="currency"]', random.one(['USD', 'GBP', 'JPY']));
    else await choose('[name="theme"]', random.one(['dark', 'light']));
    await press('#save-settings');
    await think();
  },

  async readHelp({ go, press, think }) {
    await go('/help');
    await think();
    await press('summary', { any: true });
    await think(1.5);
  },
};
