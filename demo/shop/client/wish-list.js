import { notice } from './notice.js';
import { track } from './telemetry.js';

/** The heart on a product's page. */
export const wishList = () => {
  const button = document.querySelector('#wish');
  button?.addEventListener('click', async () => {
    const wished = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(wished));
    const response = await fetch('/api/wish-list', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ product: document.querySelector('[data-product]').dataset.product, wished }),
    });
    if (!response.ok) return;
    notice(wished ? 'On your wish list.' : 'No longer on your wish list.');
    track('feature.completed', { 'feature.id': 'wish-list' });
  });
};
