import { attempt } from '../browser/attempt.js';
import { readLocal, writeLocal } from '../browser/local.js';
import type { Plugin } from '../plugin.js';

/**
 * Keeps what `setting(sonde, id, value)` tells to what is news: the first value, and from then on a value that stayed, is
 * a `setting.current` once a day; another value than the last becomes `setting.changed`, with the value before. What was
 * told last is kept on the device, so the tabs of an origin, and loads, repeat nothing.
 *
 * @example
 * init({ endpoint: '/telemetry', service: 'shop', plugins: [settings()] });
 */
export const settings = (): Plugin => ({
  purpose: 'analytics',
  setup({ onEmit, prefix }) {
    /** Where localStorage is forbidden, at least this page repeats nothing. */
    const told = new Map<string, string>();
    return onEmit((event) => {
      const { name, attributes } = event;
      if (name !== 'setting.current') return true;
      const read = (part: 'id' | 'value') => attributes[`setting.${part}`];
      const key = `${prefix}setting.${read('id')}`;
      const kept = readLocal(key) || told.get(key) || '';
      // As earlier versions kept it.
      const [day, before] = (kept[0] === '[' && attempt(() => JSON.parse(kept))) || kept.split('\n');
      const value = JSON.stringify(read('value') ?? null);
      const today = new Date(event.time).toDateString();
      const isChanged = before !== undefined && before !== value;
      if (!isChanged && day === today) return false;
      // No JSON of an array: a page's own `Array.prototype.toJSON` may make text of that.
      const text = `${today}\n${value}`;
      told.set(key, text);
      writeLocal(key, text);
      if (isChanged) {
        event.name = 'setting.changed';
        attributes['setting.previous_value'] = attempt(() => JSON.parse(before));
      }
      return true;
    });
  },
});
