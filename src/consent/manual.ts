import { hasPrivacySignal } from '../browser/privacy-signal.js';
import { type Consent, type ConsentState, sameFor } from '../event.js';
import { onChoice, readChoice, writeChoice } from './remembered.js';
import type { ConsentSource } from './source.js';

/**
 * Consent that the site's own code gives: `sonde.consent.grant()` and `sonde.consent.deny()`. The answer is remembered
 * on the device (`sonde.consent` in localStorage) and the origin's other tabs follow it. Where there is none, and the browser
 * asks for privacy (Global Privacy Control), it is no.
 *
 * @param initial the answer until there is one; `granted` for sites that need not ask.
 * @example
 * const sonde = init({ endpoint: '/telemetry', service: 'shop', consent: manual() }); // also the default
 * acceptButton.onclick = () => sonde.consent.grant();
 */
export const manual = (initial?: ConsentState): ConsentSource => {
  let tell: ((choice?: Consent) => void) | undefined;
  return {
    subscribe(onChange) {
      tell = (choice) => onChange(choice || sameFor(hasPrivacySignal() ? 'denied' : initial || 'unknown'));
      tell(readChoice());
      return onChoice(tell);
    },
    set(choice) {
      writeChoice({ choice });
      tell?.(choice);
      // Where storage was full, what a refusal deleted has made room.
      readChoice() || writeChoice({ choice });
    },
  };
};
