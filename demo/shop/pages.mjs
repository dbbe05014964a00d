import { quantityOf, setQuantity, writeCart } from './cart.mjs';
import { findProduct } from './catalogue.mjs';
import { writeCookie } from './cookies.mjs';
import { layout } from './layout.mjs';
import { CURRENCIES } from './money.mjs';
import { accountPage } from './pages/account.mjs';
import { cartPage, checkoutPage, orderPage } from './pages/cart.mjs';
import { catalogue, searchResults } from './pages/catalogue.mjs';
import { home } from './pages/home.mjs';
import { productPage } from './pages/product.mjs';
import { helpPage, notFoundPage, privacyPage } from './pages/texts.mjs';
import { findRelease } from './releases.mjs';
import { readVisit } from './visit.mjs';

const THEMES = ['system', 'light', 'dark'];

/** Every page a visitor can open, and the forms that lead from one to the next. */
export const pages = async (app, { orders, release }) => {
  /** A page from what `draw` returns; nothing is "not found". */
  const page = (path, draw) =>
    app.get(path, (request, reply) => {
      const visit = readVisit(request, release);
      const content = draw(visit, request);
      if (!content) return reply.callNotFound();
      return reply.type('text/html; charset=utf-8').send(String(layout(visit, content)));
    });

  page('/', home);
  page('/products', (visit, { query }) => catalogue(visit, query));
  page(
    '/products/:id',
    (visit, { params: { id } }) => findProduct(id) && productPage(findProduct(id), visit),
  );
  page('/search', searchResults);
  page('/cart', cartPage);
  page('/checkout', (visit) => (visit.cart.length ? checkoutPage(visit) : cartPage(visit)));
  page(
    '/orders/:number',
    (_visit, { params: { number } }) => orders.find(number) && orderPage(orders.find(number)),
  );
  page('/account', (visit) => accountPage(visit, visit.orders.map(orders.find).filter(Boolean)));
  page('/help', helpPage);
  page('/privacy', privacyPage);

  app.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .type('text/html; charset=utf-8')
      .send(String(layout(readVisit(request, release), notFoundPage()))),
  );

  const changeCart = (path, quantityAfter) =>
    app.post(path, (request, reply) => {
      const { cart } = readVisit(request, release);
      const product = findProduct(request.body?.product);
      const asked = Number.parseInt(request.body?.quantity, 10);
      if (product && asked >= 0)
        writeCookie(
          reply,
          'cart',
          writeCart(setQuantity(cart, product, quantityAfter(cart, product, asked))),
        );
      return reply.redirect('/cart', 303);
    });
  changeCart('/cart', (cart, product, asked) => quantityOf(cart, product) + asked);
  changeCart('/cart/quantity', (_cart, _product, asked) => asked);

  app.post('/account', (request, reply) => {
    const { theme, currency, release: version } = request.body ?? {};
    if (THEMES.includes(theme)) writeCookie(reply, 'theme', theme === 'system' ? '' : theme);
    if (currency in CURRENCIES) writeCookie(reply, 'currency', currency);
    if (findRelease(version)) writeCookie(reply, 'release', version === release.version ? '' : version);
    return reply.redirect('/account', 303);
  });
};
