import type { Consent } from '../event.js';

/**
 * Where the visitor's answer comes from. Sonde subscribes once, at `init`, and that subscription is the only listener
 * there is before a grant.
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
