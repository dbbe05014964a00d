import type { Attributes, AttributeValue } from '../event.js';

/**
 * Tells what a setting stands at. Call it when the page has read its settings and again when the visitor changes one: the
 * plugin `settings` makes of that one event for each change, and one a day for what stays.
 *
 * @param sonde what `init` returned, or anything with its `track`.
 * @param value a choice out of few, never what somebody wrote.
 * @example
 * setting(sonde, 'theme', 'dark');
 * density.onchange = () => setting(sonde, 'density', density.value);
 */
export const setting = (
  sonde: { track(name: string, attributes: Attributes): void },
  id: string,
  value: AttributeValue,
): void => sonde.track('setting.current', { 'setting.id': id, 'setting.value': value });
