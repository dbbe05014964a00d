import type { ConsentSource } from './source.js';
import { onChoice, readChoice, writeChoice } from './remembered.js';

/**
 * Consent that the site's own code gives: `sonde.consent.grant()` and `sonde.consent.deny()`. The answer is remembered
 * on the device (`sonde.consent` in localStorage) and the origin's other tabs follow it.
 *
 * @example
 * const sonde = init({ endpoint: '/telemetry', service: 'shop', consent: manual() }); // also the default
 * acceptButton.onclick = () => sonde.consent.grant();
 */
export const manual = (): ConsentSource => {
  const unknown = { analytics: 'unknown', diagnostics: 'unknown' } as const;
  let onChange: Parameters<ConsentSource['subscribe']>[0] | undefined;
  return {
    subscribe(listener) {
      onChange = listener;
      listener(readChoice() || unknown);
      return onChoice((choice) => listener(choice || unknown));
    },
    set(consent) {
      writeChoice(consent, 'custom');
      onChange?.(consent);
    },
  };
};
