import { readLocal, writeLocal } from '../browser/local.js';
import type { Plugin } from '../plugin.js';

/**
 * Adds to each `feature.used`, whoever tells it, whether it is the first use on this device, and which day with a use it
 * is. So who adopted a feature and who came back to it is known from the events themselves, without a profile of the
 * visitor. What is kept for it on the device, a date and a number for each feature, goes with the consent.
 *
 * @example
 * init({ endpoint: '/telemetry', service: 'shop', plugins: [features(), adoption()] });
 */
export const adoption = (): Plugin => ({
  purpose: 'analytics',
  setup({ onEmit, prefix }) {
    /** Where localStorage is forbidden, at least this page knows. */
    const known = new Map<string, string>();
    return onEmit(({ name, attributes, time }) => {
      if (name !== 'feature.used') return;
      const key = `${prefix}feature.${attributes['feature.id']}`;
      const today = new Date(time).toDateString();
      const [last, days = 0] = (readLocal(key) || known.get(key) || '').split(',');
      const day = Number(days) + (last === today ? 0 : 1);
      const text = `${today},${day}`;
      known.set(key, text);
      if (last !== today) writeLocal(key, text);
      attributes['feature.first_use'] = !last;
      attributes['feature.use_day'] = day;
    });
  },
});
