import { setTimeout as wait } from 'node:timers/promises';
import { totals } from './cart.mjs';
import { findProduct, search } from './catalogue.mjs';
import { writeCookie } from './cookies.mjs';
import { CURRENCIES } from './money.mjs';
import { readVisit } from './visit.mjs';

const DAY = 86_400_000;

/** What the shop's scripts ask for: quick answers, slow ones, and one that fails. */
export const answers = async (app, { orders, release }) => {
  app.get('/api/suggestions', (request) =>
    search(readVisit(request, release).query)
      .slice(0, 6)
      .map(({ name }) => name),
  );

  app.get('/api/stock/:id', async (_request, reply) => {
    await wait(400);
    return reply.code(503).send({ message: 'The stock system does not answer.' });
  });

  app.get('/api/delivery/:id', async () => {
    await wait(2200 + Math.random() * 800);
    return {
      day: new Date(Date.now() + 3 * DAY).toLocaleDateString('en', {
        weekday: 'long',
        day: 'numeric',
        month: 'long',
      }),
    };
  });

  // Release 1.5.0 asks this before it shows the home page's picture.
  app.get('/api/hero', async () => {
    await wait(1300 + Math.random() * 1600);
    return { picture: '/pictures/hero.svg' };
  });

  app.post('/api/wish-list', (request, reply) => {
    const { wishList } = readVisit(request, release);
    const product = findProduct(request.body?.product);
    if (!product) return reply.code(404).send({ message: 'No such product.' });
    const others = wishList.filter((id) => id !== product.id);
    writeCookie(reply, 'wishes', (request.body.wished ? [...others, product.id] : others).join('.'));
    return { wishes: others.length + (request.body.wished ? 1 : 0) };
  });

  app.post('/orders', async (request, reply) => {
    const visit = readVisit(request, release);
    if (visit.cart.length === 0) return reply.code(409).send({ message: 'The cart is empty.' });
    const { amounts, shipping, total } = totals(visit.cart, visit.currency);
    const outcome = await visit.release.charge(
      request.body?.card,
      [...amounts, shipping],
      CURRENCIES[visit.currency].fraction,
    );
    if (outcome === 'declined') return reply.code(402).send({ message: 'The card was declined.' });

    const order = orders.add({ lines: visit.cart, total, currency: visit.currency });
    writeCookie(reply, 'cart', '');
    writeCookie(reply, 'orders', [order.number, ...visit.orders].slice(0, 20).join('.'));
    return { number: order.number, total, currency: visit.currency };
  });

  app.get('/orders.csv', async (request, reply) => {
    const found = readVisit(request, release).orders.map(orders.find).filter(Boolean);
    await wait(1200);
    const rows = found.map(({ number, total, currency, lines }) =>
      [number, total / CURRENCIES[currency].fraction, currency, lines.length].join(','),
    );
    return reply
      .type('text/csv; charset=utf-8')
      .send(`${['order,total,currency,products', ...rows].join('\r\n')}\r\n`);
  });
};
