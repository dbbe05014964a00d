import { track } from './telemetry.js';

/** Settings and the export of orders. */
export const account = () => {
  const form = document.querySelector('#settings');
  if (!form) return;
  form.addEventListener('submit', () => {
    for (const select of form.querySelectorAll('[data-setting]'))
      if (!select.selectedOptions[0].defaultSelected)
        track('setting.changed', { 'setting.id': select.dataset.setting, 'setting.value': select.value });
  });

  const button = document.querySelector('#export');
  const answer = document.querySelector('#export-answer');
  button.addEventListener('click', async () => {
    button.disabled = true;
    answer.textContent = 'Writing the file…';
    try {
      const response = await fetch('/orders.csv');
      const address = URL.createObjectURL(await response.blob());
      Object.assign(document.createElement('a'), { href: address, download: 'orders.csv' }).click();
      URL.revokeObjectURL(address);
      answer.textContent = 'Saved as orders.csv.';
      track('feature.completed', { 'feature.id': 'export-csv' });
    } catch (error) {
      answer.textContent = 'The file could not be written. Please try again.';
      throw error;
    } finally {
      button.disabled = false;
    }
  });
};
