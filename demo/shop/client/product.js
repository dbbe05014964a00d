import { track } from './telemetry.js';

/** The buttons of a product's page. */
export const product = () => {
  const article = document.querySelector('[data-product]');
  if (!article) return;
  const { product: id } = article.dataset;
  const answer = article.querySelector('#answer');
  const on = (selector, type, listener) => article.querySelector(selector)?.addEventListener(type, listener);

  on('#add-form', 'submit', ({ target }) =>
    track('cart.added', { 'product.id': id, 'cart.quantity': Number(target.elements.quantity.value) }),
  );

  // Always was broken: the viewer's canvas went with a redesign, the button stayed.
  on('#view-3d', 'click', () => {
    const viewer = document.querySelector('#viewer');
    viewer.getContext('webgl').clear();
  });

  // The stock system is down, and nobody catches the rejection.
  on('#stock', 'click', async () => {
    answer.textContent = 'Asking the shops…';
    const response = await fetch(`/api/stock/${id}`);
    if (!response.ok) {
      answer.textContent = 'The shops do not answer. Try again later.';
      track('feature.failed', { 'feature.id': 'stock-check', 'feature.reason': `status ${response.status}` });
      throw new Error(`Stock request answered ${response.status}`);
    }
    answer.textContent = `${(await response.json()).pieces} in stock.`;
  });

  on('#delivery', 'click', async () => {
    answer.textContent = 'Asking the carrier…';
    const response = await fetch(`/api/delivery/${id}`);
    answer.textContent = `With you on ${(await response.json()).day}.`;
    track('feature.completed', { 'feature.id': 'delivery-date' });
  });
};
