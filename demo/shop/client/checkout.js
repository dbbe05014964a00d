import { track } from './telemetry.js';
import { undertaking } from './undertaking.js';

const REASONS = { 402: 'declined', 409: 'empty' };
const SENTENCES = {
  declined: 'Your bank declined the card. Try another one.',
  empty: 'The cart is empty.',
  server: 'Something failed on our side, and nothing was charged. Try again.',
  network: 'You seem to be offline. Nothing was charged.',
};

/** Places the order without leaving the page, so that a refusal leaves the form as it was. */
export const checkout = () => {
  const form = document.querySelector('#checkout');
  if (!form) return;
  const paying = undertaking('checkout');
  form.addEventListener('change', ({ target }) => target.name === 'card' && paying.step('card chosen'));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    paying.step('payment sent');
    const pay = form.querySelector('#pay');
    const problem = form.querySelector('#problem');
    pay.disabled = true;
    problem.textContent = '';

    const response = await fetch('/orders', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ card: form.elements.card.value }),
    }).catch(() => null);

    if (response?.ok) {
      const { number, total, currency } = await response.json();
      track('checkout.completed', { 'order.total': total, 'order.currency': currency });
      track('feature.completed', { 'feature.id': 'checkout' });
      paying.succeed();
      location.assign(`/orders/${number}`);
      return;
    }
    const reason = response ? (REASONS[response.status] ?? 'server') : 'network';
    track('checkout.failed', { reason });
    track('feature.failed', { 'feature.id': 'checkout', 'feature.reason': reason });
    paying.fail(reason);
    problem.textContent = SENTENCES[reason];
    pay.disabled = false;
  });
};
