import type { Consent } from '../event.js';

/**
 * Where the visitor's answer comes from. Sonde subscribes once, at `init`, and that subscription is the only listener
 * there is before a grant.
 *
 * When an answer was given is known of those that Sonde itself remembers (`manual()`, `banner()`). Of another source's, such
 * as the site's own, it is not: `resources`, `responsiveness` and `reports` may then tell what was on the page before it.
 *
 * @example
 * const ownDialog: ConsentSource = {
 *   subscribe(onChange) {
 *     const tell = () => onChange({ analytics: dialog.answer, diagnostics: 'granted' });
 *     tell();
 *     dialog.addEventListener('answer', tell);
 *     return () => dialog.removeEventListener('answer', tell);
 *   },
 *   open: () => dialog.showModal(),
 * };
 */
export interface ConsentSource {
  /**
   * Calls back with the answer as it stands, synchronously where it is known, and again on each change.
   * Returns the undo.
   */
  subscribe(onChange: (consent: Consent) => void): () => void;
  /** Takes a new answer, where the source can: `sonde.consent.grant()` and `.deny()` end here. */
  set?(consent: Consent): void;
  /** Shows the choice again, where the source has a face: `sonde.consent.open()`. */
  open?(): void;
  /** Refuses for good, where the source can be overruled: `sonde.optOut()`. */
  optOut?(): void;
}
